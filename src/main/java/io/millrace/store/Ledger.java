package io.millrace.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Optional;

/** Who may write which Kafka partition, and from where. The rows are those of {@code ingest_ledger}. */
public final class Ledger {
    // A new row starts at the log's start. A known one keeps its offset, unless the topic is another one by now.
    private static final String CLAIM = """
            INSERT INTO ingest_ledger AS l (topic, topic_id, partition, next_offset, epoch, updated_at)
            VALUES ($1, $2, $3, $4, 1, clock_timestamp())
            ON CONFLICT (topic, partition) DO UPDATE
               SET epoch = l.epoch + 1, updated_at = clock_timestamp()
             WHERE l.topic_id = excluded.topic_id
            RETURNING next_offset, epoch
            """;

    private static final String READ = """
            SELECT topic_id, next_offset, epoch FROM ingest_ledger WHERE topic = $1 AND partition = $2
            """;

    private static final String RECORD_LOG_END = """
            UPDATE ingest_ledger
               SET log_end_offset = $3, updated_at = clock_timestamp()
             WHERE topic = $1 AND partition = $2 AND log_end_offset IS DISTINCT FROM $3
            """;

    private final Pool pool;

    public Ledger(Pool pool) {
        this.pool = pool;
    }

    /**
     * Takes a partition over: whoever had it before can commit no more.
     *
     * @param logStart the first offset that Kafka still has; where a partition that was never read begins
     * @return the claim, or {@link Claim.TopicRecreated}; fails with the client's exception
     */
    public Uni<Claim> claim(String topic, String topicId, int partition, long logStart) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(topic, topicId, partition, logStart))
                .map(rows -> first(rows)
                        .<Claim>map(row -> new Claim.Granted(row.getLong("epoch"), row.getLong("next_offset")))
                        .orElseGet(Claim.TopicRecreated::new));
    }

    /** Notes where Kafka's log ends; a row that says so already is left alone. */
    public Uni<Void> recordLogEnd(String topic, int partition, long offset) {
        return pool.preparedQuery(RECORD_LOG_END)
                .execute(Tuple.of(topic, partition, offset))
                .replaceWithVoid();
    }

    /** Whether a slice that does not find the ledger at its start had been written before, or has lost the right to be. */
    Uni<Outcome> explain(Slice slice) {
        return pool.preparedQuery(READ)
                .execute(Tuple.of(slice.topic(), slice.partition()))
                .map(rows -> first(rows)
                        .filter(row -> row.getString("topic_id").equals(slice.topicId()))
                        .filter(row -> row.getLong("epoch") == slice.epoch())
                        .filter(row -> row.getLong("next_offset") == slice.nextOffset())
                        .<Outcome>map(row -> new Outcome.AlreadyApplied())
                        .orElseGet(Outcome.Fenced::new));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.stream().findFirst();
    }
}
