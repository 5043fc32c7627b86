package io.millrace.query;

import io.millrace.event.EventType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A room's events, newest first. */
@Singleton
public class EventsQuery {
    /**
     * The bounds on occurred_at follow from the room's own and leave all days out on which it was silent. The key of the table is in
     * this order, so a page costs its own rows.
     */
    private static final String NEWEST = """
            SELECT s.updated_at, e.*
              FROM live_streams s
              LEFT JOIN LATERAL (
                   SELECT e.room_id, e.occurred_at, e.msg_id, e.event_type, e.type_name, e.user_id, e.unique_id, e.nickname, e.comment,
                          e.gift_id, e.gift_name, e.gift_group_id, e.gift_streakable, e.diamonds, e.repeat_count, e.like_count,
                          e.like_total, e.viewers, e.viewers_total, e.follower_total, e.captured_at, e.source
                     FROM live_events e
                    WHERE e.room_id = $1::bigint
                      AND e.occurred_at >= s.first_event_at
                      AND e.occurred_at <= s.last_event_at
                      AND ($2::text IS NULL OR e.event_type = $2::text)
                      AND ($3::timestamptz IS NULL
                           OR e.occurred_at <= $3::timestamptz AND (e.occurred_at, e.msg_id) < ($3::timestamptz, $4::bigint))
                    ORDER BY e.occurred_at DESC, e.msg_id DESC
                    LIMIT $5::int) e ON true
             WHERE s.room_id = $1::bigint
             ORDER BY e.occurred_at DESC, e.msg_id DESC
            """;

    private final Database database;

    EventsQuery(Database database) {
        this.database = database;
    }

    /** Empty where the room is unknown. An event that arrives late has its place among the older ones, on a page already read. */
    public Uni<Optional<Page<StreamEvent>>> of(
            long roomId, @Nullable EventType type, int limit, @Nullable Keyset after) {
        return database.read(
                        NEWEST,
                        roomId,
                        type == null ? null : type.label(),
                        after == null ? null : after.at(),
                        after == null ? null : after.id(),
                        limit + 1)
                .map(rows -> rows.stream().findFirst().map(room -> page(room, rows, limit)));
    }

    private static Page<StreamEvent> page(Row room, List<Row> rows, int limit) {
        List<Row> events =
                rows.stream().filter(row -> row.getLong("msg_id") != null).toList();
        return new Page<>(
                Keyset.shown(events, limit).stream().map(StreamEvent::of).toList(),
                Keyset.after(events, limit, EventsQuery::keyset),
                Database.requiredInstant(room, "updated_at"));
    }

    private static Keyset keyset(Row row) {
        return new Keyset(Keyset.micros(Database.requiredInstant(row, "occurred_at")), row.getLong("msg_id"));
    }
}
