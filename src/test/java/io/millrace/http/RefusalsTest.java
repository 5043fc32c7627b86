package io.millrace.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class RefusalsTest {
    @Inject
    World world;

    @BeforeEach
    void fill() {
        world.reset();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "/overview?x=1 -> x",
                "/ingest?limit=1 -> limit",
                "/pulse?limit=501 -> limit",
                "/pulse?sort=viewers -> sort",
                "/leaderboards/likes -> by",
                "/leaderboards/Diamonds -> by",
                "/leaderboards/diamonds?window=2h -> window",
                "/leaderboards/diamonds?limit=0 -> limit",
                "/leaderboards/diamonds?by=comments -> by",
                "/leaderboards/viewers?from=2026-11-20T10:00:00Z -> from",
                "/streams?State=live -> State",
                "/streams?state=LIVE -> state",
                "/streams?state= -> state",
                "/streams?state=live&state=ended -> state",
                "/streams?host=some.host -> host",
                "/streams?host=@ -> host",
                "/streams?host=@a%00b -> host",
                "/streams?sort=likes -> sort",
                "/streams?limit=0 -> limit",
                "/streams?limit=501 -> limit",
                "/streams?limit=-1 -> limit",
                "/streams?limit=ten -> limit",
                "/streams?limit=99999999999 -> limit",
                "/streams?cursor=garbage -> cursor",
                "/streams?cursor= -> cursor",
                "/streams?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA -> cursor",
                "/streams?offset=10 -> offset",
                "/streams/abc -> room_id",
                "/streams/0 -> room_id",
                "/streams/-1 -> room_id",
                "/streams/9223372036854775808 -> room_id",
                "/streams/1.5/timeline -> room_id",
                "/streams/101?bucket=1m -> bucket",
                "/streams/101/timeline?bucket=2m -> bucket",
                "/streams/101/timeline?bucket=raw -> bucket",
                "/streams/101/timeline?from=2026-11-20 -> from",
                "/streams/101/timeline?from=2026-11-20T10:00:00 -> from",
                "/streams/101/timeline?from=-200000-01-01T00:00:00Z -> from",
                "/streams/101/timeline?until=%2B999999999-01-01T00:00:00Z -> until",
                "/streams/101/timeline?until=1763600000 -> until",
                "/streams/101/timeline?from=2026-11-20T10:00:00Z&until=2026-11-20T10:00:00Z -> until",
                "/streams/101/timeline?limit=5 -> limit",
                "/streams/101/timeline?fill=prev -> fill",
                "/streams/101/timeline?fill=NULL -> fill",
                "/users/6800000000000000123/stats?bucket=1h&fill=zero -> fill",
                "/users/6800000000000000123/stats?bucket=raw&fill=null -> fill",
                "/users/6800000000000000123/stats?fill=null -> fill",
                "/users/6800000000000000123/daily?fill=0 -> fill",
                "/streams/a/spikes -> room_id",
                "/streams/101/spikes?from=2026-11-20 -> from",
                "/streams/101/spikes?bucket=5m -> bucket",
                "/streams/101/comparison?last=0 -> last",
                "/streams/101/comparison?last=51 -> last",
                "/streams/101/comparison?limit=5 -> limit",
                "/streams/101/quality?from=2026-11-20T10:00:00Z -> from",
                "/quality?topic=a -> topic",
                "/storage?table=users -> table",
                "/streams/101/leaders?by=shares -> by",
                "/streams/101/leaders?cursor=a -> cursor",
                "/streams/101/events?type=chat -> type",
                "/streams/101/events?from=2026-11-20T10:00:00Z -> from",
                "/users/some.host -> user",
                "/users/@ -> user",
                "/users/@a%00b -> user",
                "/users/0 -> user",
                "/users/6800000000000000123?fields=a -> fields",
                "/users/6800000000000000123/stats?bucket=1m -> bucket",
                "/users/6800000000000000123/stats?from=yesterday -> from",
                "/users/6800000000000000123/heatmap?weeks=0 -> weeks",
                "/users/6800000000000000123/heatmap?weeks=27 -> weeks",
                "/users/6800000000000000123/heatmap?tz=Mars/Olympus -> tz",
                "/users/6800000000000000123/heatmap?tz=%2B02:00 -> tz",
                "/users/6800000000000000123/names?limit=1 -> limit",
                "/users/6800000000000000123/daily?from=2026-02-30 -> from",
                "/users/6800000000000000123/daily?until=2026 -> until",
                "/users/6800000000000000123/daily?from=2026-11-20&until=2026-11-20 -> until",
                "/users/6800000000000000123/streams?cursor=%21 -> cursor",
            })
    void whatCannotBeAcceptedIsRefusedByName(String path, String parameter) {
        Response response = Api.get(path);
        JsonNode problem = problem(response, 400);
        assertThat(problem.get("errors").findValuesAsText("parameter")).containsExactly(parameter);
        assertThat(problem.get("instance").asText()).isEqualTo("/api/v1" + path.replaceFirst("\\?.*", ""));
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        JsonNode problem = problem(Api.get("/streams?state=x&limit=0&cursor=a"), 400);
        assertThat(problem).isEqualTo(Api.tree("""
                {"type": "about:blank", "title": "Bad Request", "status": 400,
                 "detail": "The request has parameters that cannot be accepted.", "instance": "/api/v1/streams", "errors": [
                  {"parameter": "state", "reason": "must be one of live, paused, ended"},
                  {"parameter": "cursor", "reason": "is not a cursor of this list with these parameters"},
                  {"parameter": "limit", "reason": "must be a whole number from 1 to 500"}]}
                """));
    }

    @Test
    void aCursorServesOnlyTheListItWasMadeFor() {
        String cursor = Api.json("/streams?limit=1").get("next_cursor").asText();
        assertThat(cursor).matches("[A-Za-z0-9_-]{32}");
        assertThat(Api.json("/streams?limit=2&cursor=" + cursor).get("items")).hasSize(2);
        problem(Api.get("/streams?sort=viewers&cursor=" + cursor), 400);
        problem(Api.get("/streams?state=ended&cursor=" + cursor), 400);
        problem(Api.get("/streams/101/events?cursor=" + cursor), 400);
        String changed = (cursor.charAt(0) == 'A' ? 'B' : 'A') + cursor.substring(1);
        problem(Api.get("/streams?cursor=" + changed), 400);
    }

    @Test
    void aPlusThatArrivesAsABlankIsStillAnOffset() {
        assertThat(Api.json("/streams/101/timeline?from=2026-11-20T17:45:00+05:45")
                        .get("items"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/streams/999",
                "/streams/999/timeline",
                "/streams/999/leaders",
                "/streams/999/events",
                "/streams/999/spikes",
                "/streams/999/comparison",
                "/streams/999/quality"
            })
    void anUnknownRoomIsNotFound(String path) {
        JsonNode problem = problem(Api.get(path), 404);
        assertThat(problem.get("errors").findValuesAsText("parameter")).containsExactly("room_id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/users/999",
                "/users/@nobody",
                "/users/999/stats",
                "/users/999/stats?bucket=1d",
                "/users/999/heatmap",
                "/users/999/names",
                "/users/999/daily",
                "/users/@nobody/streams"
            })
    void anUnknownUserIsNotFound(String path) {
        JsonNode problem = problem(Api.get(path), 404);
        assertThat(problem.get("errors").findValuesAsText("parameter")).containsExactly("user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/nothing", "/streams/101/nothing", "/users", "/leaderboards"})
    void anUnknownPathIsNotFound(String path) {
        assertThat(problem(Api.get(path), 404).has("errors")).isFalse();
    }

    @Test
    void anotherMethodIsNotAllowed() {
        problem(given().post("/api/v1/streams"), 405);
        problem(given().delete("/api/v1/streams/101"), 405);
        for (String stream : new String[] {"/api/v1/live", "/api/v1/streams/101/live"}) {
            assertThat(given().post(stream).header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
            problem(given().post(stream), 405);
        }
    }

    @Test
    void anotherMediaTypeIsNotAcceptable() {
        problem(given().accept("application/xml").get("/api/v1/streams"), 406);
    }

    @Test
    void aMistakeOfOursIsToldWithoutItsInside() {
        world.execute("ALTER TABLE live_streams RENAME COLUMN joins TO joined");
        try {
            Response response = Api.get("/streams/101");
            assertThat(problem(response, 500))
                    .isEqualTo(OpenApiDocument.ofService().fault("/api/v1/streams/{room_id}", 500));
            assertThat(response.asString()).doesNotContainIgnoringCase("joins").doesNotContainIgnoringCase("select");
        } finally {
            world.execute("ALTER TABLE live_streams RENAME COLUMN joined TO joins");
        }
    }

    @Test
    void aDatabaseThatIsAwayMeansTryAgainLater() {
        world.goAway();
        try {
            for (String path : new String[] {"/overview", "/ingest", "/streams", "/streams/101", "/users/@some.host"}) {
                Response response = Api.get(path);
                problem(response, 503);
                assertThat(Integer.parseInt(response.header("Retry-After"))).isPositive();
                assertThat(response.asString()).doesNotContain("SELECT", "pg_", "Exception", "api_");
            }
        } finally {
            world.comeBack();
        }
        assertThat(Api.json("/streams/101").get("comments").asLong()).isEqualTo(16);
    }

    private static JsonNode problem(Response response, int status) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        JsonNode problem = Api.tree(response.asString());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("type").asText()).isEqualTo("about:blank");
        assertThat(problem.get("title").asText()).isNotEmpty();
        assertThat(problem.get("detail").asText()).isNotEmpty();
        assertThat(problem.get("instance").asText()).startsWith("/api/v1");
        return problem;
    }
}
