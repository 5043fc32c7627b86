package io.millrace.event;

import static io.millrace.event.Readings.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.samples.Samples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** One test for each row of the samples' README, in its order. */
class SampleFileReadTest {

    @Test
    void legacyChat() {
        Figures figures = Figures.of(sample("a-legacy-flat/chat"));
        assertThat(figures.count(EventType.COMMENT)).isEqualTo(14);
        assertThat(figures.users(EventType.COMMENT)).isEqualTo(11);
        LiveEvent first = figures.events().get(0);
        assertThat(first.comment()).isEqualTo("Nut and any?");
        assertThat(first.msgId()).isEqualTo(7137750796902002615L);
        assertThat(first.occurredAtMillis()).isEqualTo(1661887134718L);
        assertThat(first.dated()).isTrue();
        assertThat(first.userId()).isEqualTo(6535110368733891561L);
        assertThat(first.uniqueId()).isEqualTo("clovermintmy");
        assertThat(first.nickname()).isEqualTo("Sunoat Pieink");
        assertThat(first.roomId()).isEqualTo(Samples.ROOM);
    }

    @Test
    void legacyConnectedIsAViewerSampleThatNamesHostAndTitle() {
        LiveEvent event = only("a-legacy-flat/connected_roomInfo");
        assertThat(event.type()).isEqualTo(EventType.VIEWERS);
        assertThat(event.roomId()).isEqualTo(7137682085041365590L);
        assertThat(event.viewers()).isEqualTo(1136);
        assertThat(event.viewersTotal()).isEqualTo(104582);
        assertThat(event.host()).isEqualTo(new Host(7473361608771966265L, "mint.o0", "🎁REED🎁"));
        assertThat(event.title()).isEqualTo("ماء نور😍 🥰");
        assertThat(event.occurredAtMillis()).isEqualTo(Samples.CAPTURED_AT);
    }

    @Test
    void legacyEmoteWithoutIdIsNoComment() {
        LiveEvent event = only("a-legacy-flat/emote_without_msgId");
        assertThat(event.type()).isEqualTo(EventType.OTHER);
        assertThat(event.comment()).isNull();
        assertThat(event.msgId()).isNegative();
        assertThat(event.userId()).isEqualTo(6535110368733891561L);
    }

    @Test
    void legacyEnvelopeHasItsTimeInSeconds() {
        LiveEvent event = only("a-legacy-flat/envelope_without_msgId");
        assertThat(event.type()).isEqualTo(EventType.OTHER);
        assertThat(Instant.ofEpochMilli(event.occurredAtMillis())).isEqualTo("2022-08-30T19:23:42Z");
        assertThat(event.msgId()).isNegative();
        assertThat(event.giftId()).isNull();
        assertThat(event.diamonds()).isNull();
    }

    @Test
    void legacyFollowAndSocialAreOneMessage() {
        Figures figures = Figures.of(sample("a-legacy-flat/follow_and_social_one_message"));
        assertThat(figures.duplicates()).isEqualTo(1);
        assertThat(figures.count(EventType.FOLLOW)).isEqualTo(1);
        assertThat(figures.users(EventType.FOLLOW)).isEqualTo(1);
        // The user's own followers stand in followInfo: they are not the host's.
        assertThat(figures.events().get(0).followerTotal()).isNull();
    }

    @Test
    void legacyGiftReadsNoDamagedNumber() {
        LiveEvent event = only("a-legacy-flat/gift_uncut");
        assertThat(event.giftId()).isEqualTo(5953);
        assertThat(event.giftName()).isEqualTo("Nevalyashka doll");
        assertThat(event.diamonds()).isEqualTo(25);
        assertThat(event.repeatCount()).isEqualTo(1);
        assertThat(event.giftGroupId()).isEqualTo(1661887131074L);
        assertThat(event.giftStreakable()).isTrue();
        assertThat(event.msgId()).isEqualTo(7137749195127826821L);
        assertThat(event.userId()).isEqualTo(6535110368733891561L);
        assertThat(event.roomId()).isEqualTo(Samples.ROOM);
        assertThat(event.occurredAtMillis()).isEqualTo(1661887134397L);
    }

