package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScratchTest {
    private final LiveEventReader reader = new LiveEventReader(
            new AcceptedWindow(Duration.ofDays(36_500), Duration.ofDays(1)),
            RawPolicy.NONE,
            1 << 20,
            Clock.systemUTC());

    @Test
    void aRecordThatWrapsAHundredThousandTimesLeavesNothingBehind() {
        String wrapping = "\"data\":{},".repeat(90_000);

        reader.read(
                ("{\"room_id\":\"1\",\"type\":\"chat\",\"payload\":{" + wrapping + "\"x\":1}}")
                        .getBytes(StandardCharsets.UTF_8),
                0);

        assertThat(Scratch.begin().size()).isLessThan(50);
    }

    @Test
    void nothingOfARecordIsLeftForTheNextOne() {
        LiveEvent full = read("""
                {"room_id": "7574586713859686400", "type": "gift", "host": {"id": "5", "unique_id": "h"}, "source": "s",
                 "payload": {"msgId": "7", "createTime": "1763600000000", "userId": "9", "uniqueId": "u", "nickname": "n",
                             "giftId": "3", "giftType": 1, "groupId": "8", "repeatCount": 2, "diamondCount": 4}}
                """);
        LiveEvent bare = read("""
                {"room_id": "7574586713859686400", "type": "chat", "payload": {"msgId": "8", "createTime": "1763600000001", "userId": "1"}}
                """);

        assertThat(full.giftId()).isEqualTo(3);
        assertThat(bare)
                .extracting(
                        LiveEvent::uniqueId, LiveEvent::nickname, LiveEvent::giftId, LiveEvent::host, LiveEvent::source)
                .containsOnlyNulls();
    }

    private LiveEvent read(String json) {
        return ((Reading.Accepted<LiveEvent>) reader.read(json.getBytes(StandardCharsets.UTF_8), 0)).value();
    }
}
