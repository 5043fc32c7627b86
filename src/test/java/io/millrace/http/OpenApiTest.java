package io.millrace.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class OpenApiTest {
    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            Map.entry("/api/v1/overview", "/overview"),
            Map.entry("/api/v1/ingest", "/ingest"),
            Map.entry("/api/v1/leaderboards/{by}", "/leaderboards/diamonds"),
            Map.entry("/api/v1/pulse", "/pulse"),
            Map.entry("/api/v1/streams/{room_id}/spikes", "/streams/101/spikes"),
            Map.entry("/api/v1/streams/{room_id}/comparison", "/streams/102/comparison"),
            Map.entry("/api/v1/streams/{room_id}/quality", "/streams/101/quality"),
            Map.entry("/api/v1/quality", "/quality"),
            Map.entry("/api/v1/storage", "/storage"),
            Map.entry("/api/v1/streams", "/streams"),
            Map.entry("/api/v1/streams/{room_id}", "/streams/102"),
            Map.entry("/api/v1/streams/{room_id}/timeline", "/streams/101/timeline"),
            Map.entry("/api/v1/streams/{room_id}/leaders", "/streams/101/leaders"),
            Map.entry("/api/v1/streams/{room_id}/events", "/streams/101/events"),
            Map.entry("/api/v1/users/{user}", "/users/@other"),
            Map.entry("/api/v1/users/{user}/stats", "/users/@some.host/stats?bucket=1h"),
            Map.entry("/api/v1/users/{user}/heatmap", "/users/@some.host/heatmap"),
            Map.entry("/api/v1/users/{user}/names", "/users/@some.host/names"),
            Map.entry("/api/v1/users/{user}/daily", "/users/@some.host/daily"),
            Map.entry("/api/v1/users/{user}/streams", "/users/@some.host/streams"));

    /** Their answers never end. */
    private static final Set<String> LIVE = Set.of("/api/v1/live", "/api/v1/streams/{room_id}/live");

    @Inject
    World world;

    @BeforeEach
    void fill() {
        world.reset();
    }

    @Test
    void everyPathIsDescribedWithItsProblems() {
        JsonNode paths = document().get("paths");
        Set<String> described = new TreeSet<>();
        paths.fieldNames().forEachRemaining(described::add);
        assertThat(described)
                .containsAll(LIVE)
                .filteredOn(path -> !LIVE.contains(path))
                .containsExactlyInAnyOrderElementsOf(EXAMPLES.keySet());
        paths.forEach(path -> {
            JsonNode operation = path.get("get");
            assertThat(operation.get("summary").asText()).isNotEmpty();
            assertThat(operation.get("responses").has("200")).isTrue();
            for (String status : new String[] {"400", "401", "429", "503"}) {
                assertThat(operation
                                .at("/responses/" + status + "/content/application~1problem+json/schema/$ref")
                                .asText())
                        .isEqualTo("#/components/schemas/Problem");
            }
        });
    }

    @Test
    void parametersSayWhatTheyTake() {
        JsonNode parameters = document().at("/paths/~1api~1v1~1streams/get/parameters");
        assertThat(parameters.findValuesAsText("name"))
                .containsExactlyInAnyOrder("state", "host", "sort", "limit", "cursor", "format");
        for (JsonNode parameter : parameters) {
            assertThat(parameter.path("description").asText())
                    .as(parameter.toString())
                    .isNotEmpty();
            if (parameter.get("name").asText().equals("limit")) {
                assertThat(parameter.at("/schema/maximum").asInt()).isEqualTo(500);
                assertThat(parameter.at("/schema/default").asInt()).isEqualTo(50);
            }
            if (parameter.get("name").asText().equals("state")) {
                assertThat(parameter.at("/schema/enum")).hasSize(3);
            }
        }
    }

    @Test
    void answersAreWhatTheDocumentSays() {
        JsonNode document = document();
        EXAMPLES.forEach((path, example) -> {
            JsonNode schema = document.at(
                    "/paths/" + path.replace("/", "~1") + "/get/responses/200/content/application~1json/schema");
            List<String> faults = new ArrayList<>();
            check(document, schema, Api.json(example), example, faults);
            assertThat(faults).isEmpty();
        });
    }

    private static JsonNode document() {
        return Api.tree(given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    /** As much of JSON Schema as the document uses; a member it does not name is a fault too. */
    private static void check(JsonNode document, JsonNode schema, JsonNode value, String where, List<String> faults) {
        if (schema.has("$ref")) {
            check(document, document.at(schema.get("$ref").asText().substring(1)), value, where, faults);
        } else if (schema.has("anyOf")) {
            boolean any = false;
            for (JsonNode option : schema.get("anyOf")) {
                List<String> local = new ArrayList<>();
                check(document, option, value, where, local);
                any |= local.isEmpty();
            }
            if (!any) {
                faults.add(where + " fits none: " + value);
            }
        } else if (!types(schema).contains(type(value, types(schema)))) {
            faults.add(where + " is " + value + ", not " + schema);
        } else if (value.isObject()) {
            checkMembers(document, schema, value, where, faults);
        } else if (value.isArray()) {
            value.forEach(item -> check(document, schema.get("items"), item, where + "[]", faults));
        } else if (schema.has("enum") && !schema.get("enum").toString().contains("\"" + value.asText() + "\"")) {
            faults.add(where + " is none of " + schema.get("enum"));
        }
    }

    private static void checkMembers(
            JsonNode document, JsonNode schema, JsonNode value, String where, List<String> faults) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                faults.add(where + " lacks " + name);
            }
        });
        value.properties().forEach(member -> {
            JsonNode described = schema.path("properties").get(member.getKey());
            if (described == null) {
                faults.add(where + " has " + member.getKey() + " that is not described");
            } else {
                check(document, described, member.getValue(), where + "." + member.getKey(), faults);
            }
        });
    }

    private static Set<String> types(JsonNode schema) {
        Set<String> types = new TreeSet<>();
        if (schema.path("type").isArray()) {
            schema.get("type").forEach(type -> types.add(type.asText()));
        } else {
            types.add(schema.path("type").asText());
        }
        return types;
    }

    private static String type(JsonNode value, Set<String> allowed) {
        return switch (value.getNodeType()) {
            case NULL -> "null";
            case BOOLEAN -> "boolean";
            case STRING -> "string";
            case ARRAY -> "array";
            case OBJECT -> "object";
            case NUMBER -> value.isIntegralNumber() && allowed.contains("integer") ? "integer" : "number";
            default -> "";
        };
    }
}
