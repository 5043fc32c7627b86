package io.millrace.standalone;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Ports on loopback, where all servers of the all-in-one listen and nowhere else. */
final class LoopbackPort {
    static final String HOST = "127.0.0.1";

    private LoopbackPort() {}

    private static InetAddress address() throws UnknownHostException {
        return InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1});
    }

    /** A port that is free now; nothing keeps it so. */
    static int free() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, address())) {
            return probe.getLocalPort();
        }
    }

    /** @throws StartFailure that names the port, when nobody can listen there now */
    static void requireFree(int port) throws IOException {
        try (ServerSocket probe = new ServerSocket(port, 1, address())) {
            assert probe.isBound();
        } catch (BindException e) {
            String message = String.valueOf(e.getMessage());
            throw new StartFailure(
                    message.contains("in use")
                            ? "port " + port + " is taken by another program"
                            : "port " + port + " cannot be used (" + message + ")",
                    e);
        }
    }
}
