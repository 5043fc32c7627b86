package io.millrace.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.servers.RealServers;
import io.millrace.store.StoreDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each query of {@code docs/database.md} is one that PostgreSQL and the schema of now understand, and that the role which its heading
 * names may ask: the owner or the superuser, else whoever has {@code pg_monitor} and nothing more, as {@code millrace_maintenance} has.
 *
 * <p>What reads {@code pg_stat_statements} is planned and not executed: the view is there, its library is not loaded into this server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseDocsTest {
    private static final Path DOCUMENT = Path.of("docs/database.md");
    private static final String NEEDS_ITS_LIBRARY = "pg_stat_statements";

    private enum Who {
        MONITOR,
        OWNER,
        SUPERUSER
    }

    private record Query(int line, Who who, String sql) {
        @Override
        public String toString() {
            return "line " + line + " as " + who + ": "
                    + sql.lines().findFirst().orElse("");
        }
    }

    private StoreDatabase database;

    @BeforeAll
    void migrate() throws SQLException {
        database = new StoreDatabase("database_docs");
        try (Connection superuser = superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("CREATE EXTENSION pg_stat_statements");
            statement.execute("CREATE EXTENSION pgstattuple");
        }
    }

    @AfterAll
    void close() {
        database.close();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void everyQueryIsUnderstoodByThisSchema(Query query) throws SQLException {
        try (Connection connection =
                        query.who() == Who.OWNER ? database.coordinates().connect() : superuser();
                Statement statement = connection.createStatement()) {
            if (query.who() == Who.MONITOR) {
                statement.execute("SET ROLE pg_monitor");
            }
            boolean answers =
                    statement.execute(query.sql().contains(NEEDS_ITS_LIBRARY) ? "EXPLAIN " + query.sql() : query.sql());
            assertThat(answers).isTrue();
        }
    }

    /** Or the test above would be content with nothing. */
    @Test
    void queriesOfEachRoleAreFound() {
        assertThat(queries()).hasSizeGreaterThan(25).extracting(Query::who).contains(Who.MONITOR, Who.OWNER);
        assertThat(queries())
                .filteredOn(query -> query.sql().contains(NEEDS_ITS_LIBRARY))
                .isNotEmpty();
    }

    private Connection superuser() throws SQLException {
        return RealServers.postgres().connectAsSuperuser(database.coordinates().name());
    }

    /** The sql blocks that begin with SELECT or WITH, in their order. */
    private static List<Query> queries() {
        Stream.Builder<Query> queries = Stream.builder();
        Who who = Who.MONITOR;
        StringBuilder block = new StringBuilder();
        int begins = 0;
        boolean inside = false;
        List<String> lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```")) {
                String sql = block.toString();
                if (inside && begins > 0 && sql.matches("(?s)(SELECT|WITH)\\b.*")) {
                    queries.add(new Query(begins, who, sql));
                }
                inside = !inside;
                begins = line.equals("```sql") ? i + 2 : 0;
                block.setLength(0);
            } else if (inside) {
                block.append(line).append('\n');
            } else if (line.startsWith("#")) {
                who = whoIsNamedIn(line);
            }
        }
        return queries.build().toList();
    }

    private static Who whoIsNamedIn(String heading) {
        if (heading.endsWith(" as the owner")) {
            return Who.OWNER;
        }
        return heading.endsWith(" as the superuser") ? Who.SUPERUSER : Who.MONITOR;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
