package io.millrace.store;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.Connection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionBase;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which nothing has come for too long, for sure.
 *
 * <p>The client itself says goodbye to the server and waits until the server has closed; over a network that swallows bytes it waits for
 * ever, and with it every statement that was sent. It offers no other way to close a connection, so this reaches into its pipeline.
 */
final class SilentConnections {
    private static final Logger LOG = Logger.getLogger(SilentConnections.class);
    // As Vert.x names the handler that watches the silence; ours stands behind it and before the client's own.
    private static final String IDLE = "idle";

    private SilentConnections() {}

    /** Prepares a new connection, and hands it over to its pool. */
    static void closeForSure(SqlConnection connection) {
        SocketConnectionBase socket = socketOf(connection);
        if (socket != null) {
            ChannelHandlerContext context = socket.socket().channelHandlerContext();
            if (context.pipeline().get(IDLE) != null) {
                context.pipeline().addAfter(IDLE, "silence", new Closer());
            }
        } else {
            LOG.warnf("silence on a connection is not watched: %s", connection.getClass());
        }
        connection.close();
    }

    /** What a connection is made of; null where that is nothing we know. */
    static @Nullable SocketConnectionBase socketOf(SqlConnection connection) {
        if (!(connection instanceof SqlConnectionBase<?> base)) {
            return null;
        }
        Connection inner = base.unwrap() instanceof SocketConnectionBase it
                ? it
                : base.unwrap().unwrap();
        return inner instanceof SocketConnectionBase socket ? socket : null;
    }

    private static final class Closer extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                // From here outwards: past the client's handler that would only say goodbye.
                context.close();
            } else {
                context.fireUserEventTriggered(event);
            }
        }
    }
}
