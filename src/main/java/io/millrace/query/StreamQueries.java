package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Broadcasts: one, those of a filter, those of a host. */
@Singleton
public class StreamQueries {
    private static final String ONE = """
            SELECT %s
              FROM live_streams s
             WHERE s.room_id = $1::bigint
            """.formatted(StreamSummary.COLUMNS);

    /** $1 is the time since which a silent room counts as ended; a condition on a parameter that is null holds for all. */
    private static final String LIST = """
            SELECT %s, %s AS sort_value
              FROM live_streams s
             WHERE %s
               AND ($2::bigint IS NULL AND $3::text IS NULL OR s.user_id = %s)
               AND ($4::bigint IS NULL OR (%2$s, s.room_id) < ($4::bigint, $5::bigint))
             ORDER BY sort_value DESC, s.room_id DESC
             LIMIT $6::int
            """;

    private static final String OF_USER =
            """
            SELECT u.user_id AS owner_id, u.updated_at AS owner_updated_at, b.*
              FROM users u
              LEFT JOIN LATERAL (
                   SELECT %s, %s AS sort_value
                     FROM live_streams s
                    WHERE s.user_id = u.user_id
                      AND ($3::bigint IS NULL OR (%2$s, s.room_id) < ($3::bigint, $4::bigint))
                    ORDER BY sort_value DESC, s.room_id DESC
                    LIMIT $5::int) b ON true
             WHERE u.user_id = %s
             ORDER BY b.sort_value DESC, b.room_id DESC
            """.formatted(StreamSummary.COLUMNS, sortValue(StreamSort.STARTED), UserQueries.userId(1));

    private final Database database;
    private final QueryConfig config;
    private final Clock clock;

    StreamQueries(Database database, QueryConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /** Empty where the room is unknown. */
    public Uni<Optional<StreamSummary>> one(long roomId) {
        Instant idleSince = idleSince();
        return database.read(ONE, roomId)
                .map(rows -> rows.stream().findFirst().map(row -> StreamSummary.of(row, idleSince)));
    }

    /** A room whose sort value changes between two pages may be on both or on neither; {@code started} hardly ever changes. */
    public Uni<Page<StreamSummary>> list(StreamFilter filter, StreamSort sort, int limit, @Nullable Keyset after) {
        Instant idleSince = idleSince();
        UserRef host = filter.host();
        return database.read(
                        LIST.formatted(
                                StreamSummary.COLUMNS,
                                sortValue(sort),
                                condition(filter.state()),
                                UserQueries.userId(2)),
                        idleSince,
                        host == null ? null : host.userId(),
                        host == null ? null : host.handle(),
                        after == null ? null : after.value(),
                        after == null ? null : after.id(),
                        limit + 1)
                .map(rows -> page(rows, limit, idleSince, null));
    }

    /** Newest first; empty where the user is unknown. */
    public Uni<Optional<Page<StreamSummary>>> ofUser(UserRef user, int limit, @Nullable Keyset after) {
        Instant idleSince = idleSince();
        return database.read(
                        OF_USER,
                        user.userId(),
                        user.handle(),
                        after == null ? null : after.value(),
                        after == null ? null : after.id(),
                        limit + 1)
                .map(rows -> rows.stream().findFirst().map(first -> {
                    List<Row> broadcasts = rows.stream()
                            .filter(row -> row.getLong("room_id") != null)
                            .toList();
                    return page(broadcasts, limit, idleSince, Database.instant(first, "owner_updated_at"));
                }));
    }

    private Instant idleSince() {
        return clock.instant().minus(config.idleAfter());
    }

    private static Page<StreamSummary> page(List<Row> rows, int limit, Instant idleSince, @Nullable Instant ownerAsOf) {
        List<StreamSummary> items = Keyset.shown(rows, limit).stream()
                .map(row -> StreamSummary.of(row, idleSince))
                .toList();
        Keyset next = Keyset.after(rows, limit, row -> new Keyset(row.getLong("sort_value"), row.getLong("room_id")));
        Instant asOf = items.stream()
                .map(StreamSummary::asOf)
                .max(Comparator.naturalOrder())
                .filter(newest -> ownerAsOf == null || newest.isAfter(ownerAsOf))
                .orElse(ownerAsOf);
        return new Page<>(items, next, asOf);
    }

    /** An integer in every case, so that one kind of keyset serves all; a room without a sample stands last. */
    private static String sortValue(StreamSort sort) {
        return switch (sort) {
            case VIEWERS -> "coalesce(s.viewers_now, -1)";
            case DIAMONDS -> "s.diamonds";
            case STARTED -> "(extract(epoch FROM s.started_at) * 1000000)::bigint";
        };
    }

    /** The bare bound on last_event_at is what lets the BRIN index find the few rooms that are on. */
    private static String condition(@Nullable StreamState state) {
        if (state == null) {
            return "$1::timestamptz IS NOT NULL";
        }
        return switch (state) {
            case LIVE -> "s.last_event_at > $1::timestamptz AND s.ended_at IS NULL AND NOT s.paused";
            case PAUSED -> "s.last_event_at > $1::timestamptz AND s.ended_at IS NULL AND s.paused";
            case ENDED -> "(s.last_event_at <= $1::timestamptz OR s.ended_at IS NOT NULL)";
        };
    }
}
