package io.millrace.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Standard output, which belongs to the result of a command alone; UTF-8 whatever the machine's locale. */
final class Result {

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Result() {}

    static void line(String text) {
        OUT.println(text);
    }

    /** One value as one line of JSON. */
    static void json(Object value) {
        line(text(value));
    }

    /** Likewise, for a command whose standard output is taken. */
    static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