    @Test
    void legacyLike() {
        List<LiveEvent> events = sample("a-legacy-flat/like");
        assertThat(events).hasSize(7).allMatch(event -> event.type() == EventType.LIKE);
        assertThat(events.get(0).likeCount()).isEqualTo(6);
        assertThat(events.get(0).likeTotal()).isEqualTo(21_349);
        Figures others = Figures.of(events.subList(1, 7));
        assertThat(others.numbers(LiveEvent::likeCount).getSum()).isEqualTo(32);
        assertThat(others.numbers(LiveEvent::likeTotal).getMin()).isEqualTo(43_808);
        assertThat(others.numbers(LiveEvent::likeTotal).getMax()).isEqualTo(43_837);
        assertThat(events)
                .filteredOn(event -> Long.valueOf(43_831).equals(event.likeTotal()))
                .hasSize(2);
    }

    @Test
    void legacyLinkMicBattleHasNoSingleUser() {
        LiveEvent event = only("a-legacy-flat/linkMicBattle");
        assertThat(event.type()).isEqualTo(EventType.OTHER);
        assertThat(event.userId()).isNull();
        assertThat(event.uniqueId()).isNull();
    }

    @Test
    void legacyMember() {
        Figures figures = Figures.of(sample("a-legacy-flat/member"));
        assertThat(figures.count(EventType.JOIN)).isEqualTo(21);
        assertThat(figures.events()).allMatch(event -> event.comment() == null && event.viewers() == null);
    }

    @Test
    void legacyRoomUser() {
        LiveEvent event = only("a-legacy-flat/roomUser");
        assertThat(event.type()).isEqualTo(EventType.VIEWERS);
        assertThat(event.viewers()).isEqualTo(630);
        assertThat(event.viewersTotal()).isNull();
        assertThat(event.userId()).isNull();
    }

    @Test
    void legacyShare() {
        assertThat(only("a-legacy-flat/share").type()).isEqualTo(EventType.SHARE);
    }

    @Test
    void frameWithTwoMessages() {
        List<LiveEvent> events = sample("b-v2-euler/frame_with_two_messages");
        assertThat(events).extracting(LiveEvent::type).containsExactly(EventType.COMMENT, EventType.OTHER);
        assertThat(events).extracting(LiveEvent::typeName).containsExactly("WebcastChatMessage", "WebcastRoomMessage");
        assertThat(events).allMatch(event -> event.occurredAtMillis() == 1773509999000L && event.dated());
        assertThat(events.get(0).comment()).isEqualTo("grove");
        assertThat(events.get(0).uniqueId()).isEqualTo("coral");
        assertThat(events.get(0).nickname()).isEqualTo("Beach");
        assertThat(events.get(0).userId()).isNull();
        assertThat(events.get(1).comment()).isNull();
    }

    @Test
    void eulerGiftInProgressAndFinished() {
        Figures figures = Figures.of(sample("b-v2-euler/gift_in_progress_and_finished"));
        assertThat(figures.streaks()).isEqualTo(2);
        assertThat(figures.users(EventType.GIFT)).isEqualTo(2);
        assertThat(figures.gifts()).isEqualTo(2);
        assertThat(figures.diamonds()).isEqualTo(2);
        LiveEvent first = figures.events().get(0);
        assertThat(first.roomId()).isEqualTo(7617156682762241448L);
        assertThat(first.giftName()).isEqualTo("Rose");
        assertThat(first.occurredAtMillis()).isEqualTo(1773511423909L);
        assertThat(first.dated()).isTrue();
    }

    @Test
    void eulerLikeCountsAsStrings() {
        LiveEvent event = only("b-v2-euler/like_counts_as_strings");
        assertThat(event.likeCount()).isEqualTo(15);
        assertThat(event.likeTotal()).isEqualTo(48_523);
    }

    @Test
    void barrage() {
        assertNothingCounted("c-v3/barrage", 3);
    }

    @Test
    void comment() {
        Figures figures = Figures.of(sample("c-v3/comment"));
        assertThat(figures.count(EventType.COMMENT)).isEqualTo(8);
        assertThat(figures.users(EventType.COMMENT)).isEqualTo(8);
        LiveEvent first = figures.events().get(0);
        assertThat(first.comment()).isEqualTo("if");
        assertThat(first.uniqueId()).isEqualTo("oakhut82");
        assertThat(first.occurredAtMillis()).isEqualTo(1697634624560L);
    }

    @Test
    void backlogIsBookedAtItsCreateTime() {
        List<LiveEvent> events = sample("c-v3/comment_backlog_on_connect");
        assertThat(Figures.of(events).rooms()).isEqualTo(2);
        assertThat(events).hasSize(2).allMatch(event -> event.type() == EventType.COMMENT);
        assertThat(events.get(0).occurredAtMillis()).isEqualTo(1699895599443L);
    }

