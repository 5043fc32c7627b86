package io.millrace.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * What {@code /q/openapi} shows as examples: the answers of {@code docs/http-api.md}, the parameters that each is the answer to, and the
 * problems in the words in which they are sent.
 */
final class OpenApiExamples {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What nothing here is called. */
    private static final Map<String, String> UNKNOWN = Map.of("room_id", "404", "user", "@nobody");

    private static final String UNKNOWN_PARAMETER = "colour";

    private final String path;
    private final Operation operation;
    private final JsonNode answer;

    private OpenApiExamples(String path, Operation operation) {
        this.path = path;
        this.operation = operation;
        this.answer = answer(path.substring(OpenApiTruth.API.length() - 1));
    }

    /** @param operation of GET, with all its responses */
    static void addTo(String path, Operation operation) {
        new OpenApiExamples(path, operation).add();
    }

    private void add() {
        parameters().forEach(this::addTo);
        operation.getResponses().getAPIResponses().forEach(this::addTo);
    }

    private static JsonNode answer(String endpoint) {
        return switch (endpoint) {
            case "/live" -> Documented.answer("/overview");
            case "/streams", "/users/{user}/streams" -> pageOf(Documented.answer("/streams/{room_id}"));
            default -> Documented.answer(endpoint.replaceFirst("/live$", ""));
        };
    }

    private static JsonNode pageOf(JsonNode summary) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.putArray("items").add(summary);
        return page.putNull("next_cursor").set("as_of", summary.get("as_of"));
    }

    private List<Parameter> parameters() {
        return OpenApiTruth.parametersOf(operation);
    }

    /** Of a path the owner of the rows, wherever the answer names it; of a query what the answer says of itself. */
    private void addTo(Parameter parameter) {
        String name = parameter.getName().equals("user") ? "user_id" : parameter.getName();
        JsonNode told = parameter.getIn() == Parameter.In.PATH ? answer.findValue(name) : answer.get(name);
        if (told != null) {
            parameter.setExample(value(told));
        }
    }

    private void addTo(String status, APIResponse response) {
        Content content = response.getContent();
        if (content == null) {
            return;
        }
        if (content.hasMediaType(MediaType.APPLICATION_JSON)) {
            content.getMediaType(MediaType.APPLICATION_JSON).setExample(value(answer));
        }
        if (content.hasMediaType(Problem.MEDIA_TYPE)) {
            content.getMediaType(Problem.MEDIA_TYPE).setExample(value(problem(Integer.parseInt(status))));
        }
    }

    private Problem problem(int status) {
        return switch (status) {
            case 400 ->
                Refusal.badRequest(List.of(UnknownParameters.fault(UNKNOWN_PARAMETER)))
                        .problem(asked());
            case 401 -> Refused.noToken().problem(asked());
            case 403 ->
                Refused.scope(Door.needed(path, List.of("text/csv")).code()).problem(asked());
            case 404 -> unknown();
            case 429 -> Refused.rate(1).problem(asked());
            case 500 -> Problems.mistake(asked());
            case 503 -> Problems.away(asked());
            default -> throw new IllegalStateException(path + " has no example of a " + status);
        };
    }

    private String asked() {
        String asked = path;
        for (Parameter parameter : parameters()) {
            asked = asked.replace("{" + parameter.getName() + "}", String.valueOf(parameter.getExample()));
        }
        return asked;
    }

    private Problem unknown() {
        String asked = path;
        for (Map.Entry<String, String> name : UNKNOWN.entrySet()) {
            asked = asked.replace("{" + name.getKey() + "}", name.getValue());
        }
        Refusal refusal = path.contains("{room_id}") ? Answers.unknownRoom() : Answers.unknownUser();
        return refusal.problem(asked);
    }

    private static Object value(Object json) {
        return JSON.convertValue(json, Object.class);
    }
}
