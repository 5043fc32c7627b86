package io.millrace.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.bench.measure.GrowthRun;
import io.millrace.bench.measure.Percentiles;
import io.millrace.bench.measure.Spread;
import io.millrace.bench.measure.Stretch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What becomes of ingest and of the API where one thing grows: growth.md to read, growth.json with every run.
 *
 * @param requests names of the API's requests, in their order
 * @param stored how rows that were there before have been made
 * @param points the first one is the base
 */
public record GrowthReport(
        String command,
        long seed,
        int repetitions,
        Machine machine,
        List<String> requests,
        String stored,
        List<Point> points) {
    /** As much more or less than at the base is flat. */
    static final double FLAT = 0.2;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One point.
     *
     * @param what differs from the base, in words
     * @param runs in their order, failed ones included
     */
    public record Point(String name, String what, List<GrowthRun> runs) {
        /** Empty: no run went through. */
        Optional<Spread> spread(ToDoubleFunction<GrowthRun.Taken> figure) {
            double[] values = taken().stream().mapToDouble(figure).toArray();
            return values.length == 0 ? Optional.empty() : Optional.of(Spread.of(values));
        }

        Optional<Double> median(ToDoubleFunction<GrowthRun.Taken> figure) {
            return spread(figure).map(Spread::median);
        }

        /** Of the last run that asked; empty: none did. */
        Optional<Percentiles> answers(Function<GrowthRun.Taken, Map<String, Percentiles>> when, String request) {
            return taken().stream()
                    .map(it -> Optional.ofNullable(when.apply(it).get(request)))
                    .flatMap(Optional::stream)
                    .reduce((earlier, later) -> later);
        }

        public List<String> failures() {
            return runs.stream()
                    .map(GrowthRun::failure)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
        }

        private List<GrowthRun.Taken> taken() {
            return runs.stream().map(GrowthRun::taken).filter(Objects::nonNull).toList();
        }
    }

    /** Both, into this directory. */
    public void write(Path directory) throws IOException {
        Files.writeString(directory.resolve("growth.md"), markdown());
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve("growth.json").toFile(), json());
    }

    /** One run in a line, for who waits. */
    public static String line(GrowthRun run) {
        GrowthRun.Taken taken = run.taken();
        return taken == null
                ? run.point() + " FAILED: " + run.failure()
                : String.format(
                        Locale.ROOT,
                        "%s %s/s, CPU s/M: PostgreSQL %.1f service %.1f, peak %.0f MB, %.1f s",
                        run.point(),
                        Table.thousands(taken.measured().rowsPerSecond()),
                        taken.measured().postgresPerMillion(),
                        taken.measured().clientPerMillion(),
                        taken.peakResidentBytes() / 1e6,
                        taken.whole().seconds());
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# Growth\n\n");
        text.append("`").append(command).append("`, ").append(machine.at()).append(", commit ");
        text.append(machine.commit()).append(", seed ").append(seed).append(".\n\n");
        text.append(String.format(
                Locale.ROOT,
                "Each line differs from the base in one thing. Medians of %d run%s, taken in turns. A figure with a factor differs"
                        + " from the base by more than %.0f %%; one without is flat.%n%n",
                repetitions,
                repetitions == 1 ? "" : "s",
                100 * FLAT));
        ingest(text);
        flat(text);
        answers(text, "Answers while ingest runs at full speed", GrowthRun.Taken::busy);
        answers(text, "Answers after it", GrowthRun.Taken::idle);
        how(text);
        text.append(machine.markdown());
        return text.toString();
    }

    private void ingest(StringBuilder text) {
        text.append("## Ingest, every figure kept\n\n");
        text.append(
                "| | records | duplicates | records/s, median (least–most) | CPU s/M service | CPU s/M PostgreSQL | peak RSS MB |\n");
        text.append("|---|---:|---:|---:|---:|---:|---:|\n");
        for (Point point : points) {
            Optional<Spread> rate = point.spread(GrowthReport::rate);
            String failed = point.failures().isEmpty()
                    ? ""
                    : "; **failed**: "
                            + String.join("; ", point.failures())
                                    .replace("|", "\\|")
                                    .replace("\n", " ");
            text.append(row(List.of(
                    point.what() + failed,
                    point.median(GrowthRun.Taken::records)
                            .map(it -> String.format(Locale.ROOT, "%,.0f", it))
                            .orElse("–"),
                    point.median(it -> 100.0 * it.duplicates() / it.records())
                            .map(it -> String.format(Locale.ROOT, "%.1f %%", it))
                            .orElse("–"),
                    rate.map(it -> Table.thousands(it.median()) + " (" + Table.thousands(it.least()) + "–"
                                            + Table.thousands(it.most()) + ")")
                                    .orElse("–")
                            + factor(base().median(GrowthReport::rate), rate.map(Spread::median)),
                    figure(point, it -> it.measured().clientPerMillion(), "%.1f"),
                    figure(point, it -> it.measured().postgresPerMillion(), "%.1f"),
                    figure(point, it -> it.peakResidentBytes() / 1e6, "%.0f"))));
        }
    }

    /** What the table of ingest comes to, of each point against the base. */
    private void flat(StringBuilder text) {
        text.append(String.format(
                Locale.ROOT,
                "%nAgainst the base, service and PostgreSQL together; flat where both are within %.0f %% of it:%n%n",
                100 * FLAT));
        text.append("| | records/s | CPU of a record | flat |\n|---|---:|---:|---|\n");
        for (Point point : others()) {
            Optional<Double> rate = ratio(point, GrowthReport::rate);
            Optional<Double> cpu = ratio(point, GrowthReport::cpu);
            text.append(row(List.of(
                    point.what(),
                    rate.map(GrowthReport::times).orElse("–"),
                    cpu.map(GrowthReport::times).orElse("–"),
                    isFlat(rate, cpu).map(it -> it ? "yes" : "**no**").orElse("not measured"))));
        }
    }

    private List<Point> others() {
        return points.subList(1, points.size());
    }

    private static double rate(GrowthRun.Taken taken) {
        return taken.measured().rowsPerSecond();
    }

    private static double cpu(GrowthRun.Taken taken) {
        return taken.measured().clientPerMillion() + taken.measured().postgresPerMillion();
    }

    /** Empty: one of both is missing. */
    private Optional<Double> ratio(Point point, ToDoubleFunction<GrowthRun.Taken> figure) {
        return ratio(base().median(figure), point.median(figure));
    }

    private static Optional<Boolean> isFlat(Optional<Double> rate, Optional<Double> cpu) {
        return rate.flatMap(one -> cpu.map(other -> isFlat(one) && isFlat(other)));
    }

    /** How a time of the API stands to the base's. */
    private record Answer(String of, double ratio) {}

    /** What a table of answers comes to, in a line. */
    private String slowest(Function<GrowthRun.Taken, Map<String, Percentiles>> when) {
        List<Answer> answers = new ArrayList<>();
        for (Point point : others()) {
            for (String request : requests) {
                Optional<Percentiles> own = point.answers(when, request);
                Optional<Percentiles> ofBase = base().answers(when, request);
                String of = point.what() + ", `" + request + "`";
                ratio(ofBase.map(Percentiles::p50), own.map(Percentiles::p50))
                        .ifPresent(it -> answers.add(new Answer(of + ", p50", it)));
                ratio(ofBase.map(Percentiles::p99), own.map(Percentiles::p99))
                        .ifPresent(it -> answers.add(new Answer(of + ", p99", it)));
            }
        }
        long flat = answers.stream().filter(it -> isFlat(it.ratio())).count();
        return answers.stream()
                .max(Comparator.comparingDouble(Answer::ratio))
                .map(it -> String.format(
                        Locale.ROOT,
                        "Flat within %.0f %% of the base: %s; %d of %d times are. The slowest against it: %s (%s).",
                        100 * FLAT,
                        flat == answers.size() ? "yes" : "**no**",
                        flat,
                        answers.size(),
                        times(it.ratio()),
                        it.of()))
                .orElse("Nothing was asked beside the base.");
    }

    private void answers(StringBuilder text, String head, Function<GrowthRun.Taken, Map<String, Percentiles>> when) {
        text.append("\n## ").append(head).append("\n\nMilliseconds, p50 · p99.\n\n| | asked |");
        requests.forEach(it -> text.append(" `").append(it).append("` |"));
        text.append("\n|---|---:|").append("---:|".repeat(requests.size())).append('\n');
        for (Point point : points) {
            List<String> cells = new ArrayList<>(List.of(
                    point.what(),
                    requests.stream()
                            .map(it -> point.answers(when, it))
                            .flatMap(Optional::stream)
                            .map(Percentiles::count)
                            .reduce(Math::min)
                            .map(it -> it + " each")
                            .orElse("–")));
            for (String request : requests) {
                Optional<Percentiles> own = point.answers(when, request);
                Optional<Percentiles> ofBase = base().answers(when, request);
                cells.add(millis(own, ofBase, Percentiles::p50) + " · " + millis(own, ofBase, Percentiles::p99));
            }
            text.append(row(cells));
        }
        text.append('\n').append(slowest(when)).append('\n');
    }

    private void how(StringBuilder text) {
        text.append("""

                ## How it is measured

                - Lean envelopes at 1,000 events a second of their own clock, the last one about now, wait in 12 partitions when the service
                  starts. Rates and CPU are from 30 % of the records in the books of ingest to 98 %, so that no start of a JVM is in them.
                  Where there are duplicates, records are what is read, not what is stored.
                - After every run the books, the history and the figures must know of every event once, and after the first one of a point
                  every room's figures must be what its events come to, or the run counts for nothing.
                - 10 % duplicates are the generator's. For 90 % each tenth record is new, the others repeat one of the 20,000 events before;
                  the events then lie in a tenth of the time.
                - Where nothing is stored already, the database is empty at first and has never been analyzed; autovacuum is on everywhere.
                - The API is asked in the last repetition, with three times as many records waiting that are not in the rates: one request
                  at a time, all kinds in turns, each over the same connection, without a condition, for the busiest room. Rounds in which
                  ingest has come to its end count for nothing: *asked* says how many there were.
                """);
        text.append("- ").append(stored).append("\n");
        text.append("- Service, PostgreSQL, broker and who asks share the machine.\n");
    }

    private Point base() {
        return points.get(0);
    }

    private String figure(Point point, ToDoubleFunction<GrowthRun.Taken> figure, String format) {
        Optional<Double> own = point.median(figure);
        return own.map(it -> String.format(Locale.ROOT, format, it)).orElse("–") + factor(base().median(figure), own);
    }

    private static String millis(
            Optional<Percentiles> own, Optional<Percentiles> ofBase, Function<Percentiles, Double> figure) {
        return own.map(it -> String.format(Locale.ROOT, "%.1f", 1000 * figure.apply(it)))
                        .orElse("–")
                + factor(ofBase.map(figure), own.map(figure));
    }

    /** Empty where it is flat, or where one of both is missing. */
    static String factor(Optional<Double> base, Optional<Double> own) {
        return ratio(base, own)
                .filter(it -> !isFlat(it))
                .map(it -> " **" + times(it) + "**")
                .orElse("");
    }

    private static Optional<Double> ratio(Optional<Double> base, Optional<Double> own) {
        return base.filter(it -> it > 0).flatMap(it -> own.map(other -> other / it));
    }

    private static boolean isFlat(double ratio) {
        return Math.abs(ratio - 1) <= FLAT;
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "×%.2f", ratio);
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("command", command).put("seed", seed).put("repetitions", repetitions);
        json.set("machine", machine.json());
        ArrayNode all = json.putArray("runs");
        points.forEach(point -> point.runs().forEach(run -> all.add(json(run))));
        ArrayNode flat = json.putArray("against_base");
        others().forEach(point -> isFlat(ratio(point, GrowthReport::rate), ratio(point, GrowthReport::cpu))
                .ifPresent(is -> flat.addObject()
                        .put("point", point.name())
                        .put(
                                "records_per_second",
                                ratio(point, GrowthReport::rate).orElseThrow())
                        .put("cpu_of_a_record", ratio(point, GrowthReport::cpu).orElseThrow())
                        .put("flat", is)));
        return json;
    }

    private static ObjectNode json(GrowthRun run) {
        ObjectNode json = JSON.createObjectNode().put("point", run.point()).put("repetition", run.repetition());
        GrowthRun.Taken taken = run.taken();
        if (taken == null) {
            return json.put("failure", run.failure());
        }
        json.put("records", taken.records())
                .put("duplicates", taken.duplicates())
                .put("peak_rss_bytes", taken.peakResidentBytes());
        json.set("measured", json(taken.measured()));
        json.set("whole", json(taken.whole()));
        json.set("answers_while_ingest_runs", json(taken.busy()));
        json.set("answers_after_it", json(taken.idle()));
        return json;
    }

    private static ObjectNode json(Stretch stretch) {
        return JSON.createObjectNode()
                .put("records", stretch.rows())
                .put("seconds", stretch.seconds())
                .put("records_per_second", stretch.rowsPerSecond())
                .put("service_cpu_seconds", stretch.client())
                .put("postgres_cpu_seconds", stretch.postgres())
                .put("broker_cpu_seconds", stretch.broker());
    }

    private static ObjectNode json(Map<String, Percentiles> answers) {
        ObjectNode json = JSON.createObjectNode();
        answers.forEach((request, it) -> json.putObject(request)
                .put("count", it.count())
                .put("p50_millis", 1000 * it.p50())
                .put("p90_millis", 1000 * it.p90())
                .put("p99_millis", 1000 * it.p99())
                .put("max_millis", 1000 * it.max()));
        return json;
    }
}
