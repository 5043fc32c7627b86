package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the tables take on disk. */
@Singleton
public class StorageQuery {
    /**
     * A row for each table and partition, a partitioned table before its partitions. Everybody may ask this of tables that they may not
     * read. A size is null where the table goes away meanwhile.
     */
    private static final String TABLES = """
            SELECT coalesce(p.relname, c.relname)::text AS table_name,
                   CASE WHEN p.oid IS NOT NULL THEN c.relname::text END AS partition_name,
                   (regexp_match(b.bound, 'FROM \\(''([^'']+)''\\)'))[1]::timestamptz AS starts,
                   (regexp_match(b.bound, 'TO \\(''([^'']+)''\\)'))[1]::timestamptz   AS ends,
                   coalesce(z.total - z.indexes - z.toast, 0) AS heap_bytes,
                   coalesce(z.indexes, 0)                     AS index_bytes,
                   coalesce(z.toast, 0)                       AS toast_bytes,
                   coalesce(z.total, 0)                       AS total_bytes,
                   CASE WHEN c.relkind = 'r' THEN nullif(c.reltuples, -1)::bigint END AS estimated_rows,
                   coalesce(t.n_dead_tup, 0)                  AS dead_rows,
                   greatest(t.last_vacuum, t.last_autovacuum)   AS last_vacuum,
                   greatest(t.last_analyze, t.last_autoanalyze) AS last_analyze,
                   (SELECT max(l.updated_at) FROM ingest_ledger l) AS updated_at
              FROM pg_class c
              LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
              LEFT JOIN pg_class p ON p.oid = i.inhparent
              LEFT JOIN pg_stat_user_tables t ON t.relid = c.oid AND c.relkind = 'r'
             CROSS JOIN LATERAL (SELECT pg_get_expr(c.relpartbound, c.oid) AS bound) b
             CROSS JOIN LATERAL (
                   SELECT pg_total_relation_size(c.oid) AS total,
                          pg_indexes_size(c.oid)        AS indexes,
                          CASE WHEN c.reltoastrelid = 0 THEN 0 ELSE pg_total_relation_size(c.reltoastrelid) END AS toast) z
             WHERE c.relnamespace = current_schema()::regnamespace
               AND c.relkind IN ('r', 'p')
             ORDER BY table_name, p.oid NULLS FIRST, partition_name
            """;

    private final Database database;
    private final Clock clock;

    StorageQuery(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Uni<Storage> now() {
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        return database.read(TABLES).map(rows -> storage(rows, today));
    }

    private static Storage storage(List<Row> rows, Instant today) {
        Map<String, List<Row>> byTable = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.getString("table_name"), LinkedHashMap::new, Collectors.toList()));
        return new Storage(
                new Storage.StorageTotals(
                        sum(rows, "heap_bytes"),
                        sum(rows, "index_bytes"),
                        sum(rows, "toast_bytes"),
                        sum(rows, "total_bytes"),
                        known(rows, "estimated_rows"),
                        sum(rows, "dead_rows")),
                byTable.entrySet().stream()
                        .map(table -> table(table.getKey(), table.getValue(), today))
                        .toList(),
                newest(rows, "updated_at"));
    }

    private static Storage.StoredTable table(String name, List<Row> rows, Instant today) {
        return new Storage.StoredTable(
                name,
                sum(rows, "heap_bytes"),
                sum(rows, "index_bytes"),
                sum(rows, "toast_bytes"),
                sum(rows, "total_bytes"),
                known(rows, "estimated_rows"),
                sum(rows, "dead_rows"),
                newest(rows, "last_vacuum"),
                newest(rows, "last_analyze"),
                rows.stream()
                        .filter(row -> row.getString("partition_name") != null)
                        .map(row -> partition(row, today))
                        .toList());
    }

    private static Storage.StoredPartition partition(Row row, Instant today) {
        Instant from = Database.instant(row, "starts");
        Instant until = Database.instant(row, "ends");
        return new Storage.StoredPartition(
                row.getString("partition_name"),
                from,
                until,
                from == null || until == null ? null : Storage.PartitionState.of(from, until, today),
                row.getLong("heap_bytes"),
                row.getLong("index_bytes"),
                row.getLong("toast_bytes"),
                row.getLong("total_bytes"),
                row.getLong("estimated_rows"),
                row.getLong("dead_rows"),
                Database.instant(row, "last_vacuum"),
                Database.instant(row, "last_analyze"));
    }

    private static long sum(List<Row> rows, String column) {
        return rows.stream().mapToLong(row -> row.getLong(column)).sum();
    }

    /** The sum of those that are known; null where none is. */
    private static @Nullable Long known(List<Row> rows, String column) {
        return values(rows, row -> row.getLong(column)).reduce(Long::sum).orElse(null);
    }

    private static @Nullable Instant newest(List<Row> rows, String column) {
        return values(rows, row -> Database.instant(row, column))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static <T> Stream<T> values(List<Row> rows, Function<Row, @Nullable T> column) {
        return rows.stream().map(column).filter(Objects::nonNull);
    }
}
