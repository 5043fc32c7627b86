package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.servers.RealServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What each role may, and above all what it may not, as the containers make them. That the service can do its work as them, the all-in-one's
 * tests show.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesTest {
    private static final String PASSWORD = "of-the-test";
    private static final String DENIED = "42501";
    private static final String INVALID = "22023";

    @SuppressWarnings("NullAway.Init")
    private RealServers.Database database;

    @BeforeAll
    void migrateWithRolesThatExist() throws Exception {
        database = RealServers.newDatabase("roles");
        try (Connection superuser = RealServers.postgres().connectAsSuperuser(database.name())) {
            ContainerRoles.make(superuser, database.user(), PASSWORD);
        }
        migrate();
    }

    /** Other tests have a server without them. */
    @AfterAll
    void dropRoles() throws SQLException {
        try (Connection superuser = RealServers.postgres().connectAsSuperuser(database.name());
                Statement statement = superuser.createStatement()) {
            for (String role : List.of("ingest", "api", "maintenance", "backup")) {
                statement.execute("DROP OWNED BY millrace_" + role);
                statement.execute("DROP ROLE millrace_" + role);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM live_events",
                "DELETE FROM ingest_ledger",
                "DELETE FROM dead_letters",
                "TRUNCATE live_streams",
                "CREATE TABLE mine ()",
                "ALTER TABLE live_events ADD COLUMN mine int",
                "DROP TABLE users",
                "CREATE TABLE live_events_p20300101 PARTITION OF live_events FOR VALUES FROM ('2030-01-01') TO ('2030-01-02')",
                "CREATE TEMP TABLE mine ()",
                "SELECT lo_from_bytea(0, 'mine')",
                "CREATE OR REPLACE FUNCTION verify_room(room bigint) RETURNS void LANGUAGE sql AS ''",
                "UPDATE flyway_schema_history SET success = false",
                "SELECT pg_read_file('postgresql.conf')",
                "COPY live_events TO '/tmp/events'",
                "CREATE ROLE mine",
                "SET ROLE tiktok_user",
                "SELECT id FROM api_tokens",
                "INSERT INTO api_tokens (id) VALUES ('abcdefgh')",
            })
    void whoWritesRowsMayNotTakeThemAwayNorChangeTheTables(String statement) throws SQLException {
        assertDenied("millrace_ingest", statement);
    }

    @Test
    void whoWritesRowsMayWriteThemAndHaveAPartitionMade() throws SQLException {
        try (Connection ingest = as("millrace_ingest");
                Statement statement = ingest.createStatement()) {
            statement.execute("SELECT ensure_partition('live_events', '2021-01-01')");
            statement.execute("""
                    INSERT INTO live_events (room_id, occurred_at, msg_id, event_type, type_name, captured_at)
                    VALUES (1, '2021-01-01 12:00Z', 1, 'other', 'x', '2021-01-01 12:00Z')
                    """);
            assertThat(statement.executeUpdate("UPDATE live_events SET comment = 'x' WHERE room_id = 1"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "live_events'; DROP TABLE users; --",
                "users",
                "pg_authid",
                "live_events_p20210101",
            })
    void aPartitionOfNothingElseCanBeHad(String table) throws SQLException {
        try (Connection ingest = as("millrace_ingest");
                var ensure = ingest.prepareStatement("SELECT ensure_partition(?, '2021-01-01')")) {
            ensure.setString(1, table);
            assertThatThrownBy(ensure::execute)
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .isEqualTo(INVALID));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'2015-12-31'", "(current_date + 740)", "'infinity'", "'-infinity'", "NULL", "'0044-03-15 BC'"})
    void aPartitionOfADayThatNothingCanHaveHappenedOnCannotBeHad(String day) {
        assertThatThrownBy(
                        () -> execute("millrace_ingest", "SELECT ensure_partition('live_events', " + day + "::date)"))
                .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                        .isEqualTo(INVALID))
                .hasMessageContaining("no partition of live_events for ")
                .hasMessageContaining(": days are from 2016-01-01 to ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'2016-01-01'", "(current_date + 700)"})
    void aPartitionOfADayThatAServiceMayAcceptCanBeHad(String day) {
        assertThatCode(() -> execute("millrace_ingest", "SELECT ensure_partition('live_events', " + day + "::date)"))
                .doesNotThrowAnyException();
    }

    /** Any lock that whoever reads may take, and any advisory one that could be guessed from the function's text. */
    @Test
    void whoReadsCannotKeepPartitionsFromBeingMade() throws SQLException {
        try (Connection api = as("millrace_api");
                Statement reader = api.createStatement()) {
            api.setAutoCommit(false);
            reader.execute("SET TRANSACTION READ WRITE");
            reader.execute("LOCK TABLE live_events IN ACCESS SHARE MODE");
            reader.execute("SELECT pg_advisory_xact_lock(hashtext('millrace.partition'))");
            reader.execute("SELECT count(*) FROM live_events");

            assertThatCode(() -> execute("millrace_ingest", "SELECT ensure_partition('live_events', '2021-03-01')"))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> reader.execute("LOCK TABLE live_events IN ROW SHARE MODE"))
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .isEqualTo(DENIED));
        }
    }

    @Test
    void whoeverMakesAPartitionWaitsForNoWriterAndTheSecondFindsWhatTheFirstMade() throws Exception {
        try (Connection first = as("millrace_ingest");
                Connection writer = as("millrace_ingest");
                Statement making = first.createStatement();
                Statement writing = writer.createStatement()) {
            writer.setAutoCommit(false);
            writing.execute("SELECT ensure_partition('live_events', '2021-04-01')");
            writer.commit();
            writing.execute("""
                    INSERT INTO live_events (room_id, occurred_at, msg_id, event_type, type_name, captured_at)
                    VALUES (2, '2021-04-01 12:00Z', 1, 'other', 'x', '2021-04-01 12:00Z')
                    """);
            first.setAutoCommit(false);
            making.execute("SELECT ensure_partition('live_events', '2021-04-02')");

            assertThatThrownBy(() -> execute("millrace_ingest", "SELECT ensure_partition('live_events', '2021-04-02')"))
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .as("gives up waiting")
                            .isEqualTo("55P03"));
            assertThatCode(() -> execute("millrace_ingest", "SELECT ensure_partition('live_events', '2021-04-01')"))
                    .as("what stands needs no lock")
                    .doesNotThrowAnyException();
            first.commit();
            try (var found = writing.executeQuery("SELECT ensure_partition('live_events', '2021-04-02')")) {
                found.next();
                assertThat(found.getBoolean(1)).isFalse();
            }
            writer.commit();
        }
    }

    @Test
    void temporaryTablesOfTheCallerDeceiveNobody() throws SQLException {
        asSuperuser("GRANT TEMPORARY ON DATABASE %s TO millrace_ingest");
        try (Connection ingest = as("millrace_ingest");
                Statement statement = ingest.createStatement()) {
            statement.execute(
                    "CREATE TEMP TABLE live_events (LIKE public.live_events) PARTITION BY RANGE (occurred_at)");
            statement.execute("SELECT ensure_partition('live_events', '2021-02-01')");
        } finally {
            asSuperuser("REVOKE TEMPORARY ON DATABASE %s FROM millrace_ingest");
        }
        assertThat(parentOf("live_events_p20210201")).isEqualTo("public.live_events");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO users (user_id) VALUES (1)",
                "UPDATE live_streams SET title = 'mine'",
                "DELETE FROM live_events",
                "SELECT count(*) FROM dead_letters",
                "SELECT created_at FROM api_tokens",
                "UPDATE api_tokens SET revoked_at = NULL",
                "SELECT ensure_partition('live_events', '2021-01-02')",
                "SELECT rebuild_room(1)",
                "CREATE TABLE mine ()",
                "CREATE TEMP TABLE mine ()",
                "SELECT lo_create(0)",
                "SELECT lo_from_bytea(0, 'mine')",
                "SELECT lo_unlink(1)",
            })
    void whoReadsMayNotWriteEvenWhereTheSessionWouldLet(String statement) throws SQLException {
        try (Connection api = as("millrace_api");
                Statement execution = api.createStatement()) {
            execution.execute("SET default_transaction_read_only = off");
            assertThatThrownBy(() -> execution.execute(statement))
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .isEqualTo(DENIED));
        }
    }

    @Test
    void whoReadsSeesTheSizeAndTheStatisticsOfATableThatItMayNotRead() throws SQLException {
        assertDenied("millrace_api", "SELECT FROM dead_letters_bad_id");
        assertThat(answer("millrace_api", """
                SELECT pg_total_relation_size(relid) > 0
                  FROM pg_stat_user_tables
                 WHERE relname = 'dead_letters_bad_id'
                """)).isEqualTo("t");
    }

    @Test
    void whoReadsKnowsWhomItIsShownTo() {
        assertThatCode(() -> execute(
                        "millrace_api", "SELECT id, team, scopes, secret_hash, expires_at, revoked_at FROM api_tokens"))
                .doesNotThrowAnyException();
    }

    @Test
    void whoReadsCannotWriteByMistakeAndIsEndedAfterTenSeconds() throws SQLException {
        assertThat(answer("millrace_api", "SHOW default_transaction_read_only")).isEqualTo("on");
        assertThat(answer("millrace_api", "SHOW statement_timeout")).isEqualTo("10s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM live_events",
                "DELETE FROM users",
                "TRUNCATE live_events",
                "DROP TABLE live_events"
            })
    void whoLooksAfterPartitionsSeesNoRows(String statement) throws SQLException {
        assertDenied("millrace_maintenance", statement);
    }

    @Test
    void whoLooksAfterPartitionsMakesThem() {
        assertThatCode(() ->
                        execute("millrace_maintenance", "SELECT ensure_partition('live_minute_stats', '2021-01-02')"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO users (user_id) VALUES (1)",
                "DELETE FROM dead_letters",
                "SELECT ensure_partition('live_events', '2021-01-02')",
                "CREATE TEMP TABLE mine ()",
                "SELECT lo_from_bytea(0, 'mine')",
            })
    void whoBacksUpMayNotWrite(String statement) throws SQLException {
        assertDenied("millrace_backup", statement);
    }

    @Test
    void whoBacksUpReadsEverythingAndTheLog() throws SQLException {
        assertThat(answer("millrace_backup", "SELECT count(*) FROM dead_letters"))
                .isEqualTo("0");
        assertThat(answer("millrace_backup", "SELECT count(*) > 0 FROM flyway_schema_history"))
                .isEqualTo("t");
        assertThat(answer("millrace_backup", "SELECT rolreplication FROM pg_roles WHERE rolname = current_user"))
                .isEqualTo("t");
    }

    /** As the operator of a server of their own makes them. */
    @Test
    void theLinesOfTheDocumentMakeTheSameOfTheReader() throws Exception {
        RealServers.Database own = RealServers.newDatabase("roles_by_hand");
        String document = Files.readString(Path.of("docs/database.md"));
        String lines =
                document.substring(document.indexOf("```sql\nCREATE ROLE millrace_ingest") + "```sql\n".length());
        List<String> statements = List.of(lines.substring(0, lines.indexOf("```"))
                .replace("tiktok_analytics", '"' + own.name() + '"')
                .split(";\\s*\n"));
        assertThat(statements).hasSizeGreaterThan(5);
        try (Connection superuser = RealServers.postgres().connectAsSuperuser(own.name());
                Statement statement = superuser.createStatement()) {
            // It is there already, of the server and not of a database.
            statement.execute("ALTER ROLE millrace_api RESET ALL");
            for (String line : statements) {
                if (!line.startsWith("CREATE ROLE")) {
                    statement.execute(line);
                }
            }
        }
        try (Connection api = DriverManager.getConnection(own.jdbcUrl(), "millrace_api", PASSWORD);
                Statement execution = api.createStatement()) {
            for (var setting : Map.of("default_transaction_read_only", "on", "statement_timeout", "10s")
                    .entrySet()) {
                try (var shown = execution.executeQuery("SHOW " + setting.getKey())) {
                    shown.next();
                    assertThat(shown.getString(1)).as(setting.getKey()).isEqualTo(setting.getValue());
                }
            }
            execution.execute("SET default_transaction_read_only = off");
            for (String writes : List.of("CREATE TEMP TABLE mine ()", "SELECT lo_from_bytea(0, 'mine')")) {
                assertThatThrownBy(() -> execution.execute(writes))
                        .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                                .isEqualTo(DENIED));
            }
        }
    }

    @Test
    void rightsAreGivenAgainWithEachMigration() throws SQLException {
        try (Connection owner = database.connect();
                Statement statement = owner.createStatement()) {
            statement.execute("REVOKE ALL ON users FROM millrace_api");
        }
        assertDenied("millrace_api", "SELECT FROM users");

        migrate();

        assertThatCode(() -> execute("millrace_api", "SELECT FROM users")).doesNotThrowAnyException();
    }

    private void migrate() {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .load()
                .migrate();
    }

    private void assertDenied(String role, String statement) throws SQLException {
        assertThatThrownBy(() -> execute(role, statement))
                .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                        .isEqualTo(DENIED));
    }

    private void execute(String role, String statement) throws SQLException {
        try (Connection connection = as(role);
                Statement execution = connection.createStatement()) {
            execution.execute(statement);
        }
    }

    private String answer(String role, String query) throws SQLException {
        try (Connection connection = as(role);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void asSuperuser(String statement) throws SQLException {
        try (Connection superuser = RealServers.postgres().connectAsSuperuser(database.name());
                Statement execution = superuser.createStatement()) {
            execution.execute(statement.formatted('"' + database.name() + '"'));
        }
    }

    private Connection as(String role) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), role, PASSWORD);
    }

    private String parentOf(String leaf) throws SQLException {
        try (Connection owner = database.connect();
                Statement statement = owner.createStatement();
                var rows = statement.executeQuery(
                        "SELECT n.nspname || '.' || p.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                                + " JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace n ON n.oid = p.relnamespace"
                                + " WHERE c.relname = '" + leaf + "'")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
