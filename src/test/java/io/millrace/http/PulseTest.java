package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class PulseTest {
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
    void theRoomsThatAreOnStandWithTheirLastMinutes() {
        assertThat(Api.json("/pulse")).isEqualTo(Documented.answer("/pulse"));
    }

    @Test
    void mostViewersComeFirstAndTheUnknownLast() {
        world.execute("""
                INSERT INTO live_streams (room_id, first_event_at, last_event_at, viewers_now, updated_at)
                SELECT 1000 + i, '2026-11-20T11:59Z', '2026-11-20T12:00Z', 148 + i % 4, '2026-11-20T12:00Z' FROM generate_series(1, 6) i
                """);
        assertThat(Api.items(Api.json("/pulse"), "room_id"))
                .containsExactly("1003", "1006", "1002", "101", "1005", "1001", "1004", "102");
        assertThat(Api.items(Api.json("/pulse?limit=2"), "room_id")).containsExactly("1003", "1006");
    }

    @Test
    void theTrendIsTheGrowthOverTheFiveMinutesBefore() {
        sampled("2026-11-20T11:50Z", "2026-11-20T11:50Z", 200);
        sampled("2026-11-20T11:51Z", "2026-11-20T11:54Z", 100);
        sampled("2026-11-20T11:55Z", "2026-11-20T11:59Z", 150);
        assertThat(Api.json("/pulse").at("/items/0/trend").decimalValue()).isEqualByComparingTo("0.25");

        world.execute("DELETE FROM live_minute_stats WHERE room_id = 101 AND minute = '2026-11-20T11:59Z'");
        assertThat(Api.json("/pulse").at("/items/0/trend").decimalValue())
                .as("a minute without a sample does not count")
                .isEqualByComparingTo("0.25");

        sampled("2026-11-20T11:50Z", "2026-11-20T11:54Z", 0);
        assertThat(Api.json("/pulse").at("/items/0/trend").isNull()).isTrue();
    }

    @Test
    void theMinutesAreTheLastWholeOnesOfTheClock() {
        clock.moveTo(Instant.parse("2026-11-20T12:01:00Z"));
        JsonNode room = Api.json("/pulse").at("/items/0");
        assertThat(room.get("viewers")).hasSize(15);
        assertThat(room.at("/viewers/13").decimalValue()).isEqualByComparingTo("163.5");
        assertThat(room.at("/viewers/14").asInt()).isEqualTo(150);
        assertThat(room.get("comments_per_minute").asInt()).isEqualTo(2);
        assertThat(room.get("diamonds_per_minute").asInt()).isEqualTo(40);
    }

    @Test
    void aSpikeIsOneOfTheLastWholeMinute() {
        assertThat(Api.json("/pulse").at("/items/0/spike").asBoolean())
                .as("100 diamonds after 15 minutes without one")
                .isTrue();
        world.execute(
                "UPDATE live_minute_stats SET diamonds = 99 WHERE room_id = 101 AND minute = '2026-11-20T11:59Z'");
        assertThat(Api.json("/pulse").at("/items/0/spike").asBoolean()).isFalse();
        world.execute(
                "UPDATE live_minute_stats SET diamonds = 100 WHERE room_id = 101 AND minute = '2026-11-20T11:59Z'");
        world.execute(
                "INSERT INTO live_minute_stats (room_id, minute, events, diamonds) VALUES (101, '2026-11-20T11:43Z', 1, 600)");
        assertThat(Api.json("/pulse").at("/items/0/spike").asBoolean())
                .as("that was 16 minutes before")
                .isTrue();
        world.execute(
                "INSERT INTO live_minute_stats (room_id, minute, events, diamonds) VALUES (101, '2026-11-20T11:44Z', 1, 600)");
        assertThat(Api.json("/pulse").at("/items/0/spike").asBoolean())
                .as("100 after a mean of 40")
                .isFalse();
        world.execute("DELETE FROM live_minute_stats WHERE room_id = 101 AND diamonds = 600");
        clock.moveTo(MovableClock.NOON.plus(Duration.ofMinutes(2)));
        assertThat(Api.json("/pulse").at("/items/0/spike").asBoolean())
                .as("it was two minutes ago")
                .isFalse();
    }

    @Test
    void aHouseWithoutRoomsThatAreOnHasNoPulse() {
        clock.moveTo(MovableClock.NOON.plus(Duration.ofHours(2)));
        assertThat(Api.json("/pulse"))
                .isEqualTo(Api.tree("{\"items\": [], \"minute\": \"2026-11-20T13:59:00Z\", \"as_of\": null}"));
    }

    private void sampled(String first, String last, long viewers) {
        world.execute("""
                DELETE FROM live_minute_stats WHERE room_id = 101 AND minute BETWEEN '%1$s' AND '%2$s';
                INSERT INTO live_minute_stats (room_id, minute, events, viewer_samples, viewers_sum, viewers_min, viewers_max)
                SELECT 101, at, 1, 2, 2 * %3$d, %3$d, %3$d FROM generate_series(timestamptz '%1$s', '%2$s', '1 minute') at
                """.formatted(first, last, viewers));
    }
}
