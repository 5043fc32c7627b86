package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.servers.RealServers;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SilentConnectionTest {
    @Test
    void aNetworkThatSwallowsBytesHoldsAStatementUpForABoundedTime() throws Exception {
        RealServers.Database database = RealServers.newDatabase("silent");
        Vertx vertx = Vertx.vertx();
        try (BlackHole hole = new BlackHole(database.port())) {
            PgConnectOptions options = new PgConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(hole.port())
                    .setDatabase(database.name())
                    .setUser(database.user())
                    .setPassword(database.password());
            Pool pool = Pool.newInstance(PgBuilder.pool()
                    .with(Pools.withoutAcquisitionTimer(new PoolOptions().setMaxSize(2)))
                    .connectingTo(Pools.withBoundedSilence(options, Duration.ofSeconds(1)))
                    .using(vertx)
                    .withConnectHandler(SilentConnections::closeForSure)
                    .build());
            pool.query("SELECT 1").execute().await().atMost(Duration.ofSeconds(10));
            hole.swallows(true);

            for (int i = 0; i < 3; i++) {
                Throwable failure = catchThrowable(() -> Transactions.run(pool, connection -> connection
                                .preparedQuery("SELECT 1")
                                .execute())
                        .await()
                        .atMost(Duration.ofSeconds(20)));

                assertThat(failure).isNotNull().isNotInstanceOf(io.smallrye.mutiny.TimeoutException.class);
                assertThat(Fault.of(failure)).isEqualTo(Fault.ENVIRONMENT);
            }

            hole.swallows(false);
            pool.query("SELECT 1")
                    .execute()
                    // A connection that is just ending may be handed out.
                    .onFailure()
                    .retry()
                    .withBackOff(Duration.ofMillis(50))
                    .atMost(10)
                    .await()
                    .atMost(Duration.ofSeconds(20));
        } finally {
            vertx.close();
        }
    }

    /** Passes bytes on to a server, or keeps them. */
    private static final class BlackHole implements AutoCloseable {
        private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final int target;
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private volatile boolean swallows;

        BlackHole(int target) throws IOException {
            this.target = target;
            start(this::accept);
        }

        int port() {
            return door.getLocalPort();
        }

        /** What was swallowed is lost, and the connections with it. */
        void swallows(boolean now) throws IOException {
            swallows = now;
            for (Socket socket : now ? List.<Socket>of() : sockets) {
                socket.close();
            }
        }

        private void accept() throws IOException {
            while (!door.isClosed()) {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                start(() -> pass(client, server));
                start(() -> pass(server, client));
            }
        }

        private void pass(Socket from, Socket to) throws IOException {
            byte[] bytes = new byte[8192];
            for (int read = from.getInputStream().read(bytes);
                    read >= 0;
                    read = from.getInputStream().read(bytes)) {
                if (!swallows) {
                    to.getOutputStream().write(bytes, 0, read);
                }
            }
            if (!swallows) {
                to.close();
            }
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void start(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException ended) {
                    // The test is over, or a side has closed.
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() {
            try {
                door.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
