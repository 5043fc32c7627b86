package io.millrace.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the whole store stands, of one moment: the books by topic, dead letters, the newest event, partitions, the schema. */
public final class StoreStatus {
    private static final String SQL = """
            SELECT (SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1)
                     AS schema_version,
                   (SELECT max(last_event_at) FROM live_streams) AS newest_event_at,
                   (SELECT max(updated_at) FROM ingest_ledger) AS books_at,
                   (SELECT jsonb_agg(b ORDER BY b.topic)
                      FROM (SELECT topic, count(*) AS partitions, sum(received) AS received, sum(stored) AS stored,
                                   sum(duplicate) AS duplicate, sum(dead_lettered) AS dead_lettered,
                                   -- Unknown as long as that of one partition is; the books may be ahead of the last look at the log.
                                   CASE WHEN bool_and(log_end_offset IS NOT NULL)
                                        THEN sum(greatest(log_end_offset - next_offset, 0)) END AS lag
                              FROM ingest_ledger
                             GROUP BY topic) b) AS topics,
                   (SELECT jsonb_agg(d ORDER BY d.reason)
                      FROM (SELECT reason, count(*) AS letters FROM dead_letters WHERE replayed_at IS NULL GROUP BY reason) d) AS dead_letters,
                   (SELECT jsonb_agg(a ORDER BY a.relation)
                      FROM (SELECT p.relation, count(*) FILTER (WHERE p.lower_bound > now()) AS ahead,
                                   (max(p.upper_bound) AT TIME ZONE 'UTC')::date AS until
                              FROM (SELECT i.inhparent::regclass::text AS relation,
                                           substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \\(''([^'']+)''\\)')::timestamptz AS lower_bound,
                                           substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''([^'']+)''\\)')::timestamptz AS upper_bound
                                      FROM pg_inherits i
                                      JOIN pg_class c ON c.oid = i.inhrelid
                                     WHERE i.inhparent IN ('live_events'::regclass, 'live_minute_stats'::regclass,
                                                           'user_stats_history_partitioned'::regclass)) p
                             GROUP BY p.relation) a) AS partitions
            """;

    private final Pool pool;

    public StoreStatus(Pool pool) {
        this.pool = pool;
    }

    /**
     * How it stands.
     *
     * @param schemaVersion the newest migration that was applied
     * @param newestEventAt the producer's time of the newest event; null where there is none
     * @param booksAt when the books last moved; null before the first record
     * @param deadLetters the open ones, by reason; a reason without any is left out
     */
    public record Status(
            @Nullable String schemaVersion,
            @Nullable Instant newestEventAt,
            @Nullable Instant booksAt,
            List<Books> topics,
            Map<String, Long> deadLetters,
            List<Ahead> partitions) {}

    /**
     * The books of a topic: {@code received = stored + duplicate + deadLettered}.
     *
     * @param lag records in Kafka that are not in the books yet; null where it is unknown
     */
    public record Books(
            String topic,
            long partitions,
            long received,
            long stored,
            long duplicate,
            long deadLettered,
            @Nullable Long lag) {}

    /**
     * The partitions of a table that wait for their time.
     *
     * @param ahead those that have not begun
     * @param until the UTC day at which the last of all ends, exclusive
     */
    public record Ahead(String relation, long ahead, LocalDate until) {}

    /** One snapshot; fails with the client's exception. */
    public Uni<Status> read() {
        return pool.preparedQuery(SQL)
                .execute()
                .map(rows -> status(rows.iterator().next()));
    }

    private static Status status(Row row) {
        Map<String, Long> deadLetters = new LinkedHashMap<>();
        objects(row, "dead_letters").forEach(it -> deadLetters.put(it.getString("reason"), it.getLong("letters")));
        return new Status(
                row.getString("schema_version"),
                instant(row, "newest_event_at"),
                instant(row, "books_at"),
                objects(row, "topics").map(StoreStatus::books).toList(),
                deadLetters,
                objects(row, "partitions").map(StoreStatus::ahead).toList());
    }

    private static Books books(JsonObject it) {
        return new Books(
                it.getString("topic"),
                it.getLong("partitions"),
                it.getLong("received"),
                it.getLong("stored"),
                it.getLong("duplicate"),
                it.getLong("dead_lettered"),
                it.getLong("lag"));
    }

    private static Ahead ahead(JsonObject it) {
        return new Ahead(it.getString("relation"), it.getLong("ahead"), LocalDate.parse(it.getString("until")));
    }

    private static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static Stream<JsonObject> objects(Row row, String column) {
        JsonArray array = row.getJsonArray(column);
        return array == null ? Stream.empty() : array.stream().map(JsonObject.class::cast);
    }
}
