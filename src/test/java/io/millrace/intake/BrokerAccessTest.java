package io.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAccessTest {
    @Test
    void asShippedNothingIsSaidButWhereTheBrokerIs() {
        assertThat(access(Map.of()).settings())
                .isEqualTo(Map.of("bootstrap.servers", "localhost:9092", "security.protocol", "PLAINTEXT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simple",
                "\"",
                "'",
                "\\",
                "a\\\"b",
                "\\n is no line",
                "ends with \\",
                "a; b = \"c\";",
                "${not} // a comment /* neither */",
                "two\nlines\r",
                "ünï códe ☃",
                " "
            })
    void anyPasswordArrivesAsItIs(String password) {
        // Not through a source, where ${} means something else.
        IntakeConfig config = IntakeParts.config(Map.of("security", "sasl-tls", "user", "reader", "password", "other"));
        String line = String.valueOf(new BrokerAccess(config).settings().get(SaslConfigs.SASL_JAAS_CONFIG));

        assertThat(line)
                .isEqualTo("org.apache.kafka.common.security.scram.ScramLoginModule required"
                        + " username=\"reader\" password=\"other\";");
        assertThat(asKafkaReads(line.replace("\"other\"", BrokerAccess.quoted(password)))
                        .get("password"))
                .isEqualTo(password);
    }

    @Test
    void whatSaslNeedsMustBeGiven() {
        assertThatThrownBy(() -> access(Map.of("security", "sasl-plaintext", "password", "p"))
                        .settings())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("millrace.intake.user: must be given where security is sasl-plaintext");
        assertThatThrownBy(() ->
                        access(Map.of("security", "sasl-tls", "user", "u")).settings())
                .hasMessage("millrace.intake.password: must be given where security is sasl-tls");
        assertThat(access(Map.of("user", "u")).settings()).hasSize(2);
    }

    @Test
    void whatTlsNeedsMustBeThere(@TempDir Path directory) throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.pem"));

        assertThatThrownBy(() -> access(Map.of("security", "tls", "tls-ca", "/no/such.pem"))
                        .settings())
                .hasMessage("millrace.intake.tls-ca: there is no file /no/such.pem that can be read");
        assertThatThrownBy(() -> access(Map.of("security", "tls", "tls-ca", empty.toString(), "tls-key", "k.pem"))
                        .settings())
                .hasMessage("millrace.intake.tls-certificate: must be given with tls-key");
        assertThatThrownBy(() -> access(Map.of("security", "tls", "tls-ca", empty.toString()))
                        .requireUsable())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Kafka cannot be spoken to as millrace.intake says: ")
                .hasNoCause();
    }

    @Test
    void theSystemsAuthoritiesAreTrustedByDefault() {
        access(Map.of("security", "tls")).requireUsable();
    }

    private static BrokerAccess access(Map<String, String> settings) {
        return new BrokerAccess(IntakeParts.config(settings));
    }

    private static Map<String, ?> asKafkaReads(String line) {
        AppConfigurationEntry entry = JaasContext.loadClientContext(
                        Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(line)))
                .configurationEntries()
                .get(0);
        return entry.getOptions();
    }
}
