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

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
        world.play("comparison.sql");
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
