package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class ComparisonTest {
    @Inject
    World world;

    @Inject
    MovableClock clock;

    /** Of host 500: three ended broadcasts, one that is still on, the one that is compared, and an ended one after it. */
    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
        world.execute("""
                INSERT INTO live_streams (room_id, user_id, first_event_at, last_event_at, end_at, viewers_peak, sampled_minutes, viewer_minutes, comments,
                                          likes_observed, gifts, diamonds, new_followers, participants, gifters, engaged, updated_at)
                VALUES (601, 500, '2026-11-17T10:00:10Z', '2026-11-17T10:59:30Z', NULL, 100, 10, 600, 10, 100, 1, 10, 1, 10, 1, 5, '2026-11-17T11:00Z'),
                       (602, 500, '2026-11-18T10:00:10Z', '2026-11-18T11:29:30Z', NULL, 200, 20, 2400, 20, 300, 4, 40, 3, 20, 4, 5, '2026-11-18T11:30Z'),
                       (603, 500, '2026-11-19T10:00:10Z', '2026-11-19T10:29:30Z', NULL, NULL, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, '2026-11-19T10:30Z'),
                       (605, 500, '2026-11-20T11:00:00Z', '2026-11-20T12:00:10Z', NULL, 9999, 1, 9999, 999, 999, 99, 999, 99, 99, 99, 99, '2026-11-20T12:00:25Z'),
                       (600, 500, '2026-11-20T11:30:10Z', '2026-11-20T12:00:20Z', NULL, 150, 5, 450, 30, 200, 4, 20, 2, 8, 2, 6, '2026-11-20T12:00:21Z'),
                       (604, 500, '2026-11-20T11:45:00Z', '2026-11-20T11:50:00Z', '2026-11-20T11:50:00Z', 9999, 1, 9999, 999, 999, 99, 999, 99, 99, 99, 99, '2026-11-20T12:00:26Z')
                """);
    }

    @Test
    void aBroadcastStandsBesideTheEndedOnesBeforeIt() {
        assertThat(Api.json("/streams/600/comparison")).isEqualTo(Documented.answer("/streams/{room_id}/comparison"));
    }

    @Test
    void onlyTheLastOnesCount() {
        JsonNode comparison = Api.json("/streams/600/comparison?last=2");
        assertThat(comparison.get("compared_with").asInt()).isEqualTo(2);
        assertThat(figure(comparison, "comments")).isEqualTo(Api.tree("""
                {"figure": "comments", "value": 30, "mean": 40, "median": 40, "rank": 2, "ratio_to_mean": 0.75}
                """));
    }

    @Test
    void theFirstBroadcastHasNoneBesideIt() {
        for (String room : List.of("601", "103")) {
            JsonNode comparison = Api.json("/streams/" + room + "/comparison");
            assertThat(comparison.get("compared_with").asInt()).isZero();
            assertThat(comparison.get("figures")).hasSize(12);
        }
        assertThat(figure(Api.json("/streams/601/comparison"), "comments")).isEqualTo(Api.tree("""
                {"figure": "comments", "value": 10, "mean": null, "median": null, "rank": 1, "ratio_to_mean": null}
                """));
    }

    @Test
    void whatIsUnknownHasNoRankAndCountsInNoMean() {
        assertThat(figure(Api.json("/streams/603/comparison"), "viewers_peak")).isEqualTo(Api.tree("""
                {"figure": "viewers_peak", "value": null, "mean": 150, "median": 150, "rank": null, "ratio_to_mean": null}
                """));
    }

    @Test
    void aBroadcastThatEndsIsOneToCompareWith() {
        world.execute("UPDATE live_streams SET end_at = last_event_at WHERE room_id = 605");
        assertThat(Api.json("/streams/600/comparison").get("compared_with").asInt())
                .isEqualTo(4);
        world.execute("UPDATE live_streams SET end_at = NULL WHERE room_id = 605");
        clock.moveTo(MovableClock.NOON.plus(Duration.ofMinutes(10)));
        assertThat(Api.json("/streams/600/comparison").get("compared_with").asInt())
                .as("silent for ten minutes")
                .isEqualTo(4);
    }

    private static JsonNode figure(JsonNode comparison, String name) {
        for (JsonNode figure : comparison.get("figures")) {
            if (figure.get("figure").asText().equals(name)) {
                return figure;
            }
        }
        throw new AssertionError(name + " is none of " + comparison);
    }
}
