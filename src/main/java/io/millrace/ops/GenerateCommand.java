package io.millrace.ops;

import io.millrace.intake.BrokerAccess;
import io.millrace.intake.IntakeConfig;
import io.millrace.ops.generator.GeneratorPlan;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
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

    @Mixin
    @SuppressWarnings("NullAway.Init")
    LoadOptions load;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    TopicOptions target;

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
    private final BrokerAccess access;

    GenerateCommand(IntakeConfig intake, BrokerAccess access) {
        this.intake = intake;
        this.access = access;
    }

    @Override
    public Integer call() {
        if (out != null && target.isGiven()) {
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
        GeneratedLoad generated = new GeneratedLoad(plan, load.waits(), System.err::println);
        StoppableWork.run(() -> send(generated, plan), generated::stop);
        return 0;
    }

    private void send(GeneratedLoad generated, GeneratorPlan plan) {
        try (GeneratedLoad.Sink sink = sink()) {
            GeneratedLoad.Sent sent = generated.run(sink);
            print(line(plan, sent), asMap(plan, sent));
        } catch (IOException unwritable) {
            throw new OperatorFault(out + " cannot be written: " + OperatorFault.oneLine(unwritable), unwritable);
        }
    }

    private GeneratedLoad.Sink sink() throws IOException {
        return out != null ? LoadSinks.lines(out) : LoadSinks.topic(target.broker(access), target.topic(intake));
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
