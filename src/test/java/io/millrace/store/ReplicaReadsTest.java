package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.processes.Children;
import io.millrace.standalone.EmbeddedPostgres;
import io.millrace.standalone.EmbeddedPostgres.Durability;
import io.millrace.telemetry.ServerMetrics;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the service reads and writes, against a real primary and a real standby that streams from it. */
class ReplicaReadsTest {
    private static final String USER = "tiktok_user";
    private static final String PASSWORD = "of-the-test";
    private static final Duration LAG_BOUND = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedPostgres primary;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedPostgres standby;

    @SuppressWarnings("NullAway.Init")
    private Pools pools;

    @SuppressWarnings("NullAway.Init")
    private Pool writes;

    @SuppressWarnings("NullAway.Init")
    private Supplier<List<Pool>> reads;

    @BeforeEach
    void startBoth() throws Exception {
        home = Files.createTempDirectory("millrace-replica-");
        // Started as root, PostgreSQL runs as another user, who has to pass through.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        int port = Children.freePort();
        EmbeddedPostgres first = EmbeddedPostgres.start(home.resolve("first"), port, Durability.NONE);
        first.createRole(USER, PASSWORD);
        first.createDatabase("app", USER);
        // The programs bring no pg_basebackup: a copy of the server at rest is as good.
        first.stop();
        Files.createDirectories(home.resolve("second"));
        assertThat(Children.run("cp", "-a", home + "/first/.", home + "/second"))
                .isTrue();
        follow(home.resolve("second"), port, first.superuserPassword());
        primary = EmbeddedPostgres.start(home.resolve("first"), port, Durability.NONE);
        standby = EmbeddedPostgres.start(home.resolve("second"), Children.freePort(), Durability.NONE);
        startPools();
        writes.query("CREATE TABLE written (n int)").executeAndAwait();
    }

    private static void follow(Path home, int port, String password) throws Exception {
        Path data = home.resolve("postgres-data");
        Files.createFile(data.resolve("standby.signal"));
        Files.writeString(
                data.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres password=%s'%n".formatted(port, password),
                StandardOpenOption.APPEND);
    }

    private StoreConfig config(String host) {
        return new SmallRyeConfigBuilder()
                .withMapping(StoreConfig.class)
                .withDefaultValues(Map.ofEntries(
                        Map.entry("millrace.store.host", host),
                        Map.entry("millrace.store.port", String.valueOf(primary.port())),
                        Map.entry("millrace.store.replica-host", host),
                        Map.entry("millrace.store.replica-port", String.valueOf(standby.port())),
                        Map.entry("millrace.store.replica-lag", LAG_BOUND.toString()),
                        Map.entry("millrace.store.database", "app"),
                        Map.entry("millrace.store.user", USER),
                        Map.entry("millrace.store.password", PASSWORD),
                        Map.entry("millrace.store.owner", USER),
                        Map.entry("millrace.store.owner-password", PASSWORD),
                        Map.entry("millrace.store.connections", "2"),
                        Map.entry("millrace.store.tls", "disable"),
                        Map.entry("millrace.store.tls-ca", "none")))
                .build()
                .getConfigMapping(StoreConfig.class);
    }

    /** As a process does that has just started. */
    private void startPools() {
        startPools("127.0.0.1");
    }

    private void startPools(String host) {
        StoreConfig config = config(host);
        pools = new Pools(config, new ServerMetrics(new SimpleMeterRegistry()));
        PgConnectOptions options = new PgConnectOptions()
                .setHost("127.0.0.1")
                .setPort(primary.port())
                .setDatabase("app")
                .setUser(USER)
                .setPassword(PASSWORD);
        writes = Pool.newInstance(pools.create(new PgPoolCreator.Input() {
            @Override
            public Vertx vertx() {
                return vertx;
            }

            @Override
            public PoolOptions poolOptions() {
                return new PoolOptions().setMaxSize(2);
            }

            @Override
            public List<PgConnectOptions> pgConnectOptionsList() {
                return List.of(options);
            }
        }));
        reads = new StoreBeans().reads(pools, vertx, config);
    }

    @AfterEach
    void stopBoth() throws Exception {
        pools.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        standby.stop();
        primary.stop();
        Children.run("rm", "-rf", home.toString());
    }

    @Test
    void readsGoToTheReplicaAndStayThereWhileNothingIsWritten() {
        until(() -> readsAt(standby));

        assertThat(Children.until(LAG_BOUND.multipliedBy(3), () -> !readsAt(standby)))
                .as("left")
                .isFalse();
    }

    @Test
    void aReplicaBehindTheBoundIsLeftAndTakenUpWhenItHasCaughtUp() throws Exception {
        until(() -> readsAt(standby));
        execute(standby, "SELECT pg_wal_replay_pause()");
        write(writes, 1);
        until(() -> readsAt(primary));
        assertThat(rowsRead()).isEqualTo(1);
        execute(standby, "SELECT pg_wal_replay_resume()");

        until(() -> readsAt(standby));
        assertThat(rowsRead()).isEqualTo(1);
    }

