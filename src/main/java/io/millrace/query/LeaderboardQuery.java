package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hosts, ranked by what they reached of late. */
@Singleton
public class LeaderboardQuery {
    /** Over the host's rooms. $3 bounds the places. */
    private static final String OF_ROOMS = """
            SELECT h.user_id, u.unique_id, u.nickname, h.value, h.streams, greatest(h.updated_at, u.updated_at) AS updated_at
              FROM (SELECT d.user_id,
                           %%s(d.%%s)::bigint                                    AS value,
                           count(DISTINCT d.room_id) FILTER (WHERE d.events > 0) AS streams,
                           max(d.updated_at)                                     AS updated_at
                      FROM (%s) d
                     GROUP BY d.user_id
                    HAVING %%1$s(d.%%2$s) > 0
                     ORDER BY value DESC, d.user_id
                     LIMIT $3::int) h
              LEFT JOIN users u ON u.user_id = h.user_id
             ORDER BY h.value DESC, h.user_id
            """.formatted(RoomDays.IN_WINDOW.formatted("s.user_id IS NOT NULL"));

    /**
     * As the growth of one account, but that the newest snapshot must lie in the window: an old gain is no gain of this week. $4 are the
     * window's hours; the difference of two times would count days, which are not all of 24 hours in the session's zone.
     */
    private static final String OF_SNAPSHOTS = """
            SELECT g.user_id, g.unique_id, g.nickname, g.value, r.streams, greatest(g.updated_at, r.updated_at) AS updated_at
              FROM (SELECT u.user_id, u.unique_id, u.nickname, u.updated_at, u.follower_count - h.follower_count AS value
                      FROM users u
                     CROSS JOIN LATERAL (
                           SELECT h.follower_count
                             FROM user_stats_history h
                            WHERE h.user_id = u.user_id
                              AND h.captured_at <= u.profile_at - make_interval(hours => $4::int)
                              AND h.captured_at > u.profile_at - make_interval(hours => 2 * $4::int)
                              AND h.precision = u.precision
                            ORDER BY h.captured_at DESC
                            LIMIT 1) h
                     WHERE u.profile_at >= $1::timestamptz
                       AND u.profile_at < $2::timestamptz
                       AND u.follower_count > h.follower_count
                     ORDER BY value DESC, u.user_id
                     LIMIT $3::int) g
             CROSS JOIN LATERAL (
                   SELECT count(DISTINCT d.room_id) FILTER (WHERE d.events > 0) AS streams, max(d.updated_at) AS updated_at
                     FROM (%s) d) r
             ORDER BY g.value DESC, g.user_id
            """.formatted(RoomDays.IN_WINDOW.formatted("s.user_id = g.user_id"));

    private final Database database;
    private final Clock clock;

    LeaderboardQuery(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Uni<Leaderboard> of(LeaderboardKind by, LeaderboardWindow window, int limit) {
        Instant now = clock.instant();
        Instant from = window.from(now);
        Instant until = window.until(now);
        return rows(by, window, from, until, limit)
                .map(rows -> new Leaderboard(by, window, from, until, places(rows), asOf(rows)));
    }

    private Uni<List<Row>> rows(LeaderboardKind by, LeaderboardWindow window, Instant from, Instant until, int limit) {
        return switch (by) {
            case DIAMONDS -> database.read(OF_ROOMS.formatted("sum", "diamonds"), from, until, limit);
            case COMMENTS -> database.read(OF_ROOMS.formatted("sum", "comments"), from, until, limit);
            case VIEWERS -> database.read(OF_ROOMS.formatted("max", "viewers"), from, until, limit);
            case FOLLOWERS_GAINED -> database.read(OF_SNAPSHOTS, from, until, limit, (int) window.hours());
        };
    }

    private static List<Leaderboard.RankedHost> places(List<Row> rows) {
        List<Leaderboard.RankedHost> places = new ArrayList<>();
        for (Row row : rows) {
            places.add(new Leaderboard.RankedHost(
                    places.size() + 1,
                    Database.requiredId(row, "user_id"),
                    row.getString("unique_id"),
                    row.getString("nickname"),
                    row.getLong("value"),
                    row.getLong("streams")));
        }
        return places;
    }

    private static @Nullable Instant asOf(List<Row> rows) {
        return rows.stream()
                .map(row -> Database.requiredInstant(row, "updated_at"))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
