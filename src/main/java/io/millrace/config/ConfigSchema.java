package io.millrace.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** {@code config.schema.json}: which keys there are and what they may hold. */
final class ConfigSchema {
    private static final String RESOURCE = "/config.schema.json";

    private final JsonNode root;
    private final JsonSchema schema;

    private ConfigSchema(JsonNode root) {
        this.root = root;
        // Where a pattern alone would not tell what to do, the schema has words of its own.
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .errorMessageKeyword("errorMessage")
                .pathType(PathType.LEGACY)
                .build();
        this.schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(root, config);
    }

    static ConfigSchema ofMillrace() {
        try (InputStream resource = ConfigSchema.class.getResourceAsStream(RESOURCE)) {
            return new ConfigSchema(new ObjectMapper().readTree(Objects.requireNonNull(resource)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tree, and the places in it (keys joined by dots) that hold what a variable says, with its name. */
    record Overlaid(JsonNode tree, Map<String, String> variables) {}

    /** What is wrong, each with the place where, in the file or in the environment; empty: nothing. */
    List<String> violations(Path file, Overlaid overlaid) {
        return schema.validate(overlaid.tree()).stream()
                .map(message -> place(file, message.getInstanceLocation().toString(), overlaid.variables())
                        + message.getMessage().replaceFirst("^\\S+: ", ""))
                .distinct()
                .sorted()
                .toList();
    }

    private static String place(Path file, String location, Map<String, String> variables) {
        String keys = location.replaceFirst("^\\$\\.?", "");
        if (variables.containsKey(keys)) {
            return "the variable " + variables.get(keys) + " (" + keys + "): ";
        }
        return file + ": " + (keys.isEmpty() ? "" : keys + ": ");
    }

    /** The tree with what the environment says in place of it, for keys that the schema knows, whether the file has them or not. */
    Overlaid withVariables(JsonNode tree, Map<String, String> environment) {
        ObjectNode changed = tree.deepCopy();
        Map<String, String> variables = new HashMap<>();
        overlay(changed, root, "", environment, variables);
        return new Overlaid(changed, variables);
    }

    private void overlay(
            ObjectNode node, JsonNode kind, String place, Map<String, String> environment, Map<String, String> used) {
        String prefix = place.isEmpty() ? "" : Variables.joined("", place);
        kind.path("properties").properties().forEach(property -> {
            String key = property.getKey();
            JsonNode kindOfProperty = resolved(property.getValue());
            String placeOfProperty = place.isEmpty() ? key : place + "." + key;
            String variable = Variables.joined(prefix, key);
            if (isObject(kindOfProperty)) {
                JsonNode child = node.has(key) ? node.get(key) : JsonNodeFactory.instance.objectNode();
                if (child instanceof ObjectNode object) {
                    overlay(object, kindOfProperty, placeOfProperty, environment, used);
                    if (!object.isEmpty()) {
                        node.set(key, object);
                    }
                }
            } else if (isGiven(environment, variable)) {
                node.set(key, value(kindOfProperty, environment.getOrDefault(variable, "")));
                used.put(placeOfProperty, variable);
            }
        });
        if (kind.path("additionalProperties").isObject()) {
            environment.keySet().stream()
                    .filter(variable -> variable.startsWith(prefix + "_") && isGiven(environment, variable))
                    .forEach(variable -> {
                        String key = variable.substring(prefix.length() + 1).toLowerCase(Locale.ROOT);
                        node.put(key, environment.get(variable));
                        used.put(place + "." + key, variable);
                    });
        }
    }

    /** The tree, which violates nothing, with the schema's values where it has none. */
    JsonNode withDefaults(JsonNode tree) {
        ObjectNode whole = tree.deepCopy();
        fill(whole, root);
        return whole;
    }

    private void fill(ObjectNode node, JsonNode kind) {
        kind.path("properties").properties().forEach(property -> {
            String key = property.getKey();
            JsonNode byDefault = property.getValue().get("default");
            if (isObject(property.getValue())) {
                ObjectNode child = node.has(key) ? (ObjectNode) node.get(key) : JsonNodeFactory.instance.objectNode();
                fill(child, property.getValue());
                if (!child.isEmpty()) {
                    node.set(key, child);
                }
            } else if (byDefault != null && !node.has(key)) {
                node.set(key, byDefault);
            }
        });
    }

    /** The variables that name a file or a directory of this machine. */
    Set<String> paths() {
        Set<String> paths = new HashSet<>();
        addPaths(paths, "", root);
        return paths;
    }

    private void addPaths(Set<String> paths, String prefix, JsonNode kind) {
        kind.path("properties").properties().forEach(property -> {
            String variable = Variables.joined(prefix, property.getKey());
            JsonNode kindOfProperty = resolved(property.getValue());
            if (kindOfProperty.path("format").asText().equals("path")) {
                paths.add(variable);
            }
            addPaths(paths, variable, kindOfProperty);
        });
    }

    private static boolean isObject(JsonNode kind) {
        return kind.path("type").asText().equals("object");
    }

    /** Set to nothing is not set. */
    private static boolean isGiven(Map<String, String> environment, String variable) {
        return !environment.getOrDefault(variable, "").isBlank();
    }

    private JsonNode resolved(JsonNode kind) {
        return kind.has("$ref") ? root.at(kind.get("$ref").asText().substring(1)) : kind;
    }

    /** Of the type that is wanted, where the text is one; else the text, which the schema then refuses. */
    private static JsonNode value(JsonNode kind, String text) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (kind.path("type").asText()) {
            case "integer" ->
                text.matches("-?\\d{1,18}") ? nodes.numberNode(Long.parseLong(text)) : nodes.textNode(text);
            case "number" ->
                text.matches("-?\\d{1,15}(\\.\\d{1,15})?")
                        ? nodes.numberNode(Double.parseDouble(text))
                        : nodes.textNode(text);
            case "boolean" ->
                text.matches("true|false") ? nodes.booleanNode(Boolean.parseBoolean(text)) : nodes.textNode(text);
            default -> nodes.textNode(text);
        };
    }
}
