package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table against what is known of each family: where it keeps a field, and under which name. */
class AliasesTest {

    @ParameterizedTest
    @CsvSource({
        // field, flat, Euler, native names, Python, Studio, canonical; a dash where the family has none
        "msg id, msgId, common.msgId, Header.msgId, baseMessage.messageId, message_id, msg_id",
        "room id, roomId, common.roomId, Header.roomId, baseMessage.roomId, room_id, room_id",
        "event time, createTime, common.createTime, Header.createTime, baseMessage.createTime, timestamp, occurred_at",
        "user id, userId, user.userId, user.id, fromUser.id, user.id, user_id",
        "user id, userId, user.userId, user.idStr, userInfo.id, user.id_str, user_id",
        "handle, uniqueId, user.uniqueId, user.displayId, fromUser.username, user.display_id, unique_id",
        "nickname, nickname, user.nickname, user.nickname, fromUser.nickName, user.nickname, nickname",
        "comment, comment, comment, content, content, content, comment",
        "like count, likeCount, count, count, count, count, like_count",
        "like total, totalLikeCount, totalLikeCount, total, total, total, like_total",
        "gift id, giftId, giftDetails.id, gift.id, mGift.id, gift.id, gift_id",
        "gift name, giftName, giftDetails.giftName, gift.name, mGift.name, gift.name, gift_name",
        "gift type, giftType, giftDetails.giftType, gift.type, mGift.type, gift.type, -",
        "gift type, gift.gift_type, giftDetails.giftType, gift.type, mGift.type, gift.type, gift_streakable",
        "diamonds, diamondCount, giftDetails.diamondCount, gift.diamondCount, mGift.diamondCount, gift.diamond_count, diamonds",
        "repeat count, repeatCount, repeatCount, repeatCount, repeatCount, repeat_count, repeat_count",
        "group id, groupId, groupId, groupId, groupId, group_id, gift_group_id",
        "viewers, viewerCount, viewerCount, total, m_total, -, viewers",
        "viewers total, -, totalUser, totalUser, totalUser, -, viewers_total",
        "action, actionId, action, action, action, -, event_type",
        "display key, displayType, common.displayText.key, common.displayText.key, baseMessage.displayText.key, -, -",
        "follower total, -, followCount, followCount, followCount, -, follower_total",
        "host, roomInfo.owner.id_str, -, host.id, -, -, host_user_id",
        "title, roomInfo.title, -, -, -, -, title",
        "sender, -, -, envelopeInfo.sendUserId, -, -, -",
        "sender's nickname, -, -, common.displayText.piecesList.userValue.user.nickname, baseMessage.displayText.pieces.userValue.user.nickName, -, -"
    })
    void everyFieldOfEveryFamilyIsInTheTable(
            String field,
            String flat,
            String euler,
            String nativeNames,
            String python,
            String studio,
            String canonical) {
        for (String path : List.of(flat, euler, nativeNames, python, studio, canonical)) {
            if (!path.equals("-")) {
                assertThat(fieldsAt(path)).as(field + " at " + path).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "monitorExtra.msg_id",
        "gift_monitor_info.to_user_id",
        "roomInfo.id",
        "roomInfo.owner.id",
        "userDetails.createTime",
        "followInfo.followerCount",
        "receiverUserId",
        "toUser.id",
        "atUser.id",
        "memberCount",
        "groupCount",
        "comboCount",
        "common.clientSendTime",
        "coinCount",
        "ranksList.user.id",
        "roomInfo.create_time",
        "roomInfo.finish_time"
    })
    void whatWouldMisleadIsNotInTheTable(String path) {
        assertThat(fieldsAt(path)).isEmpty();
    }

    @Test
    void noTwoFieldsShareASlot() {
        for (Place root : List.of(Place.ENVELOPE, Place.MESSAGE, Place.PROFILE)) {
            List<Integer> slots = Arrays.stream(Field.values())
                    .filter(field -> field.place().root() == root)
                    .map(Field::slot)
                    .toList();
            assertThat(slots).doesNotHaveDuplicates().hasSize(Field.slots(root));
        }
    }

    @Test
    void everyPlaceCanBeReached() {
        List<Place> reached = new ArrayList<>(List.of(Place.ENVELOPE, Place.PROFILE));
        for (Place place : Place.values()) {
            for (Aliases.Step step : Aliases.in(place).values()) {
                reached.add(step.child() != null ? step.child() : step.wrapped());
            }
        }
        assertThat(reached).contains(Place.values());
    }

    private static List<Field> fieldsAt(String path) {
        Place place = Place.MESSAGE;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            Aliases.Step step = Aliases.in(place).get(names[i]);
            if (step == null || step.child() == null) {
                return List.of();
            }
            place = step.child();
        }
        Map<String, Aliases.Step> steps = Aliases.in(place);
        Aliases.Step last = steps.get(names[names.length - 1]);
        return last == null
                ? List.of()
                : last.aliases().stream().map(Aliases.Alias::field).toList();
    }
}
