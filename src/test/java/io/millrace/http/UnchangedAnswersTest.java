package io.millrace.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class UnchangedAnswersTest {
    @Inject
    World world;

    @Inject
    MovableClock clock;

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/overview",
                "/ingest",
                "/pulse",
                "/leaderboards/diamonds",
                "/leaderboards/followers_gained",
                "/streams",
                "/streams?state=live&sort=viewers",
                "/streams/101",
                "/streams/101/timeline",
                "/streams/101/leaders",
                "/streams/101/spikes",
                "/streams/101/quality",
                "/quality",
                "/streams/101/comparison",
                "/streams/101/events",
                "/users/@some.host",
                "/users/@some.host/stats?bucket=1d",
                "/users/@some.host/names",
                "/users/@some.host/heatmap?tz=Europe/Berlin",
                "/users/@some.host/daily",
                "/users/@some.host/streams"
            })
    void theSameRowsGiveTheSameBytesAndNeedNotTravelTwice(String path) {
        Response first = Api.get(path);
        clock.moveTo(MovableClock.NOON.plusSeconds(20));
        Response second = Api.get(path);

        assertThat(second.asByteArray()).isEqualTo(first.asByteArray());
        String etag = first.header("ETag");
        assertThat(etag).matches("\"[A-Za-z0-9_-]{22}(-gzip)?\"").isEqualTo(second.header("ETag"));
        assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(first.asString()).contains("\"as_of\":\"2026-");
        for (String ifNoneMatch : new String[] {etag, "W/" + etag, "\"other\", " + etag, "*"}) {
            Response unchanged = given().urlEncodingEnabled(false)
                    .header("If-None-Match", ifNoneMatch)
                    .get("/api/v1" + path);
            assertThat(unchanged.statusCode()).as(ifNoneMatch).isEqualTo(304);
            assertThat(unchanged.asByteArray()).isEmpty();
            assertThat(unchanged.header("ETag")).isEqualTo(etag);
            assertThat(unchanged.header("Cache-Control")).isEqualTo("private, no-cache");
        }
        given().urlEncodingEnabled(false)
                .header("If-None-Match", "\"other\"")
                .get("/api/v1" + path)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/streams", "/streams/101", "/streams/101/timeline", "/users/@some.host/streams"})
    void aCommitGivesAnotherEtagAndTime(String path) {
        Response before = Api.get(path);
        world.execute(
                "UPDATE live_streams SET comments = comments + 1, updated_at = '2026-11-20T12:00:29Z' WHERE room_id = 101");
        Response after = Api.get(path);
        assertThat(after.header("ETag")).isNotEqualTo(before.header("ETag"));
        assertThat(Api.tree(after.asString()).get("as_of").asText()).isEqualTo("2026-11-20T12:00:29Z");
    }
}
