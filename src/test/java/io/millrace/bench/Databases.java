package io.millrace.bench;

import io.millrace.bench.contenders.Contenders;
import io.millrace.bench.load.Column;
import io.millrace.bench.servers.PostgresServer;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Fresh databases, all alike: copies of one that {@code millrace migrate} has made and that has the partitions of the load. */
final class Databases {
    private static final String TEMPLATE = "bench_template";
    private static final Duration MIGRATED_WITHIN = Duration.ofSeconds(60);

    private static final String ENSURE = "SELECT ensure_partition(?, ?)";

    /** Of the partitions, where the rows are: a leaf's copy of the identity's index has a parent, as the others have. */
    private static final String FURTHER_INDEXES = """
            SELECT i.indexrelid::regclass
              FROM pg_index i
             WHERE i.indrelid = 'live_events'::regclass AND NOT i.indisprimary
            """;

    private final PostgresServer postgres;

    private Databases(PostgresServer postgres) {
        this.postgres = postgres;
    }

    static Databases of(PostgresServer postgres, SortedSet<LocalDate> days, Path log) throws IOException, SQLException {
        postgres.execute("postgres", "CREATE DATABASE " + TEMPLATE + " OWNER " + PostgresServer.USER);
        Process migration = Children.start(Contenders.migration(postgres, TEMPLATE)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
        if (!Children.awaitEnd(migration, MIGRATED_WITHIN) || migration.exitValue() != 0) {
            Children.kill(migration);
            throw new IllegalStateException("the schema cannot be made; see " + log);
        }
        Databases databases = new Databases(postgres);
        databases.ensure(TEMPLATE, "live_events", days);
        return databases;
    }

    /** The partitions of these days, of the history and of the minutes. */
    void ensureAll(String database, SortedSet<LocalDate> days) throws SQLException {
        ensure(database, "live_events", days);
        ensure(database, "live_minute_stats", days);
    }

    private void ensure(String database, String parent, SortedSet<LocalDate> days) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(database), PostgresServer.USER, PostgresServer.PASSWORD);
                PreparedStatement ensure = connection.prepareStatement(ENSURE)) {
            for (LocalDate day : days) {
                ensure.setString(1, parent);
                ensure.setObject(2, day);
                ensure.execute();
            }
        }
    }

    /** Indexes of {@code live_events} beside the identity's. */
    List<String> furtherIndexes() throws SQLException {
        return postgres.query(TEMPLATE, FURTHER_INDEXES);
    }

    /** A new one; whatever the one before has left to be written to disk is written. */
    void create(String name, List<String> before) throws SQLException {
        postgres.execute(
                "postgres",
                "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)",
                "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " OWNER " + PostgresServer.USER);
        postgres.execute(name, before.toArray(new String[0]));
        postgres.execute("postgres", "CHECKPOINT");
    }

    /** A copy of another one, file by file: through the WAL, a large one would leave the next checkpoint all the work. */
    void copy(String from, String name) throws SQLException {
        postgres.execute(
                "postgres",
                "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)",
                "CREATE DATABASE " + name + " TEMPLATE " + from + " STRATEGY FILE_COPY OWNER " + PostgresServer.USER,
                "CHECKPOINT");
    }

    void drop(String name) throws SQLException {
        postgres.execute("postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    /** In which columns the rows of two databases differ, each with the least value of both; empty: in none. */
    List<String> differences(String one, String other) throws SQLException {
        List<String> differences = new ArrayList<>();
        for (Column column : Column.values()) {
            String hash = "SELECT sum(hashtextextended(msg_id || ' ' || coalesce(" + column.label()
                    + "::text, 'null'), 0)::numeric) FROM live_events";
            if (!postgres.query(one, hash).equals(postgres.query(other, hash))) {
                String least = "SELECT min(" + column.label() + "::text) FROM live_events";
                differences.add(column.label() + " (least "
                        + postgres.query(one, least).get(0) + ", not "
                        + postgres.query(other, least).get(0) + ")");
            }
        }
        return differences;
    }

    /** A number that changes with any value of any row, whatever the order of the rows. */
    String fingerprint(String name) throws SQLException {
        return postgres.query(
                        name,
                        "SELECT count(*) || ' rows, sum of hashes ' || coalesce(sum(hashtextextended(ROW("
                                + Column.list() + ")::text, 0)::numeric), 0) FROM live_events")
                .get(0);
    }
}
