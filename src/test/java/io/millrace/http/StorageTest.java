package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class StorageTest {
    private static final List<String> BYTES = List.of("heap_bytes", "index_bytes", "toast_bytes", "total_bytes");

    @Inject
    World world;

    @Inject
    MovableClock clock;

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
        world.execute("SELECT ensure_partition('live_events', '2026-11-21')");
    }

    /** But for the times of its statistics, which are the server's, and the sums over tables that other tests may have filled. */
    @Test
    void theExampleIsTheAnswerCutToOnePartition() {
        world.execute("ANALYZE live_events_p20261120");
        JsonNode documented = Documented.answer("/storage");
        assertThat(withoutTimes(partition("live_events_p20261120")))
                .isEqualTo(withoutTimes(documented.at("/items/0/partitions/0")));
        JsonNode answer = Api.json("/storage");
        for (String level : List.of("", "/totals")) {
            assertThat(names(documented.at(level))).as(level).isEqualTo(names(answer.at(level)));
        }
        int events = Api.items(answer, "table").indexOf("live_events");
        for (String level : List.of("", "/partitions/0")) {
            assertThat(names(documented.at("/items/0" + level)))
                    .as(level)
                    .isEqualTo(names(answer.at("/items/" + events + level)));
        }
    }

    @Test
    void aPartitionIsAheadOrHotOrClosed() {
        assertThat(state("live_events_p20261119")).isEqualTo("closed");
        assertThat(state("live_events_p20261120")).isEqualTo("hot");
        assertThat(state("live_events_p20261121")).isEqualTo("ahead");
        assertThat(state("live_minute_stats_p202611")).isEqualTo("hot");
        clock.moveTo(Instant.parse("2026-11-21T00:00:00Z"));
        assertThat(state("live_events_p20261120")).isEqualTo("closed");
        assertThat(state("live_events_p20261121")).isEqualTo("hot");
    }

    @Test
    void itsBoundsAreThoseOfItsDays() {
        JsonNode day = partition("live_events_p20261120");
        assertThat(day.get("from").asText()).isEqualTo("2026-11-20T00:00:00Z");
        assertThat(day.get("until").asText()).isEqualTo("2026-11-21T00:00:00Z");
        JsonNode reason = partition("dead_letters_bad_id");
        for (String member : List.of("from", "until", "state")) {
            assertThat(reason.get(member).isNull()).as(member).isTrue();
        }
    }

    @Test
    void theWholeIsTheSumOfItsParts() {
        JsonNode storage = Api.json("/storage");
        for (String bytes : BYTES) {
            long all = 0;
            for (JsonNode table : storage.get("items")) {
                all += table.get(bytes).asLong();
                if (!table.get("partitions").isEmpty()) {
                    assertThat(sum(table.get("partitions"), bytes))
                            .as(table.toString())
                            .isEqualTo(table.get(bytes).asLong());
                }
            }
            assertThat(storage.get("totals").get(bytes).asLong())
                    .as(bytes)
                    .isEqualTo(all)
                    .isPositive();
        }
        for (JsonNode table : storage.get("items")) {
            assertThat(table.get("total_bytes").asLong())
                    .isEqualTo(table.get("heap_bytes").asLong()
                            + table.get("index_bytes").asLong()
                            + table.get("toast_bytes").asLong());
        }
    }

    @Test
    void rowsAreKnownOnceATableWasAnalyzed() {
        assertThat(Api.items(Api.json("/storage"), "table"))
                .contains("live_streams", "live_events")
                .isSorted();
        world.execute("""
                INSERT INTO live_events (room_id, occurred_at, msg_id, event_type, type_name)
                SELECT 103, '2026-11-20T11:00Z', i, 'join', 'member' FROM generate_series(1, 995) i
                """);
        world.execute("ANALYZE live_events_p20261120");
        JsonNode day = partition("live_events_p20261120");
        assertThat(day.get("estimated_rows").asLong()).isEqualTo(1000);
        assertThat(day.get("last_analyze").isNull()).isFalse();
        assertThat(day.get("heap_bytes").asLong()).isPositive();
        assertThat(Api.json("/storage").get("as_of").asText())
                .as("of the books")
                .isEqualTo("2026-11-20T12:00:25Z");
    }

    private static JsonNode withoutTimes(JsonNode part) {
        return ((ObjectNode) part.deepCopy()).without(List.of("last_vacuum", "last_analyze"));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static long sum(JsonNode parts, String member) {
        long sum = 0;
        for (JsonNode part : parts) {
            sum += part.get(member).asLong();
        }
        return sum;
    }

    private static String state(String name) {
        return partition(name).get("state").asText();
    }

    private static JsonNode partition(String name) {
        for (JsonNode table : Api.json("/storage").get("items")) {
            for (JsonNode partition : table.get("partitions")) {
                if (partition.get("name").asText().equals(name)) {
                    return partition;
                }
            }
        }
        throw new AssertionError("no partition " + name);
    }
}
