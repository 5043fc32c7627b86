package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A room's minutes, put together into buckets. */
@Singleton
public class TimelineQuery {
    /**
     * A bucket belongs to the range when its start does, and is always whole: the bound on the start is the true one, the bounds on
     * the minute only prune. A streak that began before its first frame that we saw may stand up to a day before the first event.
     */
    private static final String POINTS = """
            SELECT s.paused, s.last_event_at, s.ended_at, s.updated_at, b.*
              FROM live_streams s
              LEFT JOIN LATERAL (
                   SELECT date_bin(make_interval(secs => $2::int), m.minute, timestamptz 'epoch') AS at,
                          sum(m.comments)::bigint       AS comments,
                          sum(m.likes_observed)::bigint AS likes_observed,
                          sum(m.gifts)::bigint          AS gifts,
                          sum(m.diamonds)::bigint       AS diamonds,
                          sum(m.joins)::bigint          AS joins,
                          sum(m.follows)::bigint        AS follows,
                          sum(m.shares)::bigint         AS shares,
                          min(m.viewers_min)            AS viewers_min,
                          avg(round(m.viewers_sum::numeric / nullif(m.viewer_samples, 0), 6)) AS viewers_avg,
                          max(m.viewers_max)            AS viewers_max
                     FROM live_minute_stats m
                    WHERE m.room_id = $1::bigint
                      AND m.minute >= s.first_event_at - interval '25 hours'
                      AND m.minute <= s.last_event_at
                      AND ($3::timestamptz IS NULL OR m.minute >= $3::timestamptz)
                      AND ($4::timestamptz IS NULL OR m.minute < $4::timestamptz + make_interval(secs => $2::int))
                      AND ($3::timestamptz IS NULL OR date_bin(make_interval(secs => $2::int), m.minute, timestamptz 'epoch') >= $3::timestamptz)
                      AND ($4::timestamptz IS NULL OR date_bin(make_interval(secs => $2::int), m.minute, timestamptz 'epoch') < $4::timestamptz)
                      AND (m.events <> 0 OR m.gifts <> 0 OR m.diamonds <> 0)
                    GROUP BY 1
                    ORDER BY 1
                    LIMIT $5::int) b ON true
             WHERE s.room_id = $1::bigint
             ORDER BY b.at
            """;

    private final Database database;
    private final QueryConfig config;
    private final Clock clock;

    TimelineQuery(Database database, QueryConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Empty where the room is unknown; fails with {@link TooManyPoints}.
     *
     * @param fill null: a bucket in which nothing happened is left out
     */
    public Uni<Optional<Timeline>> of(long roomId, Bucket bucket, TimeRange range, @Nullable Fill fill) {
        Instant idleSince = clock.instant().minus(config.idleAfter());
        return database.read(
                        POINTS, roomId, (int) bucket.seconds(), range.from(), range.until(), TooManyPoints.LIMIT + 1)
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(room ->
                                timeline(roomId, bucket, range, fill, room, Series.points(rows, "at"), idleSince)));
    }

    private static Timeline timeline(
            long roomId,
            Bucket bucket,
            TimeRange range,
            @Nullable Fill fill,
            Row room,
            List<Row> rows,
            Instant idleSince) {
        Instant lastEventAt = Database.requiredInstant(room, "last_event_at");
        StreamState state =
                StreamState.of(Database.instant(room, "ended_at"), lastEventAt, room.getBoolean("paused"), idleSince);
        Instant openSince = state == StreamState.ENDED ? null : lastEventAt;
        List<Timeline.TimelinePoint> points =
                rows.stream().map(row -> point(row, bucket, openSince)).toList();
        return new Timeline(
                Long.toString(roomId),
                bucket,
                fill == null
                        ? points
                        : FilledSeries.of(
                                points,
                                Timeline.TimelinePoint::at,
                                bucket,
                                range,
                                at -> Timeline.TimelinePoint.empty(at, fill, partial(at, bucket, openSince))),
                Database.requiredInstant(room, "updated_at"));
    }

    private static Timeline.TimelinePoint point(Row row, Bucket bucket, @Nullable Instant openSince) {
        Instant at = Database.requiredInstant(row, "at");
        return new Timeline.TimelinePoint(
                at,
                row.getLong("comments"),
                row.getLong("likes_observed"),
                row.getLong("gifts"),
                row.getLong("diamonds"),
                row.getLong("joins"),
                row.getLong("follows"),
                row.getLong("shares"),
                row.getLong("viewers_min"),
                Series.mean(row, "viewers_avg"),
                row.getLong("viewers_max"),
                partial(at, bucket, openSince));
    }

    private static @Nullable Boolean partial(Instant at, Bucket bucket, @Nullable Instant openSince) {
        return openSince != null && bucket.isOpen(at, openSince) ? Boolean.TRUE : null;
    }
}
