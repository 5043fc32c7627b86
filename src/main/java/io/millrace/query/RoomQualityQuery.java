package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** How well a broadcast was seen. */
@Singleton
public class RoomQualityQuery {
    /** Bounds the gaps that are told one by one. */
    static final int GAPS_LIMIT = 100;

    /** Bounds the events that one answer reads: well under a second of reading, and enough for any share. */
    static final int EVENTS_LIMIT = 100_000;

    /** The events are read backwards by the key of their table, the minutes by theirs: a row for each minute of the broadcast. */
    private static final String QUALITY = """
            SELECT s.room_id, s.first_event_at, s.last_event_at, s.events, s.sampled_minutes, s.updated_at,
                   e.recent_from, e.recent_events, e.without_user, e.captured, e.late,
                   g.starts, g.ends, g.minutes, g.gap_count, g.gap_minutes
              FROM live_streams s
             CROSS JOIN LATERAL (
                   SELECT min(e.occurred_at)                       AS recent_from,
                          count(*)                                 AS recent_events,
                          count(*) FILTER (WHERE e.user_id IS NULL) AS without_user,
                          count(e.captured_at)                     AS captured,
                          count(*) FILTER (WHERE e.captured_at > e.occurred_at + interval '60 seconds') AS late
                     FROM (SELECT e.occurred_at, e.user_id, e.captured_at
                             FROM live_events e
                            WHERE e.room_id = $1::bigint
                              AND e.occurred_at >= greatest(s.first_event_at, s.last_event_at - interval '24 hours')
                              AND e.occurred_at <= s.last_event_at
                            ORDER BY e.occurred_at DESC, e.msg_id DESC
                            LIMIT $2::int) e) e
              LEFT JOIN LATERAL (
                   SELECT g.starts, g.ends, g.minutes,
                          count(*) OVER ()               AS gap_count,
                          (sum(g.minutes) OVER ())::bigint AS gap_minutes
                     FROM (SELECT n.minute + interval '1 minute' AS starts,
                                  n.next_minute                  AS ends,
                                  (extract(epoch FROM n.next_minute - n.minute) / 60)::bigint - 1 AS minutes
                             FROM (SELECT m.minute, lead(m.minute) OVER (ORDER BY m.minute) AS next_minute
                                     FROM live_minute_stats m
                                    WHERE m.room_id = $1::bigint
                                      AND m.minute > s.first_event_at - interval '1 minute'
                                      AND m.minute <= s.last_event_at
                                      AND m.events <> 0) n) g
                    WHERE g.minutes >= 2
                    ORDER BY g.minutes DESC, g.starts
                    LIMIT $3::int) g ON true
             WHERE s.room_id = $1::bigint
             ORDER BY g.minutes DESC, g.starts
            """;

    private final Database database;

    RoomQualityQuery(Database database) {
        this.database = database;
    }

    /** Empty where the room is unknown. */
    public Uni<Optional<RoomQuality>> of(long roomId) {
        return database.read(QUALITY, roomId, EVENTS_LIMIT, GAPS_LIMIT)
                .map(rows -> rows.stream().findFirst().map(room -> quality(room, rows)));
    }

    private static RoomQuality quality(Row room, List<Row> rows) {
        long minutes = StreamSummary.minutesOnAir(room);
        Long gaps = room.getLong("gap_count");
        Long gapMinutes = room.getLong("gap_minutes");
        return new RoomQuality(
                Database.requiredId(room, "room_id"),
                Ratio.over(room.getLong("sampled_minutes"), minutes),
                minutes,
                room.getLong("sampled_minutes"),
                room.getLong("events"),
                gaps == null ? 0 : gaps,
                gapMinutes == null ? 0 : gapMinutes,
                rows.stream()
                        .filter(row -> row.getLong("minutes") != null)
                        .map(RoomQualityQuery::gap)
                        .toList(),
                recent(room),
                Database.requiredInstant(room, "updated_at"));
    }

    private static RoomQuality.Gap gap(Row row) {
        return new RoomQuality.Gap(
                Database.requiredInstant(row, "starts"), Database.requiredInstant(row, "ends"), row.getLong("minutes"));
    }

    private static RoomQuality.RecentEvents recent(Row room) {
        return new RoomQuality.RecentEvents(
                Database.instant(room, "recent_from"),
                room.getLong("recent_events"),
                room.getLong("without_user"),
                room.getLong("captured"),
                room.getLong("late"),
                Ratio.of(room.getLong("late"), room.getLong("captured")));
    }
}
