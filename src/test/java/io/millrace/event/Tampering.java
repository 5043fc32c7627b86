package io.millrace.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.samples.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A message, with one member after another replaced by each of a list of values, or taken away. */
final class Tampering {

    /** Right for one shape, wrong for another, absent for a third. */
    private static final List<JsonNode> VALUES = List.of(
                    "\"many\"",
                    "\"\"",
                    "\"0\"",
                    "\"12\"",
                    "\"3.0\"",
                    "\"-7\"",
                    "\"9999999999999999999999\"",
                    "null",
                    "true",
                    "0",
                    "1",
                    "-5",
                    "1.5",
                    "5000000000",
                    "9000000000000000000",
                    "2000000000000000",
                    "\"2025-11-20T10:00:00Z\"",
                    "\"2025-11-20T10:00:00\"",
                    "{}",
                    "[]",
                    "[{}, {}]")
            .stream()
            .map(Samples::parse)
            .toList();

    private Tampering() {}

    /** Hands over every variant; what is handed over is valid only during the call. */
    static void variants(JsonNode message, Set<String> names, Consumer<JsonNode> each) {
        JsonNode copy = message.deepCopy();
        objects(copy).forEach(object -> members(object, names).forEach(member -> {
            for (JsonNode value : VALUES) {
                object.set(member.getKey(), value);
                each.accept(copy);
            }
            object.remove(member.getKey());
            each.accept(copy);
            object.set(member.getKey(), member.getValue());
        }));
    }

    private static List<Map.Entry<String, JsonNode>> members(ObjectNode object, Set<String> names) {
        return object.properties().stream()
                .filter(member -> names.contains(member.getKey()))
                .map(member -> Map.entry(member.getKey(), member.getValue()))
                .toList();
    }

    private static List<ObjectNode> objects(JsonNode node) {
        List<ObjectNode> objects = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            node.forEach(child -> objects.addAll(objects(child)));
        }
        return objects;
    }
}
