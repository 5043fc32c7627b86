package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processes.Children;
import io.millrace.servers.RealServers;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A read that fails on one server goes to the next, and to no other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NextServerTest {
    private static final QueryConfig CONFIG = new QueryConfig() {
        @Override
        public Duration idleAfter() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(4);
        }
    };

    private final Vertx vertx = Vertx.vertx();
    private final RealServers.Database database = RealServers.newDatabase("next_server");

    @AfterAll
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aReadGoesToTheNextServerWhereOneIsGone() throws IOException {
        Database reads = new Database(() -> List.of(gone(), there()), CONFIG);

        assertThat(reads.read("SELECT 1 AS one").await().indefinitely())
                .extracting(row -> row.getInteger("one"))
                .containsExactly(1);
    }

    @Test
    void aReadGoesToNoOtherServerOnceOneHasAnswered() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Database first = new Database(() -> List.of(there(), pool(other.getLocalPort())), CONFIG);
            Database second = new Database(() -> List.of(gone(), there(), pool(other.getLocalPort())), CONFIG);

            first.read("SELECT 1").await().indefinitely();
            second.read("SELECT 1").await().indefinitely();

            other.setSoTimeout(1);
            assertThatThrownBy(other::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aServerThatSaysNothingLeavesTheNextOneItsTurn() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Database reads = new Database(() -> List.of(pool(silent.getLocalPort()), there()), CONFIG);

            assertThat(reads.read("SELECT 1 AS one").await().indefinitely())
                    .extracting(row -> row.getInteger("one"))
                    .containsExactly(1);
        }
    }

    @Test
    void whereAllAreGoneTheDatabaseIsAway() {
        Database reads = new Database(() -> List.of(gone(), gone()), CONFIG);

        assertThatThrownBy(() -> reads.read("SELECT 1").await().indefinitely()).isInstanceOf(DatabaseAway.class);
    }

    private Pool there() {
        return pool(database.port());
    }

    private Pool gone() {
        try {
            return pool(Children.freePort());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Pool pool(int port) {
        return Pool.newInstance(PgBuilder.pool()
                .connectingTo(new PgConnectOptions()
                        .setHost(database.host())
                        .setPort(port)
                        .setDatabase(database.name())
                        .setUser(database.user())
                        .setPassword(database.password()))
                .using(vertx)
                .build());
    }
}
