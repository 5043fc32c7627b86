package io.millrace.http;

import io.millrace.telemetry.RequestMetrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.VertxHandler;

/**
 * Closes a connection that asks too far ahead of its answers. The server itself reads on whatever is not answered yet, and keeps it: some
 * kilobytes for each request of twenty bytes, and the longer the row, the longer it takes to join it.
 */
final class RequestsAhead extends ChannelDuplexHandler {
    /** Beside the one that is being answered. More than a client sends ahead: most send one request at a time, the others some ten. */
    static final int MOST = 100;

    private final RequestMetrics metrics;

    /** Those read and not yet answered in full. On the connection's own thread, like all of it. */
    private int unanswered;

    private RequestsAhead(RequestMetrics metrics) {
        this.metrics = metrics;
    }

    /** False where the connection is not ready for it: behind a handshake, whose bytes are no requests. */
    static boolean countOn(Channel connection, RequestMetrics metrics) {
        ChannelPipeline pipeline = connection.pipeline();
        ChannelHandlerContext server = pipeline.context(VertxHandler.class);
        if (server == null) {
            return false;
        }
        pipeline.addBefore(server.name(), RequestsAhead.class.getName(), new RequestsAhead(metrics));
        return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest && ++unanswered == MOST + 2) {
            metrics.closed(RequestMetrics.Closed.AHEAD);
            context.close();
        }
        if (unanswered > MOST + 1) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise written) {
        if (message instanceof LastHttpContent && !isInterim(message)) {
            unanswered--;
        }
        context.write(message, written);
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response && response.status().equals(HttpResponseStatus.CONTINUE);
    }
}
