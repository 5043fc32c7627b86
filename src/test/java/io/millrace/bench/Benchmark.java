package io.millrace.bench;

import io.millrace.bench.contenders.Bout;
import io.millrace.bench.contenders.Contender;
import io.millrace.bench.contenders.Contenders;
import io.millrace.bench.contenders.PeerLibraries;
import io.millrace.bench.load.Load;
import io.millrace.bench.measure.Run;
import io.millrace.bench.report.Machine;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Summary;
import io.millrace.bench.servers.BrokerServer;
import io.millrace.bench.servers.PostgresServer;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The whole of it: servers, load, every contender in turns, report.
 *
 * <pre>
 *   generator ─▶ two topics, one file ─▶ round 1: copy, consumer, …, millrace ─▶ round 2 … ─▶ report.md, report.json, chart.svg
 * </pre>
 */
final class Benchmark {
    /** A JVM that starts on a busy machine, a group that is joined, a flush that waits for a checkpoint: all shorter. */
    private static final Duration STALLED_AFTER = Duration.ofSeconds(60);

    private static final Duration REFERENCE_WITHIN = Duration.ofMinutes(30);

    private final Options options;
    private final UnaryOperator<List<Contender>> choice;
    private final Duration stalledAfter;

    private Benchmark(Options options, UnaryOperator<List<Contender>> choice, Duration stalledAfter) {
        this.options = options;
        this.choice = choice;
        this.stalledAfter = stalledAfter;
    }

    static Benchmark of(Options options) {
        return new Benchmark(options, all -> Contenders.chosen(all, options.contenders()), STALLED_AFTER);
    }

    /** @param choice from all contenders those that take part, in its order */
    static Benchmark of(Options options, UnaryOperator<List<Contender>> choice, Duration stalledAfter) {
        return new Benchmark(options, choice, stalledAfter);
    }

    /** Blocks for minutes to hours; writes the report after every round, so that a run that is cut short leaves one. */
    Report run() throws IOException, InterruptedException, SQLException, ExecutionException, TimeoutException {
        try (Stage stage = Stage.open(options.output(), options.servers())) {
            return run(stage.postgres(), stage.broker(), stage.directory());
        }
    }

    private Report run(PostgresServer postgres, BrokerServer broker, Path directory)
            throws IOException, InterruptedException, SQLException, ExecutionException, TimeoutException {
        broker.createTopic(Load.ENVELOPES, Load.PARTITIONS);
        broker.createTopic(Load.FLAT, Load.PARTITIONS);
        broker.createTopic(Contenders.PROFILES, 1);
        broker.createTopic(Load.FLAT_ISO, Load.PARTITIONS);
        Stage.say("publishing " + options.events() + " events");
        Load load = Load.publish(
                Load.plan(options.seed(), options.events()),
                broker.bootstrapServers(),
                options.servers(),
                options.mayInclude("unnest"));
        Databases databases = Databases.of(postgres, load.days(), directory.resolve("migrate.log"));
        List<Contender> contenders = choice.apply(Contenders.all(databases.furtherIndexes(), options.millraceHeap()));
        PeerLibraries peers = new PeerLibraries(options.output().resolveSibling("bench-peers"));
        Bout reference =
                new Bout(postgres, "bench_reference", broker.bootstrapServers(), load, "", directory, directory, peers);
        fill(databases, reference);
        Measurement measurement =
                new Measurement(postgres, broker, databases, load, peers, reference.database(), stalledAfter);
        Machine machine = Machine.here(postgres, options.servers());
        List<Run> runs = new ArrayList<>();
        Report report = report(machine, load, databases, contenders, runs);
        for (int repetition = 1; repetition <= options.repetitions(); repetition++) {
            for (Contender contender : contenders) {
                Run run = measurement.run(contender, repetition, directory);
                runs.add(run);
                Stage.say(repetition + "/" + options.repetitions() + " " + Report.line(run));
            }
            report = report(machine, load, databases, contenders, runs);
            report.write(directory);
        }
        Stage.say("see " + directory.resolve("report.md"));
        return report;
    }

    /** The rows as COPY stores them are what everybody else has to store. */
    private static void fill(Databases databases, Bout reference) throws IOException, SQLException {
        databases.create(reference.database(), List.of());
        Path log = reference.directory().resolve("reference.log");
        Process copy = Children.start(Contenders.reference()
                .client(reference)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
        if (!Children.awaitEnd(copy, REFERENCE_WITHIN) || copy.exitValue() != 0) {
            Children.kill(copy);
            throw new IllegalStateException("the rows cannot be copied; see " + log);
        }
    }

    private Report report(Machine machine, Load load, Databases databases, List<Contender> contenders, List<Run> runs)
            throws SQLException {
        Function<Contender, List<Run>> runsOf = contender -> runs.stream()
                .filter(run -> run.contender().equals(contender.name()))
                .toList();
        return new Report(
                options.command(),
                options.seed(),
                options.repetitions(),
                machine,
                load,
                databases.furtherIndexes(),
                contenders.stream()
                        .map(it -> new Summary(it.name(), it.what(), it.stores(), it.tuning(), runsOf.apply(it)))
                        .toList());
    }
}
