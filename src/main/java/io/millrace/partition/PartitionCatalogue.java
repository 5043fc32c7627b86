package io.millrace.partition;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Which partitions by time are attached, as the database's own catalogue has it. */
public final class PartitionCatalogue {
    /** Bounds are written in the zone of the session; read as times they are what they are. */
    private static final String ATTACHED = """
            SELECT p.relname::text AS table_name,
                   c.relname::text AS name,
                   (regexp_match(b.bound, 'FROM \\(''([^'']+)''\\)'))[1]::timestamptz AS starts,
                   (regexp_match(b.bound, 'TO \\(''([^'']+)''\\)'))[1]::timestamptz   AS ends
              FROM pg_inherits i
              JOIN pg_class c ON c.oid = i.inhrelid
              JOIN pg_class p ON p.oid = i.inhparent
             CROSS JOIN LATERAL (SELECT pg_get_expr(c.relpartbound, c.oid) AS bound) b
             WHERE p.relnamespace = current_schema()::regnamespace
               AND p.relname = ANY ($1)
               AND NOT i.inhdetachpending
             ORDER BY table_name, starts
            """;

    private static final String[] TABLES = PartitionedTable.names();

    private final Pool pool;

    public PartitionCatalogue(Pool pool) {
        this.pool = pool;
    }

    /** By table and time; those that are being detached are not among them. */
    public Uni<List<Partition>> attached() {
        return pool.preparedQuery(ATTACHED).execute(Tuple.of(TABLES)).map(PartitionCatalogue::partitions);
    }

    private static List<Partition> partitions(RowSet<Row> rows) {
        List<Partition> partitions = new ArrayList<>();
        for (Row row : rows) {
            partitions.add(new Partition(
                    PartitionedTable.named(row.getString("table_name")),
                    row.getString("name"),
                    utcDay(row, "starts"),
                    utcDay(row, "ends")));
        }
        return List.copyOf(partitions);
    }

    private static LocalDate utcDay(Row row, String column) {
        return row.getOffsetDateTime(column)
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalDate();
    }
}
