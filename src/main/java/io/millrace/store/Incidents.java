package io.millrace.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For the operator: where each Kafka partition stands, what went wrong between books and log, and what is to be done about it. */
public final class Incidents {
    private static final String STANDINGS = """
            SELECT l.topic, l.partition, l.topic_id, l.next_offset, l.log_end_offset, l.epoch, l.updated_at, i.kind
              FROM ingest_ledger l
              LEFT JOIN ingest_incidents i ON i.topic = l.topic AND i.partition = l.partition AND i.resumed_at IS NULL
             ORDER BY l.topic, l.partition
            """;

    private static final String COLUMNS = """
            SELECT id, topic, partition, kind, found_at, topic_id, found_topic_id, next_offset, last_log_end, log_start, log_end,
                   decision, decided_at, resumed_at, resumed_offset, skipped
              FROM ingest_incidents
            """;

    private static final String ALL = COLUMNS + " ORDER BY id";
    private static final String OPEN = COLUMNS
            + " WHERE resumed_at IS NULL AND topic = $1 AND ($2::integer IS NULL OR partition = $2) ORDER BY partition";
    private static final String BY_ID = COLUMNS + " WHERE id = ANY ($1::bigint[]) ORDER BY topic, partition";

    private static final String DECIDE = """
            UPDATE ingest_incidents
               SET decision = $2, decided_at = clock_timestamp()
             WHERE id = ANY ($1::bigint[]) AND resumed_at IS NULL
            """;

    private final Pool pool;

    public Incidents(Pool pool) {
        this.pool = pool;
    }

    /**
     * Where the books of a Kafka partition stand.
     *
     * @param logEnd where Kafka's log ended when intake last looked; null before that
     * @param incident why it is not read; null where it is
     */
    public record Standing(
            String topic,
            int partition,
            String topicId,
            long nextOffset,
            @Nullable Long logEnd,
            long epoch,
            Instant updatedAt,
            @Nullable IncidentKind incident) {}

    /**
     * A row of {@code ingest_incidents}, whose comments tell the columns.
     *
     * @param decision null as long as nobody has decided
     * @param resumedAt null as long as the partition stands still
     */
    public record Incident(
            long id,
            String topic,
            int partition,
            IncidentKind kind,
            Instant foundAt,
            String topicId,
            String foundTopicId,
            long nextOffset,
            @Nullable Long lastLogEnd,
            long logStart,
            long logEnd,
            @Nullable String decision,
            @Nullable Instant decidedAt,
            @Nullable Instant resumedAt,
            @Nullable Long resumedOffset,
            @Nullable Long skipped) {}

    /** Every partition of the books, by topic and number. */
    public Uni<List<Standing>> standings() {
        return pool.preparedQuery(STANDINGS)
                .execute()
                .map(rows -> rows.stream().map(Incidents::standing).toList());
    }

    /** Every incident there ever was, oldest first. */
    public Uni<List<Incident>> all() {
        return pool.preparedQuery(ALL)
                .execute()
                .map(rows -> rows.stream().map(Incidents::incident).toList());
    }

    /** The open incidents of a topic, by partition; null: of all its partitions. */
    public Uni<List<Incident>> open(String topic, @Nullable Integer partition) {
        return pool.preparedQuery(OPEN)
                .execute(Tuple.of(topic, partition))
                .map(rows -> rows.stream().map(Incidents::incident).toList());
    }

    /** Writes the decision down; whoever claims the partitions carries it out. An incident that is over is left alone. */
    public Uni<Void> decide(Collection<Long> ids, Decision decision) {
        return pool.preparedQuery(DECIDE)
                .execute(Tuple.of(ids.toArray(Long[]::new), decision.text()))
                .replaceWithVoid();
    }

    /** These incidents as they are now. */
    public Uni<List<Incident>> now(Collection<Long> ids) {
        return pool.preparedQuery(BY_ID)
                .execute(Tuple.of((Object) ids.toArray(Long[]::new)))
                .map(rows -> rows.stream().map(Incidents::incident).toList());
    }

    private static Standing standing(Row row) {
        String kind = row.getString("kind");
        return new Standing(
                row.getString("topic"),
                row.getInteger("partition"),
                row.getString("topic_id"),
                row.getLong("next_offset"),
                row.getLong("log_end_offset"),
                row.getLong("epoch"),
                row.getOffsetDateTime("updated_at").toInstant(),
                kind == null ? null : IncidentKind.ofCode(kind));
    }

    private static Incident incident(Row row) {
        return new Incident(
                row.getLong("id"),
                row.getString("topic"),
                row.getInteger("partition"),
                IncidentKind.ofCode(row.getString("kind")),
                row.getOffsetDateTime("found_at").toInstant(),
                row.getString("topic_id"),
                row.getString("found_topic_id"),
                row.getLong("next_offset"),
                row.getLong("last_log_end"),
                row.getLong("log_start"),
                row.getLong("log_end"),
                row.getString("decision"),
                instant(row, "decided_at"),
                instant(row, "resumed_at"),
                row.getLong("resumed_offset"),
                row.getLong("skipped"));
    }

    private static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
