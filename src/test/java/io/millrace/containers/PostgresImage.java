package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.ConfigFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** The image of PostgreSQL as Compose runs it: with a role that owns the database, and every password in a file. */
final class PostgresImage extends GenericContainer<PostgresImage> {
    static final String NAME = "millrace-postgres-it";

    private static final int PORT = 5432;
    private static final List<String> SECRETS = List.of("", "OWNER_", "INGEST_", "API_", "MAINTENANCE_", "BACKUP_");

    PostgresImage(Volume data) {
        super(NAME);
        withEnv(settings());
        withEnv("POSTGRES_USER", "postgres");
        withEnv("POSTGRES_OWNER", "tiktok_user");
        withEnv("POSTGRES_DB", "tiktok_analytics");
        withEnv("POSTGRES_REPLICATION_USERS", "millrace_backup");
        for (String secret : SECRETS) {
            String file = "/run/secrets/" + secret + "PASSWORD";
            withEnv("POSTGRES_" + secret + "PASSWORD_FILE", file);
            withCopyToContainer(Transferable.of(passwordOf(secret), 0444), file);
        }
        withCreateContainerCmdModifier(data::holdDataOf);
        withExposedPorts(PORT);
        waitingFor(Wait.forHealthcheck().withStartupTimeout(Duration.ofMinutes(2)));
    }

    static void build() throws Exception {
        Docker.says("build", "-q", "-f", "docker/postgres/Dockerfile", "-t", NAME, ".");
    }

    /** Those of config.json, as their variables. */
    static Map<String, String> settings() {
        Map<String, String> settings =
                new HashMap<>(ConfigFile.read(Path.of("config.json"), Map.of()).variables());
        settings.keySet().removeIf(name -> !name.startsWith("POSTGRES_SETTINGS_"));
        return settings;
    }

    static List<String> passwords() {
        return SECRETS.stream().map(PostgresImage::passwordOf).toList();
    }

    private static String passwordOf(String secret) {
        return "it's a \"secret\" of " + secret;
    }

    String jdbcUrl(String parameters) {
        return "jdbc:postgresql://localhost:" + getMappedPort(PORT) + "/tiktok_analytics?" + parameters;
    }

    /** With the certificate's authority checked, and the server's name. */
    String verified(Path authority) {
        return jdbcUrl("sslmode=verify-full&sslrootcert=" + authority);
    }

    static String ownerPassword() {
        return passwordOf("OWNER_");
    }

    Connection owner(Path authority) throws SQLException {
        return DriverManager.getConnection(verified(authority), "tiktok_user", ownerPassword());
    }

    /** What the superuser gets as an answer, from inside the container. */
    String ask(String query) throws Exception {
        return shell("exec gosu postgres psql -X -A -t -v ON_ERROR_STOP=1 -d tiktok_analytics -c \"$0\"", query);
    }

    /** What a command says on its standard output; it must succeed. */
    String shell(String script, String... arguments) throws Exception {
        ExecResult ran = run(script, arguments);
        assertThat(ran.getExitCode()).as("%s: %s", script, ran.getStderr()).isZero();
        return ran.getStdout().strip();
    }

    ExecResult run(String script, String... arguments) throws Exception {
        String[] words = new String[3 + arguments.length];
        words[0] = "bash";
        words[1] = "-c";
        words[2] = script;
        System.arraycopy(arguments, 0, words, 3, arguments.length);
        return execInContainer(words);
    }

    static String answer(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
