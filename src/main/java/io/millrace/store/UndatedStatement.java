package io.millrace.store;

import io.millrace.event.LiveEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Recognises messages that have an id but no time of their own, and moves one to its earlier time when a delivery brings it.
 *
 * <p>Rare (introductions, captions: under 1 % of real messages), so it costs a statement of its own only in the batches that hold
 * one.
 */
final class UndatedStatement {
    private static final String RECOGNISE = """
            INSERT INTO undated_messages AS u (room_id, msg_id, occurred_at)
            SELECT d.room_id, d.msg_id, d.occurred_at
              FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS d(room_id, msg_id, occurred_at)
            ON CONFLICT (room_id, msg_id) DO UPDATE
               SET previous_at = u.occurred_at, occurred_at = least(u.occurred_at, excluded.occurred_at)
            RETURNING room_id, msg_id, occurred_at, previous_at
            """;

    private static final String MOVE = """
            SELECT move_event(m.room_id, m.msg_id, m.previous_at, m.occurred_at)
              FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[])
                AS m(room_id, msg_id, previous_at, occurred_at)
             ORDER BY m.room_id, m.msg_id
            """;

    private static final String MOVE_ALONE = """
            UPDATE live_events AS e
               SET occurred_at = m.occurred_at
              FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[])
                AS m(room_id, msg_id, previous_at, occurred_at)
             WHERE e.room_id = m.room_id AND e.occurred_at = m.previous_at AND e.msg_id = m.msg_id
            """;

    private UndatedStatement() {}

    record MessageKey(long roomId, long msgId) {
        static MessageKey of(LiveEvent event) {
            return new MessageKey(event.roomId(), event.msgId());
        }
    }

    /** A known message that a delivery shows to be older than it was believed to be. */
    record Move(MessageKey key, OffsetDateTime previousAt, OffsetDateTime occurredAt) {}

    /** @param known messages that were stored before, the moved ones among them */
    record Recognised(Set<MessageKey> known, List<Move> moves) {
        static final Recognised NOTHING = new Recognised(Set.of(), List.of());
    }

    /** @param undated ordered by room and message id, no message twice, the earliest delivery of each */
    static Uni<Recognised> recognise(SqlConnection connection, List<LiveEvent> undated) {
        return connection
                .preparedQuery(RECOGNISE)
                .execute(Tuple.tuple()
                        .addValue(Columns.of(undated, Long.class, LiveEvent::roomId))
                        .addValue(Columns.of(undated, Long.class, LiveEvent::msgId))
                        .addValue(Columns.of(undated, OffsetDateTime.class, e -> Columns.utc(e.occurredAtMillis()))))
                .map(UndatedStatement::recognised);
    }

    /**
     * Moves the rows.
     *
     * @param figures whether they are moved in the figures too, which must be what the history says by then
     */
    static Uni<Void> move(SqlConnection connection, List<Move> moves, boolean figures) {
        return connection
                .preparedQuery(figures ? MOVE : MOVE_ALONE)
                .execute(Tuple.tuple()
                        .addValue(
                                Columns.of(moves, Long.class, move -> move.key().roomId()))
                        .addValue(
                                Columns.of(moves, Long.class, move -> move.key().msgId()))
                        .addValue(Columns.of(moves, OffsetDateTime.class, Move::previousAt))
                        .addValue(Columns.of(moves, OffsetDateTime.class, Move::occurredAt)))
                .replaceWithVoid();
    }

    private static Recognised recognised(RowSet<Row> rows) {
        Set<MessageKey> known = new HashSet<>();
        List<Move> moves = new ArrayList<>();
        for (Row row : rows) {
            OffsetDateTime previousAt = row.getOffsetDateTime("previous_at");
            if (previousAt == null) {
                continue;
            }
            MessageKey key = new MessageKey(row.getLong("room_id"), row.getLong("msg_id"));
            OffsetDateTime occurredAt = row.getOffsetDateTime("occurred_at");
            known.add(key);
            if (occurredAt.isBefore(previousAt)) {
                moves.add(new Move(key, previousAt, occurredAt));
            }
        }
        return new Recognised(known, moves);
    }
}
