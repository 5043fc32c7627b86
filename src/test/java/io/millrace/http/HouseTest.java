package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class HouseTest {
    @Inject
    World world;

    @Inject
    MovableClock clock;

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
    }

    @Test
    void theBooksStandPerPartitionAndInTotal() {
        assertThat(Api.json("/ingest")).isEqualTo(Api.tree("""
                {"totals": {"received": 240, "stored": 230, "duplicate": 7, "dead_lettered": 3, "lag": null}, "partitions": [
                 {"topic": "tiktok.live-events", "topic_id": "abc", "partition": 0, "next_offset": 200, "epoch": 2, "received": 150,
                  "stored": 150, "duplicate": 0, "dead_lettered": 0, "lag": null, "updated_at": "2026-11-20T12:00:25Z"},
                 {"topic": "tiktok.live-events", "topic_id": "abc", "partition": 1, "next_offset": 90, "epoch": 3, "received": 90,
                  "stored": 80, "duplicate": 7, "dead_lettered": 3, "lag": null, "updated_at": "2026-11-20T12:00:21.500Z"}],
                 "as_of": "2026-11-20T12:00:25Z"}
                """));
    }

    @Test
    void lagIsWhatKafkaHoldsBeyondTheBooksAndUnknownWhereOneEndIs() {
        world.execute("UPDATE ingest_ledger SET log_end_offset = 207 WHERE partition = 0");
        JsonNode half = Api.json("/ingest");
        assertThat(half.get("partitions").get(0).get("lag").asLong()).isEqualTo(7);
        assertThat(half.get("partitions").get(1).get("lag").isNull()).isTrue();
        assertThat(half.get("totals").get("lag").isNull()).isTrue();

        // An end that was looked at before the last commit lies behind the books.
        world.execute("UPDATE ingest_ledger SET log_end_offset = 80 WHERE partition = 1");
        assertThat(Api.json("/ingest").get("totals").get("lag").asLong()).isEqualTo(7);
        assertThat(Api.json("/overview").get("ingest_lag").asLong()).isEqualTo(7);
    }

    @Test
    void emptyBooksAreZerosOfWhichNoTimeIsKnown() {
        world.execute("TRUNCATE ingest_ledger");
        assertThat(Api.json("/ingest")).isEqualTo(Api.tree("""
                {"totals": {"received": 0, "stored": 0, "duplicate": 0, "dead_lettered": 0, "lag": null}, "partitions": [], "as_of": null}
                """));
    }

    @Test
    void theOverviewSumsTheRoomsThatAreOn() {
        JsonNode overview = Api.json("/overview");
        assertThat(overview.get("live_rooms").asLong()).isEqualTo(1);
        assertThat(overview.get("paused_rooms").asLong()).isEqualTo(1);
        assertThat(overview.get("viewers_now").asLong()).isEqualTo(150);
        assertThat(overview.get("events_per_minute").asLong())
                .as("of 11:59, in two rooms")
                .isEqualTo(9);
        assertThat(overview.get("diamonds_last_hour").asLong())
                .as("since 11:01")
                .isEqualTo(210);
        assertThat(overview.get("ingest_lag").isNull()).isTrue();
        assertThat(overview.get("as_of").asText()).isEqualTo("2026-11-20T12:00:25Z");
    }

    @Test
    void viewersAreZeroWithoutLiveRoomsAndUnknownWithoutSamples() {
        world.execute("UPDATE live_streams SET viewers_now = NULL WHERE room_id = 101");
        assertThat(Api.json("/overview").get("viewers_now").isNull()).isTrue();

        clock.moveTo(MovableClock.NOON.plus(Duration.ofHours(2)));
        JsonNode later = Api.json("/overview");
        assertThat(later.get("live_rooms").asLong()).isZero();
        assertThat(later.get("viewers_now").asLong()).isZero();
        assertThat(later.get("diamonds_last_hour").asLong()).isZero();
        assertThat(later.get("ingest_rate").asLong())
                .as("nothing for more than a minute")
                .isZero();
    }
}