    @Test
    void textsAreKeptByteForByte() {
        List<LiveEvent> events = sample("c-v3/comment_text_variety");
        assertThat(Figures.of(events).rooms()).isEqualTo(7);
        List<String> upstream = new ArrayList<>();
        List<String> nicknames = new ArrayList<>();
        for (ObjectNode envelope : Samples.envelopes("c-v3/comment_text_variety")) {
            upstream.add(envelope.at("/payload/content").asText());
            nicknames.add(envelope.at("/payload/user/nickname").asText());
        }
        assertThat(events).extracting(LiveEvent::comment).containsExactlyElementsOf(upstream);
        assertThat(events).extracting(LiveEvent::nickname).containsExactlyElementsOf(nicknames);
        assertThat(upstream).contains("@🧞‍♀️🪁Delta6984🪁🧞‍♀️");
        assertThat(upstream).anyMatch(text -> text.length() == 72);
    }

    @Test
    void streamEnded() {
        List<LiveEvent> events = sample("c-v3/control_stream_ended");
        assertThat(events).hasSize(3).allMatch(event -> event.type() == EventType.END);
        assertThat(Figures.of(events).rooms()).isEqualTo(3);
        assertThat(events.get(0).occurredAtMillis()).isEqualTo(1696447143881L);
        // sei.uniqueId is no handle.
        assertThat(events.get(0).uniqueId()).isNull();
    }

    @Test
    void streamPaused() {
        assertThat(sample("c-v3/control_stream_paused")).hasSize(3).allMatch(event -> event.type() == EventType.PAUSE);
    }

    @Test
    void streamUnpaused() {
        assertThat(sample("c-v3/control_stream_unpaused"))
                .hasSize(3)
                .allMatch(event -> event.type() == EventType.RESUME);
    }

    @Test
    void emoteChatHasNoText() {
        assertNothingCounted("c-v3/emote_chat", 3);
        assertThat(sample("c-v3/emote_chat")).allMatch(event -> event.comment() == null);
        assertThat(Figures.of(sample("c-v3/emote_chat")).rooms()).isEqualTo(2);
    }

    @Test
    void envelopeIsNoGiftAndNamesItsSender() {
        assertNothingCounted("c-v3/envelope", 4);
        LiveEvent first = sample("c-v3/envelope").get(0);
        assertThat(first.diamonds()).isNull();
        assertThat(first.userId()).isEqualTo(7231870972317556279L);
        assertThat(first.uniqueId()).isEqualTo("sagesapto72");
        assertThat(first.nickname()).isEqualTo("Reedis Pebblean🍓");
    }

    @Test
    void everyTypeCanBeRead() {
        List<LiveEvent> events = sample("c-v3/every_type_uncut");
        assertThat(events).hasSize(34);
        assertThat(events).allMatch(event -> event.msgId() > 0 && event.roomId() > 0);
        assertThat(Figures.of(events).byTypeName()).hasSize(34);
        Map<EventType, Integer> types = new TreeMap<>();
        events.forEach(event -> types.merge(event.type(), 1, Integer::sum));
        assertThat(types)
                .isEqualTo(Map.of(
                        EventType.COMMENT, 1,
                        EventType.LIKE, 1,
                        EventType.GIFT, 1,
                        EventType.JOIN, 1,
                        EventType.SHARE, 1,
                        EventType.VIEWERS, 1,
                        EventType.PAUSE, 1,
                        EventType.OTHER, 27));
        assertThat(events)
                .filteredOn(event -> event.typeName().equals("WebcastLinkMicBattlePunishFinish"))
                .singleElement()
                .satisfies(event -> assertThat(event.msgId()).isEqualTo(7286184660519744619L))
                .satisfies(event -> assertThat(event.occurredAtMillis()).isEqualTo(1696447077872L));
    }

    @Test
    void follow() {
        Figures figures = Figures.of(sample("c-v3/follow"));
        assertThat(figures.count(EventType.FOLLOW)).isEqualTo(6);
        assertThat(figures.users(EventType.FOLLOW)).isEqualTo(6);
        assertThat(figures.numbers(LiveEvent::followerTotal).getMax()).isEqualTo(1_118_125);
    }

