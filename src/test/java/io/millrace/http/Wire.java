package io.millrace.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bytes on a socket, as no well-behaved client sends them, and from whichever address of this machine: all of 127.0.0.0/8 is its own, and
 * who is limited by address is another one by another of them.
 */
final class Wire {
    private static final int PATIENCE_MILLIS = 20_000;

    private Wire() {}

    /** @param headers by their names in small letters; the last of several */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** One request on a connection of its own. */
    static Answer get(int port, String from, String target, String... headers) {
        String lines = headers.length == 0 ? "" : String.join("\r\n", List.of(headers)) + "\r\n";
        return send(
                port, from, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + lines + "\r\n");
    }

    static Answer send(int port, String from, String request) {
        try (Socket socket = connect(port, from)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Socket connect(int port, String from) throws IOException {
        return connect(port, from, new Socket());
    }

    /** Takes in no more than a few kilobytes beyond what is read. */
    static Socket connectNarrowly(int port, String from) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        return connect(port, from, socket);
    }

    private static Socket connect(int port, String from, Socket socket) throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static Answer answer(String text) {
        String[] parts = text.split("\r\n\r\n", 2);
        String[] lines = parts[0].split("\r\n", -1);
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(":", 2);
            headers.put(header[0].toLowerCase(Locale.ROOT), header[1].strip());
        }
        int status = lines[0].startsWith("HTTP/1.") ? Integer.parseInt(lines[0].split(" ", 3)[1]) : 0;
        return new Answer(status, headers, parts.length > 1 ? parts[1] : "");
    }
}
