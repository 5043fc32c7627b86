package io.millrace.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.measure.BatchWindow;
import io.millrace.bench.measure.LatencyRound;
import io.millrace.bench.measure.Percentiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** How long an event takes until the API shows it, at steady rates: latency.md to read, latency.json with the same figures. */
public record LatencyReport(String command, long seed, int rooms, Machine machine, List<LatencyRound> rounds) {
    /** Milliseconds. */
    static final double MOST_P50 = 50;

    /** Milliseconds. */
    static final double MOST_P99 = 250;

    /** What a rate may stay behind itself and still be that rate. */
    static final double LEAST_OF_RATE = 0.98;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Both, into this directory. */
    public void write(Path directory) throws IOException {
        Files.writeString(directory.resolve("latency.md"), markdown());
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve("latency.json").toFile(), json());
    }

    /** One round in a line, for who waits. */
    public static String line(LatencyRound round) {
        return String.format(
                Locale.ROOT,
                "%,.0f/s (%,.0f/s in the books): p50 %s p90 %s p99 %s max %s ms, batches of %s",
                round.rate(),
                round.receivedPerSecond(),
                millis(round, Percentiles::p50),
                millis(round, Percentiles::p90),
                millis(round, Percentiles::p99),
                millis(round, Percentiles::max),
                figure(round.batches().meanRecords(), "%.0f"));
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# Latency\n\n");
        text.append("`").append(command).append("`, ").append(machine.at()).append(", commit ");
        text.append(machine.commit()).append(", seed ").append(seed).append(".\n\n");
        text.append(
                "From the broker's time on an event until `GET /api/v1/streams/{room_id}` shows it, in milliseconds.\n\n");
        text.append("| events/s | published/s | in the books/s | probes | p50 | p90 | p99 | max | never seen |\n");
        text.append("|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        rounds.forEach(it -> text.append(row(
                String.format(Locale.ROOT, "%,.0f", it.rate()),
                String.format(Locale.ROOT, "%,.0f", it.publishedPerSecond()),
                String.format(Locale.ROOT, "%,.0f", it.receivedPerSecond()),
                String.valueOf(it.latency().map(Percentiles::count).orElse(0) + it.unseen()),
                millis(it, Percentiles::p50),
                millis(it, Percentiles::p90),
                millis(it, Percentiles::p99),
                millis(it, Percentiles::max),
                String.valueOf(it.unseen()))));
        text.append("\nWhat the service did in that time:\n\n");
        text.append("| events/s | lag, mean (max) | records a batch, mean (max) | ms a batch, mean (max) | batches/s"
                + " | CPU service | CPU PostgreSQL | peak RSS MB |\n");
        text.append("|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        rounds.forEach(it -> text.append(row(
                String.format(Locale.ROOT, "%,.0f", it.rate()),
                it.lag()
                        .map(lag -> String.format(Locale.ROOT, "%,.0f (%,.0f)", lag.mean(), lag.max()))
                        .orElse("–"),
                figure(it.batches().meanRecords(), "%.0f") + most(it.batches().most()),
                figure(it.batches().meanMillis(), "%.1f") + most(it.batches().slowest()),
                String.format(Locale.ROOT, "%.0f", it.batches().batches() / it.seconds()),
                String.format(Locale.ROOT, "%.2f cores", it.serviceCores()),
                String.format(Locale.ROOT, "%.2f cores", it.postgresCores()),
                String.format(Locale.ROOT, "%.0f", it.peakResidentBytes() / 1e6))));
        text.append("\n## Targets\n\n| target | measured | |\n|---|---:|---|\n");
        rounds.forEach(
                round -> verdicts(round).forEach(it -> text.append(row(it.target(), it.figure(), it.outcome()))));
        how(text);
        text.append(machine.markdown());
        return text.toString();
    }

    static List<Verdict> verdicts(LatencyRound round) {
        String at = String.format(Locale.ROOT, " at %,.0f events/s", round.rate());
        return List.of(
                new Verdict("p50 at most 50 ms" + at, round.latency().map(Percentiles::p50), MOST_P50, false),
                new Verdict("p99 at most 250 ms" + at, round.latency().map(Percentiles::p99), MOST_P99, false),
                new Verdict(
                        "every probe shown" + at,
                        round.latency().map(it -> it.count() / (double) (it.count() + round.unseen())),
                        1,
                        true),
                new Verdict(
                        "in the books at least 0.98 × the rate" + at,
                        Optional.of(round.receivedPerSecond() / round.rate()),
                        LEAST_OF_RATE,
                        true));
    }

    private void how(StringBuilder text) {
        text.append(String.format(Locale.ROOT, """

                ## How it is measured

                - A process of its own publishes lean envelopes of %d rooms to 12 partitions, each event when it is due. For every rate database,
                  topic and service are fresh; the warm-up before the window counts for nothing.
                - About 10 times a second a like is published into a room of its own, so into one partition, at times that do not wait for the
                  one before: what a stall delays is counted for every probe in it. Its total counts up and shows as the room's `likes`.
                - The topic's timestamps are the broker's own (`LogAppendTime`), in whole milliseconds. The room is asked for every 10 ms while
                  a probe is outstanding; its CPU is in the service's and PostgreSQL's.
                - *published/s* is by the ends of the broker's log, *in the books/s* and *lag* by `/api/v1/ingest`, which learns the ends of the
                  log every two seconds. Batches are by `/q/metrics`; ≤: the service remembers that maximum from before the window.
                - The server has log files to write anew, as one has that has been up for a while: to make one holds commits up for long.
                - Publisher, service, PostgreSQL and broker share the machine.
                """, rooms));
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String millis(LatencyRound round, ToDoubleFunction<Percentiles> figure) {
        return round.latency()
                .map(it -> String.format(Locale.ROOT, "%.1f", figure.applyAsDouble(it)))
                .orElse("–");
    }

    private static String figure(double value, String format) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
    }

    private static String most(BatchWindow.Most most) {
        return String.format(Locale.ROOT, most.exact() ? " (%,.0f)" : " (≤ %,.0f)", most.value());
    }

    private ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("command", command).put("seed", seed).put("rooms", rooms);
        json.set("machine", machine.json());
        ArrayNode all = json.putArray("rounds");
        rounds.forEach(it -> all.add(json(it)));
        return json;
    }

    private static ObjectNode json(LatencyRound round) {
        ObjectNode json = JSON.createObjectNode()
                .put("rate", round.rate())
                .put("seconds", round.seconds())
                .put("published_per_second", round.publishedPerSecond())
                .put("received_per_second", round.receivedPerSecond())
                .put("probes_unseen", round.unseen())
                .put("service_cpu_seconds", round.service())
                .put("postgres_cpu_seconds", round.postgres())
                .put("peak_rss_bytes", round.peakResidentBytes());
        round.latency().ifPresent(it -> json.putObject("latency_millis")
                .put("probes", it.count())
                .put("p50", it.p50())
                .put("p90", it.p90())
                .put("p99", it.p99())
                .put("max", it.max()));
        round.lag().ifPresent(it -> json.putObject("lag").put("mean", it.mean()).put("max", it.max()));
        BatchWindow batches = round.batches();
        json.putObject("batches")
                .put("count", batches.batches())
                .put("mean_records", batches.meanRecords())
                .put("mean_millis", batches.meanMillis())
                .put("max_records", batches.most().value())
                .put("max_records_exact", batches.most().exact())
                .put("max_millis", batches.slowest().value())
                .put("max_millis_exact", batches.slowest().exact());
        ArrayNode targets = json.putArray("targets");
        verdicts(round).forEach(it -> targets.addObject()
                .put("target", it.target())
                .put("measured", it.measured().orElse(null))
                .put("bound", it.bound())
                .put("met", it.isMet()));
        return json;
    }
}
