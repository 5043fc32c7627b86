package io.millrace.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** {@code config.schema.json}: which keys there are and what they may hold. */
final class ConfigSchema {
    private static final String RESOURCE = "/config.schema.json";

    private final JsonNode root;
    private final JsonSchema schema;

    private ConfigSchema(JsonNode root) {
        this.root = root;
        this.schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(root);
    }

    static ConfigSchema ofMillrace() {
        try (InputStream resource = ConfigSchema.class.getResourceAsStream(RESOURCE)) {
            return new ConfigSchema(new ObjectMapper().readTree(Objects.requireNonNull(resource)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong, each with the place where; empty: nothing. */
    List<String> violations(JsonNode tree) {
        return schema.validate(tree).stream()
                .map(message -> place(message.getInstanceLocation().toString())
                        + message.getMessage().replaceFirst("^\\S+: ", ""))
                .distinct()
                .sorted()
                .toList();
    }

    private static String place(String location) {
        String keys = location.replaceFirst("^\\$\\.?", "");
        return keys.isEmpty() ? "" : keys + ": ";
    }

    /** The tree with what the environment says in place of it, for keys that the schema knows, whether the file has them or not. */
    JsonNode withVariables(JsonNode tree, Map<String, String> environment) {
        ObjectNode changed = tree.deepCopy();
        overlay(changed, root, "", environment);
        return changed;
    }

    private void overlay(ObjectNode node, JsonNode kind, String prefix, Map<String, String> environment) {
        kind.path("properties").properties().forEach(property -> {
            String key = property.getKey();
            JsonNode kindOfProperty = resolved(property.getValue());
            String variable = Variables.joined(prefix, key);
            if (isObject(kindOfProperty)) {
                JsonNode child = node.has(key) ? node.get(key) : JsonNodeFactory.instance.objectNode();
                if (child instanceof ObjectNode object) {
                    overlay(object, kindOfProperty, variable, environment);
                    if (!object.isEmpty()) {
                        node.set(key, object);
                    }
                }
            } else if (isGiven(environment, variable)) {
                node.set(key, value(kindOfProperty, environment.getOrDefault(variable, "")));
            }
        });
        if (kind.path("additionalProperties").isObject()) {
            environment.keySet().stream()
                    .filter(variable -> variable.startsWith(prefix + "_") && isGiven(environment, variable))
                    .forEach(variable -> node.put(
                            variable.substring(prefix.length() + 1).toLowerCase(Locale.ROOT),
                            environment.get(variable)));
        }
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
