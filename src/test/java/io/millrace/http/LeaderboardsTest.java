package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class LeaderboardsTest {
    private static final Map<String, Duration> WINDOWS = Map.of(
            "1h",
            Duration.ofHours(1),
            "24h",
            Duration.ofHours(24),
            "7d",
            Duration.ofDays(7),
            "30d",
            Duration.ofDays(30));

    @Inject
    World world;

    @Inject
    MovableClock clock;

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
        world.play("leaderboards.sql");
    }

    @Test
    void hostsStandByTheSumOverTheirRoomsAndThenById() {
        assertThat(Api.json("/leaderboards/diamonds?window=1h")).isEqualTo(Documented.answer("/leaderboards/{by}"));
        assertThat(Api.items(Api.json("/leaderboards/diamonds?window=1h&limit=1"), "value"))
                .containsExactly("210");
    }

    @Test
    void aDayIsTheWindowWhereNoneIsNamed() {
        JsonNode day = Api.json("/leaderboards/diamonds");
        assertThat(day.get("window").asText()).isEqualTo("24h");
        assertThat(day.get("from").asText()).isEqualTo("2026-11-19T12:01:00Z");
        assertThat(Api.items(day, "user_id")).containsExactly("300", "6800000000000000123", "200");
        assertThat(Api.items(day, "value")).containsExactly("1070", "310", "70");
    }

    @Test
    void viewersAreTheGreatestSampleOfAnyRoom() {
        JsonNode hour = Api.json("/leaderboards/viewers?window=1h");
        assertThat(Api.items(hour, "user_id")).containsExactly("200", "6800000000000000123");
        assertThat(Api.items(hour, "value")).containsExactly("400", "180");
    }

    @Test
    void nobodyStandsWithAZero() {
        assertThat(Api.items(Api.json("/leaderboards/comments?window=1h"), "user_id"))
                .containsExactly("6800000000000000123", "300");
        clock.moveTo(MovableClock.NOON.plus(Duration.ofDays(60)));
        assertThat(Api.json("/leaderboards/comments").get("items")).isEmpty();
        assertThat(Api.json("/leaderboards/comments").get("as_of").isNull()).isTrue();
    }

    @Test
    void theWindowEndsWithTheRunningMinute() {
        clock.moveTo(Instant.parse("2026-11-20T11:59:59.999Z"));
        assertThat(Api.items(Api.json("/leaderboards/diamonds?window=1h"), "value"))
                .as("without 12:00, which has not begun")
                .containsExactly("110", "70", "70");
        clock.moveTo(Instant.parse("2026-11-20T12:01:00Z"));
        assertThat(Api.items(Api.json("/leaderboards/diamonds?window=1h"), "value"))
                .as("without 11:01")
                .containsExactly("210", "70", "30");
    }

    @Test
    void followersGainedAreThoseOfTheAccountsOwnGrowth() {
        for (String window : List.of("1h", "24h", "30d")) {
            JsonNode board = Api.json("/leaderboards/followers_gained?window=" + window);
            assertThat(Api.items(board, "user_id")).containsExactly("6800000000000000123");
            assertThat(Api.items(board, "value"))
                    .as(window)
                    .containsExactly(Api.json("/users/@some.host")
                            .at("/growth/" + window + "/follower_count")
                            .asText());
        }
        assertThat(Api.json("/leaderboards/followers_gained?window=24h").get("items"))
                .isEqualTo(Api.tree("""
                [{"rank": 1, "user_id": "6800000000000000123", "unique_id": "Some.Host", "nickname": "Some Host", "value": 100, "streams": 2}]
                """));
        assertThat(Api.json("/leaderboards/followers_gained?window=7d").get("items"))
                .as("no snapshot is between one and two weeks older")
                .isEmpty();
    }

    @Test
    void aGainNeedsTwoSnapshotsOfOnePrecisionOfWhichTheNewestIsInTheWindow() {
        world.execute("""
                UPDATE users SET follower_count = 500, precision = 'rounded', profile_at = '2026-11-20T11:30Z' WHERE user_id = 200;
                UPDATE users SET follower_count = 500, precision = 'exact', profile_at = '2026-11-20T11:30Z' WHERE user_id = 300;
                INSERT INTO user_stats_history_partitioned (user_id, captured_at, follower_count, precision)
                VALUES (200, '2026-11-20T10:00Z', 400, 'rounded'), (200, '2026-11-20T10:10Z', 100, 'exact'), (200, '2026-11-20T09:30Z', 50, 'rounded'),
                       (300, '2026-11-20T10:00Z', 600, 'exact')
                """);
        JsonNode board = Api.json("/leaderboards/followers_gained?window=1h");
        assertThat(Api.items(board, "user_id")).containsExactly("200", "6800000000000000123");
        assertThat(Api.items(board, "value")).containsExactly("100", "10");

        clock.moveTo(Instant.parse("2026-11-20T12:30:00Z"));
        assertThat(Api.items(Api.json("/leaderboards/followers_gained?window=1h"), "user_id"))
                .as("11:30 lies before 11:31")
                .containsExactly("6800000000000000123");
    }

    /** One minute of one room, as the naive computation has it. */
    private record Minute(long host, long room, Instant at, long events, long diamonds, long comments, long viewers) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyWindowAtAnyTimeIsWhatItsMinutesSumUpTo(long seed) {
        Random random = new Random(seed);
        List<Minute> minutes = minutesOf(random);
        store(minutes);
        for (int look = 0; look < 4; look++) {
            // Often near midnight, and so that some rooms lie ahead of the clock.
            Instant now = Instant.parse("2026-11-20T00:00:00Z")
                    .plusSeconds(random.nextInt(3) * 43_200L + random.nextInt(400) - 200);
            clock.moveTo(now);
            for (String by : List.of("diamonds", "comments", "viewers")) {
                WINDOWS.forEach((window, width) -> assertThat(shown("/leaderboards/" + by + "?window=" + window))
                        .as("seed %d, %s of %s at %s", seed, by, window, now)
                        .isEqualTo(expected(minutes, by, now, width)));
            }
        }
    }

    private static List<String> shown(String path) {
        List<String> places = new ArrayList<>();
        Api.json(path)
                .get("items")
                .forEach(item ->
                        places.add(item.get("user_id").asText() + " " + item.get("value") + " " + item.get("streams")));
        return places;
    }

    private static List<String> expected(List<Minute> minutes, String by, Instant now, Duration width) {
        Instant until = now.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
        Map<Long, List<Minute>> byHost = minutes.stream()
                .filter(minute -> minute.at().isBefore(until) && !minute.at().isBefore(until.minus(width)))
                .collect(Collectors.groupingBy(Minute::host, TreeMap::new, Collectors.toList()));
        List<Place> places = new ArrayList<>();
        byHost.forEach((host, of) -> places.add(new Place(host, value(of, by), streams(of))));
        return places.stream()
                .filter(place -> place.value() > 0)
                .sorted(Comparator.comparing(Place::value).reversed().thenComparing(Place::host))
                .map(place -> place.host() + " " + place.value() + " " + place.streams())
                .toList();
    }

    private record Place(long host, long value, long streams) {}

    private static long streams(List<Minute> minutes) {
        return minutes.stream()
                .filter(minute -> minute.events() > 0)
                .map(Minute::room)
                .distinct()
                .count();
    }

    private static long value(List<Minute> minutes, String by) {
        return switch (by) {
            case "diamonds" -> minutes.stream().mapToLong(Minute::diamonds).sum();
            case "comments" -> minutes.stream().mapToLong(Minute::comments).sum();
            default -> minutes.stream().mapToLong(Minute::viewers).max().orElse(0);
        };
    }

    /** Thirty rooms of six hosts over 33 days, some of which last over midnight and some beyond any clock that is tried. */
    private static List<Minute> minutesOf(Random random) {
        List<Minute> minutes = new ArrayList<>();
        for (long room = 1; room <= 30; room++) {
            long host = 1 + random.nextInt(6);
            Instant start = Instant.parse("2026-11-21T00:00:00Z")
                    .minus(Duration.ofHours(random.nextInt(5) * 180L + random.nextInt(24)));
            for (int i = 0; i < 12; i++) {
                start = start.plus(Duration.ofMinutes(1 + random.nextInt(240)));
                boolean silent = random.nextInt(4) == 0;
                minutes.add(new Minute(
                        host,
                        room,
                        start,
                        silent ? 0 : 1,
                        random.nextInt(4) * 5L,
                        silent ? 0 : random.nextInt(3),
                        silent || random.nextBoolean() ? 0 : 1 + random.nextInt(50)));
            }
        }
        return minutes;
    }

    /** Days and rooms follow from the minutes, as the store keeps them. */
    private void store(List<Minute> minutes) {
        String rows = minutes.stream()
                .map(minute -> "(%d, timestamptz '%s', %d, %d, %d, %d, %d)"
                        .formatted(
                                minute.room(),
                                minute.at(),
                                minute.events(),
                                minute.diamonds(),
                                minute.comments(),
                                minute.viewers(),
                                minute.host()))
                .collect(Collectors.joining(",\n"));
        world.execute("""
                TRUNCATE live_streams, live_minute_stats, live_stream_days;
                SELECT ensure_partition('live_minute_stats', '2026-10-01'), ensure_partition('live_minute_stats', '2026-12-01');
                CREATE TEMP TABLE given (room_id, minute, events, diamonds, comments, viewers, user_id) AS VALUES %s;
                INSERT INTO live_minute_stats (room_id, minute, events, diamonds, comments, viewer_samples, viewers_sum, viewers_min, viewers_max)
                SELECT room_id, minute, events, diamonds, comments, sign(viewers), viewers, nullif(viewers, 0), nullif(viewers, 0) FROM given;
                INSERT INTO live_streams (room_id, user_id, first_event_at, last_event_at, updated_at)
                SELECT room_id, min(user_id), min(minute), max(minute) + interval '59 seconds', '2026-11-20T12:00Z' FROM given GROUP BY room_id;
                INSERT INTO live_stream_days (room_id, date, events, diamonds, comments, viewers_peak)
                SELECT room_id, (minute AT TIME ZONE 'UTC')::date, sum(events), sum(diamonds), sum(comments), nullif(max(viewers), 0)
                  FROM given GROUP BY 1, 2
                """.formatted(rows));
    }
}
