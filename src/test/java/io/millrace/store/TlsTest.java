package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.servers.RealServers;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whom the service speaks to, against a real server with a certificate for {@code localhost}, and not for its address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {
    private static final String STORE_PASSWORD = "of-the-test";

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
        KeyStore keys = selfSigned("server");
        authority = certificate(keys, "server");
        try (Connection superuser = RealServers.postgres().connectAsSuperuser("postgres");
                Statement statement = superuser.createStatement()) {
            // As the server's own user, whoever that is, and for nobody else to read.
            save(statement, "server.crt", Files.readString(authority));
            save(
                    statement,
                    "server.key",
                    pem(
                            "PRIVATE KEY",
                            keys.getKey("key", STORE_PASSWORD.toCharArray()).getEncoded()));
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
    void aServerThatAnotherAuthorityVouchesForIsNot() throws Exception {
        Path other = certificate(selfSigned("other"), "other");

        assertThatThrownBy(() -> encrypted("localhost", "verify-full", other))
                .hasStackTraceContaining("SSL handshake failed");
    }

    @Test
    void migrationsAreAsStrict() throws Exception {
        Path other = certificate(selfSigned("another"), "another");
        String url = "jdbc:postgresql://localhost:" + database.port() + "/" + database.name()
                + "?sslmode=verify-full&sslrootcert=";

        assertThat(Flyway.configure()
                        .dataSource(url + authority, database.user(), database.password())
                        .load()
                        .migrate()
                        .success)
                .isTrue();
        assertThatThrownBy(() -> Flyway.configure()
                        .dataSource(url + other, database.user(), database.password())
                        .load()
                        .migrate())
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

    private Pool pool(String host, String tls, Path authorities) {
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
        StoreConfig config = new SmallRyeConfigBuilder()
                .withMapping(StoreConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(StoreConfig.class);
        return Pool.newInstance(new PoolOptionsCustomizer(config).reads(vertx, database.user(), database.password()));
    }

    private KeyStore selfSigned(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        "key",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        return keys;
    }

    private Path certificate(KeyStore keys, String name) throws Exception {
        return Files.writeString(
                directory.resolve(name + ".crt"),
                pem("CERTIFICATE", keys.getCertificate("key").getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
    }

    private static void save(Statement statement, String file, String text) throws Exception {
        statement.execute("COPY (SELECT unnest(string_to_array('" + text.strip()
                + "', E'\\n'))) TO PROGRAM 'umask 077; cat >" + file + "'");
    }
}