    @Test
    void followKnownByDisplayKeyOnly() {
        Figures figures = Figures.of(sample("c-v3/follow_known_by_display_key_only"));
        assertThat(figures.events())
                .extracting(LiveEvent::type)
                .containsExactly(EventType.GIFT, EventType.FOLLOW, EventType.FOLLOW, EventType.JOIN);
        assertThat(figures.events()).allMatch(event -> event.msgId() < 0 && event.dated());
        assertThat(figures.events().get(0).occurredAtMillis()).isEqualTo(1_785_240_000_000L);
        assertThat(figures.events().get(0).giftGroupId()).isNegative();
        assertThat(figures.streaks()).isEqualTo(1);
        assertThat(figures.events().get(0).userId()).isEqualTo(6932);
    }

    @Test
    void giftNonStreak() {
        Figures figures = Figures.of(sample("c-v3/gift_non_streak"));
        assertGifts(figures, 0, 2, 2);
        assertThat(figures.events()).allMatch(event -> event.giftGroupId() == null);
        assertThat(figures.events()).allMatch(event -> Boolean.FALSE.equals(event.giftStreakable()));
    }

    @Test
    void giftOnlyLastFrameSeen() {
        assertGifts(Figures.of(sample("c-v3/gift_only_last_frame_seen")), 2, 2, 2);
    }

    @Test
    void giftParallelStreaks() {
        Figures figures = Figures.of(sample("c-v3/gift_parallel_streaks"));
        assertGifts(figures, 3, 3, 3);
        assertThat(figures.users(EventType.GIFT)).isEqualTo(1);
    }

    @Test
    void giftStreakComplete() {
        Figures figures = Figures.of(sample("c-v3/gift_streak_complete"));
        assertGifts(figures, 3, 14, 14);
        assertThat(figures.users(EventType.GIFT)).isEqualTo(3);
        assertThat(figures.repeatCountsSummed()).isEqualTo(50);
    }

    @Test
    void giftStreakCountsSkip() {
        assertGifts(Figures.of(sample("c-v3/gift_streak_counts_skip")), 1, 47, 47);
    }

    @Test
    void giftStreakWithoutEnd() {
        Figures figures = Figures.of(sample("c-v3/gift_streak_without_end"));
        assertThat(figures.streaks()).isEqualTo(2);
        assertThat(figures.gifts()).isEqualTo(33);
        assertThat(figures.repeatCountsSummed()).isEqualTo(253);
    }

    @Test
    void giftOfTypeOneWithoutGroupIsASingleGift() {
        Figures figures = Figures.of(sample("c-v3/gift_type1_without_group"));
        assertGifts(figures, 0, 3, 3);
        assertThat(figures.events()).hasSize(2).allMatch(event -> Boolean.TRUE.equals(event.giftStreakable()));
    }

    @Test
    void imDelete() {
        assertNothingCounted("c-v3/im_delete", 3);
    }

    @Test
    void join() {
        Figures figures = Figures.of(sample("c-v3/join"));
        assertThat(figures.count(EventType.JOIN)).isEqualTo(8);
        assertThat(figures.events()).allMatch(event -> event.viewers() == null && event.viewersTotal() == null);
    }

    @Test
    void like() {
        Figures figures = Figures.of(sample("c-v3/like"));
        assertThat(figures.numbers(LiveEvent::likeCount).getSum()).isEqualTo(98);
        assertThat(figures.numbers(LiveEvent::likeTotal).getMin()).isEqualTo(1_816_524);
        assertThat(figures.numbers(LiveEvent::likeTotal).getMax()).isEqualTo(1_817_725);
    }

    @Test
    void linkMicBattle() {
        assertNothingCounted("c-v3/link_mic_battle", 2);
        assertThat(sample("c-v3/link_mic_battle")).allMatch(event -> event.userId() == null);
    }

    @Test
    void liveIntroHasTheRoomOfItsConnection() {
        List<LiveEvent> events = sample("c-v3/live_intro_without_room");
        assertThat(events).hasSize(2).allMatch(event -> event.roomId() == Samples.ROOM);
        assertThat(events.get(0).msgId()).isEqualTo(7273771425924452062L);
        assertThat(events.get(0).dated()).isFalse();
        assertThat(events.get(0).occurredAtMillis()).isEqualTo(Samples.CAPTURED_AT);
        assertThat(events.get(0).host()).isEqualTo(new Host(7546783240771862859L, null, "𝗖𝗗𝗠𝗞𝗙𝗫𝗥"));
        assertThat(events.get(1).host()).isEqualTo(new Host(7292912933817607793L, "dune_hay", "🛶DUNE🌵mint_sun🛶"));
    }

