package io.millrace.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the service and PostgreSQL and knows one word: COMMIT. Once armed, the next one springs it.
 *
 * <pre>
 *   BEFORE_COMMIT   COMMIT ──▶ ✂ hook; the server never hears of it
 *   DELAYED         COMMIT ── hook, as long as it takes ──▶ server; nothing is cut
 *   REPLY_LOST      COMMIT ──▶ server ──▶ its answer ✂ RST; the client cannot know the outcome
 *   REPLY_HELD      COMMIT ──▶ server ──▶ its answer ✂ hook (such as kill -9 of the client), then RST
 * </pre>
 */
final class CommitTrap implements FaultProxy.Taps {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final int HEADER = 5;
    private static final int STARTUP_HEADER = 8;
    private static final int LONGEST_COMMIT = 64;

    enum Point {
        BEFORE_COMMIT,
        DELAYED,
        REPLY_LOST,
        REPLY_HELD
    }

    private record Armed(Point point, Runnable hook, CompletableFuture<Void> sprung) {}

    private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
    private final AtomicLong commits = new AtomicLong();

    /** Completes when a COMMIT has sprung it; only the next one does. */
    CompletableFuture<Void> arm(Point point, Runnable hook) {
        CompletableFuture<Void> sprung = new CompletableFuture<>();
        armed.set(new Armed(point, hook, sprung));
        return sprung;
    }

    void disarm() {
        armed.set(null);
    }

    /** How many COMMITs have passed by. */
    long commits() {
        return commits.get();
    }

    @Override
    public FaultProxy.Tap on(FaultProxy.Link link) {
        return session(link::reset);
    }

    /** @param cut ends the connection with RST */
    FaultProxy.Tap session(Runnable cut) {
        return new Session(cut);
    }

    private final class Session implements FaultProxy.Tap {
        private final Runnable cutting;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean starting = true;
        private long bodyLeft;
        private boolean mayBeCommit;
        private volatile @Nullable Armed awaitingAnswer;
        private boolean cut;

        private Session(Runnable cutting) {
            this.cutting = cutting;
        }

        // The first bytes of each message are held until its kind is known; long bodies flow on as they come.
        @Override
        public void upstream(byte[] bytes, int length, OutputStream toServer) throws IOException {
            int at = 0;
            while (at < length && !cut) {
                if (bodyLeft > 0) {
                    int n = (int) Math.min(bodyLeft, length - at);
                    (mayBeCommit ? held : toServer).write(bytes, at, n);
                    at += n;
                    bodyLeft -= n;
                    if (bodyLeft == 0 && mayBeCommit) {
                        mayBeCommit = false;
                        decide(toServer);
                    }
                } else {
                    held.write(bytes[at++]);
                    if (held.size() == (starting ? STARTUP_HEADER : HEADER)) {
                        header(toServer);
                    }
                }
            }
        }

        private void header(OutputStream toServer) throws IOException {
            ByteBuffer header = ByteBuffer.wrap(held.toByteArray());
            if (starting) {
                bodyLeft = header.getInt() - (long) STARTUP_HEADER;
                int code = header.getInt();
                starting = code == SSL_REQUEST || code == GSS_REQUEST;
                release(toServer);
                return;
            }
            char kind = (char) header.get();
            bodyLeft = header.getInt() - 4L;
            mayBeCommit = kind == 'Q' && bodyLeft > 0 && bodyLeft < LONGEST_COMMIT;
            if (!mayBeCommit) {
                release(toServer);
            }
        }

        private void release(OutputStream toServer) throws IOException {
            held.writeTo(toServer);
            held.reset();
        }

        private void decide(OutputStream toServer) throws IOException {
            byte[] message = held.toByteArray();
            String query = new String(message, HEADER, message.length - HEADER - 1, StandardCharsets.UTF_8);
            Armed trap = null;
            if (query.strip().equalsIgnoreCase("COMMIT")) {
                commits.incrementAndGet();
                trap = armed.getAndSet(null);
            }
            if (trap == null) {
                release(toServer);
                return;
            }
            if (trap.point() == Point.BEFORE_COMMIT) {
                cut = true;
                spring(trap);
                return;
            }
            if (trap.point() == Point.DELAYED) {
                trap.hook().run();
                release(toServer);
                trap.sprung().complete(null);
                return;
            }
            awaitingAnswer = trap;
            release(toServer);
            toServer.flush();
        }

        @Override
        public void downstream(byte[] bytes, int length, OutputStream toClient) throws IOException {
            Armed trap = awaitingAnswer;
            if (trap == null) {
                toClient.write(bytes, 0, length);
            } else if (!cut) {
                cut = true;
                spring(trap);
            }
        }

        private void spring(Armed trap) {
            trap.hook().run();
            cutting.run();
            trap.sprung().complete(null);
        }
    }
}
