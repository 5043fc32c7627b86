package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All rooms together, now. */
@Singleton
public class OverviewQuery {
    /**
     * $1 is the time since which a silent room counts as ended, $2 the first minute of the hour, $3 the running minute. A room has
     * nothing in those minutes unless its last event is not older, so the BRIN index on last_event_at finds the rooms, and the key of
     * live_minute_stats their minutes.
     */
    private static final String ROOMS = """
            SELECT count(*) FILTER (WHERE r.is_on AND NOT r.paused)               AS live_rooms,
                   count(*) FILTER (WHERE r.is_on AND r.paused)                   AS paused_rooms,
                   sum(r.viewers_now) FILTER (WHERE r.is_on AND NOT r.paused)::bigint AS viewers_now,
                   coalesce(sum(m.events), 0)::bigint                             AS events_per_minute,
                   coalesce(sum(m.diamonds), 0)::bigint                           AS diamonds_last_hour,
                   max(r.updated_at)                                              AS updated_at
              FROM (SELECT s.room_id, s.paused, s.viewers_now, s.updated_at,
                           s.last_event_at > $1::timestamptz AND s.ended_at IS NULL AS is_on
                      FROM live_streams s
                     WHERE s.last_event_at >= least($1::timestamptz, $2::timestamptz)) r
             CROSS JOIN LATERAL (
                   SELECT sum(m.events) FILTER (WHERE m.minute = $3::timestamptz - interval '1 minute') AS events,
                          sum(m.diamonds) AS diamonds
                     FROM live_minute_stats m
                    WHERE m.room_id = r.room_id
                      AND m.minute >= $2::timestamptz
                      AND m.minute <= $3::timestamptz) m
            """;

    private static final Duration ALL_BUT_ONE_MINUTE_OF_AN_HOUR = Duration.ofMinutes(59);

    private final Database database;
    private final IngestQuery ingest;
    private final IngestPace pace;
    private final QueryConfig config;
    private final Clock clock;

    OverviewQuery(Database database, IngestQuery ingest, IngestPace pace, QueryConfig config, Clock clock) {
        this.database = database;
        this.ingest = ingest;
        this.pace = pace;
        this.config = config;
        this.clock = clock;
    }

    public Uni<Overview> now() {
        Instant now = clock.instant();
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        Uni<Row> rooms = database.read(
                        ROOMS, now.minus(config.idleAfter()), minute.minus(ALL_BUT_ONE_MINUTE_OF_AN_HOUR), minute)
                .map(rows -> rows.get(0));
        return Uni.combine().all().unis(rooms, ingest.books()).with(this::overview);
    }

    private Overview overview(Row rooms, Ingest books) {
        long liveRooms = rooms.getLong("live_rooms");
        return new Overview(
                liveRooms,
                rooms.getLong("paused_rooms"),
                liveRooms == 0 ? Long.valueOf(0) : rooms.getLong("viewers_now"),
                rooms.getLong("events_per_minute"),
                rooms.getLong("diamonds_last_hour"),
                books.totals().lag(),
                pace.recordsPerSecond(books),
                newer(Database.instant(rooms, "updated_at"), books.asOf()));
    }

    private static @Nullable Instant newer(@Nullable Instant one, @Nullable Instant other) {
        return Stream.of(one, other)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }
}
