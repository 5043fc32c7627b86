package io.millrace.query;

/** What each room counted on each UTC day, as far as it lies in a window. */
final class RoomDays {
    /**
     * One row a room and day; $1 and $2 bound the window, half-open, in whole minutes. A day of which nothing can lie outside is its row
     * in live_stream_days; of the others the minutes are summed. Nothing of a room lies after its last event, so today is such a day too,
     * and minutes are read only of the day in which the window begins, and of rooms whose clock is ahead. The one %s is a further
     * condition on the room s.
     */
    static final String IN_WINDOW = """
            SELECT s.user_id, s.room_id, s.updated_at,
                   CASE WHEN w.is_whole THEN d.events       ELSE m.events      END AS events,
                   CASE WHEN w.is_whole THEN d.comments     ELSE m.comments    END AS comments,
                   CASE WHEN w.is_whole THEN d.diamonds     ELSE m.diamonds    END AS diamonds,
                   CASE WHEN w.is_whole THEN d.viewers_peak ELSE m.viewers_max END AS viewers
              FROM live_streams s
              JOIN live_stream_days d ON d.room_id = s.room_id
             CROSS JOIN LATERAL (
                   SELECT b.starts, b.ends,
                          b.starts >= $1::timestamptz AND (b.ends <= $2::timestamptz OR s.last_event_at < $2::timestamptz) AS is_whole
                     FROM (SELECT d.date::timestamp AT TIME ZONE 'UTC'       AS starts,
                                  (d.date + 1)::timestamp AT TIME ZONE 'UTC' AS ends) b) w
             CROSS JOIN LATERAL (
                   SELECT sum(m.events)::bigint   AS events,
                          sum(m.comments)::bigint AS comments,
                          sum(m.diamonds)::bigint AS diamonds,
                          max(m.viewers_max)      AS viewers_max
                     FROM live_minute_stats m
                    WHERE NOT w.is_whole
                      AND m.room_id = s.room_id
                      AND m.minute >= greatest(w.starts, $1::timestamptz)
                      AND m.minute < least(w.ends, $2::timestamptz)) m
             WHERE d.date >= ($1::timestamptz AT TIME ZONE 'UTC')::date
               AND d.date <= (($2::timestamptz - interval '1 minute') AT TIME ZONE 'UTC')::date
               AND s.last_event_at >= $1::timestamptz
               AND %s
            """;

    private RoomDays() {}
}
