package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.intake.SecuredServers;
import io.millrace.servers.RealServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program itself, where the broker asks who it is. */
class SecuredKafkaCommandsIT {
    private static final RealServers.DooredKafka KAFKA = RealServers.securedKafka();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeEach
    void thePasswordIsTheRightOne() {
        SecuredServers.passwordAtTheBroker(SecuredServers.PASSWORD);
    }

    @Test
    void aCaptureIsPlayedWithThePasswordOfAFile() throws Exception {
        Ran ran = Ran.program(environment(SecuredServers.PASSWORD), play());

        assertThat(ran).isEqualTo(new Ran(0, "published 1 of 1 lines, room 7\n", "sent 1 of 1 lines\n"));
    }

    @Test
    void aLoadGoesToAnotherDoorInTheSameWay() throws Exception {
        Map<String, String> environment = environment(SecuredServers.PASSWORD);
        environment.put("MILLRACE_INTAKE_BOOTSTRAP_SERVERS", "127.0.0.1:1");

        Ran ran = Ran.program(
                environment,
                "generate",
                "--rooms",
                "1",
                "--events",
                "10",
                "--bootstrap-servers",
                KAFKA.secured(),
                "--topic",
                "load-" + UUID.randomUUID());

        assertThat(ran.out()).startsWith("published 10 of 10 events");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void aWrongPasswordIsOneLine() throws Exception {
        Ran ran = Ran.program(environment("wrong"), play());

        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .startsWith("millrace: Kafka at " + KAFKA.secured())
                .contains("SaslAuthenticationException: Authentication failed")
                .hasLineCount(1);
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void whatIsMissingIsOneLineAndNothingStarts() throws Exception {
        Map<String, String> environment = environment(SecuredServers.PASSWORD);
        environment.remove("MILLRACE_INTAKE_USER");
        String missing = "millrace.intake.user: must be given where security is sasl-tls\n";
        Map<String, String> service = new HashMap<>(environment);
        service.putAll(Ran.on(RealServers.newDatabase("secured_commands")));
        service.put("MILLRACE_HTTP_PORT", "0");

        assertThat(Ran.program(environment, play())).isEqualTo(new Ran(1, "", "millrace: " + missing));
        Ran serve = Ran.program(service, "serve");

        assertThat(serve.err()).isEqualTo(missing);
        assertThat(serve.exitCode()).isEqualTo(1);
    }

    private String[] play() throws Exception {
        Path capture = Files.writeString(
                directory.resolve("capture.jsonl"),
                "{\"captured_at\": 1700000000000, \"room_id\": \"7\", \"payload\": {}}\n");
        return new String[] {
            "play", "--pace", "max", "--keep-ids", "--topic", "play-" + UUID.randomUUID(), capture.toString()
        };
    }

    /** With variables of a broker's container, which are none of ours. */
    private Map<String, String> environment(String password) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), password + "\n");
        return new HashMap<>(Map.of(
                "KAFKA_PORT",
                "1",
                "KAFKA_SECURITY_PROTOCOL",
                "PLAINTEXT",
                "MILLRACE_INTAKE_BOOTSTRAP_SERVERS",
                KAFKA.secured(),
                "MILLRACE_INTAKE_SECURITY",
                "sasl-tls",
                "MILLRACE_INTAKE_USER",
                SecuredServers.USER,
                "MILLRACE_INTAKE_PASSWORD_FILE",
                file.toString(),
                "MILLRACE_INTAKE_TLS_CA",
                KAFKA.certificate().toString()));
    }
}
