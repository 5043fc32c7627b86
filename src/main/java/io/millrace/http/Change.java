package io.millrace.http;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * What a feed has to tell, as it travels: one server-sent event, made once for all who listen.
 *
 * @param version of the room that it is made of; empty: it is made of more
 * @param id the same for the same content, so that who comes back with it has missed nothing
 */
record Change(String version, String id, Buffer bytes) {
    static Change of(String version, Encoded answer) {
        return new Change(
                version,
                answer.tag(),
                Buffer.buffer("id: " + answer.tag() + "\ndata: ")
                        .appendBytes(answer.plain())
                        .appendString("\n\n"));
    }

    /** Without an id: who comes back has missed nothing by it. */
    static Change away(Encoded problem) {
        return new Change(
                "",
                "",
                Buffer.buffer("event: away\ndata: " + new String(problem.plain(), StandardCharsets.UTF_8) + "\n\n"));
    }
}
