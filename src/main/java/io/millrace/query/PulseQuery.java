package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** All rooms that are on, at a glance. */
@Singleton
public class PulseQuery {
    /**
     * $1 is the time since which a silent room counts as ended, $2 the running minute. The bare bound on last_event_at is what lets the
     * BRIN index find the few rooms that are on; each then costs the 16 rows of its key before the running minute: the last whole one
     * and the 15 that it is held against. They come as arrays, so that a room is one row.
     */
    private static final String ROOMS = """
            SELECT s.room_id, s.user_id, s.unique_id, s.nickname, s.title, s.paused, s.started_at, s.first_event_at, s.viewers_now,
                   s.updated_at, m.minutes, m.comments, m.diamonds, m.gifts, m.joins, m.follows, m.viewer_samples, m.viewers_sum
              FROM (SELECT s.room_id, s.user_id, s.unique_id, s.nickname, s.title, s.paused, s.started_at, s.first_event_at,
                           s.viewers_now, s.updated_at
                      FROM live_streams s
                     WHERE s.last_event_at > $1::timestamptz
                       AND s.ended_at IS NULL
                     ORDER BY coalesce(s.viewers_now, -1) DESC, s.room_id DESC
                     LIMIT $3::int) s
             CROSS JOIN LATERAL (
                   SELECT coalesce(array_agg(extract(epoch FROM m.minute)::bigint), '{}') AS minutes,
                          array_agg(m.comments)       AS comments,
                          array_agg(m.diamonds)       AS diamonds,
                          array_agg(m.gifts)          AS gifts,
                          array_agg(m.joins)          AS joins,
                          array_agg(m.follows)        AS follows,
                          array_agg(m.viewer_samples) AS viewer_samples,
                          array_agg(m.viewers_sum)    AS viewers_sum
                     FROM live_minute_stats m
                    WHERE m.room_id = s.room_id
                      AND m.minute >= $2::timestamptz - interval '16 minutes'
                      AND m.minute < $2::timestamptz) m
             ORDER BY coalesce(s.viewers_now, -1) DESC, s.room_id DESC
            """;

    private final Database database;
    private final QueryConfig config;
    private final Clock clock;

    PulseQuery(Database database, QueryConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    public Uni<Pulse> now(int limit) {
        Instant now = clock.instant();
        Instant running = now.truncatedTo(ChronoUnit.MINUTES);
        return database.read(ROOMS, now.minus(config.idleAfter()), running, limit)
                .map(rows -> new Pulse(
                        rows.stream().map(row -> room(row, running)).toList(),
                        running.minus(1, ChronoUnit.MINUTES),
                        rows.stream()
                                .map(row -> Database.requiredInstant(row, "updated_at"))
                                .max(Comparator.naturalOrder())
                                .orElse(null)));
    }

    private static Pulse.RoomPulse room(Row row, Instant running) {
        List<MinuteFigures> figures = figures(row);
        PulseMinutes minutes = new PulseMinutes(figures, running);
        SpikeFinder spikes = new SpikeFinder(figures, Database.requiredInstant(row, "first_event_at"));
        return new Pulse.RoomPulse(
                Database.requiredId(row, "room_id"),
                new StreamSummary.Host(
                        Database.id(row, "user_id"), row.getString("unique_id"), row.getString("nickname")),
                row.getString("title"),
                row.getBoolean("paused") ? StreamState.PAUSED : StreamState.LIVE,
                Database.requiredInstant(row, "started_at"),
                row.getLong("viewers_now"),
                minutes.viewers(),
                minutes.perMinute(MinuteFigures::comments),
                minutes.perMinute(MinuteFigures::diamonds),
                minutes.trend(),
                spikes.isSpike(running.minus(1, ChronoUnit.MINUTES)));
    }

    private static List<MinuteFigures> figures(Row row) {
        Long[] minutes = row.getArrayOfLongs("minutes");
        Long[] comments = row.getArrayOfLongs("comments");
        Long[] diamonds = row.getArrayOfLongs("diamonds");
        Long[] gifts = row.getArrayOfLongs("gifts");
        Long[] joins = row.getArrayOfLongs("joins");
        Long[] follows = row.getArrayOfLongs("follows");
        Long[] samples = row.getArrayOfLongs("viewer_samples");
        Long[] sums = row.getArrayOfLongs("viewers_sum");
        return IntStream.range(0, minutes.length)
                .mapToObj(i -> new MinuteFigures(
                        Instant.ofEpochSecond(minutes[i]),
                        comments[i],
                        diamonds[i],
                        gifts[i],
                        joins[i],
                        follows[i],
                        Ratio.of(BigDecimal.valueOf(sums[i]), samples[i])))
                .toList();
    }
}
