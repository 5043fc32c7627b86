package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class OpenApiTest {
    private static final Map<String, String> REQUESTS = Map.ofEntries(
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

    /** Those that the rows of every test are not enough for. */
    private static final Map<String, String> ROWS_OF_EXAMPLES = Map.of(
            "/api/v1/leaderboards/{by}", "leaderboards.sql",
            "/api/v1/streams/{room_id}/spikes", "spikes.sql",
            "/api/v1/streams/{room_id}/comparison", "comparison.sql",
            "/api/v1/quality", "quality.sql");

    private static final String NO_ROOM = "404";

    private static Path home;

    private static @Nullable GeneratedClients clients;

    @Inject
    World world;

    @BeforeAll
    static void keep(@TempDir Path directory) {
        home = directory;
    }

    @BeforeEach
    void fill() {
        world.reset();
    }

    @Test
    void everyPathIsDescribedWithItsProblems() {
        Map<String, JsonNode> operations = OpenApiDocument.ofService().operations();
        assertThat(operations.keySet())
                .containsAll(LIVE)
                .filteredOn(path -> !LIVE.contains(path))
                .containsExactlyInAnyOrderElementsOf(REQUESTS.keySet());
        assertThat(operations.keySet()).as("measured under their own names").allSatisfy(path -> assertThat(
                        PathTemplates.of(path.replaceAll("\\{[a-z_]+}", "x")))
                .isEqualTo(path));
        operations.values().forEach(operation -> {
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
        OpenApiDocument document = OpenApiDocument.ofService();
        JsonNode parameters = document.operation("/api/v1/streams").get("parameters");
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
                assertThat(parameter.at("/schema/$ref").asText()).isEqualTo("#/components/schemas/StreamState");
            }
        }
    }

    @Test
    void everySchemaHasANameAndIsOfUse() {
        OpenApiDocument document = OpenApiDocument.ofService();
        JsonNode schemas = document.tree().at("/components/schemas");
        schemas.properties().forEach(schema -> {
            assertThat(document.text()).contains("\"#/components/schemas/" + schema.getKey() + "\"");
            assertThat(schema.getValue().path("properties"))
                    .as(schema.getKey())
                    .noneMatch(member -> member.has("enum") || member.has("properties"));
        });
        document.operations().forEach((path, operation) -> {
            assertThat(operation.path("parameters"))
                    .as(path)
                    .allMatch(parameter -> parameter.get("schema").has("type")
                            || parameter.get("schema").has("$ref"));
            assertThat(LIVE.contains(path)
                            || operation
                                    .at("/responses/200/content/application~1json/schema")
                                    .has("$ref"))
                    .as(path)
                    .isTrue();
        });
        assertThat(document.tree().get("paths").findValuesAsText("operationId")).doesNotHaveDuplicates();
    }

    @Test
    void answersAreWhatTheDocumentSays() {
        OpenApiDocument document = OpenApiDocument.ofService();
        REQUESTS.forEach((path, request) -> {
            JsonNode schema = document.operation(path).at("/responses/200/content/application~1json/schema");
            assertThat(document.violations(schema, Api.json(request)))
                    .as(request)
                    .isEmpty();
        });
    }

    @Test
    void everyAnswerThatIsJsonHasAnExampleThatFitsItsSchema() {
        OpenApiDocument document = OpenApiDocument.ofService();
        document.operations().forEach((path, operation) -> operation
                .get("responses")
                .properties()
                .forEach(response -> response.getValue().path("content").properties().stream()
                        .filter(content -> content.getKey().endsWith("json"))
                        .forEach(content -> {
                            JsonNode schema = content.getValue().get("schema");
                            JsonNode example = content.getValue().path("example");
                            assertThat(document.violations(schema, example))
                                    .as(path + " " + response.getKey() + " " + example)
                                    .isEmpty();
                            assertThat(example.isObject())
                                    .as(path + " " + response.getKey())
                                    .isTrue();
                        })));
    }

    @Test
    void examplesHaveTheShapeOfTheAnswersToTheirRequests() {
        OpenApiDocument document = OpenApiDocument.ofService();
        // The rate takes two states of the books.
        Api.body("/overview");
        for (String path : REQUESTS.keySet()) {
            world.reset();
            world.play(ROWS_OF_EXAMPLES.getOrDefault(path, "books.sql"));
            String request = document.exampleRequest(path);
            JsonNode example = document.answer(path);
            JsonNode answer = Api.json(request);
            assertThat(Shape.isShared(example, answer))
                    .as("%s: %s is not of the shape of %s", request, answer, example)
                    .isTrue();
        }
    }

    @Test
    void examplesOfFaultsAreWhatIsSent() {
        OpenApiDocument document = OpenApiDocument.ofService();
        document.operations().forEach((path, operation) -> {
            JsonNode refused = document.fault(path, 400);
            String parameter = refused.at("/errors/0/parameter").asText();
            assertThat(fault(document.examplePath(path) + "?" + parameter + "=1"))
                    .isEqualTo(refused);
            if (operation.get("responses").has("404")) {
                JsonNode missing = document.fault(path, 404);
                assertThat(fault(missing.get("instance").asText().replace("/api/v1", "")))
                        .isEqualTo(missing);
            }
        });
    }

    @Test
    void examplesOfAnAbsentDatabaseAreWhatIsSent() {
        OpenApiDocument document = OpenApiDocument.ofService();
        world.goAway();
        try {
            for (String path : REQUESTS.keySet()) {
                assertThat(fault(document.examplePath(path))).isEqualTo(document.fault(path, 503));
            }
        } finally {
            world.comeBack();
        }
    }

    private static JsonNode fault(String path) {
        Response response = Api.get(path);
        assertThat(response.contentType()).as(path + ": " + response.asString()).isEqualTo(Problem.MEDIA_TYPE);
        return Api.tree(response.asString());
    }

    @Test
    void aGeneratorFindsNothingToComplainOf() throws IOException {
        assertThat(clients().complaints()).isEmpty();
    }

    @Test
    void aClientInTypeScriptReadsARoomAndAFault() throws IOException {
        assertReadsARoom(clients().readByTypeScript(RestAssured.baseURI + ":" + RestAssured.port, NO_ROOM));
    }

    @Test
    void aClientInPythonReadsARoomAndAFault() throws IOException {
        assertReadsARoom(clients().readByPython(RestAssured.baseURI + ":" + RestAssured.port, NO_ROOM));
    }

    private static void assertReadsARoom(JsonNode read) {
        assertThat(GeneratedClients.kept(read.get("page")))
                .isEqualTo(GeneratedClients.kept(Api.json("/streams?state=live")));
        assertThat(GeneratedClients.kept(read.get("room"))).isEqualTo(GeneratedClients.kept(Api.json("/streams/101")));
        assertThat(read.get("title").asText()).isEqualTo("Cooking");
        assertThat(GeneratedClients.kept(read.get("problem")))
                .isEqualTo(GeneratedClients.kept(fault("/streams/" + NO_ROOM)));
        assertThat(read.get("fault").asText()).isEqualTo("room_id");
    }

    /** Made once, which takes seconds, and not before a test: only then is it known where the service is. */
    private static GeneratedClients clients() throws IOException {
        if (clients == null) {
            clients = GeneratedClients.of(OpenApiDocument.ofService(), home);
        }
        return clients;
    }
}
