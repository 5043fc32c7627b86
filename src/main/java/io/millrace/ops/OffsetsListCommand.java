package io.millrace.ops;

import io.millrace.store.IncidentKind;
import io.millrace.store.Incidents;
import io.millrace.store.Incidents.Incident;
import io.millrace.store.Incidents.Standing;
import jakarta.enterprise.inject.Instance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks the database alone, so it answers while the service and Kafka are down. */
@Command(
        name = "list",
        description = {
            "Print the position of each Kafka partition, and what went wrong between its log and the books.",
            "Exit code: 1 if a partition stands still and waits for a decision."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class OffsetsListCommand implements Callable<Integer> {

    @Option(names = "--all", description = "Incidents that are over as well.")
    boolean all;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    private final Instance<Incidents> incidents;
    private final OperatorDatabase database;

    OffsetsListCommand(Instance<Incidents> incidents, OperatorDatabase database) {
        this.incidents = incidents;
        this.database = database;
    }

    @Override
    public Integer call() {
        List<Standing> standings = database.answer(incidents.get().standings());
        List<Incident> told = database.answer(incidents.get().all()).stream()
                .filter(it -> all || it.resumedAt() == null)
                .toList();
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put(
                    "partitions",
                    standings.stream().map(OffsetsListCommand::asMap).toList());
            result.put("incidents", told.stream().map(IncidentReport::asMap).toList());
            Result.json(result);
        } else {
            standings.forEach(it -> Result.line(line(it)));
            told.forEach(it -> Result.line(IncidentReport.line(it)));
            Result.line("partitions " + standings.size() + ", open incidents "
                    + told.stream().filter(it -> it.resumedAt() == null).count());
        }
        return told.stream().anyMatch(it -> it.resumedAt() == null && it.decision() == null) ? 1 : 0;
    }

    private static String line(Standing it) {
        return it.topic() + "-" + it.partition() + ": next offset " + it.nextOffset() + ", log end "
                + Objects.requireNonNullElse(it.logEnd(), "unknown") + ", epoch " + it.epoch() + ", "
                + (it.incident() == null
                        ? "read"
                        : "stands still: " + it.incident().code());
    }

    private static Map<String, @Nullable Object> asMap(Standing it) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("topic", it.topic());
        map.put("partition", it.partition());
        map.put("topic_id", it.topicId());
        map.put("next_offset", it.nextOffset());
        map.put("log_end_offset", it.logEnd());
        map.put("epoch", it.epoch());
        map.put("updated_at", it.updatedAt().toString());
        IncidentKind incident = it.incident();
        map.put("incident", incident == null ? null : incident.code());
        return map;
    }
}
