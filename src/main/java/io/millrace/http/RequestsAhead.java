package io.millrace.http;

import io.millrace.telemetry.RequestMetrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Closes a connection that asks too far ahead of its answers. The server itself reads on whatever is not answered yet, and keeps it: some
 * kilobytes for each request of twenty bytes, and the longer the row, the longer it takes to join it.
 */
final class RequestsAhead extends ChannelInboundHandlerAdapter {
    /** More than a client sends ahead: most send one request at a time, the others some ten. */
    static final int MOST = 100;

    private static final AttributeKey<RequestsAhead> COUNT = AttributeKey.valueOf(RequestsAhead.class, "count");

    private final RequestMetrics metrics;

    /** Those read and not yet begun. On the connection's own thread, like all of it. */
    private int waiting;

    private RequestsAhead(RequestMetrics metrics) {
        this.metrics = metrics;
    }

    /** False where the connection is not ready for it: behind a handshake, whose bytes are no requests. */
    static boolean countOn(Channel connection, RequestMetrics metrics) {
        ChannelPipeline pipeline = connection.pipeline();
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        if (decoder == null) {
            return false;
        }
        RequestsAhead count = new RequestsAhead(metrics);
        connection.attr(COUNT).set(count);
        pipeline.addAfter(decoder.name(), RequestsAhead.class.getName(), count);
        return true;
    }

    /** Those before it on the connection are answered. */
    static void begins(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection) {
            RequestsAhead count = connection.channel().attr(COUNT).get();
            if (count != null) {
                count.waiting--;
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest && ++waiting == MOST + 1) {
            metrics.closed(RequestMetrics.Closed.AHEAD);
            context.close();
        }
        if (waiting > MOST) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }
}
