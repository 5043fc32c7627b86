package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class SpikesTest {
    private static final Instant ELEVEN = Instant.parse("2026-11-20T11:00:00Z");

    @Inject
    World world;

    @Inject
    MovableClock clock;

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
        world.play("spikes.sql");
    }

    @Test
    void aMinuteStandsOutFromThoseBeforeItAndItsNeighboursAreTheSameSpike() {
        assertThat(Api.json("/streams/201/spikes")).isEqualTo(Documented.answer("/streams/{room_id}/spikes"));
    }

    @Test
    void aMinuteIsInTheRangeWhenItsStartIsAndIsHeldAgainstThoseBeforeTheRangeToo() {
        assertThat(Api.json("/streams/201/spikes?from=2026-11-20T11:16:00Z").get("items"))
                .isEqualTo(Api.tree("""
                [{"metric": "comments", "from": "2026-11-20T11:16:00Z", "until": "2026-11-20T11:17:00Z", "peak": 40, "baseline": 10.533333,
                  "factor": 3.797468}]
                """));
        assertThat(Api.json("/streams/201/spikes?from=2026-11-20T11:10:00.001Z&until=2026-11-20T11:16:00Z")
                        .get("items"))
                .isEqualTo(Api.tree("""
                [{"metric": "comments", "from": "2026-11-20T11:15:00Z", "until": "2026-11-20T11:16:00Z", "peak": 28, "baseline": 9.333333,
                  "factor": 3}]
                """));
    }

    @Test
    void oneCommentLessIsNoSpike() {
        world.execute(
                "UPDATE live_minute_stats SET comments = 27 WHERE room_id = 201 AND minute = '2026-11-20T11:15Z'");
        assertThat(Api.items(Api.json("/streams/201/spikes?until=2026-11-20T11:16:00Z"), "metric"))
                .containsExactly("viewers", "follows");
    }

    @Test
    void theFirstFiveMinutesOfABroadcastAreHeldAgainstNothing() {
        world.execute("""
                UPDATE live_minute_stats SET comments = CASE WHEN minute < '2026-11-20T11:05Z' THEN 100 ELSE 0 END WHERE room_id = 201;
                UPDATE live_minute_stats SET comments = 1000 WHERE room_id = 201 AND minute = '2026-11-20T11:04Z'
                """);
        assertThat(Api.items(Api.json("/streams/201/spikes?until=2026-11-20T11:05:00Z"), "metric"))
                .isEmpty();
    }

    @Test
    void theRunningMinuteIsPartialUntilItIsOver() {
        world.execute("""
                DELETE FROM live_minute_stats WHERE room_id = 201 AND minute > '2026-11-20T11:15Z';
                UPDATE live_streams SET last_event_at = '2026-11-20T11:15:20Z' WHERE room_id = 201
                """);
        clock.moveTo(Instant.parse("2026-11-20T11:15:59.999Z"));
        JsonNode running = Api.json("/streams/201/spikes").at("/items/2");
        assertThat(running.get("from").asText()).isEqualTo("2026-11-20T11:15:00Z");
        assertThat(running.get("partial").asBoolean()).isTrue();

        clock.moveTo(Instant.parse("2026-11-20T11:16:00Z"));
        assertThat(Api.json("/streams/201/spikes").at("/items/2").has("partial"))
                .isFalse();
    }

    @Test
    void moreThanTwoThousandMinutesAreRefused() {
        world.execute("""
                SELECT ensure_partition('live_minute_stats', '2026-11-01');
                UPDATE live_streams SET first_event_at = '2026-11-18T00:00Z' WHERE room_id = 201;
                INSERT INTO live_minute_stats (room_id, minute, events)
                SELECT 201, timestamptz '2026-11-18T00:00Z' + i * interval '1 minute', 1 FROM generate_series(0, 2000) i
                """);
        JsonNode problem = Api.tree(
                Api.get("/streams/201/spikes").then().statusCode(400).extract().asString());
        assertThat(problem.get("errors").findValuesAsText("parameter")).containsExactly("from", "until");
        assertThat(Api.json("/streams/201/spikes?from=2026-11-20T00:00:00Z").get("items"))
                .as("with the streak of 10:50, which is of the broadcast now")
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyBroadcastHasTheSpikesThatCountingMinuteByMinuteFinds(long seed) {
        Random random = new Random(seed);
        long[] comments = new long[60];
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < comments.length; i++) {
            if (i == 0 || random.nextInt(3) > 0) {
                comments[i] = (long) random.nextInt(10) * (random.nextInt(6) == 0 ? 15 : 2);
                rows.append("(201, '%s', 1, %d),".formatted(at(i), comments[i]));
            }
        }
        world.execute("DELETE FROM live_minute_stats WHERE room_id = 201;"
                + "UPDATE live_streams SET last_event_at = '%s' WHERE room_id = 201;".formatted(at(59))
                + "INSERT INTO live_minute_stats (room_id, minute, events, comments) VALUES "
                + rows.substring(0, rows.length() - 1));

        List<String> shown = new ArrayList<>();
        Api.json("/streams/201/spikes")
                .get("items")
                .forEach(item -> shown.add(
                        item.get("from").asText() + " " + item.get("until").asText() + " " + item.get("peak")));
        assertThat(shown).as("seed %d", seed).isNotEmpty().isEqualTo(naive(comments));
    }

    private static List<String> naive(long[] comments) {
        List<String> spikes = new ArrayList<>();
        int start = -1;
        long peak = 0;
        for (int i = 5; i <= comments.length; i++) {
            boolean spike = i < comments.length && isSpike(comments, i);
            if (spike) {
                peak = start < 0 ? comments[i] : Math.max(peak, comments[i]);
                start = start < 0 ? i : start;
            } else if (start >= 0) {
                spikes.add(at(start) + " " + at(i) + " " + peak);
                start = -1;
            }
        }
        return spikes;
    }

    private static boolean isSpike(long[] comments, int at) {
        long before = 0;
        int minutes = Math.min(at, 15);
        for (int back = 1; back <= minutes; back++) {
            before += comments[at - back];
        }
        return comments[at] >= 20 && comments[at] * minutes >= 3 * before;
    }

    private static Instant at(int minute) {
        return ELEVEN.plusSeconds(60L * minute);
    }
}
