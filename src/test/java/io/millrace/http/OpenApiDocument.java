package io.millrace.http;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** {@code /q/openapi}, as the service under test tells it. */
final class OpenApiDocument {
    private final String text;
    private final JsonNode tree;

    private OpenApiDocument(String text) {
        this.text = text;
        this.tree = Api.tree(text);
    }

    static OpenApiDocument ofService() {
        return new OpenApiDocument(given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    String text() {
        return text;
    }

    JsonNode tree() {
        return tree;
    }

    /** By path; every one of them is a GET. */
    Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        tree.get("paths")
                .properties()
                .forEach(path -> operations.put(path.getKey(), path.getValue().get("get")));
        return operations;
    }

    JsonNode operation(String path) {
        return Objects.requireNonNull(operations().get(path), path);
    }

    /** What is wrong with it, a member that the schema does not name included; empty: nothing. */
    List<String> violations(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", closed(tree.get("components").deepCopy()));
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole).validate(value).stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    private static JsonNode closed(JsonNode components) {
        for (JsonNode schema : components.get("schemas")) {
            if (schema.has("properties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        }
        return components;
    }
}
