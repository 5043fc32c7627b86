package io.millrace.store;

import io.netty.channel.Channel;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of a pool and the servers they lead to, so that those to a server which is not to be written to any more can be
 * ended. A pool itself keeps a connection for as long as it works, and an old primary that lives on takes rows that nobody will see.
 *
 * <p>A connection knows its server by the options that it was opened with ({@link #to}). By the other end's address it would not: that is
 * the resolved one, which a name with a search domain or an IPv6 address in another spelling differs from.
 */
final class OpenConnections {
    private static final Logger LOG = Logger.getLogger(OpenConnections.class);
    // The client keeps the options of a connection and shows them to nobody.
    private static final @Nullable Method OPTIONS = options();

    private final Map<Channel, Server> open = new ConcurrentHashMap<>();

    /** Options that lead to this server, and whose connections are known as its own. */
    static PgConnectOptions to(Server server, PgConnectOptions options) {
        return new To(server, options);
    }

    /** Called with each new connection. */
    void opened(SqlConnection connection) {
        SocketConnectionBase socket = SilentConnections.socketOf(connection);
        Server server = socket == null ? null : serverOf(socket);
        if (socket == null || server == null) {
            LOG.warnf(
                    "where a connection leads is not known, so it is kept after a promotion: %s",
                    connection.getClass());
            return;
        }
        Channel channel = socket.socket().channelHandlerContext().channel();
        open.put(channel, server);
        channel.closeFuture().addListener(closed -> open.remove(channel));
    }

    /** Whoever waits for an answer on one of them is told that the connection is closed. */
    void closeAllBut(Server server) {
        open.forEach((channel, leadsTo) -> {
            if (!server.equals(leadsTo)) {
                // From the outermost handler on: past the client's own, which would only say goodbye and wait.
                channel.pipeline().firstContext().close();
            }
        });
    }

    private static @Nullable Server serverOf(SocketConnectionBase socket) {
        try {
            return OPTIONS != null && OPTIONS.invoke(socket) instanceof To options ? options.server : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static @Nullable Method options() {
        try {
            Method options = SocketConnectionBase.class.getDeclaredMethod("connectOptions");
            options.setAccessible(true);
            return options;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    private static final class To extends PgConnectOptions {
        private final Server server;

        To(Server server, PgConnectOptions options) {
            super(options);
            this.server = server;
            setHost(server.host());
            setPort(server.port());
        }
    }
}
