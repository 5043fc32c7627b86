package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.servers.RealServers;
import io.millrace.servers.SelfSigned;
import io.millrace.telemetry.ServerMetrics;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whom the service speaks to, against a real server with a certificate for {@code localhost}, and not for its address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final Vertx vertx = Vertx.vertx();

    @SuppressWarnings("NullAway.Init")
    private RealServers.Database database;

    @SuppressWarnings("NullAway.Init")
    private Path authority;

    @BeforeAll
    void giveTheServerACertificate(@TempDir Path temporary) throws Exception {
        directory = temporary;
        database = RealServers.newDatabase("tls");
        SelfSigned server = selfSigned("server");
        authority = server.certificate();
        try (Connection superuser = RealServers.postgres().connectAsSuperuser("postgres");
                Statement statement = superuser.createStatement()) {
            // As the server's own user, whoever that is, and for nobody else to read.
            save(statement, "server.crt", Files.readString(authority));
            save(statement, "server.key", Files.readString(server.key()));
            statement.execute("ALTER SYSTEM SET ssl = on");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @AfterAll
    void takeItAway() throws Exception {
        try (Connection superuser = RealServers.postgres().connectAsSuperuser("postgres");
                Statement statement = superuser.createStatement()) {
            statement.execute("ALTER SYSTEM RESET ssl");
            statement.execute("SELECT pg_reload_conf()");
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theServerOfThatNameIsSpokenToAndNobodyListens() {
        assertThat(encrypted("localhost", "verify-full", authority)).isTrue();
        assertThat(encrypted("localhost", "require", authority)).isTrue();
        assertThat(encrypted("localhost", "disable", authority)).isFalse();
    }

    @Test
    void aServerOfAnotherNameIsNot() {
        assertThatThrownBy(() -> encrypted("127.0.0.1", "verify-full", authority))
                .hasStackTraceContaining("SSL handshake failed");
    }

    @Test
    void aServerThatAnotherAuthorityVouchesForIsNot() {
        Path other = selfSigned("other").certificate();

        assertThatThrownBy(() -> encrypted("localhost", "verify-full", other))
                .hasStackTraceContaining("SSL handshake failed");
    }

    @Test
    void migrationsAreAsStrict() throws SQLException {
        Path other = selfSigned("another").certificate();

        assertThat(migratesEncrypted("verify-full", authority)).isTrue();
        assertThat(migratesEncrypted("require", other)).isTrue();
        assertThat(migratesEncrypted("disable", other)).isFalse();
        assertThatThrownBy(() -> migratesEncrypted("verify-full", other))
                .hasStackTraceContaining("unable to find valid certification path");
    }

    @Test
    void theReadersSessionMayNotWrite() {
        Pool reads = pool("localhost", "verify-full", authority);

        assertThatThrownBy(() -> reads.query("CREATE TABLE mine ()").executeAndAwait())
                .hasMessageContaining("cannot execute CREATE TABLE in a read-only transaction");
        reads.closeAndAwait();
    }

    private boolean encrypted(String host, String tls, Path authorities) {
        Pool pool = pool(host, tls, authorities);
        try {
            return pool.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                    .executeAndAwait()
                    .iterator()
                    .next()
                    .getBoolean(0);
        } finally {
            pool.closeAndAwait();
        }
    }

    private boolean migratesEncrypted(String tls, Path authorities) throws SQLException {
        FluentConfiguration flyway = Flyway.configure();
        new MigrationServers(config("localhost", tls, authorities)).customize(flyway);
        try (Connection connection = flyway.getDataSource().getConnection();
                Statement statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            answer.next();
            return answer.getBoolean(1);
        }
    }

    private Pool pool(String host, String tls, Path authorities) {
        StoreConfig config = config(host, tls, authorities);
        return Pool.newInstance(new Pools(config, new ServerMetrics(new SimpleMeterRegistry()))
                .reads(vertx, Server.of(config).get(0), database.user(), database.password()));
    }

    private StoreConfig config(String host, String tls, Path authorities) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "millrace.store.host", host,
                "millrace.store.port", String.valueOf(database.port()),
                "millrace.store.database", database.name(),
                "millrace.store.user", database.user(),
                "millrace.store.password", database.password(),
                "millrace.store.owner", database.user(),
                "millrace.store.owner-password", database.password(),
                "millrace.store.connections", "2",
                "millrace.store.tls", tls,
                "millrace.store.tls-ca", authorities.toString()));
        return new SmallRyeConfigBuilder()
                .withMapping(StoreConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(StoreConfig.class);
    }

    private SelfSigned selfSigned(String name) {
        return SelfSigned.make(directory, name, "dns:localhost");
    }

    private static void save(Statement statement, String file, String text) throws Exception {
        statement.execute("COPY (SELECT unnest(string_to_array('" + text.strip()
                + "', E'\\n'))) TO PROGRAM 'umask 077; cat >" + file + "'");
    }
}
