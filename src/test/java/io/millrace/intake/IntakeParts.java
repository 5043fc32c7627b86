package io.millrace.intake;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What tests of intake without Quarkus make it of. */
final class IntakeParts {
    private IntakeParts() {}

    /** The settings as they are shipped. */
    static IntakeConfig config() {
        return config(Map.of());
    }

    /** The same but for these, each {@code <key>} of {@code millrace.intake.<key>}. */
    static IntakeConfig config(Map<String, String> given) {
        Map<String, String> settings = new HashMap<>();
        given.forEach((key, value) -> settings.put("millrace.intake." + key, value));
        try {
            return new SmallRyeConfigBuilder()
                    .withSources(new PropertiesConfigSource(
                            Objects.requireNonNull(IntakeConfig.class.getResource("/application.properties"))))
                    .withSources(new PropertiesConfigSource(settings, "the test", 1_000))
                    .withMapping(IntakeConfig.class)
                    .withValidateUnknown(false)
                    .build()
                    .getConfigMapping(IntakeConfig.class);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static KafkaClientService noConsumers() {
        return (KafkaClientService) Proxy.newProxyInstance(
                IntakeParts.class.getClassLoader(),
                new Class<?>[] {KafkaClientService.class},
                (proxy, method, arguments) -> Set.of());
    }
}
