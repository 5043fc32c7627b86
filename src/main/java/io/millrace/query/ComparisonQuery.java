package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One broadcast beside those that its host had before. */
@Singleton
public class ComparisonQuery {
    /** $2 is the time since which a silent room counts as ended. The host's rooms are found by the index on the host. */
    private static final String BROADCASTS = """
            SELECT true AS is_this, %1$s
              FROM live_streams s
             WHERE s.room_id = $1::bigint
             UNION ALL
            SELECT false, b.*
              FROM live_streams t
             CROSS JOIN LATERAL (
                   SELECT %1$s
                     FROM live_streams s
                    WHERE s.user_id = t.user_id
                      AND (s.started_at, s.room_id) < (t.started_at, t.room_id)
                      AND (s.ended_at IS NOT NULL OR s.last_event_at <= $2::timestamptz)
                    ORDER BY s.started_at DESC, s.room_id DESC
                    LIMIT $3::int) b
             WHERE t.room_id = $1::bigint
             ORDER BY is_this DESC
            """.formatted(StreamSummary.COLUMNS);

    private final Database database;
    private final QueryConfig config;
    private final Clock clock;

    ComparisonQuery(Database database, QueryConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /** Beside at most so many; empty where the room is unknown. */
    public Uni<Optional<Comparison>> of(long roomId, int last) {
        Instant idleSince = clock.instant().minus(config.idleAfter());
        return database.read(BROADCASTS, roomId, idleSince, last).map(rows -> {
            List<Broadcast> all =
                    rows.stream().map(row -> Broadcast.of(row, idleSince)).toList();
            return all.isEmpty() ? Optional.empty() : Optional.of(comparison(all.get(0), all.subList(1, all.size())));
        });
    }

    private static Comparison comparison(Broadcast broadcast, List<Broadcast> before) {
        return new Comparison(
                broadcast.summary().roomId(),
                before.size(),
                Stream.of(BroadcastFigure.values())
                        .map(figure -> Comparison.Compared.of(
                                figure,
                                broadcast.of(figure),
                                before.stream().map(other -> other.of(figure)).toList()))
                        .toList(),
                before.stream()
                        .map(other -> other.summary().asOf())
                        .max(Comparator.naturalOrder())
                        .filter(newest -> newest.isAfter(broadcast.summary().asOf()))
                        .orElse(broadcast.summary().asOf()));
    }

    private record Broadcast(StreamSummary summary, long minutesOnAir) {
        static Broadcast of(Row row, Instant idleSince) {
            return new Broadcast(StreamSummary.of(row, idleSince), StreamSummary.minutesOnAir(row));
        }

        @Nullable
        BigDecimal of(BroadcastFigure figure) {
            return figure.of(summary, minutesOnAir);
        }
    }
}
