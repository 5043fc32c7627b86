package io.millrace.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.samples.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Grafana's dashboard asks Prometheus for. */
final class Dashboards {
    private static final Path FILE = Path.of("docker/observability/grafana/dashboards/millrace.json");

    /** Selectors, ranges and groups: what is in them is no metric. */
    private static final Pattern BESIDE = Pattern.compile("\\{[^}]*}|\\[[^]]*]|by \\([^)]*\\)");

    private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)+");

    private Dashboards() {}

    static Set<String> metrics() throws IOException {
        Set<String> metrics = new TreeSet<>();
        for (JsonNode panel : Samples.parse(Files.readString(FILE)).get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                Matcher metric = METRIC.matcher(
                        BESIDE.matcher(target.get("expr").textValue()).replaceAll(""));
                while (metric.find()) {
                    metrics.add(metric.group());
                }
            }
        }
        return metrics;
    }
}
