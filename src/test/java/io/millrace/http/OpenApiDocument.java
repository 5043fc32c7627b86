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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** {@code /q/openapi}, as the service under test tells it. */
final class OpenApiDocument {
    private final String text;
    private final JsonNode tree;

    private OpenApiDocument(String text) {
        this.text = text;
        this.tree = Api.tree(text);
    }

    static OpenApiDocument ofService() {
        return of(given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    static OpenApiDocument of(String json) {
        return new OpenApiDocument(json);
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

    /** What the example of a path is the answer to, below {@code /api/v1}: the examples of its parameters in their places. */
    String exampleRequest(String path) {
        String query = parameters(path)
                .filter(parameter -> !isOfPath(parameter) && parameter.has("example"))
                .map(parameter -> parameter.get("name").asText() + "="
                        + parameter.get("example").asText())
                .collect(Collectors.joining("&"));
        return examplePath(path) + (query.isEmpty() ? "" : "?" + query);
    }

    /** The same without a query. */
    String examplePath(String path) {
        return parameters(path)
                .filter(OpenApiDocument::isOfPath)
                .reduce(
                        path.substring("/api/v1".length()),
                        (filled, parameter) -> filled.replace(
                                "{" + parameter.get("name").asText() + "}",
                                parameter.get("example").asText()),
                        String::concat);
    }

    private Stream<JsonNode> parameters(String path) {
        return StreamSupport.stream(operation(path).path("parameters").spliterator(), false);
    }

    private static boolean isOfPath(JsonNode parameter) {
        return parameter.get("in").asText().equals("path");
    }

    /** The example of the answer to {@link #exampleRequest}; missing where there is none. */
    JsonNode answer(String path) {
        return example(path, 200, "application/json");
    }

    /** The example of a problem; missing where there is none. */
    JsonNode fault(String path, int status) {
        return example(path, status, Problem.MEDIA_TYPE);
    }

    private JsonNode example(String path, int status, String mediaType) {
        return operation(path).at("/responses/" + status + "/content/" + mediaType.replace("/", "~1") + "/example");
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
