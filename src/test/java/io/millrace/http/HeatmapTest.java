package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class HeatmapTest {
    private static final String HOST = "/users/6800000000000000123/heatmap";

    @Inject
    World world;

    @Inject
    MovableClock clock;

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
        world.execute("""
                SELECT ensure_partition('live_minute_stats', '2026-09-01'), ensure_partition('live_minute_stats', '2026-10-01');
                INSERT INTO users (user_id, first_seen_at, last_seen_at, updated_at) VALUES (500, '2026-01-01Z', '2026-01-01Z', '2026-01-01Z');
                INSERT INTO live_streams (room_id, user_id, first_event_at, last_event_at, updated_at)
                VALUES (501, 500, '2026-09-21T00:00Z', '2026-11-20T12:00Z', '2026-11-20T12:00Z')
                """);
    }

    @Test
    void theHoursOfTheWeekInWhichTheHostWasLive() {
        assertThat(Api.json("/users/@some.host/heatmap")).isEqualTo(Documented.answer("/users/{user}/heatmap"));
    }

    @Test
    void hoursAreThoseOfTheZone() {
        JsonNode map = Api.json(HOST + "?tz=Asia/Kathmandu");
        assertThat(map.get("tz").asText()).isEqualTo("Asia/Kathmandu");
        assertThat(map.get("from").asText()).isEqualTo("2026-09-20T18:15:00Z");
        assertThat(Api.items(map, "hour")).containsExactly("16", "17");
        assertThat(Api.items(map, "live_minutes")).containsExactly("0", "4");
    }

    @Test
    void anHourIsTheSameBeforeAndAfterTheClocksChange() {
        minutes("2026-10-31T12:30Z", "2026-11-07T13:30Z");
        JsonNode map = Api.json("/users/500/heatmap?tz=America/New_York");
        assertThat(map.get("items")).hasSize(1);
        assertThat(map.at("/items/0/weekday").asInt()).isEqualTo(6);
        assertThat(map.at("/items/0/hour").asInt()).isEqualTo(8);
        assertThat(map.at("/items/0/live_minutes").asInt()).isEqualTo(2);
    }

    @Test
    void weeksAreWholeOnesAndTheRunningOne() {
        minutes(
                "2026-11-01T23:59Z",
                "2026-11-02T00:00Z",
                "2026-11-16T00:00Z",
                "2026-11-20T12:00Z",
                "2026-11-20T12:01Z");
        JsonNode map = Api.json("/users/500/heatmap?weeks=2");
        assertThat(map.get("from").asText()).isEqualTo("2026-11-02T00:00:00Z");
        assertThat(Api.items(map, "weekday")).containsExactly("1", "5");
        assertThat(Api.items(map, "live_minutes")).containsExactly("2", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca"})
    void everyMinuteStandsInItsLocalHour(String tz) {
        Random random = new Random(tz.hashCode());
        Instant first = Instant.parse("2026-09-23T00:00:00Z");
        TreeSet<Instant> minutes = new TreeSet<>();
        for (int i = 0; i < 400; i++) {
            minutes.add(first.plus(Duration.ofMinutes(random.nextInt(58 * 1440))));
        }
        minutes(minutes.stream().map(Instant::toString).toArray(String[]::new));

        Map<String, Integer> expected = new TreeMap<>();
        for (Instant minute : minutes) {
            ZonedDateTime local = minute.atZone(ZoneId.of(tz));
            expected.merge(local.getDayOfWeek().getValue() + " " + local.getHour(), 1, Integer::sum);
        }
        Map<String, Integer> shown = new TreeMap<>();
        Api.json("/users/500/heatmap?weeks=8&tz=" + tz)
                .get("items")
                .forEach(item -> shown.put(
                        item.get("weekday").asText() + " " + item.get("hour").asText(),
                        item.get("live_minutes").asInt()));
        assertThat(shown).isEqualTo(expected);
    }

    private void minutes(String... at) {
        world.execute("INSERT INTO live_minute_stats (room_id, minute, events) VALUES "
                + Arrays.stream(at).map("(501, '%s', 1)"::formatted).collect(Collectors.joining(", ")));
    }
}
