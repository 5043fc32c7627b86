package io.millrace.event;

import static io.millrace.event.Readings.envelope;
import static io.millrace.event.Readings.event;
import static io.millrace.event.Readings.read;
import static io.millrace.event.Readings.refusal;
import static io.millrace.event.Readings.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveEventReaderTest {

    private static final String CHAT = """
            {"common": {"msgId": "7137750796902002615", "createTime": "1763600000100"}, "user": {"id": "7"}, "content": "hi"}""";

    @Nested
    class TheEnvelope {

        @Test
        void keysMayComeInAnyOrderAndUnknownOnesAreIgnored() {
            LiveEvent event = event("""
                    {"payload": %s, "type": "chat", "timestamp": 5, "event": "gift", "version": {"a": [1]},
                     "captured_at": 1763600000123, "room_id": 7449000000000000001, "source": "s",
                     "host": {"nickname": "N", "unique_id": "h", "id": "6800000000000000123"}}""".formatted(CHAT));

            assertThat(event.type()).isEqualTo(EventType.COMMENT);
            assertThat(event.roomId()).isEqualTo(7449000000000000001L);
            assertThat(event.msgId()).isEqualTo(7137750796902002615L);
            assertThat(event.occurredAtMillis()).isEqualTo(1763600000100L);
            assertThat(event.capturedAtMillis()).isEqualTo(1763600000123L);
            assertThat(event.source()).isEqualTo("s");
            assertThat(event.host()).isEqualTo(new Host(6800000000000000123L, "h", "N"));
            assertThat(event.comment()).isEqualTo("hi");
            assertThat(event.userId()).isEqualTo(7);
        }

        @ParameterizedTest
        @CsvSource({
            "1763600000123, 2025-11-20T00:53:20.123Z",
            "'\"1763600000123\"', 2025-11-20T00:53:20.123Z",
            "1763600000, 2025-11-20T00:53:20Z",
            "1763600000.123987, 2025-11-20T00:53:20.123Z",
            "1.763600000123987E9, 2025-11-20T00:53:20.123Z",
            "'\"2025-11-20T00:53:20.123Z\"', 2025-11-20T00:53:20.123Z",
            "'\"2025-11-20T02:53:20.123+02:00\"', 2025-11-20T00:53:20.123Z",
            "'\"2025-11-20T02:53:20+0200\"', 2025-11-20T00:53:20Z",
            "'\"2025-11-20T00:53:20.123456+00:00\"', 2025-11-20T00:53:20.123Z",
            "'\"2025-11-20T00:53Z\"', 2025-11-20T00:53:00Z",
        })
        void timeOfCaptureIsReadInEveryForm(String json, Instant capturedAt) {
            LiveEvent event =
                    event("{\"room_id\": \"5\", \"type\": \"chat\", \"payload\": {}, \"captured_at\": " + json + "}");

            assertThat(event.capturedAtMillis()).isEqualTo(capturedAt.toEpochMilli());
            assertThat(event.occurredAtMillis()).isEqualTo(capturedAt.toEpochMilli());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"2025-11-20T00:53:20\"",
                    "\"yesterday\"",
                    "-5",
                    "9223372036854775807",
                    "99999999999999999999",
                    "1e999999999",
                    "{}",
                    "\"2025-13-20T00:53:20Z\""
                })
        void whatIsNoTimeOrCouldBeAnyTimeIsABadValue(String json) {
            Reading.Refused<LiveEvent> refused = refused(
                    read("{\"room_id\": \"5\", \"type\": \"chat\", \"payload\": {}, \"captured_at\": " + json + "}"));

            assertThat(refused.reason()).isEqualTo(RefusalReason.BAD_VALUE);
            assertThat(refused.detail()).startsWith("envelope.captured_at is not a time");
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"\"", "\"0\"", "0", "null"})
        void roomIdOfThePayloadServesWhereTheEnvelopeHasNone(String roomId) {
            String json = "{\"room_id\": %s, \"type\": \"chat\", \"payload\": {\"common\": {\"roomId\": \"77\"}}}";

            assertThat(event(json.formatted(roomId)).roomId()).isEqualTo(77);
        }

        @Test
        void roomIdOfTheEnvelopeWins() {
            assertThat(event("chat", "{\"common\": {\"roomId\": \"77\"}}").roomId())
                    .isEqualTo(7449000000000000001L);
        }

        @Test
        void flatRoomIdBesideAHeaderIsNotTheRoom() {
            String intro = "{\"type\": \"WebcastLiveIntroMessage\", \"payload\": {\"common\": {}, \"roomId\": \"77\"}}";

            assertThat(refused(read(intro)).reason()).isEqualTo(RefusalReason.MISSING_ROOM_ID);
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "\"\"", "\"EVENT\""})
        void typeOfTheHeaderServesWhereTheEnvelopeHasNone(String type) {
            LiveEvent event = event("""
                    {"room_id": "5", "type": %s, "payload": {"common": {"method": "WebcastChatMessage"}, "content": "x"}}""".formatted(type));

            assertThat(event.type()).isEqualTo(EventType.COMMENT);
            assertThat(event.typeName()).isEqualTo("WebcastChatMessage");
        }

        @Test
        void recordWithoutEnvelopeMayBeAFrameThatTellsTheRoom() {
            LiveEvent event = event("""
                    {"type": "EVENT", "event": "live.like", "timestamp": 1763600000001,
                     "payload": {"message_id": "9", "room_id": "77", "count": "3", "total": "", "user": {"id": ""}}}""");

            assertThat(event.type()).isEqualTo(EventType.LIKE);
            assertThat(event.roomId()).isEqualTo(77);
            assertThat(event.occurredAtMillis()).isEqualTo(1763600000001L);
            assertThat(event.likeCount()).isEqualTo(3);
            assertThat(event.likeTotal()).isNull();
            assertThat(event.userId()).isNull();
        }

        @Test
        void frameSpreadIntoTheEnvelopeKeepsItsEventAndTime() {
            LiveEvent event = event("""
                    {"room_id": "5", "captured_at": 1763600000123, "type": "EVENT", "event": "live.like",
                     "timestamp": 1763600000001, "payload": {"message_id": "9", "count": "3"}}""");

            assertThat(event.typeName()).isEqualTo("live.like");
            assertThat(event.occurredAtMillis()).isEqualTo(1763600000001L);
        }

        @Test
        void frameInsideAFrameInsideAnEnvelopeIsUnwrapped() {
            LiveEvent event = event("webcast", """
                    {"timestamp": 1763600000001, "messages": [{"type": "WebcastChatMessage", "data": {"comment": "x", "user": {"userId": "3"}}}]}""");

            assertThat(event.userId()).isEqualTo(3);
            assertThat(event.occurredAtMillis()).isEqualTo(1763600000001L);
        }

        @Test
        void dataOfAMessageIsNoWrappedMessage() {
            LiveEvent event =
                    event("WebcastHourlyRankMessage", "{\"data\": {\"msgId\": \"1\"}, \"common\": {\"msgId\": \"2\"}}");

            assertThat(event.msgId()).isEqualTo(2);
        }
    }

    @Nested
    class Types {

        @ParameterizedTest
        @CsvSource({
            "chat, COMMENT",
            "comment, COMMENT",
            "WebcastChatMessage, COMMENT",
            "live.chat, COMMENT",
            "live.comment, COMMENT",
            "CommentEvent, COMMENT",
            "like, LIKE",
            "WebcastLikeMessage, LIKE",
            "live.like, LIKE",
            "LikeEvent, LIKE",
            "gift, GIFT",
            "WebcastGiftMessage, GIFT",
            "GIFT, GIFT",
            "live.gift, GIFT",
            "member, JOIN",
            "join, JOIN",
            "WebcastMemberMessage, JOIN",
            "JoinEvent, JOIN",
            "follow, FOLLOW",
            "FollowEvent, FOLLOW",
            "share, SHARE",
            "ShareEvent, SHARE",
            "roomUser, VIEWERS",
            "viewer, VIEWERS",
            "viewers, VIEWERS",
            "WebcastRoomUserSeqMessage, VIEWERS",
            "RoomUserSeqEvent, VIEWERS",
            "streamEnd, END",
            "live.end, END",
            "LiveEndEvent, END",
            "end, END",
            "pause, PAUSE",
            "LivePauseEvent, PAUSE",
            "resume, RESUME",
            "LiveUnpauseEvent, RESUME",
            "social, OTHER",
            "WebcastSocialMessage, OTHER",
            "control, OTHER",
            "WebcastControlMessage, OTHER",
            "connected, OTHER",
            "disconnected, OTHER",
            "DISCONNECT, OTHER",
            "other, OTHER",
            "WebcastUnauthorizedMemberMessage, OTHER",
            "WebcastEmoteChatMessage, OTHER",
            "emote, OTHER",
            "WebcastBarrageMessage, OTHER",
            "envelope, OTHER",
            "WebcastRoomMessage, OTHER",
            "message, OTHER",
            "live., OTHER",
            "жизнь, OTHER"
        })
        void everySpellingIsKnown(String name, EventType type) {
            LiveEvent event = event(name, "{}");

            assertThat(event.type()).isEqualTo(type);
            assertThat(event.typeName()).isEqualTo(name);
        }

        @ParameterizedTest
        @CsvSource({
            "member, 1, JOIN",
            "member, 3, OTHER",
            "WebcastMemberMessage, JOINED, JOIN",
            "WebcastMemberMessage, SUBSCRIBED, OTHER",
            "social, 1, FOLLOW",
            "social, 3, SHARE",
            "social, 2, OTHER",
            "control, 1, PAUSE",
            "control, 2, RESUME",
            "control, 3, END",
            "control, 4, END",
            "control, 9, OTHER",
            "control, STREAM_PAUSED, PAUSE",
            "control, STREAM_UNPAUSED, RESUME",
            "control, STREAM_ENDED, END",
            "control, STREAM_SUSPENDED, END",
            "control, CONTROL_ACTION_STREAM_PAUSED, PAUSE"
        })
        void actionDecidesAsTextAndAsNumber(String name, String action, EventType type) {
            assertThat(event(name, "{\"action\": \"" + action + "\"}").type()).isEqualTo(type);
            if (Character.isDigit(action.charAt(0))) {
                assertThat(event(name, "{\"actionId\": " + action + "}").type()).isEqualTo(type);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "pm_main_follow_message_viewer_2, FOLLOW", "pm_mt_guidance_share, SHARE",
            "pm_mt_guidance_viewer_10_share, SHARE", "pm_mt_msg_viewer, OTHER"
        })
        void displayKeyDecidesWhereASocialMessageHasNoAction(String key, EventType type) {
            assertThat(event("social", "{\"displayType\": \"" + key + "\"}").type())
                    .isEqualTo(type);
            assertThat(event("social", "{\"common\": {\"displayText\": {\"key\": \"" + key + "\"}}}")
                            .type())
                    .isEqualTo(type);
        }

        @Test
        void canonicalEventIsReadAsItsColumns() {
            LiveEvent event = event("gift", """
                    {"msg_id": -5, "occurred_at": "2025-11-20T00:53:20.123Z", "event_type": "gift",
                     "type_name": "WebcastGiftMessage", "user_id": 8, "unique_id": "u", "nickname": "n", "gift_id": 5655,
                     "gift_name": "Rose", "gift_group_id": -7, "gift_streakable": true, "diamonds": 1,
                     "repeat_count": 12, "captured_at": 1763600000999, "host_user_id": 9, "title": "T"}""");

            assertThat(event.msgId()).isEqualTo(-5);
            assertThat(event.dated()).isTrue();
            assertThat(event.typeName()).isEqualTo("WebcastGiftMessage");
            assertThat(event.userId()).isEqualTo(8);
            assertThat(event.giftId()).isEqualTo(5655);
            assertThat(event.giftName()).isEqualTo("Rose");
            assertThat(event.giftGroupId()).isEqualTo(-7);
            assertThat(event.giftStreakable()).isTrue();
            assertThat(event.diamonds()).isEqualTo(1);
            assertThat(event.repeatCount()).isEqualTo(12);
            assertThat(event.host()).isEqualTo(new Host(9L, null, null));
            assertThat(event.title()).isEqualTo("T");
        }

        @Test
        void canonicalViewersAndLikesAreReadAsTheirColumns() {
            LiveEvent viewers = event("viewers", "{\"viewers\": 5, \"viewers_total\": 50}");
            LiveEvent like = event("like", "{\"like_count\": 5, \"like_total\": 50}");
            LiveEvent follow = event("follow", "{\"follower_total\": 5}");

            assertThat(viewers.viewers()).isEqualTo(5);
            assertThat(viewers.viewersTotal()).isEqualTo(50);
            assertThat(like.likeCount()).isEqualTo(5);
            assertThat(like.likeTotal()).isEqualTo(50);
            assertThat(follow.followerTotal()).isEqualTo(5);
        }
    }

    @Nested
    class Values {

        @Test
        void faultyFieldOfAnotherTypeIsNoFault() {
            assertThat(event("WebcastBarrageMessage", "{\"content\": {\"key\": \"x\"}, \"count\": \"abc\"}")
                            .type())
                    .isEqualTo(EventType.OTHER);
        }

        /** A price times a count, and the sums of many, must fit the columns. */
        @ParameterizedTest
        @CsvSource({"like, count", "gift, repeatCount", "gift, diamondCount", "roomUser, viewerCount"})
        void countThatNobodyCanBelieveIsABadValue(String type, String field) {
            assertThat(refusal(type, "{\"" + field + "\": 1000000001}").reason())
                    .isEqualTo(RefusalReason.BAD_VALUE);
            assertThat(refusal(type, "{\"" + field + "\": \"9223372036854775807\"}")
                            .reason())
                    .isEqualTo(RefusalReason.BAD_VALUE);
        }

        @Test
        void faultyFieldOfItsTypeIsNamed() {
            Reading.Refused<LiveEvent> refused = refusal("like", "{\"count\": \"abc\"}");

            assertThat(refused.reason()).isEqualTo(RefusalReason.BAD_VALUE);
            assertThat(refused.detail()).isEqualTo("payload.count is not a whole number from 0 to 1000000000: \"abc\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "\"-1\"", "1.5", "1e3", "9223372036854775808", "[]", "{}", "\" \"", "\"1 \""})
        void whatIsNoCountIsABadValue(String count) {
            assertThat(refusal("like", "{\"count\": " + count + "}").reason()).isEqualTo(RefusalReason.BAD_VALUE);
        }

        @ParameterizedTest
        @CsvSource({
            "15, 15",
            "'\"15\"', 15",
            "true, 1",
            "false, 0",
            "3.0, 3",
            "'\"\"', 0",
            "null, 0",
            "0, 0",
            "-0, 0",
            "1000000000, 1000000000",
            "'\"007\"', 7"
        })
        void countMayBeNumberTextOrBoolean(String json, long count) {
            assertThat(event("like", "{\"count\": " + json + "}").likeCount()).isEqualTo(count);
        }

        @Test
        void greaterGiftsThanAMillionTimesAMillionAreBadValues() {
            LiveEvent greatest = event("gift", "{\"diamondCount\": 1000000, \"repeatCount\": 1000000}");

            assertThat(greatest.diamonds()).isEqualTo(1_000_000);
            assertThat(greatest.repeatCount()).isEqualTo(1_000_000);
            for (String greater : new String[] {
                "{\"diamondCount\": 1000001}",
                "{\"gift\": {\"diamondCount\": 1000001}}",
                "{\"giftDetails\": {\"diamondCount\": 1000001}}",
                "{\"mGift\": {\"diamondCount\": 1000001}}",
                "{\"repeatCount\": 1000001}",
                "{\"gift\": {\"repeat_count\": 1000001}}"
            }) {
                assertThat(refusal("gift", greater).reason()).as(greater).isEqualTo(RefusalReason.BAD_VALUE);
            }
        }

        @Test
        void absentCountsAreZeroAndAbsentTotalsUnknown() {
            assertThat(event("like", "{}").likeCount()).isZero();
            assertThat(event("like", "{}").likeTotal()).isNull();
            assertThat(event("viewers", "{}").viewers()).isZero();
            assertThat(event("viewers", "{}").viewersTotal()).isNull();
            assertThat(event("gift", "{}").repeatCount()).isZero();
            assertThat(event("gift", "{}").diamonds()).isNull();
            assertThat(event("gift", "{}").giftStreakable()).isFalse();
            assertThat(event("follow", "{\"followCount\": 0}").followerTotal()).isNull();
        }

        @Test
        void textOfTheIdWinsOverItsDamagedNumber() {
            String user = "{\"user\": {\"id\": 7473361608771966000, \"id_str\": \"7473361608771966265\"}}";
            String turned = "{\"user\": {\"id_str\": \"7473361608771966265\", \"id\": 7473361608771966000}}";

            assertThat(event("chat", user).userId()).isEqualTo(7473361608771966265L);
            assertThat(event("chat", turned).userId()).isEqualTo(7473361608771966265L);
        }

        @Test
        void namesAndIdAreOfOneUser() {
            LiveEvent event = event(
                    "chat",
                    "{\"user\": {\"nickname\": \"nobody\"}, \"fromUser\": {\"id\": \"3\", \"username\": \"u\"}}");

            assertThat(event.userId()).isEqualTo(3);
            assertThat(event.uniqueId()).isEqualTo("u");
            assertThat(event.nickname()).isNull();
        }

        @Test
        void senderOfATreasureBoxIsTheFirstPersonOfItsText() {
            String piece = "{\"userValue\": {\"user\": {\"id\": \"%d\", \"nickname\": \"%s\"}}}";
            LiveEvent event = event(
                    "envelope",
                    "{\"envelopeInfo\": {}, \"common\": {\"displayText\": {\"pieces\": [1, %s, %s]}}}"
                            .formatted(piece.formatted(3, "sender"), piece.formatted(4, "another")));

            assertThat(event.userId()).isEqualTo(3);
            assertThat(event.nickname()).isEqualTo("sender");
        }

        @Test
        void participantBesideAHeaderIsNotTheAuthorOfAnUnknownMessage() {
            assertThat(event("WebcastLinkMicMethod", "{\"common\": {}, \"userId\": \"6\"}")
                            .userId())
                    .isNull();
            assertThat(event("chat", "{\"common\": {}, \"userId\": \"6\"}").userId())
                    .isEqualTo(6);
            assertThat(event("emote", "{\"userId\": \"6\"}").userId()).isEqualTo(6);
        }

        @Test
        void unreadableUserOfAnUnknownTypeIsNoUser() {
            assertThat(event("WebcastNewMessage", "{\"user\": {\"id\": {\"low\": 1}}}")
                            .userId())
                    .isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"abc\"", "-5", "1.0", "7e18", "9223372036854775808", "{}", "\"5 \""})
        void whatIsNoIdIsABadId(String id) {
            assertThat(refusal("chat", "{\"user\": {\"id\": " + id + "}}").reason())
                    .isEqualTo(RefusalReason.BAD_ID);
            assertThat(refusal("gift", "{\"giftId\": " + id + "}").reason()).isEqualTo(RefusalReason.BAD_ID);
            assertThat(refused(read("{\"room_id\": " + id + ", \"type\": \"chat\", \"payload\": {}}"))
                            .reason())
                    .isEqualTo(RefusalReason.BAD_ID);
            assertThat(refused(read("{\"type\": \"chat\", \"payload\": {\"common\": {\"roomId\": " + id + "}}}"))
                            .reason())
                    .isEqualTo(RefusalReason.BAD_ID);
        }

        @Test
        void greatestIdIsAnId() {
            assertThat(event("chat", "{\"msgId\": \"9223372036854775807\", \"userId\": 9223372036854775807}")
                            .msgId())
                    .isEqualTo(Long.MAX_VALUE);
        }

        @Test
        void messageIdThatIsNoNumberBecomesANegativeOneForEver() {
            assertThat(event("chat", "{\"common\": {\"msgId\": \"q1\"}}").msgId())
                    .isEqualTo(DerivedId.ofText("q1"));
            assertThat(DerivedId.ofText("q1")).isEqualTo(-4080849768618414510L);
            assertThat(event("gift", "{\"groupId\": \"e2e-fl-grp1\"}").giftGroupId())
                    .isEqualTo(DerivedId.ofText("e2e-fl-grp1"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"9223372036854775808\"", "99999999999999999999", "-5", "\"-5\"", "1.5", "{}"})
        void numberThatCannotBeAMessageIdIsABadId(String id) {
            assertThat(refusal("chat", "{\"msgId\": " + id + "}").reason()).isEqualTo(RefusalReason.BAD_ID);
        }

        @Test
        void timeBelowTenToTheTwelfthIsInSeconds() {
            assertThat(event("chat", "{\"createTime\": \"1697111710\"}").occurredAtMillis())
                    .isEqualTo(1697111710000L);
            assertThat(event("chat", "{\"createTime\": 1697111710123}").occurredAtMillis())
                    .isEqualTo(1697111710123L);
        }

        @Test
        void timesAreTakenInTheirOrder() {
            String both = "{\"common\": {\"createTime\": \"1697111710111\"}, \"timestamp\": 1697111710222}";
            String zero = "{\"common\": {\"createTime\": \"0\"}, \"timestamp\": 1697111710222}";
            String none = "{\"msgId\": \"5\"}";
            String timeless = "{\"room_id\": \"5\", \"type\": \"chat\", \"payload\": {\"msgId\": \"5\"}}";

            assertThat(event("chat", both).occurredAtMillis()).isEqualTo(1697111710111L);
            assertThat(event("chat", zero).occurredAtMillis()).isEqualTo(1697111710222L);
            assertThat(event("chat", zero).dated()).isTrue();
            assertThat(event("chat", none).occurredAtMillis()).isEqualTo(1763600000123L);
            assertThat(event("chat", none).dated()).isFalse();
            assertThat(event(timeless).occurredAtMillis()).isEqualTo(Readings.RECORD_TIMESTAMP);
            assertThat(event(timeless).capturedAtMillis()).isNull();
            assertThat(event(timeless).dated()).isFalse();
        }

        @Test
        void recordWithoutAnyTimeIsABadValue() {
            byte[] timeless =
                    "{\"room_id\": \"5\", \"type\": \"chat\", \"payload\": {}}".getBytes(StandardCharsets.UTF_8);

            assertThat(refused(Readings.EVENTS.read(timeless, -1)).reason()).isEqualTo(RefusalReason.BAD_VALUE);
        }

        @Test
        void lastOfTwoEqualNamesCounts() {
            assertThat(event("like", "{\"count\": 1, \"count\": 2}").likeCount())
                    .isEqualTo(2);
        }
    }

    @Nested
    class DerivedMessageIds {

        private static final String PAYLOAD =
                "{\"comment\": \"h\\u00e9\", \"userId\": \"7\", \"createTime\": 1763600000100}";

        @Test
        void neitherBlanksNorEscapesNorTheEnvelopeMatter() {
            long id = event("chat", PAYLOAD).msgId();
            String other = "{ \"comment\":\"hé\",\n\"userId\":\"7\" , \"createTime\":1763600000100 }";

            assertThat(id).isNegative();
            assertThat(event("chat", other).msgId()).isEqualTo(id);
            assertThat(event("WebcastChatMessage", "{\"data\": " + other + "}").msgId())
                    .isEqualTo(id);
            assertThat(event(
                                    "{\"room_id\": 1, \"captured_at\": 1763600009999, \"source\": \"z\", \"type\": \"chat\", \"payload\": "
                                            + other + "}")
                            .msgId())
                    .isEqualTo(id);
        }

        @Test
        void typeUserTimeAndEveryValueMatter() {
            long id = event("chat", PAYLOAD).msgId();

            assertThat(event("emote", PAYLOAD).msgId()).isNotEqualTo(id);
            assertThat(event("sticker", PAYLOAD).msgId())
                    .isNotEqualTo(event("emote", PAYLOAD).msgId());
            assertThat(event("chat", PAYLOAD.replace("1763600000100", "1763600000101"))
                            .msgId())
                    .isNotEqualTo(id);
            assertThat(event("chat", PAYLOAD.replace("\"7\"", "\"8\"")).msgId()).isNotEqualTo(id);
            assertThat(event("chat", PAYLOAD.replace("{", "{\"x\": null, ")).msgId())
                    .isNotEqualTo(id);
        }

        @Test
        void theIdOfAMessageIsTheSameForEver() {
            assertThat(event("chat", PAYLOAD).msgId()).isEqualTo(-2046548124432085961L);
        }

        @Test
        void withoutATimeOfItsOwnTheIdHoldsTheTimeOfTheDelivery() {
            LiveEvent event = event("follow", "{\"id\": \"5\"}");

            assertThat(event.dated()).isTrue();
            assertThat(event.occurredAtMillis()).isEqualTo(1763600000123L);
        }
    }

    @Nested
    class Hosts {

        @Test
        void payloadAddsToTheHostOfTheEnvelope() {
            String intro = "{\"common\": {}, \"host\": {\"id\": \"4\", \"nickname\": \"N\"}}";
            String json =
                    "{\"room_id\": 1, \"host\": {\"unique_id\": \"h\"}, \"type\": \"WebcastLiveIntroMessage\", \"payload\": %s}";

            assertThat(event(json.formatted(intro)).host()).isEqualTo(new Host(4L, "h", "N"));
        }

        @Test
        void payloadAboutAnotherAccountAddsNothing() {
            String intro = "{\"common\": {}, \"host\": {\"id\": \"5\", \"nickname\": \"N\"}}";
            String json =
                    "{\"room_id\": 1, \"host\": {\"id\": \"4\"}, \"type\": \"WebcastLiveIntroMessage\", \"payload\": %s}";

            assertThat(event(json.formatted(intro)).host()).isEqualTo(new Host(4L, null, null));
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "{}", "{\"id\": \"\", \"unique_id\": \"\"}", "\"text\"", "[]"})
        void emptyHostIsNone(String host) {
            assertThat(event("{\"room_id\": 1, \"host\": " + host + ", \"type\": \"chat\", \"payload\": {}}")
                            .host())
                    .isNull();
        }
    }

    @Nested
    class Texts {

        @Test
        void zerosAreRemovedAndUnpairedSurrogatesReplaced() {
            LiveEvent event = event(
                    "chat", "{\"content\": \"a\\u0000b\\ud83d\\ude00\\ud83dc\\ude00\", \"nickname\": \"\\u0000\"}");

            assertThat(event.comment()).isEqualTo("ab😀\ufffdc\ufffd");
            assertThat(event.nickname()).isNull();
            assertThat(event("chat", "{\"content\": \"no zero \\ud83dc\"}").comment())
                    .isEqualTo("no zero \ufffdc");
            assertThat(event("chat", "{\"content\": \"no pair \\u0000\"}").comment())
                    .isEqualTo("no pair ");
        }

        @Test
        void longTextsAreCutAtTheBorderOfACodePoint() {
            LiveEvent event = event(
                    "chat", "{\"content\": \"a" + "😀".repeat(3000) + "\", \"nickname\": \"" + "n".repeat(300) + "\"}");

            assertThat(event.comment()).isEqualTo("a" + "😀".repeat(2047));
            assertThat(event.nickname()).hasSize(256);
        }

        @ParameterizedTest
        @CsvSource({"'\" \"', ' '", "9999, 9999", "true, true", "'\"\"',", "null,"})
        void commentIsKeptAsItIsAndAnEmptyOneIsNone(String json, String comment) {
            assertThat(event("chat", "{\"content\": " + json + "}").comment()).isEqualTo(comment);
        }

        @Test
        void commentThatIsAnObjectIsABadValue() {
            assertThat(refusal("chat", "{\"content\": {}}").reason()).isEqualTo(RefusalReason.BAD_VALUE);
        }
    }

    @Nested
    class Raw {

        private static final String PAYLOAD =
                "{ \"a\\u0000\": [1, 2.50, 1e5, 1e999, \"x\\u0000\\ud800\", null, true], \"b\": { } }";
        private static final String KEPT = "{\"a\":[1,2.50,1e5,\"1e999\",\"x\ufffd\",null,true],\"b\":{}}";

        @Test
        void payloadIsKeptWhereThePolicySaysSo() {
            assertThat(raw(RawPolicy.NONE, "x")).isNull();
            assertThat(raw(RawPolicy.OTHER, "chat")).isNull();
            assertThat(raw(RawPolicy.OTHER, "x")).isEqualTo(KEPT);
            assertThat(raw(RawPolicy.ALL, "chat")).isEqualTo(KEPT);
        }

        private static @Nullable String raw(RawPolicy policy, String type) {
            byte[] value = envelope(type, PAYLOAD).getBytes(StandardCharsets.UTF_8);
            return Readings.accepted(Readings.events(policy).read(value, 0)).raw();
        }
    }
}
