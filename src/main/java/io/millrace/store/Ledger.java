package io.millrace.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who may write which Kafka partition, and from where. The rows are those of {@code ingest_ledger} and {@code ingest_incidents}. */
public final class Ledger {
    // A new row starts at the log's start; a known one keeps its offset and its topic.
    private static final String CLAIM = """
            WITH claimed AS (
              INSERT INTO ingest_ledger AS l (topic, topic_id, partition, next_offset, epoch, updated_at)
              VALUES ($1, $2, $3, $4, 1, clock_timestamp())
              ON CONFLICT (topic, partition) DO UPDATE
                 SET epoch = l.epoch + 1, updated_at = clock_timestamp()
              RETURNING topic_id, next_offset, epoch
            )
            SELECT c.topic_id, c.next_offset, c.epoch, i.id, i.kind, i.decision, i.found_topic_id
              FROM claimed c
              LEFT JOIN ingest_incidents i ON i.topic = $1 AND i.partition = $3 AND i.resumed_at IS NULL
            """;

    private static final String READ_SEVERAL = """
            SELECT partition, topic_id, next_offset, epoch FROM ingest_ledger WHERE topic = $1 AND partition = ANY ($2::integer[])
            """;

    // The first who finds it writes it down.
    private static final String OPEN_INCIDENT = """
            INSERT INTO ingest_incidents (topic, partition, kind, found_at, topic_id, found_topic_id, next_offset, last_log_end,
                                          log_start, log_end, decision, decided_at)
            SELECT l.topic, l.partition, $3, clock_timestamp(), l.topic_id, $4, l.next_offset, l.log_end_offset,
                   $5, $6, $7, CASE WHEN $7::text IS NOT NULL THEN clock_timestamp() END
              FROM ingest_ledger l
             WHERE l.topic = $1 AND l.partition = $2 AND l.epoch = $8
            ON CONFLICT (topic, partition) WHERE resumed_at IS NULL DO NOTHING
            """;

    // Nobody but who carries the decision out moves the ledger, and nobody does so twice.
    private static final String RESUME = """
            WITH incident AS (
              UPDATE ingest_incidents
                 SET resumed_at = clock_timestamp(), resumed_offset = $2,
                     skipped = CASE kind
                                 WHEN 'offset_below_log_start' THEN greatest($2 - next_offset, 0)
                                 WHEN 'topic_recreated' THEN greatest(last_log_end - next_offset, 0) + ($2 - $4)
                               END
               WHERE id = $1 AND resumed_at IS NULL
              RETURNING topic, partition
            )
            UPDATE ingest_ledger l
               SET topic_id = $3, next_offset = $2, log_end_offset = $5, epoch = l.epoch + 1, updated_at = clock_timestamp()
              FROM incident i
             WHERE l.topic = i.topic AND l.partition = i.partition
            RETURNING l.epoch
            """;

    // Decided upon one log, and meanwhile there is another one: whoever decided could not know.
    private static final String DECIDE_ANEW = """
            UPDATE ingest_incidents
               SET decision = NULL, decided_at = NULL, kind = 'topic_recreated', found_topic_id = $2, log_start = $3, log_end = $4
             WHERE id = $1 AND resumed_at IS NULL
            """;

    private static final String UNDECIDED = """
            SELECT partition
              FROM ingest_incidents
             WHERE topic = $1 AND partition = ANY ($2::integer[]) AND resumed_at IS NULL AND decision IS NULL
            """;