    @Test
    void aReplicaThatIsGoneIsLeftAndTakenUpWhenItIsBack() throws Exception {
        until(() -> readsAt(standby));
        standby.stop();
        until(() -> readsAt(primary));
        standby = EmbeddedPostgres.start(home.resolve("second"), standby.port(), Durability.NONE);

        until(() -> readsAt(standby));
    }

    @Test
    void afterAPromotionTheNewPrimaryIsWrittenToAndNotTheOldOneWhenItComesBack() throws Exception {
        until(() -> readsAt(standby));
        write(writes, 1);
        primary.stop();
        execute(standby, "SELECT pg_promote()");
        until(() -> write(writes, 2));
        assertThat(rowsAt(standby)).isEqualTo(2);
        primary = EmbeddedPostgres.start(home.resolve("first"), primary.port(), Durability.NONE);
        execute(primary, "SELECT 1");

        // It takes rows, and is not asked to: neither now nor by those who look again.
        assertThat(Children.until(Duration.ofSeconds(4), () -> !write(writes, 3)))
                .as("a write failed")
                .isFalse();
        assertThat(rowsAt(primary)).isEqualTo(1);
        until(() -> readsAt(standby));
    }

    @Test
    void connectionsToAnOldPrimaryThatLivesOnAreEnded() throws Exception {
        until(() -> readsAt(standby));
        assertThat(write(writes, 1)).isTrue();
        until(() -> rowsAt(standby) == 1);
        execute(standby, "SELECT pg_promote()");
        until(() -> pools.readers().equals(List.of(1)));

        int before = rowsAt(primary);
        until(() -> write(writes, 2));
        assertThat(rowsAt(primary)).isEqualTo(before);
        assertThat(rowsAt(standby)).isEqualTo(2);
    }

    @Test
    void whoHasJustStartedWritesToNoOldPrimaryBecauseTheNewOneIsSlowToAnswer() throws Exception {
        until(() -> readsAt(standby));
        write(writes, 1);
        until(() -> rowsAt(standby) == 1);
        execute(standby, "SELECT pg_promote()");
        pools.stop();
        String postmaster =
                Files.readAllLines(standby.data().resolve("postmaster.pid")).get(0);
        CompletableFuture<?> written;
        assertThat(Children.run("kill", "-STOP", postmaster)).isTrue();
        try {
            startPools();
            written = writes.query("INSERT INTO written VALUES (2)")
                    .execute()
                    .subscribeAsCompletionStage()
                    .toCompletableFuture();
            assertThat(Children.until(Duration.ofSeconds(4), written::isDone))
                    .as("written before the other has answered")
                    .isFalse();
        } finally {
            Children.run("kill", "-CONT", postmaster);
        }

        written.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(rowsAt(standby)).isEqualTo(2);
        assertThat(rowsAt(primary)).isEqualTo(1);
    }

    @Test
    void theSchemaIsMigratedAtThePrimaryAndAtTheLaterOneOfTwo() throws Exception {
        assertThat(migrates()).isEqualTo(primary.port());
        execute(standby, "SELECT pg_promote()");

        assertThat(migrates()).isEqualTo(standby.port());
    }

    @Test
    void whereNoPrimaryIsTheMigrationSaysWhatEachServerSaid() throws Exception {
        primary.stop();

        assertThatThrownBy(this::migrates)
                .hasMessageMatching("no primary is found; Connection to 127.0.0.1:" + primary.port() + " refused\\..*");
    }

    @Test
    void aServerWhoseAddressIsSpelledOtherwiseThanItIsAnsweredFromKeepsItsConnections() {
        pools.stop();
        startPools("::ffff:127.0.0.1");

        for (int i = 0; i < 5; i++) {
            assertThat(write(writes, i)).isTrue();
        }
    }

    /** The port of the server to which the migration connects. */
    private int migrates() throws SQLException {
        FluentConfiguration flyway = Flyway.configure();
        new MigrationServers(config("127.0.0.1")).customize(flyway);
        try (Connection connection = flyway.getDataSource().getConnection();
                Statement statement = connection.createStatement();
                var answer = statement.executeQuery("SHOW port")) {
            answer.next();
            return answer.getInt(1);
        }
    }

    private static void until(BooleanSupplier condition) {
        assertThat(Children.until(PATIENCE, condition)).isTrue();
    }

    private boolean readsAt(EmbeddedPostgres server) {
        try {
            return first("SELECT current_setting('port')::int") == server.port();
        } catch (RuntimeException away) {
            return false;
        }
    }

    private int rowsRead() {
        return first("SELECT count(*)::int FROM written");
    }

    private int first(String sql) {
        return reads.get().get(0).query(sql).executeAndAwait().iterator().next().getInteger(0);
    }

    private static boolean write(Pool pool, int n) {
        try {
            pool.preparedQuery("INSERT INTO written VALUES (" + n + ")").executeAndAwait();
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    private static int rowsAt(EmbeddedPostgres server) {
        Integer rows = null;
        try (Connection connection = server.connect("app");
                Statement statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT count(DISTINCT n) FROM written")) {
            answer.next();
            rows = answer.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    private static void execute(EmbeddedPostgres server, String sql) throws Exception {
        try (Connection connection = server.connect("app");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
