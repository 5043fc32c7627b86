package io.millrace.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a feed. At most one event waits for him beside what the connection holds, and that is the newest: who reads slowly misses
 * what lay between. All of it on the event loop of his connection.
 */
final class Listener {
    /** Beside what the kernel holds. */
    private static final int QUEUE_BYTES = 16 * 1024;

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** Who has taken nothing for so long is not there any more, or will never catch up. */
    private static final Duration LONGEST_STALL = Duration.ofSeconds(10);

    private static final Buffer BEGIN = Buffer.buffer("retry: 3000\n\n");
    private static final Buffer BEAT = Buffer.buffer(":\n\n");

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private @Nullable Change owed;
    private long wroteNanos;
    private long stalledNanos;
    private boolean isStalled;
    private boolean isCut;

    Listener(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
        this.context = Vertx.currentContext();
    }

    void begin() {
        response.setChunked(true)
                .setWriteQueueMaxSize(QUEUE_BYTES)
                .putHeader("Content-Type", "text/event-stream;charset=UTF-8")
                .putHeader("Cache-Control", "no-store")
                // Whatever stands between must hand on each event at once.
                .putHeader("X-Accel-Buffering", "no");
        response.drainHandler(drained -> drained());
        write(BEGIN);
    }

    void tell(Change change) {
        context.runOnContext(nothing -> {
            if (isGone()) {
                return;
            }
            if (response.writeQueueFull()) {
                stalls();
                owed = change;
            } else {
                write(change.bytes());
            }
        });
    }

    /** @param dropped called where he has to go because he does not read */
    void look(Runnable dropped) {
        context.runOnContext(nothing -> {
            long now = System.nanoTime();
            if (isGone()) {
                return;
            }
            if (isStalled && now - stalledNanos > LONGEST_STALL.toNanos()) {
                dropped.run();
                cut();
            } else if (now - wroteNanos > HEARTBEAT.toNanos()) {
                if (response.writeQueueFull()) {
                    stalls();
                } else {
                    write(BEAT);
                }
            }
        });
    }

    /** The service stops. */
    void end() {
        context.runOnContext(nothing -> {
            if (!isGone()) {
                response.end();
            }
        });
    }

    // A connection that is closed as one does it ends after what it still has to send, which nobody takes.
    private void cut() {
        isCut = true;
        if (request.connection() instanceof ConnectionBase connection) {
            connection.channelHandlerContext().close();
        }
    }

    private boolean isGone() {
        return isCut || response.closed() || response.ended();
    }

    private void stalls() {
        if (!isStalled) {
            isStalled = true;
            stalledNanos = System.nanoTime();
        }
    }

    private void drained() {
        isStalled = false;
        Change newest = owed;
        owed = null;
        if (newest != null && !isGone()) {
            write(newest.bytes());
        }
    }

    private void write(Buffer bytes) {
        wroteNanos = System.nanoTime();
        response.write(bytes);
    }
}