    private static final String RECORD_LOG_ENDS = """
            WITH told AS (
              SELECT t.partition, t.log_end, t.topic_id
                FROM unnest($2::integer[], $3::bigint[], $4::text[]) AS t(partition, log_end, topic_id)
            ), grown AS MATERIALIZED (
              -- In the order of the partitions, as writers of several lock them.
              SELECT l.partition
                FROM ingest_ledger l
                JOIN told t ON t.partition = l.partition AND t.topic_id = l.topic_id
               WHERE l.topic = $1 AND l.log_end_offset IS DISTINCT FROM t.log_end
               ORDER BY l.partition
                 FOR UPDATE OF l
            ), noted AS (
              UPDATE ingest_ledger l
                 SET log_end_offset = t.log_end, updated_at = clock_timestamp()
                FROM told t
                JOIN grown g ON g.partition = t.partition
               WHERE l.topic = $1 AND l.partition = t.partition AND l.topic_id = t.topic_id
                 AND l.log_end_offset IS DISTINCT FROM t.log_end
            )
            SELECT l.partition, l.next_offset, l.epoch
              FROM ingest_ledger l
              JOIN told t ON t.partition = l.partition
             WHERE l.topic = $1
            """;

    private final Pool pool;
    private final ReadOnlySessions readOnlySessions;

    public Ledger(Pool pool) {
        this.pool = pool;
        this.readOnlySessions = new ReadOnlySessions(pool);
    }

