package io.millrace.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** What an answer and an example of it have in common though their values differ: members, types, and where null stands. */
final class Shape {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d(T.*Z)?");

    private Shape() {}

    /** Of a list, each item of the example has its like among those of the answer, which may be more. */
    static boolean isShared(JsonNode example, JsonNode answer) {
        if (example.isObject() && answer.isObject()) {
            return example.size() == answer.size()
                    && example.properties().stream()
                            .allMatch(member -> isShared(member.getValue(), answer.path(member.getKey())));
        }
        if (example.isArray() && answer.isArray()) {
            return example.isEmpty() == answer.isEmpty()
                    && StreamSupport.stream(example.spliterator(), false).allMatch(item -> isAmong(item, answer));
        }
        return example.isValueNode() && type(example).equals(type(answer));
    }

    private static boolean isAmong(JsonNode example, JsonNode answers) {
        return StreamSupport.stream(answers.spliterator(), false).anyMatch(answer -> isShared(example, answer));
    }

    private static String type(JsonNode value) {
        return value.isTextual() && TIME.matcher(value.asText()).matches()
                ? "TIME"
                : value.getNodeType().name();
    }
}
