package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;

/** The hours of the week in which a host was live. */
@Singleton
public class HeatmapQuery {
    /**
     * $3 and $4 bound the minutes; $5 to $7 are the periods of one offset each that they fall into. A streak that began before its first
     * frame that we saw may stand up to a day before the room's first event.
     */
    private static final String HOURS = """
            SELECT u.user_id AS owner_id,
                   greatest(u.updated_at, r.updated_at) AS updated_at,
                   h.weekday, h.hour, h.live_minutes, h.viewers_avg, h.diamonds, h.comments
              FROM users u
             CROSS JOIN LATERAL (
                   SELECT max(s.updated_at) AS updated_at
                     FROM live_streams s
                    WHERE s.user_id = u.user_id
                      AND s.last_event_at >= $3::timestamptz) r
              LEFT JOIN LATERAL (
                   SELECT extract(isodow FROM l.at)::int        AS weekday,
                          extract(hour FROM l.at)::int          AS hour,
                          count(*) FILTER (WHERE m.events <> 0) AS live_minutes,
                          avg(round(m.viewers_sum::numeric / nullif(m.viewer_samples, 0), 6)) AS viewers_avg,
                          sum(m.diamonds)::bigint               AS diamonds,
                          sum(m.comments)::bigint               AS comments
                     FROM live_streams s
                     JOIN live_minute_stats m ON m.room_id = s.room_id
                     JOIN unnest($5::timestamptz[], $6::timestamptz[], $7::int[]) p (starts, ends, seconds)
                       ON m.minute >= p.starts AND m.minute < p.ends
                    CROSS JOIN LATERAL (SELECT m.minute AT TIME ZONE 'UTC' + make_interval(secs => p.seconds) AS at) l
                    WHERE s.user_id = u.user_id
                      AND s.last_event_at >= $3::timestamptz
                      AND m.minute >= greatest($3::timestamptz, s.first_event_at - interval '25 hours')
                      AND m.minute < $4::timestamptz
                      AND (m.events <> 0 OR m.gifts <> 0 OR m.diamonds <> 0)
                    GROUP BY 1, 2) h ON true
             WHERE u.user_id = %s
             ORDER BY h.weekday, h.hour
            """.formatted(UserQueries.userId(1));

    private final Database database;
    private final Clock clock;

    HeatmapQuery(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The running week and that many before it, Monday to Sunday in the zone. Empty where the account is unknown. */
    public Uni<Optional<Heatmap>> of(UserRef user, int weeks, ZoneId zone) {
        Instant now = clock.instant();
        Instant from = LocalDate.ofInstant(now, zone)
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                .minusWeeks(weeks)
                .atStartOfDay(zone)
                .toInstant();
        Instant until = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        return hours(user, from, until, ZoneOffsets.of(zone, from, until)).map(rows -> rows.stream()
                .findFirst()
                .map(owner -> new Heatmap(
                        Database.requiredId(owner, "owner_id"),
                        weeks,
                        zone.getId(),
                        from,
                        until,
                        Series.points(rows, "weekday").stream()
                                .map(HeatmapQuery::hour)
                                .toList(),
                        Database.requiredInstant(owner, "updated_at"))));
    }

    private Uni<List<Row>> hours(UserRef user, Instant from, Instant until, List<ZoneOffsets.Period> periods) {
        return database.read(
                HOURS,
                user.userId(),
                user.handle(),
                from,
                until,
                periods.stream().map(period -> utc(period.starts())).toArray(OffsetDateTime[]::new),
                periods.stream().map(period -> utc(period.ends())).toArray(OffsetDateTime[]::new),
                periods.stream()
                        .map(period -> period.offset().getTotalSeconds())
                        .toArray(Integer[]::new));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static Heatmap.WeekHour hour(Row row) {
        long liveMinutes = row.getLong("live_minutes");
        return new Heatmap.WeekHour(
                row.getInteger("weekday"),
                row.getInteger("hour"),
                liveMinutes,
                Series.mean(row, "viewers_avg"),
                row.getLong("diamonds"),
                row.getLong("comments"),
                liveMinutes == 0 ? null : Ratio.perHour(row.getLong("diamonds"), liveMinutes),
                Ratio.of(row.getLong("comments"), liveMinutes));
    }
}
