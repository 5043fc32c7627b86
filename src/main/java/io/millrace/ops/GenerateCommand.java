package io.millrace.ops;

import io.millrace.intake.IntakeConfig;
import io.millrace.ops.generator.GeneratorPlan;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Publishes made-up events, as many and as fast as wanted: to size a machine. */
@Command(
        name = "generate",
        description = {
            "Publish made-up live events, to size a machine: comments, gifts, likes and viewers as rooms of thousands of"
                    + " people make them, some of them late and some twice.",
            "They are stored like any others: use a database and a topic of their own."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class GenerateCommand implements Callable<Integer> {

    private static final long STOP_SECONDS = 15;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    LoadOptions load;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Instead of millrace.intake.live-events-topic.")
    @Nullable
    String topic;

    @Option(
            names = {"--bootstrap-servers", "--bootstrap"},
            paramLabel = "HOST:PORT",
            description = "Instead of millrace.intake.bootstrap-servers.")
    @Nullable
    String bootstrapServers;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the events into a file, one a line, and publish nothing; - is standard output, and the"
                    + " result then goes to standard error.")
    @Nullable
    String out;

    @Option(names = "--dry-run", description = "Tell what would be sent, and send nothing.")
    boolean dryRun;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final IntakeConfig intake;

    GenerateCommand(IntakeConfig intake) {
        this.intake = intake;
    }

    @Override
    public Integer call() {
        if (out != null && (topic != null || bootstrapServers != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid value for option '--out': nothing is published,"
                            + " so neither --topic nor --bootstrap-servers goes with it");
        }
        GeneratorPlan plan = load.plan(Instant.now());
        if (out == null) {
            load.requireAccepted(plan, intake.acceptedPast());
        }
        if (dryRun) {
            LoadSample sample = LoadSample.of(plan);
            print(sample.line(), sample.asMap());
            return 0;
        }
        send(plan);
        return 0;
    }

    private void send(GeneratorPlan plan) {
        GeneratedLoad generated = new GeneratedLoad(plan, load.waits(), System.err::println);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(generated, ended), "stop generating"));
        try (GeneratedLoad.Sink sink = sink()) {
            GeneratedLoad.Sent sent = generated.run(sink);
            print(line(plan, sent), asMap(plan, sent));
        } catch (IOException unwritable) {
            throw new OperatorFault(out + " cannot be written: " + OperatorFault.oneLine(unwritable), unwritable);
        } finally {
            ended.countDown();
        }
    }

    private GeneratedLoad.Sink sink() throws IOException {
        return out != null
                ? LoadSinks.lines(out)
                : LoadSinks.topic(
                        Objects.requireNonNullElse(bootstrapServers, intake.bootstrapServers()),
                        Objects.requireNonNullElse(topic, intake.liveEventsTopic()));
    }

    /** Ctrl-C: what was sent is waited for and told before the process ends. */
    private static void stop(GeneratedLoad generated, CountDownLatch ended) {
        generated.stop();
        try {
            ended.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(String line, Map<String, Object> map) {
        if (LoadSinks.STANDARD_OUTPUT.equals(out) && !dryRun) {
            System.err.println(json ? Result.text(map) : line);
        } else if (json) {
            Result.json(map);
        } else {
            Result.line(line);
        }
    }

    private String line(GeneratorPlan plan, GeneratedLoad.Sent sent) {
        return String.format(
                Locale.ROOT,
                "%s %d of %d events, %d bytes, in %.1f s: %.0f events/s; seed %d, from %s",
                out == null ? "published" : "wrote",
                sent.events(),
                plan.events(),
                sent.bytes(),
                sent.seconds(),
                sent.eventsPerSecond(),
                plan.seed(),
                plan.startsAt());
    }

    private static Map<String, Object> asMap(GeneratorPlan plan, GeneratedLoad.Sent sent) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("events", sent.events());
        map.put("planned", plan.events());
        map.put("bytes", sent.bytes());
        map.put("seconds", Math.round(sent.seconds() * 1000) / 1000.0);
        map.put("events_per_second", Math.round(sent.eventsPerSecond()));
        map.put("seed", plan.seed());
        map.put("starts_at", plan.startsAt().toString());
        return map;
    }
}
