package io.millrace.intake;

import io.millrace.event.AcceptedWindow;
import io.millrace.event.LiveEventReader;
import io.millrace.event.RawPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Comments as records of a partition, and who reads them, however old they are. */
final class Comments {
    static final String TOPIC = "tiktok.live-events";
    static final long NOW = 1_763_600_000_000L;
    static final LiveEventReader READER = new LiveEventReader(
            new AcceptedWindow(Duration.ofDays(36_500), Duration.ofDays(1)),
            RawPolicy.NONE,
            1 << 20,
            Clock.systemUTC());

    private Comments() {}

    /** @param message its id; of the same one twice the second is a duplicate */
    static ConsumerRecord<byte[], byte[]> comment(int partition, long offset, long message, String text) {
        byte[] value = """
                {"room_id": "7574586713859686400", "type": "chat", "payload": {"msgId": "%d", "createTime": "%d", "comment": "%s"}}
                """.formatted(message, NOW + offset, text).getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(TOPIC, partition, offset, new byte[0], value);
    }
}
