package io.millrace.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;

/** Writes the dead letters of a batch and moves the ledger past it, if it still stands where the batch begins. */
final class BooksStatement {
    private static final String SQL = """
            WITH ledger AS (
              UPDATE ingest_ledger
                 SET next_offset = $6,
                     received = received + $7, stored = stored + $8, duplicate = duplicate + $9, dead_lettered = dead_lettered + $10,
                     updated_at = clock_timestamp()
               WHERE topic = $1 AND partition = $2 AND topic_id = $3 AND epoch = $4 AND next_offset = $5
              RETURNING 1
            ), dead_letter AS (
              -- An offset that is read again, because an operator moved the ledger back, is already here.
              INSERT INTO dead_letters (topic, topic_id, partition, "offset", received_at, reason, detail, key, value, headers)
              SELECT $1, $3, $2, d."offset", d.received_at, d.reason, d.detail, d.key, d.value, d.headers::jsonb
                FROM unnest($11::bigint[], $12::timestamptz[], $13::text[], $14::text[], $15::bytea[], $16::bytea[], $17::text[])
                  AS d("offset", received_at, reason, detail, key, value, headers)
               WHERE EXISTS (SELECT FROM ledger)
              ON CONFLICT (reason, topic, topic_id, partition, "offset") DO NOTHING
            )
            SELECT count(*) AS moved FROM ledger
            """;

    private BooksStatement() {}

    /** Completes when the ledger has moved; fails with {@link NotAtPosition} when it stands elsewhere. */
    static Uni<Void> execute(SqlConnection connection, Slice slice, Account account, List<DeadLetter> deadLetters) {
        return connection
                .preparedQuery(SQL)
                .execute(bind(slice, account, deadLetters))
                .map(BooksStatement::requireMoved);
    }

    private static Tuple bind(Slice slice, Account account, List<DeadLetter> letters) {
        Tuple tuple = Tuple.tuple()
                .addString(slice.topic())
                .addInteger(slice.partition())
                .addString(slice.topicId())
                .addLong(slice.epoch())
                .addLong(slice.firstOffset())
                .addLong(slice.nextOffset())
                .addLong(account.received())
                .addLong(account.stored())
                .addLong(account.duplicate())
                .addLong(account.deadLettered());
        return tuple.addValue(Columns.of(letters, Long.class, DeadLetter::offset))
                .addValue(Columns.of(letters, OffsetDateTime.class, letter -> Columns.utc(letter.receivedAt())))
                .addValue(Columns.of(
                        letters, String.class, letter -> letter.reason().code()))
                .addValue(Columns.of(letters, String.class, DeadLetter::detail))
                .addValue(Columns.of(letters, Buffer.class, letter -> buffer(letter.key())))
                .addValue(Columns.of(letters, Buffer.class, letter -> buffer(letter.value())))
                .addValue(Columns.of(letters, String.class, letter -> headers(letter.headers())));
    }

    private static @org.jspecify.annotations.Nullable Buffer buffer(byte @org.jspecify.annotations.Nullable [] bytes) {
        return bytes == null ? null : Buffer.buffer(bytes);
    }

    private static String headers(List<DeadLetter.Header> headers) {
        JsonArray array = new JsonArray();
        for (DeadLetter.Header header : headers) {
            byte[] value = header.value();
            array.add(new JsonArray()
                    .add(Columns.cleaned(header.name()))
                    .add(value == null ? null : Base64.getEncoder().encodeToString(value)));
        }
        return array.encode();
    }

    private static Void requireMoved(RowSet<Row> rows) {
        if (rows.iterator().next().getLong("moved") != 1) {
            throw new NotAtPosition();
        }
        return Columns.nothing();
    }
}
