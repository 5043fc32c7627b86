package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class StreamsTest {
    private static final String ROOM_101 = """
            {"room_id": "101", "host": {"user_id": "6800000000000000123", "unique_id": "Some.Host", "nickname": "Some Host"},
             "title": "Cooking", "state": "live", "started_at": "2026-11-20T11:30:10Z", "ended_at": null,
             "last_event_at": "2026-11-20T12:00:20.123456Z", "viewers_now": 150, "viewers_peak": 180, "viewers_total": 2400,
             "viewers_avg": 160.111111, "hours_watched": 8.005556, "coverage": 0.096774, "comments": 16, "likes": 1200,
             "likes_observed": 45, "gifts": 12, "diamonds": 310, "shares": 2, "joins": 5, "follows": 3, "commenters": 4,
             "gifters": 2, "new_followers": 3, "participants": 7, "follower_total": 90001, "diamonds_per_hour": 600,
             "comments_per_minute": 0.516129, "gifter_conversion": 0.285714, "engagement": 0.857143,
             "as_of": "2026-11-20T12:00:21.500Z"}
            """;

    /** Nothing but one pause: what cannot be known is null, and still there. */
    private static final String ROOM_102 = """
            {"room_id": "102", "host": {"user_id": "6800000000000000123", "unique_id": "Some.Host", "nickname": "Some Host"},
             "title": null, "state": "paused", "started_at": "2026-11-20T11:55:00Z", "ended_at": null,
             "last_event_at": "2026-11-20T11:55:00Z", "viewers_now": null, "viewers_peak": null, "viewers_total": null,
             "viewers_avg": null, "hours_watched": 0, "coverage": 0, "comments": 0, "likes": 0, "likes_observed": 0, "gifts": 0,
             "diamonds": 0, "shares": 0, "joins": 0, "follows": 0, "commenters": 0, "gifters": 0, "new_followers": 0,
             "participants": 0, "follower_total": null, "diamonds_per_hour": 0, "comments_per_minute": 0,
             "gifter_conversion": null, "engagement": null, "as_of": "2026-11-20T11:55:01Z"}
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
    void theRateOfTheGreatestFigureIsGreaterStill() {
        world.execute("UPDATE live_streams SET diamonds = 1000000000000000000 WHERE room_id = 104");

        assertThat(Api.body("/streams/104")).contains("\"diamonds_per_hour\":60000000000000000000,");
    }

    @Test
    void aRoomShowsEveryFigure() {
        assertThat(Api.json("/streams/101")).isEqualTo(Api.tree(ROOM_101));
        assertThat(Api.json("/streams/102")).isEqualTo(Api.tree(ROOM_102));
    }

    @Test
    void theListHoldsTheSameSummariesNewestFirst() {
        JsonNode list = Api.json("/streams");

        assertThat(Api.items(list, "room_id")).containsExactly("102", "104", "101", "103");
        assertThat(list.get("items").get(2)).isEqualTo(Api.tree(ROOM_101));
        assertThat(list.get("items").get(0)).isEqualTo(Api.tree(ROOM_102));
        assertThat(list.get("next_cursor").isNull()).isTrue();
        assertThat(list.get("as_of").asText()).isEqualTo("2026-11-20T12:00:21.500Z");
    }

    @Test
    void aStateFilterAgreesWithTheStateShown() {
        assertThat(Api.items(Api.json("/streams?state=live"), "room_id")).containsExactly("101");
        assertThat(Api.items(Api.json("/streams?state=paused"), "room_id")).containsExactly("102");
        assertThat(Api.items(Api.json("/streams?state=ended"), "state")).containsExactly("ended", "ended");
        assertThat(Api.items(Api.json("/streams?state=ended"), "room_id")).containsExactly("104", "103");
    }

    @Test
    void aRoomWithoutEventsForTenMinutesHasEnded() {
        clock.moveTo(MovableClock.NOON.minusSeconds(1));
        assertThat(Api.json("/streams/104").get("state").asText()).isEqualTo("live");
        clock.moveTo(MovableClock.NOON);
        assertThat(Api.json("/streams/104").get("state").asText()).isEqualTo("ended");
        assertThat(Api.json("/streams/104").get("ended_at").isNull()).isTrue();
    }

    @Test
    void sortingPutsTheGreatestFirstAndTheUnknownLast() {
        assertThat(Api.items(Api.json("/streams?sort=viewers"), "room_id")).containsExactly("104", "101", "103", "102");
        assertThat(Api.items(Api.json("/streams?sort=diamonds"), "room_id"))
                .containsExactly("103", "101", "104", "102");
    }

    @Test
    void theHostIsFoundByIdAndByHandleInAnyCase() {
        assertThat(Api.items(Api.json("/streams?host=6800000000000000123"), "room_id"))
                .containsExactly("102", "101");
        assertThat(Api.items(Api.json("/streams?host=@SOME.host"), "room_id")).containsExactly("102", "101");
        assertThat(Api.items(Api.json("/streams?host=%40other"), "room_id")).containsExactly("104");
        assertThat(Api.json("/streams?host=@nobody"))
                .isEqualTo(Api.tree("{\"items\": [], \"next_cursor\": null, \"as_of\": null}"));
    }

    @Test
    void walkingThePagesMeetsEveryRoomOnceThoughManyAreEqual() {
        world.execute("""
                INSERT INTO live_streams (room_id, first_event_at, last_event_at, viewers_now, diamonds, updated_at)
                SELECT 1000 + i, '2026-11-20T11:59Z', '2026-11-20T12:00Z', i % 2, i % 3, '2026-11-20T12:00Z'
                  FROM generate_series(1, 40) i
                """);

        for (String sort : List.of("viewers", "diamonds", "started")) {
            List<String> rooms = Api.walk("/streams?limit=7&sort=" + sort, "room_id");
            assertThat(rooms).as(sort).hasSize(44).doesNotHaveDuplicates();
            assertThat(rooms)
                    .as(sort)
                    .containsExactlyElementsOf(Api.items(Api.json("/streams?limit=500&sort=" + sort), "room_id"));
        }
    }

    @Test
    void aTimelineHoldsTheMinutesThatHaveSomething() {
        assertThat(Api.json("/streams/101/timeline?from=2026-11-20T11:30:00Z")).isEqualTo(Api.tree("""
                {"room_id": "101", "bucket": "1m", "as_of": "2026-11-20T12:00:21.500Z", "items": [
                 {"at": "2026-11-20T11:30:00Z", "comments": 4, "likes_observed": 15, "gifts": 1, "diamonds": 10, "joins": 2, "follows": 1,
                  "shares": 0, "viewers_min": 160, "viewers_avg": 166.666667, "viewers_max": 180},
                 {"at": "2026-11-20T11:34:00Z", "comments": 2, "likes_observed": 0, "gifts": 0, "diamonds": 0, "joins": 0, "follows": 0,
                  "shares": 0, "viewers_min": null, "viewers_avg": null, "viewers_max": null},
                 {"at": "2026-11-20T11:59:00Z", "comments": 4, "likes_observed": 15, "gifts": 5, "diamonds": 100, "joins": 1, "follows": 1,
                  "shares": 1, "viewers_min": 163, "viewers_avg": 163.5, "viewers_max": 164},
                 {"at": "2026-11-20T12:00:00Z", "comments": 6, "likes_observed": 15, "gifts": 5, "diamonds": 100, "joins": 2, "follows": 1,
                  "shares": 1, "viewers_min": 150, "viewers_avg": 150, "viewers_max": 150, "partial": true}]}
                """));
    }

    @Test
    void aWiderBucketIsTheSumOfItsMinutesAndTheMeanOfTheirMeans() {
        JsonNode hours = Api.json("/streams/101/timeline?bucket=1h");

        assertThat(Api.items(hours, "at"))
                .containsExactly("2026-11-20T10:00:00Z", "2026-11-20T11:00:00Z", "2026-11-20T12:00:00Z");
        assertThat(hours.get("items").get(1)).isEqualTo(Api.tree("""
                {"at": "2026-11-20T11:00:00Z", "comments": 10, "likes_observed": 30, "gifts": 6, "diamonds": 110, "joins": 3, "follows": 2,
                 "shares": 1, "viewers_min": 160, "viewers_avg": 165.083334, "viewers_max": 180}
                """));
        assertThat(Api.items(Api.json("/streams/101/timeline?bucket=15m"), "diamonds"))
                .containsExactly("100", "10", "100", "100");
    }

    @Test
    void aBucketIsInTheRangeWhenItsStartIsAndIsAlwaysWhole() {
        String path = "/streams/101/timeline?bucket=5m&from=2026-11-20T17:15:30%2B05:45&until=2026-11-20T11:55:00.001Z";
        assertThat(Api.items(Api.json(path), "at")).containsExactly("2026-11-20T11:55:00Z");
        assertThat(Api.items(Api.json(path), "comments")).containsExactly("4");
        assertThat(Api.items(Api.json("/streams/101/timeline?bucket=5m&until=2026-11-20T11:55:00Z"), "at"))
                .containsExactly("2026-11-20T10:50:00Z", "2026-11-20T11:30:00Z");
    }

    @Test
    void anEndedRoomHasNoOpenBucket() {
        clock.moveTo(MovableClock.NOON.plus(Duration.ofMinutes(10)));
        assertThat(Api.body("/streams/101/timeline")).doesNotContain("partial");
        clock.moveTo(MovableClock.NOON);
        assertThat(Api.body("/streams/103/timeline")).doesNotContain("partial");
        assertThat(Api.body("/streams/101/timeline")).containsOnlyOnce("\"partial\":true");
    }

    @Test
    void moreThanTwoThousandPointsAreRefused() {
        world.execute("""
                UPDATE live_streams SET first_event_at = '2026-11-19T00:00Z' WHERE room_id = 103;
                INSERT INTO live_minute_stats (room_id, minute, events)
                SELECT 103, timestamptz '2026-11-19T00:00Z' + i * interval '1 minute', 1 FROM generate_series(0, 1997) i
                """);
        assertThat(Api.json("/streams/103/timeline").get("items")).hasSize(2000);

        // Whatever writes a minute writes the room as well.
        world.execute("""
                UPDATE live_streams SET events = events + 1 WHERE room_id = 103;
                INSERT INTO live_minute_stats (room_id, minute, events) VALUES (103, '2026-11-20T11:58Z', 1)
                """);
        JsonNode problem = Api.tree(Api.get("/streams/103/timeline")
                .then()
                .statusCode(400)
                .extract()
                .asString());
        assertThat(problem.get("errors").findValuesAsText("parameter")).containsExactly("from", "bucket");
        assertThat(Api.json("/streams/103/timeline?bucket=5m").get("items")).isNotEmpty();
    }

    @Test
    void leadersStandByValueAndThenById() {
        assertThat(Api.json("/streams/101/leaders")).isEqualTo(Api.tree("""
                {"room_id": "101", "by": "diamonds", "as_of": "2026-11-20T12:00:21.500Z", "items": [
                 {"rank": 1, "user_id": "11", "unique_id": "eleven",
                  "nickname": "<script>window.pwned=1</script><img src=x onerror=\\"window.pwned=1\\">", "value": 200},
                 {"rank": 2, "user_id": "9", "unique_id": "nine", "nickname": null, "value": 100},
                 {"rank": 3, "user_id": "10", "unique_id": null, "nickname": null, "value": 100}]}
                """));
        assertThat(Api.items(Api.json("/streams/101/leaders?by=gifts"), "user_id"))
                .containsExactly("9", "10", "11");
        assertThat(Api.items(Api.json("/streams/101/leaders?by=comments"), "user_id"))
                .containsExactly("9", "10", "11", "12");
        assertThat(Api.items(Api.json("/streams/101/leaders?by=likes&limit=1"), "user_id"))
                .containsExactly("10");
        assertThat(Api.json("/streams/102/leaders").get("items")).isEmpty();
    }

    @Test
    void eventsComeNewestFirstWithAllTheirColumns() {
        JsonNode list = Api.json("/streams/101/events");

        assertThat(Api.items(list, "msg_id"))
                .containsExactly(
                        "7500000000000000009",
                        "7500000000000000007",
                        "7500000000000000006",
                        "-5",
                        "7500000000000000001");
        assertThat(list.get("items").get(0)).isEqualTo(Api.tree("""
                {"room_id": "101", "occurred_at": "2026-11-20T12:00:20.123456Z", "msg_id": "7500000000000000009", "event_type": "gift",
                 "type_name": "WebcastGiftMessage", "user_id": "11", "unique_id": "eleven",
                 "nickname": "<script>window.pwned=1</script><img src=x onerror=\\"window.pwned=1\\">", "comment": null, "gift_id": "5655",
                 "gift_name": "Rose", "gift_group_id": "1795000000123", "gift_streakable": true, "diamonds": 1, "repeat_count": 5,
                 "like_count": null, "like_total": null, "viewers": null, "viewers_total": null, "follower_total": null,
                 "captured_at": "2026-11-20T12:00:20.200Z", "source": "tiktok-live-connector-3"}
                """));
        assertThat(list.get("as_of").asText()).isEqualTo("2026-11-20T12:00:21.500Z");
        assertThat(Api.items(Api.json("/streams/101/events?type=comment"), "comment"))
                .containsExactly("hello", "again");
        assertThat(Api.json("/streams/101/events?type=end").get("items")).isEmpty();
    }

    @Test
    void walkingTheEventsMeetsEachOnceThoughManyHaveOneTime() {
        world.execute("""
                UPDATE live_streams SET first_event_at = '2026-11-19T23:00Z' WHERE room_id = 101;
                INSERT INTO live_events (room_id, occurred_at, msg_id, event_type, type_name)
                SELECT 101, timestamptz '2026-11-19T23:30Z' + (i / 10) * interval '20 minutes', i, 'join', 'member' FROM generate_series(1, 60) i
                """);

        List<String> all = Api.walk("/streams/101/events?limit=9", "msg_id");
        assertThat(all).hasSize(65);
        assertThat(new HashSet<>(all)).hasSize(65);
        List<String> expected = IntStream.rangeClosed(1, 60)
                .mapToObj(i -> String.valueOf(61 - i))
                .toList();
        assertThat(Api.walk("/streams/101/events?limit=9&type=join", "msg_id")).isEqualTo(expected);
    }
}
