package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.servers.RealServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresTest {

    @Test
    void freshDatabaseBelongsToTheApplicationUserWhoIsNoSuperuser() throws SQLException {
        RealServers.Database database = RealServers.newDatabase("EmbeddedPostgresTest");
        try (Connection connection = database.connect()) {
            assertThat(ask(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
            assertThat(ask(connection, "SHOW timezone")).isEqualTo("Asia/Kathmandu");
            assertThat(ask(connection, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(ask(connection, "SHOW data_checksums")).isEqualTo("on");
            assertThat(ask(connection, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(connection, "SHOW server_version")).startsWith("17.");
            assertThat(ask(connection, "CREATE TABLE t (a int); SELECT count(*) FROM t"))
                    .isEqualTo("0");
        }
    }

    @Test
    void wrongPasswordIsRefused() {
        RealServers.Database right = RealServers.newDatabase("wrong password");
        RealServers.Database wrong =
                new RealServers.Database(right.host(), right.port(), right.name(), right.user(), "guessed");
        assertThatThrownBy(wrong::connect).isInstanceOf(SQLException.class).hasMessageContaining("authentication");
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (!rows) {
                rows = statement.getMoreResults();
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
