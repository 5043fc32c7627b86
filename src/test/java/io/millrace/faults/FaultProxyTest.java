package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.faults.FaultProxy.Direction;
import io.millrace.processes.Children;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final byte[] HELLO = {1, 2, 3, 4, 5};

    private ServerSocket echo;
    private FaultProxy proxy;

    FaultProxyTest() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        proxy = FaultProxy.start("test", Children.freePort(), echo.getLocalPort(), FaultProxy.Taps.NONE);
    }

    @BeforeEach
    void serve() {
        Thread server = new Thread(() -> {
            try {
                while (true) {
                    Socket client = echo.accept();
                    Thread each = new Thread(() -> echo(client));
                    each.setDaemon(true);
                    each.start();
                }
            } catch (IOException closed) {
                assertThat(echo.isClosed()).isTrue();
            }
        });
        server.setDaemon(true);
        server.start();
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException cut) {
            assertThat(cut).isNotNull();
        }
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), proxy.port());
        socket.setSoTimeout(3000);
        return socket;
    }

    private static byte[] roundTrip(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return socket.getInputStream().readNBytes(bytes.length);
    }

    private static long millis(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1_000_000;
    }

    @Test
    void withoutToxicsBytesComeThroughUnchanged() throws IOException {
        byte[] many = new byte[300_000];
        many[299_999] = 7;
        try (Socket socket = connect()) {
            assertThat(roundTrip(socket, HELLO)).isEqualTo(HELLO);
            Thread writer = new Thread(() -> write(socket, many));
            writer.start();
            assertThat(socket.getInputStream().readNBytes(many.length)).isEqualTo(many);
        }
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void latencyDelaysAndGoesAwayWhileTheConnectionLives() throws IOException {
        try (Socket socket = connect()) {
            try (FaultProxy.Placed slow =
                    proxy.add(Direction.UPSTREAM, new Toxic.Latency(Duration.ofMillis(200), Duration.ZERO))) {
                long began = System.nanoTime();
                roundTrip(socket, HELLO);
                assertThat(millis(began)).as("with %s", slow).isBetween(190L, 2000L);
            }
            long began = System.nanoTime();
            roundTrip(socket, HELLO);
            assertThat(millis(began)).isLessThan(190);
        }
    }

    @Test
    void bandwidthIsShared() throws IOException {
        proxy.add(Direction.DOWNSTREAM, new Toxic.Bandwidth(100));
        try (Socket socket = connect()) {
            long began = System.nanoTime();
            roundTrip(socket, new byte[50_000]);
            assertThat(millis(began)).isBetween(300L, 2500L);
        }
    }

    @Test
    void slicesArriveWhole() throws IOException {
        proxy.add(Direction.UPSTREAM, new Toxic.Slicer(1, 0, Duration.ZERO));
        try (Socket socket = connect()) {
            assertThat(roundTrip(socket, HELLO)).isEqualTo(HELLO);
        }
    }

    @Test
    void aBlackHoleStaysHalfOpenForThoseWhoMetItAndNobodyElse() throws IOException {
        try (Socket met = connect()) {
            roundTrip(met, HELLO);
            met.setSoTimeout(300);
            try (FaultProxy.Placed hole = proxy.add(Direction.UPSTREAM, Toxic.Timeout.BLACK_HOLE)) {
                assertThatThrownBy(() -> roundTrip(met, HELLO))
                        .as("in %s", hole)
                        .isInstanceOf(SocketTimeoutException.class);
            }
            assertThatThrownBy(() -> roundTrip(met, HELLO)).isInstanceOf(SocketTimeoutException.class);
            try (Socket other = connect()) {
                assertThat(roundTrip(other, HELLO)).isEqualTo(HELLO);
            }
        }
    }

    @Test
    void aTimeoutEndsTheConnectionAfterItsTime() throws IOException {
        proxy.add(Direction.UPSTREAM, new Toxic.Timeout(Duration.ofMillis(200)));
        try (Socket socket = connect()) {
            long began = System.nanoTime();
            assertThat(roundTrip(socket, HELLO)).isEmpty();
            assertThat(millis(began)).isBetween(190L, 2500L);
        }
    }

    @Test
    void resetPeerIsAReset() throws IOException {
        proxy.add(Direction.UPSTREAM, new Toxic.ResetPeer(Duration.ZERO));
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> roundTrip(socket, HELLO))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void limitDataEndsTheConnectionWhenSoMuchHasPassed() throws IOException {
        proxy.add(Direction.UPSTREAM, new Toxic.LimitData(7));
        try (Socket socket = connect()) {
            assertThat(roundTrip(socket, HELLO)).isEqualTo(HELLO);
            assertThat(socketEnds(socket)).isTrue();
        }
    }

    private static boolean socketEnds(Socket socket) {
        try {
            return roundTrip(socket, HELLO).length == 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void slowCloseDelaysTheEnd() throws IOException {
        proxy.add(Direction.UPSTREAM, new Toxic.SlowClose(Duration.ofMillis(250)));
        try (Socket socket = connect()) {
            roundTrip(socket, HELLO);
            long began = System.nanoTime();
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(millis(began)).isBetween(240L, 2500L);
        }
    }

    @Test
    void downCutsEverythingAndRefusesUntilUp() throws IOException {
        try (Socket socket = connect()) {
            roundTrip(socket, HELLO);
            proxy.down();
            assertThat(socketEnds(socket)).isTrue();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        }
        proxy.up();
        try (Socket socket = connect()) {
            assertThat(roundTrip(socket, HELLO)).isEqualTo(HELLO);
        }
    }

    @Test
    void theTrapKnowsACommitHoweverItIsSliced() throws IOException {
        CommitTrap trap = new CommitTrap();
        ByteArrayOutputStream server = new ByteArrayOutputStream();
        FaultProxy.Tap session = trap.session(() -> {});
        byte[] startup = {0, 0, 0, 9, 0, 3, 0, 0, 0};
        byte[] insert = {'Q', 0, 0, 0, 6, 'x', 0};
        byte[] commit = {'Q', 0, 0, 0, 11, 'C', 'O', 'M', 'M', 'I', 'T', 0};
        for (byte[] message : new byte[][] {startup, insert, commit, insert}) {
            for (byte b : message) {
                session.upstream(new byte[] {b}, 1, server);
            }
        }
        session.upstream(commit, commit.length, server);

        assertThat(trap.commits()).isEqualTo(2);
        assertThat(server.size()).isEqualTo(startup.length + 2 * insert.length + 2 * commit.length);
    }
}
