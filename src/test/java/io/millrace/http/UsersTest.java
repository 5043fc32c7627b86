package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class UsersTest {
    private static final String HOST = "/users/6800000000000000123";

    private static final String NO_GAIN = """
            {"since": null, "follower_count": null, "following_count": null, "friend_count": null, "heart_count": null,
             "video_count": null, "digg_count": null}
            """;

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
    void aProfileShowsItsNewestCountsAndTheirGrowth() {
        assertThat(Api.json(HOST)).isEqualTo(Api.tree("""
                {"user_id": "6800000000000000123", "unique_id": "Some.Host", "nickname": "Some Host", "sec_uid": "MS4w", "verified": true,
                 "private_account": false, "signature": "hi", "avatar_url": "https://a.example/1", "follower_count": 1000,
                 "following_count": 20, "friend_count": 3, "heart_count": null, "video_count": 50, "digg_count": 7, "precision": "exact",
                 "profile_at": "2026-11-20T12:00:00Z", "first_seen_at": "2026-10-01T00:00:00Z",
                 "last_seen_at": "2026-11-20T12:00:20.123456Z", "as_of": "2026-11-20T12:00:22Z", "growth": {
                  "1h": {"since": "2026-11-20T10:30:00Z", "follower_count": 10, "following_count": 0, "friend_count": 0,
                         "heart_count": null, "video_count": 0, "digg_count": 0},
                  "24h": {"since": "2026-11-19T10:00:00Z", "follower_count": 100, "following_count": 1, "friend_count": 0,
                          "heart_count": null, "video_count": 1, "digg_count": 0},
                  "7d": %s,
                  "30d": {"since": "2026-10-20T12:00:00Z", "follower_count": 600, "following_count": 0, "friend_count": 0,
                          "heart_count": null, "video_count": 10, "digg_count": 0}}}
                """.formatted(NO_GAIN)));
    }

    @Test
    void growthIsNeverBetweenAnExactAndARoundedSnapshot() {
        world.execute("UPDATE users SET precision = 'rounded' WHERE user_id = 6800000000000000123");

        JsonNode growth = Api.json(HOST).get("growth");
        assertThat(growth.get("1h").get("since").asText()).isEqualTo("2026-11-20T11:00:00Z");
        assertThat(growth.get("1h").get("follower_count").asLong()).isEqualTo(100);
        assertThat(growth.get("24h")).isEqualTo(Api.tree(NO_GAIN));
    }

    @Test
    void anAccountWithoutASnapshotHasNullsAndNoGrowth() {
        JsonNode profile = Api.json("/users/@Other");
        assertThat(profile.get("follower_count").isNull()).isTrue();
        assertThat(profile.get("profile_at").isNull()).isTrue();
        assertThat(profile.get("growth").get("1h")).isEqualTo(Api.tree(NO_GAIN));
    }

    @Test
    void aHandleBelongsToWhoWasSeenWithItLast() {
        assertThat(Api.json("/users/@sOME.hOST").get("user_id").asText()).isEqualTo("6800000000000000123");
        assertThat(Api.json("/users/6800000000000000999").get("nickname").asText())
                .isEqualTo("Former");
    }

    @Test
    void rawStatsAreTheSnapshotsOfTheRange() {
        assertThat(Api.json(HOST + "/stats?from=2026-11-20T10:30:00Z&until=2026-11-20T11:00:00.001Z"))
                .isEqualTo(Api.tree("""
                {"user_id": "6800000000000000123", "bucket": "raw", "as_of": "2026-11-20T12:00:22Z", "items": [
                 {"at": "2026-11-20T10:30:00Z", "captured_at": "2026-11-20T10:30:00Z", "follower_count": 990, "following_count": 20,
                  "friend_count": 3, "heart_count": 5100, "video_count": 50, "digg_count": 7, "precision": "exact"},
                 {"at": "2026-11-20T11:00:00Z", "captured_at": "2026-11-20T11:00:00Z", "follower_count": 900, "following_count": 20,
                  "friend_count": null, "heart_count": null, "video_count": 50, "digg_count": null, "precision": "rounded"}]}
                """));
        assertThat(Api.json(HOST + "/stats").get("items")).hasSize(5);
        assertThat(Api.json(HOST + "/stats?until=2026-11-20T10:30:00Z").get("items"))
                .hasSize(2);
    }

    @Test
    void aBucketOfStatsShowsItsLastSnapshotAndIsPartialUntilItIsOver() {
        JsonNode days = Api.json(HOST + "/stats?bucket=1d");
        assertThat(Api.items(days, "at"))
                .containsExactly("2026-10-20T00:00:00Z", "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z");
        assertThat(Api.items(days, "captured_at"))
                .containsExactly("2026-10-20T12:00:00Z", "2026-11-19T10:00:00Z", "2026-11-20T12:00:00Z");
        assertThat(days.get("items").get(2).get("partial").asBoolean()).isTrue();
        assertThat(days.get("items").get(1).has("partial")).isFalse();

        clock.moveTo(Instant.parse("2026-11-21T00:00:00Z"));
        assertThat(Api.body(HOST + "/stats?bucket=1d")).doesNotContain("partial");
        assertThat(Api.items(Api.json(HOST + "/stats?bucket=1h&from=2026-11-20T10:00:01Z"), "at"))
                .containsExactly("2026-11-20T11:00:00Z", "2026-11-20T12:00:00Z");
    }

    @Test
    void moreThanTwoThousandSnapshotsAreRefused() {
        world.execute("""
                INSERT INTO user_stats_history_partitioned (user_id, captured_at, precision)
                SELECT 6800000000000000123, timestamptz '2026-11-01T00:00:01Z' + i * interval '1 minute', 'exact' FROM generate_series(1, 2000) i
                """);
        JsonNode problem = Api.tree(
                Api.get(HOST + "/stats").then().statusCode(400).extract().asString());
        assertThat(problem.get("errors").findValuesAsText("parameter")).containsExactly("from", "bucket");
        assertThat(Api.json(HOST + "/stats?bucket=1h").get("items")).isNotEmpty();
    }

    @Test
    void namesStandLastSeenFirst() {
        assertThat(Api.json(HOST + "/names")).isEqualTo(Api.tree("""
                {"user_id": "6800000000000000123", "as_of": "2026-11-20T12:00:22Z",
                 "nicknames": [
                  {"nickname": "Some Host", "first_seen_at": "2026-10-09T00:00:00Z", "last_seen_at": "2026-11-20T12:00:00Z"},
                  {"nickname": "Old Name", "first_seen_at": "2026-10-01T00:00:00Z", "last_seen_at": "2026-10-09T00:00:00Z"}],
                 "unique_ids": [
                  {"unique_id": "Some.Host", "first_seen_at": "2026-10-01T00:00:00Z", "last_seen_at": "2026-11-20T12:00:00Z"}]}
                """));
        assertThat(Api.json("/users/@other/names")).isEqualTo(Api.tree("""
                {"user_id": "6800000000000000124", "as_of": "2026-11-20T11:50:31Z", "nicknames": [], "unique_ids": []}
                """));
    }

    @Test
    void daysAreThoseOfUtcAndTodayIsPartial() {
        assertThat(Api.json(HOST + "/daily")).isEqualTo(Api.tree("""
                {"user_id": "6800000000000000123", "as_of": "2026-11-20T12:00:22Z", "items": [
                 {"date": "2026-11-19", "streams": 1, "live_seconds": 120, "viewers_peak": 60, "viewer_minutes": 60, "comments": 3,
                  "likes_observed": 0, "gifts": 0, "diamonds": 0, "follows": 0, "shares": 0, "joins": 0},
                 {"date": "2026-11-20", "streams": 2, "live_seconds": 360, "viewers_peak": 180, "viewer_minutes": 480.333333, "comments": 16,
                  "likes_observed": 45, "gifts": 12, "diamonds": 310, "follows": 3, "shares": 2, "joins": 5, "partial": true}]}
                """));
    }

    @Test
    void aRangeOfDaysIsHalfOpenAndTakesDaysOrTimes() {
        assertThat(Api.items(Api.json(HOST + "/daily?from=2026-11-20"), "date")).containsExactly("2026-11-20");
        assertThat(Api.items(Api.json(HOST + "/daily?until=2026-11-20"), "date"))
                .containsExactly("2026-11-19");
        assertThat(Api.items(Api.json(HOST + "/daily?from=2026-11-19T00:00:00Z&until=2026-11-20T00:00:00Z"), "date"))
                .containsExactly("2026-11-19");
        assertThat(Api.items(Api.json(HOST + "/daily?from=2026-11-19T00:00:01Z"), "date"))
                .containsExactly("2026-11-20");
        assertThat(Api.json(HOST + "/daily?from=2026-12-01").get("items")).isEmpty();
    }

    @Test
    void aChangeOfARoomShowsInTheDaysItIsPartOf() {
        world.execute("UPDATE live_streams SET updated_at = '2026-11-20T12:00:29Z' WHERE room_id = 102");
        assertThat(Api.json(HOST + "/daily").get("as_of").asText()).isEqualTo("2026-11-20T12:00:29Z");
    }

    @Test
    void broadcastsOfAnAccountComeNewestFirstPageByPage() {
        world.execute("""
                INSERT INTO live_streams (room_id, user_id, first_event_at, last_event_at, updated_at)
                SELECT 1000 + i, 6800000000000000123, '2026-11-19T11:59Z', '2026-11-20T12:00Z', '2026-11-20T12:00Z' FROM generate_series(1, 9) i
                """);
        assertThat(Api.walk("/users/@some.host/streams?limit=3", "room_id"))
                .containsExactly("102", "101", "1009", "1008", "1007", "1006", "1005", "1004", "1003", "1002", "1001");
        assertThat(Api.json("/users/@other/streams").get("items")).hasSize(1);
        assertThat(Api.json("/users/6800000000000000999/streams"))
                .isEqualTo(Api.tree("{\"items\": [], \"next_cursor\": null, \"as_of\": \"2026-01-01T00:00:00Z\"}"));
    }
}
