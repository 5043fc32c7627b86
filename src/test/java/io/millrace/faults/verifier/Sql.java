package io.millrace.faults.verifier;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The same sums a second time, in plain SQL over the rows: figures that agree with neither the rows nor the history stand out twice. */
final class Sql {
    /** A replacement: a time as whole milliseconds since the epoch. */
    static final String MILLIS = "(extract(epoch FROM $1) * 1000)::bigint";

    private static final String STREAMS = """
            SELECT s.room_id
              FROM live_streams s
              FULL JOIN (SELECT room_id, count(*) AS events,
                                count(*) FILTER (WHERE event_type = 'comment') AS comments,
                                count(*) FILTER (WHERE event_type = 'share') AS shares,
                                count(*) FILTER (WHERE event_type = 'join') AS joins,
                                count(*) FILTER (WHERE event_type = 'follow') AS follows,
                                count(DISTINCT user_id) AS participants,
                                count(DISTINCT user_id) FILTER (WHERE event_type = 'gift') AS gifters,
                                coalesce(sum(like_count) FILTER (WHERE event_type = 'like'), 0) AS likes_observed,
                                max(viewers) AS viewers_peak, max(viewers_total) AS viewers_total
                           FROM live_events GROUP BY room_id) e ON e.room_id = s.room_id
             WHERE (s.events, s.comments, s.shares, s.joins, s.follows, s.participants, s.gifters, s.likes_observed)
                   IS DISTINCT FROM (e.events, e.comments, e.shares, e.joins, e.follows, e.participants, e.gifters, e.likes_observed)
                OR (s.viewers_peak, s.viewers_total) IS DISTINCT FROM (e.viewers_peak, e.viewers_total)""";

    private static final String GIFTS = """
            WITH given AS (
              SELECT room_id, max(repeat_count) AS n, max(diamonds) AS each
                FROM live_events WHERE event_type = 'gift' AND gift_streakable AND gift_group_id IS NOT NULL
               GROUP BY room_id, coalesce(user_id, 0), coalesce(gift_id, 0), gift_group_id
              UNION ALL
              SELECT room_id, greatest(repeat_count, 1), coalesce(diamonds, 0)
                FROM live_events WHERE event_type = 'gift' AND NOT (gift_streakable AND gift_group_id IS NOT NULL))
            SELECT s.room_id
              FROM live_streams s
              LEFT JOIN (SELECT room_id, sum(n) AS gifts, sum(n * each) AS diamonds FROM given GROUP BY room_id) g USING (room_id)
             WHERE s.gifts <> coalesce(g.gifts, 0) OR s.diamonds <> coalesce(g.diamonds, 0)""";

    private static final String MINUTES = """
            SELECT m.room_id
              FROM (SELECT room_id, sum(events) AS events, sum(comments) AS comments, sum(likes_observed) AS likes,
                           sum(gifts) AS gifts, sum(diamonds) AS diamonds, sum(joins) AS joins, sum(viewer_samples) AS samples
                      FROM live_minute_stats GROUP BY room_id) m
              FULL JOIN live_streams s ON s.room_id = m.room_id
             WHERE (m.events, m.comments, m.likes, m.gifts, m.diamonds, m.joins)
                   IS DISTINCT FROM (s.events, s.comments, s.likes_observed, s.gifts, s.diamonds, s.joins)""";

    private Sql() {}

    static void recompute(Connection connection, Findings findings) throws SQLException {
        mustBeEmpty(connection, findings, "recomputed in SQL: live_streams", STREAMS);
        mustBeEmpty(connection, findings, "recomputed in SQL: gifts", GIFTS);
        mustBeEmpty(connection, findings, "recomputed in SQL: minutes", MINUTES);
        mustBeEmpty(connection, findings, "a row in the wrong day's partition", """
                SELECT tableoid::regclass FROM live_events
                 WHERE tableoid::regclass::text <> 'live_events_p' || to_char(occurred_at AT TIME ZONE 'UTC', 'YYYYMMDD') LIMIT 5""");
    }

    private static void mustBeEmpty(Connection connection, Findings findings, String check, String sql)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                findings.violation(check, String.valueOf(row.getString(1)));
            }
        }
    }
}
