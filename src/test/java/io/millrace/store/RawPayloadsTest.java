package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.AcceptedWindow;
import io.millrace.event.LiveEvent;
import io.millrace.event.LiveEventReader;
import io.millrace.event.RawPolicy;
import io.millrace.event.Reading;
import io.millrace.samples.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawPayloadsTest {
    private static final String HOSTILE = """
            {"room_id": "7574586713859686400", "type": "chat", "payload": {"msgId": "7", "createTime": "1763600000000", "comment": "a\\u0000b\\ud800c",
             "\\u0000key": "\\u0000", "huge": 1e131071, "long": 123456789012345678901234567890123456789012345678901234567890}}
            """;

    @Test
    void everyPayloadOfARecordingAndAHostileOneAreTakenByTheDatabase() {
        LiveEventReader reader = new LiveEventReader(
                new AcceptedWindow(Duration.ofDays(36_500), Duration.ofDays(1)),
                RawPolicy.ALL,
                1 << 20,
                Clock.systemUTC());
        List<byte[]> values = new ArrayList<>(Samples.capture("c-v3-7291268238893654788"));
        values.add(HOSTILE.getBytes(StandardCharsets.UTF_8));
        List<LiveEvent> events = new ArrayList<>();
        for (byte[] value : values) {
            assertThat(reader.read(value, 0))
                    .isInstanceOfSatisfying(Reading.Accepted.class, read -> events.add((LiveEvent) read.value()));
        }
        try (StoreDatabase database = new StoreDatabase("raw")) {
            new Ledger(database.pool())
                    .claim("t", 0, new LogBounds("id", 0, 1_000_000), null)
                    .await()
                    .indefinitely();
            Batch<LiveEvent> batch = new Batch<>(new Slice("t", "id", 0, 1, 0, events.size()), events, List.of());

            Outcome outcome = new PostgresLiveEventStore(database.pool(), database.partitions())
                    .store(batch)
                    .await()
                    .indefinitely();

            assertThat(outcome).isEqualTo(new Outcome.Committed(new Account(204, 202, 2, 0)));
            assertThat(database.rows("SELECT count(*) FROM live_events WHERE jsonb_typeof(raw) = 'object'"))
                    .containsExactly("202");
            assertThat(
                            database.rows(
                                    "SELECT comment, raw ->> 'comment', pg_column_size(raw) < 1000 FROM live_events WHERE msg_id = 7"))
                    .containsExactly("ab\uFFFDc|ab\uFFFDc|true");
        }
    }
}
