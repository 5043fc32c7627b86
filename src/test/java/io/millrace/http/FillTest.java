package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class FillTest {
    private static final String TIMELINE = "/streams/101/timeline";
    private static final String HOST = "/users/6800000000000000123";

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
    void aQuietBucketHasZerosAndUnknownViewers() {
        JsonNode quarters = Api.json(TIMELINE + "?bucket=15m&fill=zero");
        assertThat(Api.items(quarters, "at"))
                .containsExactly(
                        "2026-11-20T10:45:00Z",
                        "2026-11-20T11:00:00Z",
                        "2026-11-20T11:15:00Z",
                        "2026-11-20T11:30:00Z",
                        "2026-11-20T11:45:00Z",
                        "2026-11-20T12:00:00Z");
        assertThat(quarters.get("items").get(1)).isEqualTo(Api.tree("""
                {"at": "2026-11-20T11:00:00Z", "comments": 0, "likes_observed": 0, "gifts": 0, "diamonds": 0, "joins": 0, "follows": 0,
                 "shares": 0, "viewers_min": null, "viewers_avg": null, "viewers_max": null}
                """));
    }

    @Test
    void orNothingAtAll() {
        assertThat(Api.json(TIMELINE + "?bucket=15m&fill=null").get("items").get(1))
                .isEqualTo(Api.tree("""
                {"at": "2026-11-20T11:00:00Z", "comments": null, "likes_observed": null, "gifts": null, "diamonds": null, "joins": null,
                 "follows": null, "shares": null, "viewers_min": null, "viewers_avg": null, "viewers_max": null}
                """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "zero"})
    void whatWasThereStandsAsItDid(String fill) {
        for (String query : List.of(
                "?bucket=1m", "?bucket=5m&from=2026-11-20T11:31:30Z", "?bucket=1h&until=2026-11-20T12:00:00Z")) {
            JsonNode filled = Api.json(TIMELINE + query + "&fill=" + fill).get("items");
            assertThat(filled).as(query).containsAll(Api.json(TIMELINE + query).get("items"));
        }
    }

    @Test
    void aRangeIsFilledFromItsStartToItsEnd() {
        JsonNode items = Api.json(
                        TIMELINE + "?bucket=5m&fill=zero&from=2026-11-20T11:51:00Z&until=2026-11-20T12:10:00.001Z")
                .get("items");
        assertThat(items.findValuesAsText("at"))
                .containsExactly(
                        "2026-11-20T11:55:00Z", "2026-11-20T12:00:00Z", "2026-11-20T12:05:00Z", "2026-11-20T12:10:00Z");
        assertThat(items.get(0).has("partial")).isFalse();
        assertThat(items.get(2).get("partial").asBoolean())
                .as("the room is live: something may still come")
                .isTrue();
        clock.moveTo(MovableClock.NOON.plus(Duration.ofHours(1)));
        assertThat(Api.body(TIMELINE + "?bucket=5m&fill=zero&until=2026-11-20T12:10:00Z"))
                .doesNotContain("partial");
    }

    @Test
    void aRangeWithoutAnyPointIsFilledWhereItHasBothEnds() {
        String from = TIMELINE + "?bucket=5m&fill=null&from=2026-11-20T13:00:00Z";
        assertThat(Api.items(Api.json(from + "&until=2026-11-20T13:10:00Z"), "at"))
                .containsExactly("2026-11-20T13:00:00Z", "2026-11-20T13:05:00Z");
        assertThat(Api.json(from).get("items")).isEmpty();
    }

    @Test
    void moreThanTwoThousandFilledPointsAreRefused() {
        String from = TIMELINE + "?fill=zero&from=2026-11-19T00:00:00Z&until=";
        Instant start = Instant.parse("2026-11-19T00:00:00Z");
        List<String> expected = IntStream.range(0, 2000)
                .mapToObj(i -> start.plusSeconds(60L * i).toString())
                .toList();
        assertThat(Api.items(Api.json(from + start.plusSeconds(60L * 2000)), "at"))
                .isEqualTo(expected);
        assertThat(refused(from + start.plusSeconds(60L * 2000 + 1))).containsExactly("from", "bucket");
        assertThat(refused(TIMELINE + "?fill=zero&from=1970-01-01T00:00:00Z&until=9999-12-31T23:59:59.999Z"))
                .containsExactly("from", "bucket");
        assertThat(refused(HOST + "/daily?fill=zero&from=1970-01-01")).containsExactly("from", "until");
    }

    @Test
    void countsOfAnAccountAreUnknownWhereNobodyLooked() {
        JsonNode items = Api.json(
                        HOST + "/stats?bucket=1h&fill=null&from=2026-11-20T09:00:00Z&until=2026-11-20T14:00:00Z")
                .get("items");
        assertThat(items.findValuesAsText("at"))
                .containsExactly(
                        "2026-11-20T09:00:00Z",
                        "2026-11-20T10:00:00Z",
                        "2026-11-20T11:00:00Z",
                        "2026-11-20T12:00:00Z",
                        "2026-11-20T13:00:00Z");
        assertThat(items.get(0)).isEqualTo(Api.tree("""
                {"at": "2026-11-20T09:00:00Z", "captured_at": null, "follower_count": null, "following_count": null, "friend_count": null,
                 "heart_count": null, "video_count": null, "digg_count": null, "precision": null}
                """));
        assertThat(items.get(4).get("partial").asBoolean()).as("not over yet").isTrue();
    }

    @Test
    void daysWithoutABroadcastAreFilledLikewise() {
        JsonNode items = Api.json(HOST + "/daily?fill=zero&from=2026-11-18&until=2026-11-22")
                .get("items");
        assertThat(items.findValuesAsText("date"))
                .containsExactly("2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21");
        assertThat(items.get(0)).isEqualTo(Api.tree("""
                {"date": "2026-11-18", "streams": 0, "live_seconds": 0, "viewers_peak": null, "viewer_minutes": 0, "comments": 0,
                 "likes_observed": 0, "gifts": 0, "diamonds": 0, "follows": 0, "shares": 0, "joins": 0}
                """));
        assertThat(items.get(3).get("partial").asBoolean()).isTrue();
        assertThat(Api.json(HOST + "/daily?fill=null&from=2026-11-18")
                        .get("items")
                        .get(0))
                .isEqualTo(Api.tree("""
                {"date": "2026-11-18", "streams": null, "live_seconds": null, "viewers_peak": null, "viewer_minutes": null, "comments": null,
                 "likes_observed": null, "gifts": null, "diamonds": null, "follows": null, "shares": null, "joins": null}
                """));
    }

    private static List<String> refused(String path) {
        return Api.tree(Api.get(path).then().statusCode(400).extract().asString())
                .get("errors")
                .findValuesAsText("parameter");
    }
}
