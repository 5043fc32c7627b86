package io.millrace.intake;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * Where the brokers are, how they are spoken to and who we say we are: the settings that all our Kafka clients share, and nothing else
 * decides.
 */
@ApplicationScoped
public class BrokerAccess {
    private static final String KEY = "millrace.intake.";

    private final IntakeConfig config;

    public BrokerAccess(IntakeConfig config) {
        this.config = config;
    }

    /**
     * Settings to be added to.
     *
     * @throws ConfigurationException in one line, where something that {@code security} needs is not given or cannot be read
     */
    public Map<String, Object> settings() {
        return settings(config.bootstrapServers());
    }

    /** The same for brokers of another address. */
    public Map<String, Object> settings(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        switch (config.security()) {
            case PLAINTEXT -> settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT");
            case TLS -> {
                settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SSL");
                tls(settings);
            }
            case SASL_PLAINTEXT -> {
                settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_PLAINTEXT");
                sasl(settings);
            }
            case SASL_TLS -> {
                settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_SSL");
                tls(settings);
                sasl(settings);
            }
        }
        return settings;
    }

    /** What the channels take their clients' settings from, instead of Quarkus's own, which takes in every variable {@code KAFKA_…}. */
    @Produces
    @ApplicationScoped
    @Identifier("default-kafka-broker")
    Map<String, Object> ofChannels() {
        return settings();
    }

    /**
     * Asks no broker.
     *
     * @throws ConfigurationException in one line, where no client can be made of the settings, as of a file that holds no certificate
     */
    void requireUsable() {
        try {
            Admin.create(settings()).close();
        } catch (KafkaException e) {
            throw new ConfigurationException("Kafka cannot be spoken to as millrace.intake says: "
                    + rootOf(e).getMessage());
        }
    }

    private void tls(Map<String, Object> settings) {
        settings.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https");
        settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
        settings.put(
                SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
                readable("tls-ca", config.tlsCa()).toString());
        if (config.tlsCertificate().isPresent() || config.tlsKey().isPresent()) {
            settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
            settings.put(
                    SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
                    text("tls-certificate", given("tls-certificate", config.tlsCertificate(), "with tls-key")));
            settings.put(
                    SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
                    text("tls-key", given("tls-key", config.tlsKey(), "with tls-certificate")));
        }
    }

    private void sasl(Map<String, Object> settings) {
        String when = "where security is " + shown(config.security());
        String user = given("user", config.user(), when);
        String password = given("password", config.password(), when);
        settings.put(SaslConfigs.SASL_MECHANISM, shown(config.saslMechanism()).toUpperCase(Locale.ROOT));
        settings.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                loginModule(config.saslMechanism()) + " required username=" + quoted(user) + " password="
                        + quoted(password) + ";");
    }

    private static String loginModule(IntakeConfig.SaslMechanism mechanism) {
        return switch (mechanism) {
            case SCRAM_SHA_512, SCRAM_SHA_256 -> "org.apache.kafka.common.security.scram.ScramLoginModule";
            case PLAIN -> "org.apache.kafka.common.security.plain.PlainLoginModule";
        };
    }

    /** As {@code java.io.StreamTokenizer} reads it, which Kafka reads the line with. */
    static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }

    private static <T> T given(String key, Optional<T> value, String when) {
        return value.orElseThrow(() -> new ConfigurationException(KEY + key + ": must be given " + when));
    }

    private static Path readable(String key, Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ConfigurationException(KEY + key + ": there is no file " + file + " that can be read");
        }
        return file;
    }

    private static String text(String key, Path file) {
        try {
            return Files.readString(readable(key, file));
        } catch (IOException e) {
            throw new ConfigurationException(KEY + key + ": " + file + " cannot be read: " + e);
        }
    }

    private static String shown(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Why Kafka gave no answer, in one line for the operator. */
    static String whyNot(Throwable failure) {
        return reason(failure).replaceAll("\\p{Cntrl}+\\s*", " ");
    }

    private static String reason(Throwable failure) {
        Throwable root = rootOf(failure);
        for (Throwable it = failure; it != null; it = it.getCause()) {
            if (it instanceof SslAuthenticationException) {
                return "no TLS with the broker: " + root.getMessage();
            }
            if (it instanceof AuthenticationException) {
                return "authentication failed: " + it.getMessage();
            }
            if (it instanceof ConfigurationException) {
                return String.valueOf(it.getMessage());
            }
            if (it instanceof AuthorizationException) {
                return "the broker does not allow it: " + it.getMessage();
            }
        }
        return "the broker does not answer: " + root.getClass().getSimpleName();
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
