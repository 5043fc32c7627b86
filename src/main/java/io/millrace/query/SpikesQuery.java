package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The minutes in which a room stood out. */
@Singleton
public class SpikesQuery {
    /** The minutes of the range and the 15 before it, which its first ones are held against. */
    private static final String MINUTES = """
            SELECT s.paused, s.first_event_at, s.last_event_at, s.ended_at, s.updated_at,
                   m.at, m.comments, m.diamonds, m.gifts, m.joins, m.follows, m.viewers
              FROM live_streams s
              LEFT JOIN LATERAL (
                   SELECT m.minute AS at, m.comments, m.diamonds, m.gifts, m.joins, m.follows,
                          round(m.viewers_sum::numeric / nullif(m.viewer_samples, 0), 6) AS viewers
                     FROM live_minute_stats m
                    WHERE m.room_id = $1::bigint
                      AND m.minute > s.first_event_at - interval '1 minute'
                      AND m.minute <= s.last_event_at
                      AND ($2::timestamptz IS NULL OR m.minute >= $2::timestamptz - interval '15 minutes')
                      AND ($3::timestamptz IS NULL OR m.minute < $3::timestamptz)
                      AND (m.events <> 0 OR m.gifts <> 0 OR m.diamonds <> 0)
                    ORDER BY m.minute
                    LIMIT $4::int) m ON true
             WHERE s.room_id = $1::bigint
             ORDER BY m.at
            """;

    private final Database database;
    private final QueryConfig config;
    private final Clock clock;

    SpikesQuery(Database database, QueryConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /** Empty where the room is unknown; fails with {@link TooManyPoints} where more minutes than that must be looked at. */
    public Uni<Optional<Spikes>> of(long roomId, TimeRange range) {
        Instant now = clock.instant();
        return database.read(MINUTES, roomId, range.from(), range.until(), TooManyPoints.LIMIT + 1)
                .map(rows -> rows.stream().findFirst().map(room -> spikes(roomId, range, room, rows, now)));
    }

    private Spikes spikes(long roomId, TimeRange range, Row room, List<Row> rows, Instant now) {
        SpikeFinder finder = new SpikeFinder(
                Series.points(rows, "at").stream().map(SpikesQuery::minute).toList(),
                Database.requiredInstant(room, "first_event_at"));
        boolean isOn = StreamState.of(
                        Database.instant(room, "ended_at"),
                        Database.requiredInstant(room, "last_event_at"),
                        room.getBoolean("paused"),
                        now.minus(config.idleAfter()))
                != StreamState.ENDED;
        return new Spikes(
                Long.toString(roomId),
                finder.in(range).stream()
                        .map(found -> spike(found, isOn && found.until().isAfter(now)))
                        .toList(),
                Database.requiredInstant(room, "updated_at"));
    }

    private static MinuteFigures minute(Row row) {
        return new MinuteFigures(
                Database.requiredInstant(row, "at"),
                row.getLong("comments"),
                row.getLong("diamonds"),
                row.getLong("gifts"),
                row.getLong("joins"),
                row.getLong("follows"),
                row.getBigDecimal("viewers"));
    }

    private static Spikes.Spike spike(SpikeFinder.Found found, boolean isOpen) {
        return new Spikes.Spike(
                found.metric(),
                found.from(),
                found.until(),
                Ratio.plain(found.peak()),
                found.baseline().mean(),
                found.baseline().factor(found.peak()),
                isOpen ? Boolean.TRUE : null);
    }
}
