package io.millrace.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What Grafana's dashboard of rooms asks the API for, by the data source Infinity, and how that is provisioned. */
final class InfinityDashboard {
    private static final Path GRAFANA = Path.of("docker/observability/grafana");

    private final JsonNode dashboard;

    private InfinityDashboard(JsonNode dashboard) {
        this.dashboard = dashboard;
    }

    static InfinityDashboard read() throws IOException {
        return new InfinityDashboard(Api.tree(Files.readString(GRAFANA.resolve("dashboards/rooms.json"))));
    }

    /** The only one of its file. */
    static JsonNode dataSource() throws IOException {
        return yaml(GRAFANA.resolve("provisioning/datasources/millrace.yaml")).at("/datasources/0");
    }

    /** What Compose tells the container in which all that is. */
    static JsonNode environment() throws IOException {
        return yaml(Path.of("docker/compose.yaml")).at("/services/grafana/environment");
    }

    private static JsonNode yaml(Path file) throws IOException {
        return new YAMLMapper().readTree(Files.readString(file));
    }

    /** The one that the choice of a room is made from. */
    JsonNode rooms() {
        return variable("room").at("/query/infinityQuery");
    }

    /** Of all panels that ask for anything. */
    List<JsonNode> targets() {
        List<JsonNode> targets = new ArrayList<>();
        dashboard.get("panels").forEach(panel -> panel.path("targets").forEach(targets::add));
        return targets;
    }

    /** A target's URLs, with everything that may be chosen in place of its variables. */
    List<String> urls(JsonNode target, String room) {
        Map<String, List<String>> choices = new HashMap<>();
        choices.put("${room}", List.of(room));
        choices.put("${__from:date:iso}", List.of("2026-11-20T11:00:00.000Z"));
        choices.put("${__to:date:iso}", List.of("2026-11-20T12:00:30.000Z"));
        for (String name : List.of("bucket", "by", "board", "window")) {
            choices.put(
                    "${" + name + "}",
                    List.of(variable(name).get("query").asText().split(",")));
        }
        Stream<String> urls = Stream.of(target.get("url").asText());
        for (Map.Entry<String, List<String>> choice : choices.entrySet()) {
            urls = urls.flatMap(url -> choice.getValue().stream().map(value -> url.replace(choice.getKey(), value)));
        }
        return urls.distinct().toList();
    }

    private JsonNode variable(String name) {
        for (JsonNode variable : dashboard.at("/templating/list")) {
            if (variable.get("name").asText().equals(name)) {
                return variable;
            }
        }
        throw new AssertionError("no variable " + name);
    }
}
