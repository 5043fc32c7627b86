package io.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.servers.RealServers;
import io.millrace.servers.SelfSigned;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and whom we trust, at a real broker. */
class BrokerDoorsTest {
    private static final RealServers.DooredKafka KAFKA = RealServers.securedKafka();

    @BeforeAll
    static void thePasswordIsTheRightOne() {
        SecuredServers.passwordAtTheBroker(SecuredServers.PASSWORD);
    }

    @Test
    void eachWayInLeadsToTheSameTopics() throws Exception {
        String topic = "doors-" + UUID.randomUUID();
        create(topic, withPassword(SecuredServers.PASSWORD));

        assertThat(look(topic, tls(KAFKA.tls(), KAFKA.certificate())))
                .isEqualTo(look(topic, Map.of("bootstrap-servers", KAFKA.bootstrapServers())));
        assertThat(look(topic, withCertificate())).isEqualTo(look(topic, withPassword(SecuredServers.PASSWORD)));
    }

    @Test
    void aWrongPasswordIsRefusedAndNotTold() {
        assertThatThrownBy(attempt(withPassword("wrong")))
                .hasCauseInstanceOf(SaslAuthenticationException.class)
                .satisfies(failure -> assertThat(BrokerAccess.whyNot(failure))
                        .isEqualTo("authentication failed: Authentication failed during authentication due to invalid"
                                + " credentials with SASL mechanism SCRAM-SHA-512"));
    }

    @Test
    void aBrokerThatNobodyWeTrustVouchesForIsRefused(@TempDir Path directory) {
        Path other = SelfSigned.make(directory, "other", "dns:localhost").certificate();

        assertThatThrownBy(attempt(tls(KAFKA.tls(), other)))
                .hasCauseInstanceOf(SslAuthenticationException.class)
                .satisfies(failure -> assertThat(BrokerAccess.whyNot(failure))
                        .isEqualTo(
                                "no TLS with the broker: unable to find valid certification path to requested target"));
    }

    @Test
    void aBrokerOfAnotherNameIsRefused() {
        assertThatThrownBy(attempt(tls(KAFKA.misnamed(), KAFKA.misnamedCertificate())))
                .hasCauseInstanceOf(SslAuthenticationException.class)
                .satisfies(failure -> assertThat(BrokerAccess.whyNot(failure))
                        .isEqualTo("no TLS with the broker: No subject alternative names matching IP address 127.0.0.1"
                                + " found"));
    }

    @Test
    void whoShowsNoCertificateIsRefusedWhereOneIsAskedFor() {
        assertThatThrownBy(attempt(tls(KAFKA.mutual(), KAFKA.certificate())))
                .satisfies(failure -> assertThat(BrokerAccess.whyNot(failure)).startsWith("no TLS with the broker: "));
    }

    @Test
    void whoSpeaksPlainlyGetsNoAnswer() {
        assertThatThrownBy(attempt(Map.of("bootstrap-servers", KAFKA.secured())))
                .satisfies(
                        failure -> assertThat(BrokerAccess.whyNot(failure)).startsWith("the broker does not answer: "));
    }

    @Test
    void oneWhoWasRefusedIsLetInAsSoonAsThePasswordIsRight() throws Exception {
        String topic = "mended-" + UUID.randomUUID();
        create(topic, withPassword(SecuredServers.PASSWORD));
        Topics topics = topics(withPassword("the next one"));
        assertThatThrownBy(() -> topics.createIfMissing(topic)).isInstanceOf(ExecutionException.class);

        SecuredServers.passwordAtTheBroker("the next one");
        try {
            topics.createIfMissing(topic);
        } finally {
            SecuredServers.passwordAtTheBroker(SecuredServers.PASSWORD);
            topics.close();
        }
    }

    private static ThrowingCallable attempt(Map<String, String> settings) {
        return () -> look("any", settings);
    }

    private static void create(String topic, Map<String, String> settings) throws Exception {
        Topics topics = topics(settings);
        try {
            topics.createIfMissing(topic);
        } finally {
            topics.close();
        }
    }

    /** The id of the topic. */
    private static String look(String topic, Map<String, String> settings) throws Exception {
        Topics topics = topics(settings);
        try {
            return topics.look(topic, List.of()).topicId();
        } finally {
            topics.close();
        }
    }

    private static Topics topics(Map<String, String> settings) {
        IntakeConfig config = IntakeParts.config(settings);
        return new Topics(config, new BrokerAccess(config));
    }

    private static Map<String, String> tls(String address, Path authorities) {
        return Map.of("bootstrap-servers", address, "security", "tls", "tls-ca", authorities.toString());
    }

    private static Map<String, String> withCertificate() {
        Map<String, String> settings = new HashMap<>(tls(KAFKA.mutual(), KAFKA.certificate()));
        settings.put("tls-certificate", KAFKA.certificate().toString());
        settings.put("tls-key", KAFKA.key().toString());
        return settings;
    }

    private static Map<String, String> withPassword(String password) {
        Map<String, String> settings = new HashMap<>(tls(KAFKA.secured(), KAFKA.certificate()));
        settings.put("security", "sasl-tls");
        settings.put("user", SecuredServers.USER);
        settings.put("password", password);
        return settings;
    }
}