    @Test
    void messageWithoutIdIsFoundAgain() {
        Figures figures = Figures.of(sample("c-v3/message_without_msgId"));
        assertThat(figures.count(EventType.COMMENT)).isEqualTo(2);
        assertThat(figures.duplicates()).isEqualTo(2);
        assertThat(figures.events()).allMatch(event -> event.msgId() < 0);
    }

    @Test
    void question() {
        assertNothingCounted("c-v3/question", 3);
    }

    @Test
    void reconnectReplay() {
        Figures figures = Figures.of(sample("c-v3/reconnect_replay"));
        assertThat(figures.duplicates()).isEqualTo(3);
        assertThat(figures.events())
                .extracting(LiveEvent::type)
                .containsExactlyInAnyOrder(EventType.COMMENT, EventType.LIKE, EventType.JOIN);
        assertThat(figures.numbers(LiveEvent::likeCount).getSum()).isEqualTo(15);
        assertThat(figures.numbers(LiveEvent::likeTotal).getMax()).isEqualTo(900);
    }

    @Test
    void roomMessageIsOf2023() {
        assertNothingCounted("c-v3/room_message_createTime_seconds", 3);
        assertThat(sample("c-v3/room_message_createTime_seconds"))
                .extracting(event -> Instant.ofEpochMilli(event.occurredAtMillis())
                        .toString()
                        .substring(0, 7))
                .containsOnly("2023-10");
    }

    @Test
    void share() {
        Figures figures = Figures.of(sample("c-v3/share"));
        assertThat(figures.count(EventType.SHARE)).isEqualTo(6);
        assertThat(figures.users(EventType.SHARE)).isEqualTo(6);
        assertThat(figures.events()).allMatch(event -> event.followerTotal() == null);
    }

    @Test
    void shareWithManyFriendsIsOneShare() {
        Figures figures = Figures.of(sample("c-v3/share_with_n_friends"));
        assertThat(figures.count(EventType.SHARE)).isEqualTo(6);
        assertThat(figures.rooms()).isEqualTo(2);
    }

    @Test
    void unknownTypes() {
        assertNothingCounted("c-v3/unknown_types", 21);
        assertThat(Figures.of(sample("c-v3/unknown_types")).byTypeName()).hasSize(21);
    }

    @Test
    void userChangedHandleAndNickname() {
        List<LiveEvent> named = sample("c-v3/user_changed_handle").stream()
                .filter(event -> event.userId() != null)
                .toList();
        assertThat(named).hasSize(2).allMatch(event -> Long.valueOf(6598919201420488307L)
                .equals(event.userId()));
        assertThat(named).extracting(LiveEvent::uniqueId).containsExactly("inkbe.pond", "cobalt.skyup");
        assertThat(named).extracting(LiveEvent::nickname).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(named.get(0).nickname()).isEqualTo("Reed Waterfall❉");
        assertThat(named.get(0).occurredAtMillis()).isLessThan(named.get(1).occurredAtMillis());
    }

    @Test
    void viewerCount() {
        Figures figures = Figures.of(sample("c-v3/viewer_count"));
        assertThat(figures.numbers(LiveEvent::viewers).getMin()).isEqualTo(1618);
        assertThat(figures.numbers(LiveEvent::viewers).getMax()).isEqualTo(1673);
        assertThat(figures.numbers(LiveEvent::viewersTotal).getMax()).isEqualTo(246_678);
    }

    @Test
    void absentViewersAreZero() {
        LiveEvent event = only("c-v3/viewer_total_absent");
        assertThat(event.viewers()).isZero();
        assertThat(event.viewersTotal()).isEqualTo(2231);
    }

    @Test
    void followThatIsABareUser() {
        LiveEvent event = only("d-py6/follow_is_a_bare_user");
        assertThat(event.type()).isEqualTo(EventType.FOLLOW);
        assertThat(event.userId()).isEqualTo(6521763284944506339L);
        assertThat(event.uniqueId()).isEqualTo("lake_056");
        assertThat(event.nickname()).isEqualTo("หนังสือ หินถนนฝน");
        assertThat(event.occurredAtMillis()).isEqualTo(1763101877486L);
        assertThat(event.dated()).isTrue();
        assertThat(event.msgId()).isNegative();
        assertThat(event.followerTotal()).isNull();
    }

    @Test
    void pythonGiftDeliveredTwice() {
        Figures figures = Figures.of(sample("d-py6/gift_delivered_twice_uncut"));
        assertThat(figures.duplicates()).isEqualTo(1);
        assertGifts(figures, 1, 1, 1);
        assertThat(figures.events().get(0).giftId()).isEqualTo(5655);
    }

