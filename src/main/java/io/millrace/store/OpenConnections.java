package io.millrace.store;

import io.netty.channel.Channel;
import io.vertx.core.net.SocketAddress;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections of a pool and the servers they lead to, so that those to a server which is not to be written to any more can be
 * ended. A pool itself keeps a connection for as long as it works, and an old primary that lives on takes rows that nobody will see.
 */
final class OpenConnections {
    private final Map<Channel, SocketAddress> open = new ConcurrentHashMap<>();

    /** Called with each new connection. */
    void opened(SqlConnection connection) {
        SocketConnectionBase socket = SilentConnections.socketOf(connection);
        if (socket != null) {
            Channel channel = socket.socket().channelHandlerContext().channel();
            open.put(channel, socket.server());
            channel.closeFuture().addListener(closed -> open.remove(channel));
        }
    }

    /** Whoever waits for an answer on one of them is told that the connection is closed. */
    void closeAllBut(Server server) {
        open.forEach((channel, address) -> {
            if (!server.host().equals(address.host()) || server.port() != address.port()) {
                // From the outermost handler on: past the client's own, which would only say goodbye and wait.
                channel.pipeline().firstContext().close();
            }
        });
    }
}
