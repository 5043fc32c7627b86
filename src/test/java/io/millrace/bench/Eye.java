package io.millrace.bench;

import io.millrace.bench.measure.ProcessTree;
import io.millrace.bench.servers.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Looks at one database by a connection whose own CPU is left out of PostgreSQL's account. */
final class Eye implements AutoCloseable {
    private static final String HEAP =
            "SELECT coalesce(sum(pg_relation_size(relid)), 0) FROM pg_partition_tree('live_events') WHERE isleaf";

    private static final String DISK = """
            SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)
              FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            """;

    private final Connection connection;
    private final PreparedStatement heap;

    Eye(PostgresServer postgres, String database, ProcessTree tree) throws SQLException {
        connection = postgres.connect(database);
        // A worker would be another process, which is counted.
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET max_parallel_workers_per_gather = 0");
        }
        heap = connection.prepareStatement(HEAP);
        tree.leaveOut(number("SELECT pg_backend_pid()"));
    }

    /** Bytes of the history's rows, those of open transactions included: what grows while rows are stored. */
    long heapBytes() throws SQLException {
        try (ResultSet row = heap.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    long rows() throws SQLException {
        return number("SELECT count(*) FROM live_events");
    }

    /** Records of this topic that are in the books of ingest, duplicates included: what grows while records come to rest. */
    long received(String topic) throws SQLException {
        return books("received", topic);
    }

    /** One of the books' sums over all partitions of a topic. */
    long books(String column, String topic) throws SQLException {
        return number("SELECT coalesce(sum(" + column + "), 0) FROM ingest_ledger WHERE topic = '" + topic + "'");
    }

    /** What the figures know of these rooms. */
    long eventsOf(Collection<Long> rooms) throws SQLException {
        return number("SELECT coalesce(sum(events), 0) FROM live_streams WHERE room_id IN " + list(rooms));
    }

    /** What the history has of these rooms. */
    long rowsOf(Collection<Long> rooms) throws SQLException {
        return number("SELECT count(*) FROM live_events WHERE room_id IN " + list(rooms));
    }

    /** Where the figures of these rooms are not what their events come to, a few of the places; empty: nowhere. */
    List<String> differencesOf(Collection<Long> rooms) throws SQLException {
        List<String> differences = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT v.relation || ' ' || v.key FROM live_streams s"
                        + " CROSS JOIN LATERAL verify_room(s.room_id) v WHERE s.room_id IN " + list(rooms)
                        + " LIMIT 3")) {
            while (row.next()) {
                differences.add(row.getString(1));
            }
        }
        return differences;
    }

    /** That with the most events of these, of those that have any. */
    long busiestOf(Collection<Long> rooms) throws SQLException {
        return number("SELECT room_id FROM live_streams WHERE room_id IN " + list(rooms)
                + " ORDER BY events DESC, room_id LIMIT 1");
    }

    private static String list(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Of all tables with their indexes. */
    long diskBytes() throws SQLException {
        return number(DISK);
    }

    /** Position in the WAL, in bytes. */
    long wal() throws SQLException {
        return number("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
