package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MovedPassTest {

    private static final long ROOM = 7309128470564662082L;
    private static final long ROOM_STARTED = ROOM >>> 32;
    private static final long CAPTURED = 1_701_791_614_189L;
    private static final long AN_HOUR = 3_600_000;
    private static final int SALT = 0x5a17;

    @Test
    void everyTimeIsMovedByTheSameDistanceInItsOwnUnitAndType() throws Exception {
        ObjectNode moved = anHourLater().move(json("""
                {"captured_at": 1701791614189, "payload": {"common": {"createTime": "1701791616125"},
                 "create_time": 1701791616, "timestamp": 1701791616.1250, "unpackAt": "1701791616",
                 "occurred_at": "2023-12-05T16:53:36.125+01:00", "heat": 1701791616125, "linkmicId": "1701791616",
                 "duration_ms": 180000}}"""));

        assertThat(moved).hasToString(text("""
                {"captured_at": 1701795214189, "payload": {"common": {"createTime": "1701795216125"},
                 "create_time": 1701795216, "timestamp": 1701795216.1250, "unpackAt": "1701795216",
                 "occurred_at": "2023-12-05T17:53:36.125+01:00", "heat": 1701791616125, "linkmicId": "1701791616",
                 "duration_ms": 180000}}"""));
    }

    @Test
    void aTimeThatIsUnknownStaysUnknown() throws Exception {
        String unknown = """
                {"createTime": "0", "create_time": 0, "timestamp": "", "clientSendTime": null}""";

        assertThat(anHourLater().move(json(unknown))).hasToString(text(unknown));
    }

    @Test
    void theRoomIsTheSameFreshOneWhereverItIsNamed() throws Exception {
        ObjectNode moved = anHourLater().move(json("""
                {"room_id": "7309128470564662082", "payload": {"common": {"roomId": 7309128470564662082},
                 "sei": {"primaryId": "7309128470564662082"}, "rooms": ["7309128470564662082"]}}"""));

        long fresh = moved.get("room_id").asLong();
        assertThat(fresh >>> 32).isEqualTo(ROOM_STARTED + 3_600);
        assertThat(fresh & 0xffff_ffffL).isEqualTo((ROOM ^ SALT) & 0xffff_ffffL);
        assertThat(moved.at("/payload/common/roomId").isNumber()).isTrue();
        assertThat(moved.at("/payload/common/roomId").asLong()).isEqualTo(fresh);
        assertThat(moved.at("/payload/sei/primaryId").asText()).isEqualTo(Long.toString(fresh));
        assertThat(moved.at("/payload/rooms/0").asText()).isEqualTo(Long.toString(fresh));
    }

    @Test
    void aRoomWhoseIdTellsNoStartBeginsWithItsFirstLine() throws Exception {
        MovedPass pass = new MovedPass(time(), Map.of("7", CAPTURED), false, SALT);

        ObjectNode moved = pass.move(json("{\"room_id\": 7, \"payload\": {\"count\": 7, \"roomId\": \"7\"}}"));

        assertThat(moved.get("room_id").asLong() >>> 32).isEqualTo((CAPTURED + AN_HOUR) / 1_000);
        assertThat(moved.at("/payload/roomId").asLong())
                .isEqualTo(moved.get("room_id").asLong());
        assertThat(moved.at("/payload/count").asInt()).isEqualTo(7);
    }

    @Test
    void anotherPassPlaysInAnotherRoom() {
        MovedPass one = new MovedPass(time(), Map.of(Long.toString(ROOM), CAPTURED), false, 1);
        MovedPass other = new MovedPass(time(), Map.of(Long.toString(ROOM), CAPTURED), false, 2);

        assertThat(one.rooms()).doesNotContainAnyElementsOf(other.rooms());
    }

    @Test
    void aDuplicateStaysADuplicateAndOthersStayApart() throws Exception {
        MovedPass pass = anHourLater();
        JsonNode first = pass.move(json("{\"payload\": {\"common\": {\"msgId\": \"7309138520879058859\"}}}"));
        JsonNode again = pass.move(json("{\"payload\": {\"common\": {\"msgId\": \"7309138520879058859\"}}}"));
        JsonNode other = pass.move(json("{\"payload\": {\"common\": {\"msgId\": \"7309138520879058860\"}}}"));

        long id = first.at("/payload/common/msgId").asLong();
        assertThat(id).isEqualTo(7309138520879058859L + (3_600L << 32));
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void messagesThatMeetInDeadAirGetDifferentIds() throws Exception {
        long[] moments = {CAPTURED, CAPTURED + AN_HOUR};
        TimeMove cut = TimeMove.of(moments, Duration.ofSeconds(1), 1);
        MovedPass pass = new MovedPass(cut, Map.of(), false, SALT);
        long second = CAPTURED / 1_000 + 60;

        JsonNode one = pass.move(json("{\"msg_id\": " + (second << 32 | 5) + "}"));
        JsonNode two = pass.move(json("{\"msg_id\": " + (second + 1 << 32 | 5) + "}"));

        assertThat(one.get("msg_id").asLong() >>> 32)
                .isEqualTo(two.get("msg_id").asLong() >>> 32);
        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void anIdThatTellsNoTimeStays() throws Exception {
        String verbatim = """
                {"msgId": "1701791609382516630", "message_id": "42", "messageId": "a-b-c"}""";

        assertThat(anHourLater().move(json(verbatim))).hasToString(text(verbatim));
    }

    @Test
    void aStreakStaysOneStreakAtItsDistanceFromTheFrames() throws Exception {
        MovedPass pass = anHourLater();
        JsonNode first = pass.move(json("{\"payload\": {\"groupId\": \"1701791615000\", \"repeatCount\": 1}}"));
        JsonNode second = pass.move(json("{\"payload\": {\"groupId\": \"1701791615000\", \"repeatCount\": 2}}"));

        assertThat(first.at("/payload/groupId").textValue()).isEqualTo("1701795215000");
        assertThat(second.at("/payload/groupId")).isEqualTo(first.at("/payload/groupId"));
    }

    @Test
    void twoStreaksThatMeetInDeadAirStayTwo() throws Exception {
        TimeMove cut = TimeMove.of(new long[] {CAPTURED, CAPTURED + AN_HOUR}, Duration.ofSeconds(1), 1);
        MovedPass pass = new MovedPass(cut, Map.of(), false, SALT);

        JsonNode one = pass.move(json("{\"groupId\": " + (CAPTURED + 60_000) + "}"));
        JsonNode two = pass.move(json("{\"groupId\": " + (CAPTURED + 60_001) + "}"));

        assertThat(one.get("groupId").asLong()).isLessThan(two.get("groupId").asLong());
    }

    @Test
    void usersHostsGiftsAndNumbersStayToTheDigit() throws Exception {
        String verbatim = """
                {"host": {"id": "6598919201420488307"}, "payload": {"user": {"id": 6907949213267617455},
                 "giftId": 5587, "count": "15", "groupId": "0", "score": 0.10, "big": 12345678901234567890123}}""";

        assertThat(anHourLater().move(json(verbatim))).hasToString(text(verbatim));
    }

    @Test
    void keptIdsMoveInTimeAllTheSame() throws Exception {
        MovedPass pass = new MovedPass(time(), Map.of(Long.toString(ROOM), CAPTURED), true, SALT);

        ObjectNode moved = pass.move(json("""
                {"captured_at": 1701791614189, "room_id": "7309128470564662082",
                 "payload": {"msgId": "7309138520879058859"}}"""));

        assertThat(moved).hasToString(text("""
                {"captured_at": 1701795214189, "room_id": "7309128470564662082",
                 "payload": {"msgId": "7309138520879058859"}}"""));
    }

    private static MovedPass anHourLater() {
        return new MovedPass(time(), Map.of(Long.toString(ROOM), CAPTURED), false, SALT);
    }

    private static TimeMove time() {
        return TimeMove.of(new long[] {CAPTURED}, null, 1).startingAt(CAPTURED + AN_HOUR);
    }

    /** A number that became text, or the other way round, would show here. */
    private static String text(String json) throws JsonProcessingException {
        return json(json).toString();
    }

    private static ObjectNode json(String text) throws JsonProcessingException {
        return (ObjectNode) Capture.JSON.readTree(text);
    }
}
