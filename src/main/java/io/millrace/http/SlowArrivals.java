package io.millrace.http;

import io.millrace.telemetry.RequestMetrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.TCPServerBase;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.lang.reflect.Field;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request does not arrive in time: a client that sends a byte now and then is never idle, and would hold its
 * connection for ever.
 *
 * <p>The server offers no such bound, so this stands before its own handlers on each connection that it accepts, which its bound channel
 * must be taken from it for.
 */
@Singleton
class SlowArrivals {
    private static final Logger LOG = Logger.getLogger(SlowArrivals.class);
    private static final AttributeKey<Arrival> ARRIVAL = AttributeKey.valueOf(SlowArrivals.class, "arrival");
    private static final long LOOK_MILLIS = 1000;

    private final Vertx vertx;
    private final RequestMetrics metrics;
    private final long boundNanos;

    SlowArrivals(Vertx vertx, RequestMetrics metrics, HttpConfig config) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.boundNanos = config.arrival().toNanos();
    }

    /** The URL and the headers of this request are there. */
    static void arrived(HttpServerRequest request) {
        Arrival arrival = of(request);
        if (arrival != null) {
            arrival.waits = false;
        }
    }

    /** This request waits for the client to take what came before it: as good as not arrived, and in no more time. */
    static void isHeldUp(HttpServerRequest request) {
        Arrival arrival = of(request);
        if (arrival != null) {
            arrival.begin();
        }
    }

    private static @Nullable Arrival of(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? connection.channel().attr(ARRIVAL).get()
                : null;
    }

    void watch(@ObservesAsync HttpServerStart started) {
        ((VertxInternal) vertx).sharedTCPServers(HttpServerImpl.class).values().forEach(this::watch);
    }

    private void watch(TCPServerBase server) {
        try {
            Field bound = TCPServerBase.class.getDeclaredField("bindFuture");
            bound.setAccessible(true);
            if (bound.get(server) instanceof io.vertx.core.Future<?> future
                    && future.result() instanceof Channel listening) {
                listening.pipeline().addFirst(new Accepted());
                return;
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("the server's channel is not found", e);
        }
        LOG.warn("requests that arrive slowly are not bounded: the server is none that is known");
    }

    private final class Accepted extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel connection) {
                Arrival arrival = new Arrival();
                connection.attr(ARRIVAL).set(arrival);
                connection.pipeline().addFirst(arrival);
            }
            context.fireChannelRead(accepted);
        }
    }

    /** On the connection's own thread. */
    private final class Arrival extends ChannelInboundHandlerAdapter {
        private boolean waits = true;
        private long since = System.nanoTime();
        private boolean isCounted;
        private @Nullable Future<?> looks;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            looks = context.executor()
                    .scheduleAtFixedRate(() -> look(context), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            context.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            isCounted = isCounted || RequestsAhead.countOn(context.channel(), metrics);
            begin();
            context.fireChannelRead(bytes);
        }

        private void begin() {
            if (!waits) {
                waits = true;
                since = System.nanoTime();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (looks != null) {
                looks.cancel(false);
            }
            context.fireChannelInactive();
        }

        private void look(ChannelHandlerContext context) {
            if (waits && System.nanoTime() - since > boundNanos) {
                metrics.closed(RequestMetrics.Closed.SLOW);
                context.close();
            }
        }
    }
}
