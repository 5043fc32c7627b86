package io.millrace.ops;

import io.millrace.intake.BrokerAccess;
import io.millrace.intake.IntakeConfig;
import java.util.Map;
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

    /** The settings of a Kafka client that say where the brokers are and how they are spoken to: as the service does, wherever they are. */
    Map<String, Object> broker(BrokerAccess access) {
        return bootstrapServers == null ? access.settings() : access.settings(bootstrapServers);
    }
}
