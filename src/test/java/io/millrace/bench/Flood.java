package io.millrace.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Many more requests than anybody may ask, over a few connections that are kept: a third with one token, a third without any, a third of
 * nonsense. Sent ahead of their answers, of which nothing is read but the status, so that it costs little beside what it asks of the service.
 */
final class Flood implements AutoCloseable {
    private static final int CONNECTIONS = 24;

    /** Far below what the service closes a connection for. */
    private static final int MOST_AHEAD = 40;

    private static final long STEP_MILLIS = 5;
    private static final byte[] BEFORE_STATUS = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_DIGITS = 3;

    private final Vertx vertx = Vertx.vertx();
    private final URI service;
    private final double perSecond;
    private final List<Connection> connections = new ArrayList<>();
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private final long begun = System.nanoTime();
    private long sent;
    private long lost;
    private volatile boolean isOver;

    private Flood(URI service, double perSecond) {
        this.service = service;
        this.perSecond = perSecond;
    }

    /** @param token valid, and soon beyond its limit */
    static Flood start(URI service, double perSecond, String token) {
        Flood flood = new Flood(service, perSecond);
        List<List<Buffer>> kinds = List.of(
                List.of(request("GET", "/api/v1/overview", "Authorization: Bearer " + token)),
                List.of(request("GET", "/api/v1/overview"), request("GET", "/"), request("GET", "/q/metrics")),
                nonsense());
        flood.vertx.runOnContext(nothing -> {
            NetClient client = flood.vertx.createNetClient();
            for (int i = 0; i < CONNECTIONS; i++) {
                flood.connections.add(flood.new Connection(client, kinds.get(i % kinds.size())));
            }
            flood.vertx.setPeriodic(STEP_MILLIS, tick -> flood.ask());
        });
        return flood;
    }

    private static List<Buffer> nonsense() {
        String wrong = "Authorization: Bearer mr_abcdefgh_" + "0".repeat(43);
        return List.of(
                request("GET", "/api/v1/streams?limit=-1&state=%27%20OR%201=1", wrong),
                request("GET", "/api/v1/streams?token=anything"),
                request("GET", "/api/v1/streams?cursor=" + "A".repeat(2000), wrong),
                request("GET", "/%zz"),
                request("GET", "/app/../../etc/passwd"),
                request("DELETE", "/api/v1/streams/1", wrong),
                request("FLOOD", "/", "X-Long: " + "x".repeat(4000)),
                request(
                        "GET",
                        "/api/v1/users/@a'%20UNION%20SELECT%201",
                        "Authorization: Basic eDp5",
                        "Accept: text/csv"));
    }

    private static Buffer request(String method, String target, String... headers) {
        return Buffer.buffer(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n");
    }

    // On its one event loop, like all of it.
    private void ask() {
        long due = (long) ((System.nanoTime() - begun) / 1e9 * perSecond) - sent;
        for (int i = 0; i < connections.size() && due > 0; i++) {
            long asked = connections.get(i).ask(Math.max(1, due / (connections.size() - i)));
            sent += asked;
            due -= asked;
        }
    }

    /** By status, of all answers so far. */
    Map<Integer, Long> statuses() {
        synchronized (statuses) {
            return new TreeMap<>(statuses);
        }
    }

    /** Requests whose connection was closed before they were answered. */
    long lost() {
        synchronized (statuses) {
            return lost;
        }
    }

    /** Forgets what was seen so far: a window begins. */
    void forget() {
        synchronized (statuses) {
            statuses.clear();
            lost = 0;
        }
    }

    @Override
    public void close() {
        isOver = true;
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private final class Connection {
        private final NetClient client;
        private final List<Buffer> requests;
        private @Nullable NetSocket socket;
        private int next;
        private int ahead;
        private int matched;
        private int status;

        Connection(NetClient client, List<Buffer> requests) {
            this.client = client;
            this.requests = requests;
            connect();
        }

        private void connect() {
            client.connect(service.getPort(), service.getHost())
                    .onSuccess(connected -> {
                        socket = connected;
                        matched = 0;
                        connected.handler(this::read);
                        connected.closeHandler(closed -> again());
                    })
                    .onFailure(refused -> vertx.setTimer(100, later -> connect()));
        }

        private void again() {
            socket = null;
            synchronized (statuses) {
                lost += ahead;
            }
            ahead = 0;
            if (!isOver) {
                connect();
            }
        }

        /** How many were sent; fewer where that many answers are owed. */
        int ask(long wanted) {
            if (socket == null) {
                return 0;
            }
            int asked = (int) Math.min(wanted, MOST_AHEAD - ahead);
            Buffer all = Buffer.buffer();
            for (int i = 0; i < asked; i++) {
                all.appendBuffer(requests.get(next++ % requests.size()));
            }
            ahead += asked;
            if (asked > 0) {
                socket.write(all);
            }
            return asked;
        }

        private void read(Buffer bytes) {
            for (int i = 0; i < bytes.length(); i++) {
                byte seen = bytes.getByte(i);
                if (matched < BEFORE_STATUS.length) {
                    matched = seen == BEFORE_STATUS[matched] ? matched + 1 : seen == BEFORE_STATUS[0] ? 1 : 0;
                } else {
                    status = status * 10 + (seen - '0');
                    if (++matched == BEFORE_STATUS.length + STATUS_DIGITS) {
                        synchronized (statuses) {
                            statuses.merge(status, 1L, Long::sum);
                        }
                        ahead--;
                        matched = 0;
                        status = 0;
                    }
                }
            }
        }
    }
}
