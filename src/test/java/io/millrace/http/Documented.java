package io.millrace.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of {@code docs/http-api.md}: a test that expects one holds the document, too. */
final class Documented {
    private static final Path DOCUMENT = Path.of("docs/http-api.md");

    private Documented() {}

    /** @param endpoint as its heading has it after GET, like {@code /streams/{room_id}} */
    static JsonNode answer(String endpoint) {
        Matcher example = Pattern.compile(
                        "^## `GET " + Pattern.quote(endpoint) + "`$(?:(?!^## ).)*?^```json$(.*?)^```$",
                        Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text());
        if (!example.find()) {
            throw new AssertionError(DOCUMENT + " has no example of " + endpoint);
        }
        return Api.tree(example.group(1));
    }

    private static String text() {
        try {
            return Files.readString(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
