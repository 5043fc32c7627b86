package io.millrace.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback that can be made ill while connections live.
 *
 * <pre>
 *   client ──upstream──▶ proxy ──upstream──▶ server
 *          ◀─downstream─       ◀─downstream─
 * </pre>
 *
 * <p>Two threads a connection, one for each direction; a toxic is looked up again for every chunk.
 */
final class FaultProxy implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;
    private static final int CONNECT_MILLIS = 2_000;
    private static final long ACCEPT_ENDS_MILLIS = 2_000;
    private static final long STEP_MILLIS = 100;

    enum Direction {
        UPSTREAM,
        DOWNSTREAM
    }

    /** Sees the bytes of one connection, and passes them on or does not. */
    interface Tap {
        default void upstream(byte[] bytes, int length, OutputStream toServer) throws IOException {
            toServer.write(bytes, 0, length);
        }

        default void downstream(byte[] bytes, int length, OutputStream toClient) throws IOException {
            toClient.write(bytes, 0, length);
        }
    }

    /** Makes the tap of each new connection. */
    interface Taps {
        Taps NONE = link -> new Tap() {};

        Tap on(Link link);
    }

    /** A toxic in its place; closing it takes it away. */
    final class Placed implements AutoCloseable {
        private final Direction direction;
        private final Toxic toxic;

        private Placed(Direction direction, Toxic toxic) {
            this.direction = direction;
            this.toxic = toxic;
        }

        @Override
        public void close() {
            toxics.remove(this);
        }
    }

    private final String name;
    private final int port;
    private final InetSocketAddress server;
    private final Taps taps;
    private final List<Placed> toxics = new CopyOnWriteArrayList<>();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private @Nullable Listener listening;

    /** The open port and the thread that takes connections from it. */
    private record Listener(ServerSocket socket, Thread accepting) {}

    private FaultProxy(String name, int port, InetSocketAddress server, Taps taps) {
        this.name = name;
        this.port = port;
        this.server = server;
        this.taps = taps;
    }

    /** @param port where it listens; the server may come later */
    static FaultProxy start(String name, int port, int serverPort, Taps taps) throws IOException {
        FaultProxy proxy = new FaultProxy(name, port, new InetSocketAddress(loopback(), serverPort), taps);
        proxy.up();
        return proxy;
    }

    int port() {
        return port;
    }

    Placed add(Direction direction, Toxic toxic) {
        Placed placed = new Placed(direction, toxic);
        toxics.add(placed);
        return placed;
    }

    void heal() {
        toxics.clear();
    }

    /** Cuts every connection with RST; new ones are served. */
    void cutAll() {
        links.forEach(Link::reset);
    }

    /**
     * Cuts every connection and refuses new ones from the moment it returns: the kernel goes on listening until the
     * thread that waits in accept has let go of the closed socket, so its end is waited for.
     */
    synchronized void down() throws IOException {
        Listener open = listening;
        listening = null;
        if (open != null) {
            open.socket().close();
            try {
                open.accepting().join(ACCEPT_ENDS_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        cutAll();
    }

    synchronized void up() throws IOException {
        if (listening == null) {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(loopback(), port), 200);
            listening = new Listener(opened, daemon(name + "-accept", () -> accept(opened)));
        }
    }

    @Override
    public void close() throws IOException {
        down();
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                daemon(name + "-connect", () -> connect(client, from));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client, ServerSocket from) {
        Socket upstream = new Socket();
        Link link = new Link(client, upstream);
        try {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            upstream.connect(server, CONNECT_MILLIS);
        } catch (IOException refused) {
            link.reset();
            return;
        }
        links.add(link);
        if (from.isClosed()) {
            link.reset();
            return;
        }
        link.start(taps.on(link));
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** One connection: its two sockets and what is known of it. */
    final class Link {
        private final Socket client;
        private final Socket upstream;
        private final CountDownLatch closed = new CountDownLatch(1);
        private final CountDownLatch ends = new CountDownLatch(2);

        private Link(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        private void start(Tap tap) {
            daemon(name + "-up", () -> new Pump(this, Direction.UPSTREAM, client, upstream, tap::upstream).run());
            daemon(name + "-down", () -> new Pump(this, Direction.DOWNSTREAM, upstream, client, tap::downstream).run());
        }

        /** Cut with RST at both ends: what was not read is lost. */
        void reset() {
            end(true);
        }

        private void end(boolean abruptly) {
            links.remove(this);
            closed.countDown();
            for (Socket socket : List.of(client, upstream)) {
                try {
                    if (abruptly) {
                        socket.setSoLinger(true, 0);
                    }
                    socket.close();
                } catch (IOException gone) {
                    closed.countDown();
                }
            }
        }

        private void halfEnded() {
            ends.countDown();
            if (ends.getCount() == 0) {
                end(false);
            }
        }

        /** Waits, unless the link ends meanwhile; answers whether it lives. */
        private boolean waits(Duration time) {
            try {
                return !closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /** How a tap passes bytes on. */
    private interface Passing {
        void pass(byte[] bytes, int length, OutputStream to) throws IOException;
    }

    /** One direction of one connection. */
    private final class Pump {
        private final Link link;
        private final Direction direction;
        private final Socket from;
        private final Socket to;
        private final Passing passing;
        private final Map<Placed, Long> passedUnder = new HashMap<>();
        private boolean holed;

        private Pump(Link link, Direction direction, Socket from, Socket to, Passing passing) {
            this.link = link;
            this.direction = direction;
            this.from = from;
            this.to = to;
            this.passing = passing;
        }

        private void run() {
            byte[] buffer = new byte[CHUNK];
            try {
                for (int n = from.getInputStream().read(buffer);
                        n >= 0;
                        n = from.getInputStream().read(buffer)) {
                    pass(buffer, n);
                }
                if (!holed) {
                    finish();
                }
            } catch (SocketException cut) {
                if (!holed) {
                    link.reset();
                }
            } catch (IOException e) {
                link.end(false);
            }
        }

        private List<Placed> mine() {
            List<Placed> mine = new ArrayList<>();
            for (Placed placed : toxics) {
                if (placed.direction == direction) {
                    mine.add(placed);
                }
            }
            return mine;
        }

        private void pass(byte[] bytes, int length) throws IOException {
            int piece = length;
            Duration pauseBehind = Duration.ZERO;
            for (Placed placed : mine()) {
                if (placed.toxic instanceof Toxic.Latency it) {
                    link.waits(around(it));
                } else if (placed.toxic instanceof Toxic.Timeout it) {
                    swallow(it);
                } else if (placed.toxic instanceof Toxic.ResetPeer it) {
                    link.waits(it.after());
                    link.reset();
                } else if (placed.toxic instanceof Toxic.LimitData it) {
                    limit(placed, it, length);
                } else if (placed.toxic instanceof Toxic.Bandwidth it) {
                    piece = Math.max(1, Math.min(piece, (int) (it.kilobytesPerSecond() * STEP_MILLIS)));
                    pauseBehind = Duration.ofNanos(piece * 1_000_000L / it.kilobytesPerSecond());
                } else if (placed.toxic instanceof Toxic.Slicer it) {
                    piece = Math.max(1, Math.min(piece, it.averageSize() + random(-it.variation(), it.variation())));
                    pauseBehind = it.pause();
                }
            }
            if (!holed) {
                write(bytes, length, piece, pauseBehind);
            }
        }

        private void write(byte[] bytes, int length, int piece, Duration pauseBehind) throws IOException {
            int size = piece;
            for (int at = 0; at < length; at += size) {
                // Healed meanwhile: the rest at once.
                size = pauseBehind.isZero() || !mine().isEmpty() ? piece : length - at;
                int n = Math.min(size, length - at);
                byte[] slice = new byte[n];
                System.arraycopy(bytes, at, slice, 0, n);
                passing.pass(slice, n, to.getOutputStream());
                to.getOutputStream().flush();
                if (!pauseBehind.isZero()) {
                    link.waits(pauseBehind);
                }
            }
        }

        private void swallow(Toxic.Timeout it) {
            holed = true;
            if (!it.after().isZero()) {
                link.waits(it.after());
                link.end(false);
            }
        }

        private void limit(Placed placed, Toxic.LimitData it, int length) {
            if (passedUnder.merge(placed, (long) length, Long::sum) > it.bytes()) {
                link.end(false);
            }
        }

        private Duration around(Toxic.Latency it) {
            int jitter = (int) it.jitter().toMillis();
            return Duration.ofMillis(Math.max(0, it.latency().toMillis() + random(-jitter, jitter)));
        }

        private static int random(int least, int most) {
            return ThreadLocalRandom.current().nextInt(least, most + 1);
        }

        private void finish() throws IOException {
            for (Placed placed : mine()) {
                if (placed.toxic instanceof Toxic.SlowClose it) {
                    link.waits(it.delay());
                }
            }
            if (!to.isClosed()) {
                to.shutdownOutput();
            }
            link.halfEnded();
        }
    }
}
