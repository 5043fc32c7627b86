package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.servers.RealServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each role may, and above all what it may not. That the service can do its work as them, the all-in-one's tests show. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesTest {
    private static final String PASSWORD = "of-the-test";
    private static final String DENIED = "42501";
    private static final String READ_ONLY = "25006";

    @SuppressWarnings("NullAway.Init")
    private RealServers.Database database;

    @BeforeAll
    void migrateWithRolesThatExist() throws SQLException {
        try (Connection superuser = RealServers.postgres().connectAsSuperuser("postgres");
                Statement statement = superuser.createStatement()) {
            for (String role : List.of("ingest", "api", "maintenance", "backup")) {
                statement.execute("CREATE ROLE millrace_" + role + " LOGIN PASSWORD '" + PASSWORD + "'");
            }
        }
        database = RealServers.newDatabase("roles");
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
                "CREATE OR REPLACE FUNCTION verify_room(room bigint) RETURNS void LANGUAGE sql AS ''",
                "UPDATE flyway_schema_history SET success = false",
                "SELECT pg_read_file('postgresql.conf')",
                "COPY live_events TO '/tmp/events'",
                "CREATE ROLE mine",
                "SET ROLE tiktok_user",
            })
    void whoWritesRowsMayNotTakeThemAwayNorChangeTheTables(String statement) throws SQLException {
        assertDenied("millrace_ingest", statement);
    }

    @Test
    void whoWritesRowsMayWriteThemAndHaveAPartitionMade() throws SQLException {
        try (Connection ingest = as("millrace_ingest");
                Statement statement = ingest.createStatement()) {
            statement.execute("SELECT ensure_partition('live_events', '2031-01-01')");
            statement.execute("""
                    INSERT INTO live_events (room_id, occurred_at, msg_id, event_type, type_name, captured_at)
                    VALUES (1, '2031-01-01 12:00Z', 1, 'other', 'x', '2031-01-01 12:00Z')
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
                "live_events_p20310101",
            })
    void aPartitionOfNothingElseCanBeHad(String table) throws SQLException {
        try (Connection ingest = as("millrace_ingest");
                var ensure = ingest.prepareStatement("SELECT ensure_partition(?, '2031-01-01')")) {
            ensure.setString(1, table);
            assertThatThrownBy(ensure::execute)
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .isEqualTo("22023"));
        }
    }

    @Test
    void temporaryTablesOfTheCallerDeceiveNobody() throws SQLException {
        try (Connection ingest = as("millrace_ingest");
                Statement statement = ingest.createStatement()) {
            statement.execute(
                    "CREATE TEMP TABLE live_events (LIKE public.live_events) PARTITION BY RANGE (occurred_at)");
            statement.execute("SELECT ensure_partition('live_events', '2031-02-01')");
        }
        assertThat(parentOf("live_events_p20310201")).isEqualTo("public.live_events");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO users (user_id) VALUES (1)",
                "UPDATE live_streams SET title = 'mine'",
                "DELETE FROM live_events",
                "SELECT count(*) FROM dead_letters",
                "SELECT ensure_partition('live_events', '2031-01-02')",
                "SELECT rebuild_room(1)",
                "CREATE TABLE mine ()",
            })
    void whoReadsMayNotWriteEvenWhereTheSessionWouldLet(String statement) throws SQLException {
        assertDenied("millrace_api", statement);
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
                        execute("millrace_maintenance", "SELECT ensure_partition('live_minute_stats', '2031-01-02')"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"INSERT INTO users (user_id) VALUES (1)", "SELECT ensure_partition('live_events', '2031-01-02')"
            })
    void whoBacksUpMayNotWrite(String statement) throws SQLException {
        assertDenied("millrace_backup", statement);
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
                        .isIn(DENIED, READ_ONLY));
    }

    private void execute(String role, String statement) throws SQLException {
        try (Connection connection = as(role);
                Statement execution = connection.createStatement()) {
            execution.execute(statement);
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
