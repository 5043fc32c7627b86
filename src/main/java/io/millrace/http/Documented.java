package io.millrace.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The examples of {@code docs/http-api.md}, which travels beside this class: there is no second place where they are written. */
final class Documented {
    private static final String DOCUMENT = "http-api.md";

    private static final Pattern SECTION = Pattern.compile("^## ", Pattern.MULTILINE);

    /** The endpoint that a section is of, and its first block of JSON. */
    private static final Pattern EXAMPLE =
            Pattern.compile("\\A`GET ([^`]+)`$.*?^```json$(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, JsonNode> ANSWERS = SECTION.splitAsStream(text())
            .map(EXAMPLE::matcher)
            .filter(Matcher::find)
            .collect(Collectors.toUnmodifiableMap(found -> found.group(1), found -> tree(found.group(2))));

    private Documented() {}

    /**
     * What {@code GET} answers with 200. Not to be changed.
     *
     * @param endpoint as its heading has it after GET, like {@code /streams/{room_id}}
     * @throws IllegalArgumentException where the document has no example of it
     */
    static JsonNode answer(String endpoint) {
        JsonNode answer = ANSWERS.get(endpoint);
        if (answer == null) {
            throw new IllegalArgumentException(DOCUMENT + " has no example of " + endpoint);
        }
        return answer;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException mistake) {
            throw new UncheckedIOException(mistake);
        }
    }

    private static String text() {
        try (InputStream document = Objects.requireNonNull(Documented.class.getResourceAsStream(DOCUMENT))) {
            return new String(document.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
