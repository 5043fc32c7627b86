package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.servers.RealServers;
import io.millrace.telemetry.ServerMetrics;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API reads through where nobody has made a role for it. */
class ReadConnectionsTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final int CONNECTIONS = 3;

    private final Vertx vertx = Vertx.vertx();

    @SuppressWarnings("NullAway.Init")
    private Pool reads;

    @BeforeEach
    void open() {
        RealServers.Database database = RealServers.newDatabase("read_connections");
        StoreConfig config = new SmallRyeConfigBuilder()
                .withMapping(StoreConfig.class)
                .withDefaultValues(Map.ofEntries(
                        Map.entry("millrace.store.host", database.host()),
                        Map.entry("millrace.store.port", String.valueOf(database.port())),
                        Map.entry("millrace.store.database", database.name()),
                        Map.entry("millrace.store.user", database.user()),
                        Map.entry("millrace.store.password", database.password()),
                        Map.entry("millrace.store.owner", database.user()),
                        Map.entry("millrace.store.owner-password", database.password()),
                        Map.entry("millrace.store.connections", "2"),
                        Map.entry("millrace.store.reader-connections", String.valueOf(CONNECTIONS)),
                        Map.entry("millrace.store.reader-statement-timeout", "PT0.5S"),
                        Map.entry("millrace.store.tls-ca", "none")))
                .build()
                .getConfigMapping(StoreConfig.class);
        Pools pools = new Pools(config, new ServerMetrics(new SimpleMeterRegistry()));
        reads = new StoreBeans().reads(pools, vertx, config).get().get(0);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aSessionMayOnlyReadAndAStatementThatRunsAwayIsEnded() {
        assertThat(answer("SHOW default_transaction_read_only")).isEqualTo("on");
        assertThatThrownBy(() -> answer("CREATE TABLE mine ()")).hasMessageContaining("25006");
        assertThatThrownBy(() -> answer("SELECT pg_sleep(5)::text")).hasMessageContaining("57014");
    }

    @Test
    void muchReadingTakesNoMoreThanItsConnections() {
        List<Uni<String>> many = Stream.generate(() -> asked("SELECT pg_sleep(0.05)::text"))
                .limit(30)
                .toList();
        String sessions = Uni.join()
                .all(many)
                .andFailFast()
                .chain(() -> asked("SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database()"))
                .await()
                .atMost(A_MINUTE);
        assertThat(sessions).isEqualTo(String.valueOf(CONNECTIONS));
    }

    private String answer(String sql) {
        return asked(sql).await().atMost(A_MINUTE);
    }

    private Uni<String> asked(String sql) {
        return reads.query(sql)
                .execute()
                .map(rows -> rows.iterator().next())
                .map(row -> String.valueOf(row.getString(0)));
    }
}
