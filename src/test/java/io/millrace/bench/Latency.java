package io.millrace.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bench.load.Load;
import io.millrace.bench.load.PacedLoad;
import io.millrace.bench.measure.BatchTotals;
import io.millrace.bench.measure.BatchWindow;
import io.millrace.bench.measure.LatencyRound;
import io.millrace.bench.measure.Percentiles;
import io.millrace.bench.measure.ProcessTree;
import io.millrace.bench.report.LatencyReport;
import io.millrace.bench.report.Machine;
import io.millrace.bench.service.Service;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * How long an event takes from the broker to the API, at steady rates that the service can keep up with.
 *
 * <pre>
 *   paced load (a process) ─▶ Kafka ─▶ service (a process) ─▶ PostgreSQL
 *                 prober ─────▶  ▲                ▲
 *                    └── every 10 ms: does it show?┘
 * </pre>
 */
final class Latency {
    /** What is late may still come; whatever is not there then is never seen. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);

    /** More than the load of one rate writes. */
    private static final int LOG_FILES = 150;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** The load goes on for so long after the window: its end would make the last batches smaller. */
    private static final Duration BEYOND = Duration.ofSeconds(2);

    private static final Duration LOAD_STARTS_WITHIN = Duration.ofSeconds(60);

    private final LatencyOptions options;

    private Latency(LatencyOptions options) {
        this.options = options;
    }

    static Latency of(LatencyOptions options) {
        return new Latency(options);
    }

    /** Blocks for a minute or two for each rate; writes the report after each of them. */
    LatencyReport run() throws IOException, InterruptedException, SQLException, ExecutionException, TimeoutException {
        try (Stage stage = Stage.open(options.output(), options.servers())) {
            Databases databases = stage.databases();
            stage.postgres().leaveLogFiles(LOG_FILES);
            Machine machine = Machine.here(stage.postgres(), stage.servers());
            List<LatencyRound> rounds = new ArrayList<>();
            LatencyReport report = report(machine, rounds);
            for (double rate : options.rates()) {
                LatencyRound round = round(stage, databases, rate, "latency-" + (rounds.size() + 1));
                rounds.add(round);
                Stage.say(LatencyReport.line(round));
                report = report(machine, rounds);
                report.write(stage.directory());
            }
            Stage.say("see " + stage.directory().resolve("latency.md"));
            return report;
        }
    }

    private LatencyReport report(Machine machine, List<LatencyRound> rounds) {
        return new LatencyReport(options.command(), options.seed(), options.rooms(), machine, List.copyOf(rounds));
    }

    private LatencyRound round(Stage stage, Databases databases, double rate, String id)
            throws IOException, SQLException, InterruptedException, ExecutionException, TimeoutException {
        String database = "bench_" + id.replace('-', '_');
        String topic = "bench." + id;
        Path own = Files.createDirectories(stage.directory().resolve(id));
        stage.broker().createStampingTopic(topic, Load.PARTITIONS);
        databases.create(database, List.of());
        try (Service service = stage.service(database, topic, options.heap(), own)) {
            service.awaitReady();
            Process load = Children.start(load(stage, topic, rate)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            own.resolve("load.log").toFile())));
            try (Prober prober = Prober.start(service, stage.broker().bootstrapServers(), topic)) {
                awaitLoad(stage, topic, load, prober);
                Children.hold(options.warmUp());
                return window(stage, service, prober, topic, rate);
            } finally {
                Children.kill(load);
            }
        } finally {
            databases.drop(database);
            stage.broker().deleteTopic(topic);
        }
    }

    private ProcessBuilder load(Stage stage, String topic, double rate) {
        return PacedLoad.process(
                stage.broker().bootstrapServers(),
                topic,
                options.seed(),
                options.rooms(),
                rate,
                LOAD_STARTS_WITHIN.plus(options.warmUp()).plus(options.window()).plus(BEYOND));
    }

    /** The prober publishes at once; the load's process has to start first. */
    private static void awaitLoad(Stage stage, String topic, Process load, Prober prober)
            throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + LOAD_STARTS_WITHIN.toNanos();
        // The broker is asked first: whatever the prober sends in between makes this wait longer, never shorter.
        long records = stage.broker().records(topic, Load.PARTITIONS);
        while (records <= prober.begun()) {
            if (!load.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the load does not start; see load.log");
            }
            Children.hold(LOOK_EVERY);
            records = stage.broker().records(topic, Load.PARTITIONS);
        }
    }

    private LatencyRound window(Stage stage, Service service, Prober prober, String topic, double rate)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        ProcessTree postgres = new ProcessTree(stage.postgres().process());
        List<Double> lags = new ArrayList<>();
        BatchTotals batchesBefore = service.batches();
        Count publishedBefore = published(stage, topic);
        Count receivedBefore = received(service);
        double postgresBefore = postgres.cpuSeconds();
        double serviceBefore = service.tree().cpuSeconds();
        double from = Prober.now();
        long began = System.nanoTime();
        while (System.nanoTime() - began < options.window().toNanos()) {
            Children.hold(LOOK_EVERY);
            JsonNode lag = service.get("/api/v1/ingest").json().at("/totals/lag");
            if (lag.isNumber()) {
                lags.add(lag.asDouble());
            }
        }
        double until = Prober.now();
        double serviceCpu = service.tree().cpuSeconds() - serviceBefore;
        double postgresCpu = postgres.cpuSeconds() - postgresBefore;
        double received = received(service).perSecondSince(receivedBefore) - Prober.A_SECOND;
        double published = published(stage, topic).perSecondSince(publishedBefore) - Prober.A_SECOND;
        BatchTotals batchesAfter = service.batches();
        prober.settle(from, until, SEEN_WITHIN);
        List<Double> latencies = prober.probes().latencies(from, until);
        return new LatencyRound(
                rate,
                (until - from) / 1000,
                published,
                received,
                latencies.isEmpty() ? Optional.empty() : Optional.of(Percentiles.of(latencies)),
                prober.probes().unseen(from, until),
                lag(lags),
                BatchWindow.between(batchesBefore, batchesAfter),
                serviceCpu,
                postgresCpu,
                service.tree().peakResidentBytes());
    }

    private static Optional<LatencyRound.Lag> lag(List<Double> lags) {
        return lags.isEmpty()
                ? Optional.empty()
                : Optional.of(new LatencyRound.Lag(
                        lags.stream().mapToDouble(it -> it).average().orElseThrow(),
                        lags.stream().mapToDouble(it -> it).max().orElseThrow()));
    }

    /** A number with the time at which it was so: asking takes a while, and longer when it is busy. */
    private record Count(long records, double at) {
        double perSecondSince(Count earlier) {
            return 1000 * (records - earlier.records) / (at - earlier.at);
        }
    }

    private static Count received(Service service) throws IOException {
        return new Count(
                service.get("/api/v1/ingest").json().at("/totals/received").asLong(), Prober.now());
    }

    private static Count published(Stage stage, String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        return new Count(stage.broker().records(topic, Load.PARTITIONS), Prober.now());
    }
}
