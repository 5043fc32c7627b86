package io.millrace.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.load.Load;
import io.millrace.bench.measure.Run;
import io.millrace.bench.measure.Stretch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What was measured: report.md to read, chart.svg to show, report.json with every run. */
public record Report(
        String command,
        long seed,
        int repetitions,
        Machine machine,
        Load load,
        List<String> furtherIndexes,
        List<Summary> contenders) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All three, into this directory. */
    public void write(Path directory) throws IOException {
        Files.writeString(directory.resolve("report.md"), markdown());
        Files.writeString(directory.resolve("chart.svg"), Chart.of(title(), contenders));
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve("report.json").toFile(), json());
    }

    /** One run in a line, for who waits. */
    public static String line(Run run) {
        Run.Taken taken = run.taken();
        return taken == null
                ? run.contender() + " FAILED: " + run.failure()
                : String.format(
                        Locale.ROOT,
                        "%s %s/s, CPU s/M: PostgreSQL %.1f client %.1f broker %.1f, peak %.0f MB, WAL %.0f disk %.0f B/event, %.1f s",
                        run.contender(),
                        Table.thousands(taken.measured().rowsPerSecond()),
                        taken.measured().postgresPerMillion(),
                        taken.measured().clientPerMillion(),
                        taken.measured().brokerPerMillion(),
                        taken.peakResidentBytes() / 1e6,
                        taken.walPerEvent(),
                        taken.diskPerEvent(),
                        taken.whole().seconds());
    }

    private String title() {
        return String.format(
                Locale.ROOT, "%,d live events from Kafka into PostgreSQL, %d cores", load.events(), machine.cores());
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# Benchmark\n\n![" + title() + "](chart.svg)\n\n");
        text.append("`").append(command).append("`, ").append(machine.at()).append(", commit ");
        text.append(machine.commit()).append(", seed ").append(seed).append(".\n\n");
        text.append(String.format(
                Locale.ROOT,
                "%,d events, the same for all; %d run%s of each, taken in turns. Medians. Rates and CPU from 30 %% of the rows to"
                        + " 98 %%, so that no start of a JVM is in them; memory, WAL and disk of the whole run; peak RSS of the"
                        + " worst one.%n%n",
                load.events(),
                repetitions,
                repetitions == 1 ? "" : "s"));
        text.append(Table.of(contenders)).append('\n');
        text.append(
                furtherIndexes.isEmpty()
                        ? "`live_events` has no index but its identity: COPY into the table with all its indexes is the COPY above.\n\n"
                        : "Indexes of `live_events` beside its identity: " + String.join(", ", furtherIndexes)
                                + ".\n\n");
        text.append("## Targets\n\n| target | measured | |\n|---|---:|---|\n");
        Verdict.of(contenders).forEach(it -> text.append("| ")
                .append(it.target())
                .append(" | ")
                .append(it.figure())
                .append(" | ")
                .append(it.outcome())
                .append(" |\n"));
        fairness(text);
        tuning(text);
        text.append(machine.markdown());
        return text.toString();
    }

    private void fairness(StringBuilder text) {
        text.append(String.format(
                Locale.ROOT,
                """

                ## What each is given

                - A fresh database, migrated and with the partitions of the load; a checkpoint before; its own consumer group; %d partitions.
                - Millrace and "Kafka consumer and Millrace's reader" read the envelope around what a scraper library emits (%d bytes an
                  event). The others cannot read those: they are given the columns of the table as a flat object (%d bytes), made for them
                  beforehand at nobody's expense.
                - Everybody has to leave the same rows: they are counted after every run, and after the first one each value is compared with
                  what COPY has stored. A run with other rows counts for nothing.
                - No event comes twice, since COPY and a plain INSERT would end at it. Whoever looks for duplicates looks for them all the same.
                - COPY reads a file, not Kafka, knows no duplicates and keeps no position. INSERT of Debezium's has no answer to a second
                  delivery. Millrace alone is exactly once: rows, figures and position are one transaction.
                - Client, PostgreSQL and broker share the machine.
                """,
                Load.PARTITIONS,
                load.envelopeBytes() / load.events(),
                load.flatBytes() / load.events()));
    }

    private void tuning(StringBuilder text) {
        text.append("\n## How each is tuned\n\n");
        for (Summary it : contenders) {
            text.append("- ").append(it.what()).append(" (`").append(it.name()).append("`): ");
            text.append(String.join("; ", it.tuning())).append(".\n");
        }
    }

    private ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("command", command).put("seed", seed).put("repetitions", repetitions);
        json.set("machine", machine.json());
        json.putObject("load")
                .put("events", load.events())
                .put("envelope_bytes", load.envelopeBytes())
                .put("flat_bytes", load.flatBytes())
                .put("copy_bytes", load.rowBytes());
        ArrayNode runs = json.putArray("runs");
        contenders.forEach(it -> it.runs().forEach(run -> runs.add(json(run))));
        ArrayNode targets = json.putArray("targets");
        Verdict.of(contenders).forEach(it -> targets.addObject()
                .put("target", it.target())
                .put("measured", it.measured().orElse(null))
                .put("bound", it.bound())
                .put("met", it.isMet()));
        return json;
    }

    private static ObjectNode json(Run run) {
        ObjectNode json =
                JSON.createObjectNode().put("contender", run.contender()).put("repetition", run.repetition());
        Run.Taken taken = run.taken();
        if (taken == null) {
            return json.put("failure", run.failure()).put("refused", run.refused());
        }
        json.set("measured", json(taken.measured()));
        json.set("whole", json(taken.whole()));
        return json.put("peak_rss_bytes", taken.peakResidentBytes())
                .put("wal_bytes", taken.walBytes())
                .put("disk_bytes", taken.diskBytes());
    }

    private static ObjectNode json(Stretch stretch) {
        return JSON.createObjectNode()
                .put("rows", stretch.rows())
                .put("seconds", stretch.seconds())
                .put("rows_per_second", stretch.rowsPerSecond())
                .put("postgres_cpu_seconds", stretch.postgres())
                .put("client_cpu_seconds", stretch.client())
                .put("broker_cpu_seconds", stretch.broker())
                .put("postgres_cpu_seconds_per_million", stretch.postgresPerMillion())
                .put("client_cpu_seconds_per_million", stretch.clientPerMillion())
                .put("broker_cpu_seconds_per_million", stretch.brokerPerMillion());
    }
}
