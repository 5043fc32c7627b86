package io.millrace.store;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.Connection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionBase;
import org.jboss.logging.Logger;

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
        if (connection instanceof SqlConnectionBase<?> base
                && socketOf(base.unwrap()) instanceof SocketConnectionBase it) {
            ChannelHandlerContext context = it.socket().channelHandlerContext();
            if (context.pipeline().get(IDLE) != null) {
                context.pipeline().addAfter(IDLE, "silence", new Closer());
            }
        } else {
            LOG.warnf("silence on a connection is not watched: %s", connection.getClass());
        }
        connection.close();
    }

    private static Connection socketOf(Connection connection) {
        return connection instanceof SocketConnectionBase ? connection : connection.unwrap();
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