    @Test
    void pythonGiftLastFrameOnly() {
        Figures figures = Figures.of(sample("d-py6/gift_last_frame_only"));
        assertGifts(figures, 4, 22, 69);
        assertThat(figures.users(EventType.GIFT)).isEqualTo(1);
        assertThat(figures.events().get(0).roomId()).isEqualTo(7572452296404064174L);
        assertThat(figures.events().get(0).giftName()).isEqualTo("Rosa");
    }

    @Test
    void studioChat() {
        List<LiveEvent> events = sample("e-studio/chat");
        assertThat(events).hasSize(4).allMatch(event -> event.type() == EventType.COMMENT);
        LiveEvent first = events.get(0);
        assertThat(first.typeName()).isEqualTo("live.chat");
        assertThat(first.comment()).isEqualTo("if");
        assertThat(first.msgId()).isEqualTo(7291285152219746939L);
        assertThat(first.roomId()).isEqualTo(7291268238893654788L);
        assertThat(first.occurredAtMillis()).isEqualTo(1697634624640L);
        assertThat(first.dated()).isTrue();
        assertThat(first.uniqueId()).isEqualTo("oakhut82");
    }

    @Test
    void studioChatWithoutUser() {
        List<LiveEvent> events = sample("e-studio/chat_without_user");
        assertThat(events).hasSize(2).allMatch(event -> event.type() == EventType.COMMENT && event.userId() == null);
    }

    @Test
    void studioFramesThatAreNoEventsAreNoErrorAndNoEnd() {
        assertNothingCounted("e-studio/frames_that_are_not_events", 3);
        assertThat(sample("e-studio/frames_that_are_not_events"))
                .extracting(LiveEvent::typeName)
                .containsExactly("SERVER_HELLO", "AUTH_RESULT", "DISCONNECT");
    }

    @Test
    void studioGiftStreak() {
        assertGifts(Figures.of(sample("e-studio/gift_streak")), 1, 11, 11);
    }

    @Test
    void studioGiftWithoutGroup() {
        Figures figures = Figures.of(sample("e-studio/gift_without_group"));
        assertGifts(figures, 0, 2, 1);
        assertThat(figures.events().get(1).giftName()).isNull();
        assertThat(figures.events().get(1).giftGroupId()).isNull();
    }

    @Test
    void studioLike() {
        Figures figures = Figures.of(sample("e-studio/like"));
        assertThat(figures.numbers(LiveEvent::likeCount).getSum()).isEqualTo(43);
        assertThat(figures.numbers(LiveEvent::likeTotal).getMax()).isEqualTo(1_816_619);
    }

    @ParameterizedTest
    @FieldSource("io.millrace.samples.Samples#FILES")
    void wrapperAndInnerMessageGiveTheSameEvent(String file) {
        for (ObjectNode wrapped : Samples.envelopes(file)) {
            ObjectNode inner = wrapped.deepCopy();
            for (String name : List.of("/payload/data", "/payload/messages/0/data", "/payload/payload")) {
                if (wrapped.at(name).isObject() && !wrapped.at("/payload").has("common")) {
                    inner.set("payload", wrapped.at(name));
                }
            }
            LiveEvent ofWrapped = Readings.accepted(Readings.EVENTS.read(Samples.bytes(wrapped), 0));
            LiveEvent ofInner = Readings.accepted(Readings.EVENTS.read(Samples.bytes(inner), 0));
            // Only the time may be lost with the wrapper, and with it the derived id.
            if (ofInner.occurredAtMillis() == ofWrapped.occurredAtMillis()) {
                assertThat(ofInner).isEqualTo(ofWrapped);
            } else {
                assertThat(ofInner.userId()).isEqualTo(ofWrapped.userId());
                assertThat(ofInner.type()).isEqualTo(ofWrapped.type());
            }
        }
    }

    private static LiveEvent only(String file) {
        List<LiveEvent> events = sample(file);
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static void assertNothingCounted(String file, int events) {
        assertThat(sample(file)).hasSize(events).allMatch(event -> event.type() == EventType.OTHER);
        assertThat(Figures.of(sample(file)).duplicates()).isZero();
    }

    private static void assertGifts(Figures figures, long streaks, long gifts, long diamonds) {
        assertThat(figures.events()).allMatch(event -> event.type() == EventType.GIFT);
        assertThat(figures.streaks()).isEqualTo(streaks);
        assertThat(figures.gifts()).isEqualTo(gifts);
        assertThat(figures.diamonds()).isEqualTo(diamonds);
    }
}
