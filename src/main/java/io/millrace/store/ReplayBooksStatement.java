package io.millrace.store;

import io.millrace.store.KeptLetter.Head;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The books of a replay: a letter that is stored, or found known, is open no more, and its record moves from one account to another.
 *
 * <p>{@link #lock} comes first in the transaction, as in intake: two replays, or a replay and intake, wait for each other there. Of one
 * Kafka partition at a time; {@code next_offset} and {@code epoch} stay as they are, so intake goes on as if nothing had been.
 */
final class ReplayBooksStatement {
    private static final String LOCK = """
            SELECT topic_id, epoch, next_offset FROM ingest_ledger WHERE topic = $1 AND partition = $2 FOR UPDATE
            """;

    private static final String STILL_OPEN = """
            SELECT d.reason, d.topic_id, d."offset"
              FROM unnest($3::text[], $4::text[], $5::bigint[]) AS w(reason, topic_id, "offset")
              JOIN dead_letters d
                ON d.reason = w.reason AND d.topic = $1 AND d.topic_id = w.topic_id AND d.partition = $2 AND d."offset" = w."offset"
             WHERE d.replayed_at IS NULL
               FOR UPDATE OF d
            """;

    // Letters whose account somebody has deleted by hand were received all the same.
    private static final String BOOK = """
            WITH letter AS (
              UPDATE dead_letters AS d
                 SET replayed_at = clock_timestamp()
                FROM unnest($3::text[], $4::text[], $5::bigint[]) AS w(reason, topic_id, "offset")
               WHERE d.reason = w.reason AND d.topic = $1 AND d.topic_id = w.topic_id AND d.partition = $2 AND d."offset" = w."offset"
                 AND d.replayed_at IS NULL
              RETURNING 1
            ), ledger AS (
              UPDATE ingest_ledger AS l
                 SET received = l.received + greatest($6::bigint - l.dead_lettered, 0),
                     stored = l.stored + $7::bigint,
                     duplicate = l.duplicate + ($6::bigint - $7::bigint),
                     dead_lettered = greatest(l.dead_lettered - $6::bigint, 0),
                     updated_at = clock_timestamp()
               WHERE l.topic = $1 AND l.partition = $2
            )
            SELECT count(*) AS letters FROM letter
            """;

    private ReplayBooksStatement() {}

    /** The row of the ledger, locked until the transaction ends; empty: the books know nothing of this partition. */
    static Uni<Optional<LedgerPosition>> lock(SqlConnection connection, String topic, int partition) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(topic, partition))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new LedgerPosition(
                                topic,
                                row.getString("topic_id"),
                                partition,
                                row.getLong("epoch"),
                                row.getLong("next_offset"))));
    }

    /** Those of the letters that no other replay has stored meanwhile, locked as well. */
    static Uni<List<Head>> stillOpen(SqlConnection connection, LedgerPosition position, List<Head> letters) {
        return connection
                .preparedQuery(STILL_OPEN)
                .execute(keys(position, letters))
                .map(rows -> {
                    Set<Key> open = new HashSet<>();
                    rows.forEach(row -> open.add(
                            new Key(row.getString("reason"), row.getString("topic_id"), row.getLong("offset"))));
                    return letters.stream()
                            .filter(letter -> open.contains(Key.of(letter)))
                            .toList();
                });
    }

    /**
     * @param letters all locked and open
     * @param stored how many of their records were new; the others were known
     */
    static Uni<Void> execute(SqlConnection connection, LedgerPosition position, List<Head> letters, long stored) {
        return connection
                .preparedQuery(BOOK)
                .execute(keys(position, letters).addLong((long) letters.size()).addLong(stored))
                .map(rows -> {
                    if (rows.iterator().next().getLong("letters") != letters.size()) {
                        throw new IllegalStateException("a locked letter is gone");
                    }
                    return Columns.nothing();
                });
    }

    private record Key(String reason, String topicId, long offset) {
        static Key of(Head letter) {
            return new Key(letter.reason(), letter.topicId(), letter.address().offset());
        }
    }

    private static Tuple keys(LedgerPosition position, List<Head> letters) {
        return Tuple.tuple()
                .addString(position.topic())
                .addInteger(position.partition())
                .addValue(Columns.of(letters, String.class, Head::reason))
                .addValue(Columns.of(letters, String.class, Head::topicId))
                .addValue(Columns.of(
                        letters, Long.class, letter -> letter.address().offset()));
    }
}
