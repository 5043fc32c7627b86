package io.millrace.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the dead letters of batches and moves the ledger past them, if it still stands where each of them begins.
 *
 * <p>An offset may be read again, because an operator moved the ledger back. Its letter then stands already, be it under another reason
 * or replayed meanwhile, and the record is a duplicate. So {@code dead_lettered} is at any time the number of open letters.
 */
final class BooksStatement {
    // Most batches have no letter, and so never look at the dozen tables of dead_letters.
    private static final String WITHOUT_LETTERS = """
            UPDATE ingest_ledger AS l
               SET next_offset = w.until_offset, received = l.received + w.received, stored = l.stored + w.stored,
                   duplicate = l.duplicate + (w.received - w.stored), updated_at = clock_timestamp()
              FROM unnest($2::integer[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
                AS w(partition, topic_id, epoch, next_offset, until_offset, received, stored)
             WHERE l.topic = $1 AND l.partition = w.partition AND l.topic_id = w.topic_id AND l.epoch = w.epoch
               AND l.next_offset = w.next_offset
            """;

    private static final String WITH_LETTERS = """
            WITH position AS MATERIALIZED (
              SELECT 1 AS held
                FROM ingest_ledger
               WHERE topic = $1 AND partition = $2 AND topic_id = $3 AND epoch = $4 AND next_offset = $5
                 FOR UPDATE
            ), letter AS (
              INSERT INTO dead_letters (topic, topic_id, partition, "offset", received_at, recorded_at, reason, detail, key, value, headers)
              SELECT $1, $3, $2, d."offset", d.received_at, d.recorded_at, d.reason, d.detail, d.key, d.value, d.headers::jsonb
                FROM unnest($9::bigint[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[], $14::bytea[], $15::bytea[],
                            $16::text[])
                  AS d("offset", received_at, recorded_at, reason, detail, key, value, headers)
               WHERE EXISTS (SELECT FROM position)
                 AND d."offset" NOT IN (SELECT k."offset"
                                          FROM dead_letters k
                                         WHERE k.topic = $1 AND k.partition = $2 AND k.topic_id = $3
                                           AND k."offset" >= $5 AND k."offset" < $6::bigint)
              ON CONFLICT (reason, topic, topic_id, partition, "offset") DO NOTHING
              RETURNING reason
            ), written AS (
              SELECT count(*) AS letters, array_agg(reason) AS reasons FROM letter
            ), ledger AS (
              UPDATE ingest_ledger AS l
                 SET next_offset = $6::bigint, received = l.received + $7::bigint, stored = l.stored + $8::bigint,
                     duplicate = l.duplicate + ($7::bigint - $8::bigint - w.letters), dead_lettered = l.dead_lettered + w.letters,
                     updated_at = clock_timestamp()
                FROM written w
               WHERE l.topic = $1 AND l.partition = $2 AND l.topic_id = $3 AND l.epoch = $4 AND l.next_offset = $5
              RETURNING 1
            )
            SELECT (SELECT count(*) FROM ledger) AS moved, w.reasons FROM written w
            """;

    private BooksStatement() {}

    /** A batch, and how many of its accepted records were new. */
    private record Entry(Batch<?> batch, long stored) {}

    /**
     * One statement for all batches without a letter, and one for each that has some, sent together.
     *
     * @param batches of one topic
     * @param stored of each batch, how many of the accepted records were new
     * @return what was written; fails with {@link NotAtPosition} when the ledger stands elsewhere for one of them
     */
    static Uni<Outcome> execute(SqlConnection connection, List<? extends Batch<?>> batches, long[] stored) {
        List<Entry> withoutLetters = new ArrayList<>();
        List<Uni<Outcome.Committed>> statements = new ArrayList<>();
        for (int i = 0; i < stored.length; i++) {
            Entry entry = new Entry(batches.get(i), stored[i]);
            if (entry.batch().deadLetters().isEmpty()) {
                withoutLetters.add(entry);
            } else {
                statements.add(executeWithLetters(connection, entry));
            }
        }
        if (!withoutLetters.isEmpty()) {
            statements.add(executeWithoutLetters(connection, withoutLetters));
        }
        return Uni.join().all(statements).andFailFast().map(committed -> committed.stream()
                .reduce(Outcome.Committed::and)
                .orElseThrow());
    }

    private static Uni<Outcome.Committed> executeWithoutLetters(SqlConnection connection, List<Entry> entries) {
        Tuple tuple = LedgerPositions.bind(entries.stream()
                        .map(entry -> entry.batch().slice().start())
                        .toList())
                .addValue(Columns.of(
                        entries, Long.class, entry -> entry.batch().slice().nextOffset()))
                .addValue(Columns.of(entries, Long.class, entry -> entry.batch().received()))
                .addValue(Columns.of(entries, Long.class, Entry::stored));
        long received =
                entries.stream().mapToLong(entry -> entry.batch().received()).sum();
        long stored = entries.stream().mapToLong(Entry::stored).sum();
        return connection.preparedQuery(WITHOUT_LETTERS).execute(tuple).map(rows -> {
            if (rows.rowCount() != entries.size()) {
                throw new NotAtPosition();
            }
            return committed(received, stored, Map.of());
        });
    }

    private static Uni<Outcome.Committed> executeWithLetters(SqlConnection connection, Entry entry) {
        Slice slice = entry.batch().slice();
        Tuple tuple = Tuple.tuple()
                .addString(slice.topic())
                .addInteger(slice.partition())
                .addString(slice.topicId())
                .addLong(slice.epoch())
                .addLong(slice.firstOffset())
                .addLong(slice.nextOffset())
                .addLong(entry.batch().received())
                .addLong(entry.stored());
        return connection
                .preparedQuery(WITH_LETTERS)
                .execute(withLetters(tuple, entry.batch().deadLetters()))
                .map(rows -> committed(rows, entry));
    }

    private static Tuple withLetters(Tuple tuple, List<DeadLetter> letters) {
        return tuple.addValue(Columns.of(letters, Long.class, DeadLetter::offset))
                .addValue(Columns.of(letters, OffsetDateTime.class, letter -> Columns.utc(letter.receivedAt())))
                .addValue(Columns.of(letters, OffsetDateTime.class, letter -> recordedAt(letter.recordedAt())))
                .addValue(Columns.of(
                        letters, String.class, letter -> letter.reason().code()))
                .addValue(Columns.of(letters, String.class, DeadLetter::detail))
                .addValue(Columns.of(letters, Buffer.class, letter -> buffer(letter.key())))
                .addValue(Columns.of(letters, Buffer.class, letter -> buffer(letter.value())))
                .addValue(Columns.of(letters, String.class, letter -> headers(letter.headers())));
    }

    private static @Nullable OffsetDateTime recordedAt(@Nullable Instant time) {
        return time == null ? null : Columns.utc(time);
    }

    private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
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

    private static Outcome.Committed committed(RowSet<Row> rows, Entry entry) {
        Row row = rows.iterator().next();
        if (row.getLong("moved") != 1) {
            throw new NotAtPosition();
        }
        String[] reasons = row.getArrayOfStrings("reasons");
        Map<String, Long> byReason = reasons == null
                ? Map.of()
                : Arrays.stream(reasons).collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return committed(entry.batch().received(), entry.stored(), byReason);
    }

    private static Outcome.Committed committed(long received, long stored, Map<String, Long> letters) {
        long deadLettered = letters.values().stream().mapToLong(Long::longValue).sum();
        return new Outcome.Committed(
                new Account(received, stored, received - stored - deadLettered, deadLettered), letters);
    }
}