    /**
     * Takes a partition over: whoever had it before can commit no more. Carries out what was decided about an open incident, and opens
     * one where books and log do not go together.
     *
     * @param log what Kafka has now; a partition that was never read begins at its start
     * @param whenLost what to do where retention has passed the books; null: stop, an operator decides
     * @return fails with the client's exception
     */
    public Uni<Claim> claim(String topic, int partition, LogBounds log, @Nullable Decision whenLost) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(topic, log.topicId(), partition, log.start()))
                .map(rows -> rows.iterator().next())
                .chain(row -> examine(topic, partition, log, whenLost, row))
                .onFailure(ReadOnlySessions::isCauseOf)
                .call(readOnlySessions::end);
    }

    private Uni<Claim> examine(String topic, int partition, LogBounds log, @Nullable Decision whenLost, Row row) {
        Long incident = row.getLong("id");
        if (incident != null) {
            String decision = row.getString("decision");
            if (decision == null) {
                return stopped(IncidentKind.ofCode(row.getString("kind")));
            }
            return isOf(log, row, decision)
                    ? resume(topic, partition, log, whenLost, incident, new Decision(decision))
                    : decideAnew(incident, log);
        }
        Optional<IncidentKind> found = find(row.getString("topic_id"), row.getLong("next_offset"), log);
        if (found.isEmpty()) {
            return Uni.createFrom().item(new Claim.Granted(row.getLong("epoch"), row.getLong("next_offset")));
        }
        Decision decision = found.get() == IncidentKind.OFFSET_BELOW_LOG_START ? whenLost : null;
        Uni<Void> opened = openIncident(topic, partition, row.getLong("epoch"), found.get(), log, decision);
        // Decided by the setting: the next claim carries it out.
        return decision == null
                ? opened.chain(() -> stopped(found.get()))
                : opened.chain(() -> claim(topic, partition, log, whenLost));
    }

    // To read all that there is cannot be wrong, whichever log it is.
    private static boolean isOf(LogBounds log, Row incident, String decision) {
        return decision.equals(Decision.START.text())
                || incident.getString("found_topic_id").equals(log.topicId());
    }

    private Uni<Claim> decideAnew(long incident, LogBounds log) {
        return pool.preparedQuery(DECIDE_ANEW)
                .execute(Tuple.of(incident, log.topicId(), log.start(), log.end()))
                .chain(() -> stopped(IncidentKind.TOPIC_RECREATED));
    }

    private static Uni<Claim> stopped(IncidentKind kind) {
        return Uni.createFrom().item(new Claim.Stopped(kind));
    }

    private Uni<Claim> resume(
            String topic, int partition, LogBounds log, @Nullable Decision whenLost, long incident, Decision decision) {
        long offset = decision.offsetIn(log.start(), log.end());
        return pool.preparedQuery(RESUME)
                .execute(Tuple.of(incident, offset, log.topicId(), log.start(), log.end()))
                .chain(rows -> first(rows)
                        .map(row -> Uni.createFrom().<Claim>item(new Claim.Granted(row.getLong("epoch"), offset)))
                        // Another consumer was faster.
                        .orElseGet(() -> claim(topic, partition, log, whenLost)));
    }

    /** What is wrong between a position in the books and a log, if anything is. */
    public static Optional<IncidentKind> find(String topicId, long nextOffset, LogBounds log) {
        if (!topicId.equals(log.topicId())) {
            return Optional.of(IncidentKind.TOPIC_RECREATED);
        }
        if (nextOffset < log.start()) {
            return Optional.of(IncidentKind.OFFSET_BELOW_LOG_START);
        }
        return nextOffset > log.end() ? Optional.of(IncidentKind.OFFSET_BEYOND_LOG_END) : Optional.empty();
    }

    /**
     * Writes an incident of a partition down, unless one is open already or the partition was claimed since.
     *
     * @param epoch of the claim under which it was found
     * @param decision what is to be done about it, where that is known; else null
     */
    public Uni<Void> openIncident(
            String topic, int partition, long epoch, IncidentKind kind, LogBounds log, @Nullable Decision decision) {
        return pool.preparedQuery(OPEN_INCIDENT)
                .execute(Tuple.tuple()
                        .addString(topic)
                        .addInteger(partition)
                        .addString(kind.code())
                        .addString(log.topicId())
                        .addLong(log.start())
                        .addLong(log.end())
                        .addString(decision == null ? null : decision.text())
                        .addLong(epoch))
                .replaceWithVoid();
    }

    /** Those of the partitions whose open incident nobody has decided about; the others may be claimed. */
    public Uni<Set<Integer>> undecided(String topic, Collection<Integer> partitions) {
        return pool.preparedQuery(UNDECIDED)
                .execute(Tuple.of(topic, partitions.toArray(Integer[]::new)))
                .map(rows ->
                        rows.stream().map(row -> row.getInteger("partition")).collect(Collectors.toSet()));
    }

    /**
     * Where the log of a partition ends.
     *
     * @param topicId of the topic that was asked; a row that speaks of another one is left alone
     */
    public record LogEnd(int partition, String topicId, long offset) {}

    /** What the books say of a partition. */
    public record Standing(int partition, long nextOffset, long epoch) {}

    /**
     * Notes where Kafka's logs end; a row that says so already is left alone.
     *
     * @return what the books say of those partitions that they know
     */
    public Uni<List<Standing>> recordLogEnds(String topic, Collection<LogEnd> ends) {
        return pool.preparedQuery(RECORD_LOG_ENDS)
                .execute(Tuple.of(
                        topic,
                        ends.stream().map(LogEnd::partition).toArray(Integer[]::new),
                        ends.stream().map(LogEnd::offset).toArray(Long[]::new),
                        ends.stream().map(LogEnd::topicId).toArray(String[]::new)))
                .map(rows -> rows.stream()
                        .map(row -> new Standing(
                                row.getInteger("partition"), row.getLong("next_offset"), row.getLong("epoch")))
                        .toList());
    }

    /** Whether a slice that does not find the ledger at its start had been written before, or has lost the right to be. */
    Uni<Outcome> explain(List<Slice> slices) {
        return pool.preparedQuery(READ_SEVERAL)
                .execute(Tuple.of(
                        slices.get(0).topic(),
                        slices.stream().map(Slice::partition).toArray(Integer[]::new)))
                .map(rows -> slices.stream().allMatch(slice -> isApplied(slice, rows))
                        ? new Outcome.AlreadyApplied()
                        : new Outcome.Fenced());
    }

    private static boolean isApplied(Slice slice, RowSet<Row> rows) {
        return rows.stream()
                .anyMatch(row -> row.getInteger("partition") == slice.partition()
                        && row.getString("topic_id").equals(slice.topicId())
                        && row.getLong("epoch") == slice.epoch()
                        && row.getLong("next_offset") == slice.nextOffset());
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return rows.stream().findFirst();
    }
}
