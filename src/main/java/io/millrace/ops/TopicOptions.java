package io.millrace.ops;

import io.millrace.intake.IntakeConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where live events are published, if not where the service reads them. */
final class TopicOptions {

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Instead of millrace.intake.live-events-topic.")
    @Nullable
    String topic;

    @Option(
            names = {"--bootstrap-servers", "--bootstrap"},
            paramLabel = "HOST:PORT",
            description = "Instead of millrace.intake.bootstrap-servers.")
    @Nullable
    String bootstrapServers;

    boolean isGiven() {
        return topic != null || bootstrapServers != null;
    }

    String topic(IntakeConfig intake) {
        return Objects.requireNonNullElse(topic, intake.liveEventsTopic());
    }

    String bootstrapServers(IntakeConfig intake) {
        return Objects.requireNonNullElse(bootstrapServers, intake.bootstrapServers());
    }
}
