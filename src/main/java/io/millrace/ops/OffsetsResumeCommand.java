package io.millrace.ops;

import io.millrace.store.Decision;
import io.millrace.store.Incidents;
import io.millrace.store.Incidents.Incident;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Decides how a partition goes on whose log is not what the books expect. The decision is written down; the service that holds the
 * partition carries it out, because it alone knows what Kafka has at that moment and can move the books under its own claim.
 */
@Command(
        name = "resume",
        description = {
            "Decide where a partition that stands still goes on. A running service carries it out within seconds, another one when it starts.",
            "--from start reads all that Kafka has; what is known already changes nothing.",
            "--from end passes over all that Kafka has at that moment.",
            "Exit code: 1 if nothing stands still."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class OffsetsResumeCommand implements Callable<Integer> {
    private static final Duration AT_ONCE = Duration.ofSeconds(6);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "Its Kafka topic.")
    @SuppressWarnings("NullAway.Init")
    String topic;

    @Option(
            names = "--partition",
            paramLabel = "N",
            description = "One partition of it; by default all that stand still.")
    @Nullable
    Integer partition;

    @Option(names = "--from", required = true, paramLabel = "start|end|OFFSET", description = "Where to go on.")
    @SuppressWarnings("NullAway.Init")
    String from;

    @Option(names = "--dry-run", description = "Print what would be read again or skipped, and decide nothing.")
    boolean dryRun;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final Instance<Incidents> incidents;
    private final OperatorDatabase database;

    OffsetsResumeCommand(Instance<Incidents> incidents, OperatorDatabase database) {
        this.incidents = incidents;
        this.database = database;
    }

    @Override
    public Integer call() {
        Decision decision = decision();
        List<Incident> open = database.answer(incidents.get().open(topic, partition));
        if (open.isEmpty()) {
            throw new OperatorFault("nothing stands still: topic " + topic
                    + (partition == null ? "" : ", partition " + partition) + " has no open incident");
        }
        open.forEach(incident -> requireWithinLog(incident, decision));
        if (dryRun) {
            tell(open, decision);
            return 0;
        }
        List<Long> ids = open.stream().map(Incident::id).toList();
        database.answer(incidents.get().decide(ids, decision));
        tell(carriedOut(ids), decision);
        return 0;
    }

    private Decision decision() {
        try {
            return new Decision(from);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--from: " + e.getMessage(), e);
        }
    }

    private void requireWithinLog(Incident incident, Decision decision) {
        long offset = decision.offsetIn(incident.logStart(), incident.logEnd());
        if (!decision.equals(Decision.START)
                && !decision.equals(Decision.END)
                && !decision.text().equals(Long.toString(offset))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--from: partition " + incident.partition() + " has offsets from " + incident.logStart() + " until "
                            + incident.logEnd() + ", not " + decision.text());
        }
    }

    /** The incidents as soon as all are over, or as they are after a while. */
    private List<Incident> carriedOut(List<Long> ids) {
        Uni<List<Incident>> over = incidents
                .get()
                .now(ids)
                .repeat()
                .withDelay(BETWEEN_LOOKS)
                .until(now -> now.stream().allMatch(it -> it.resumedAt() != null))
                .collect()
                .last();
        return database.answer(over.ifNoItem()
                .after(AT_ONCE)
                .recoverWithUni(() -> incidents.get().now(ids))
                .chain(() -> incidents.get().now(ids)));
    }

    private void tell(List<Incident> told, Decision decision) {
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("dry_run", dryRun);
            result.put("from", decision.text());
            result.put("incidents", told.stream().map(IncidentReport::asMap).toList());
            Result.json(result);
            return;
        }
        for (Incident incident : told) {
            Result.line(dryRun ? plan(incident, decision) : IncidentReport.line(incident));
        }
    }

    private static String plan(Incident it, Decision decision) {
        long offset = decision.offsetIn(it.logStart(), it.logEnd());
        return it.topic() + "-" + it.partition() + " would go on at " + offset + ": " + (it.logEnd() - offset)
                + " records would be read, " + (offset - it.logStart()) + " in Kafka passed over" + lost(it);
    }

    private static String lost(Incident it) {
        return switch (it.kind()) {
            case OFFSET_BELOW_LOG_START ->
                ", " + (it.logStart() - it.nextOffset()) + " are lost, Kafka has deleted them";
            case TOPIC_RECREATED -> ", " + unread(it) + " of the old topic are lost";
            case OFFSET_BEYOND_LOG_END -> "";
        };
    }

    private static String unread(Incident it) {
        Long lastLogEnd = it.lastLogEnd();
        return lastLogEnd == null ? "an unknown number" : Long.toString(Math.max(0, lastLogEnd - it.nextOffset()));
    }
}
