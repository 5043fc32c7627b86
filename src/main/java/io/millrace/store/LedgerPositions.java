package io.millrace.store;

import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/** The fence of a statement: it writes only while the ledger stands where its records begin, for each of their Kafka partitions. */
final class LedgerPositions {
    /**
     * How such a statement begins. It locks the rows in the order of the partitions, so that two writers never wait for each other in a
     * circle; {@code held.everywhere} tells whether all of them stand there. Its parameters are {@code $1} to {@code $5}, by {@link #bind}.
     */
    static final String HELD = """
            WITH position AS MATERIALIZED (
              SELECT l.partition
                FROM ingest_ledger l
                JOIN unnest($2::integer[], $3::text[], $4::bigint[], $5::bigint[]) AS w(partition, topic_id, epoch, next_offset)
                  ON l.partition = w.partition AND l.topic_id = w.topic_id AND l.epoch = w.epoch AND l.next_offset = w.next_offset
               WHERE l.topic = $1
               ORDER BY l.partition
                 FOR UPDATE OF l
            ), held AS (
              SELECT count(*) = cardinality($2::integer[]) AS everywhere FROM position
            )""";

    private LedgerPositions() {}

    /**
     * The topic and four arrays.
     *
     * @param positions at least one, all of one topic, no partition twice
     */
    static Tuple bind(List<LedgerPosition> positions) {
        return Tuple.tuple()
                .addString(positions.get(0).topic())
                .addValue(Columns.of(positions, Integer.class, LedgerPosition::partition))
                .addValue(Columns.of(positions, String.class, LedgerPosition::topicId))
                .addValue(Columns.of(positions, Long.class, LedgerPosition::epoch))
                .addValue(Columns.of(positions, Long.class, LedgerPosition::nextOffset));
    }
}
