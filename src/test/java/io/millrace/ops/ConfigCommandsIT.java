package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processes.Children;
import io.millrace.servers.RealServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config check} and {@code config env} through the real entry point, and the service's reading of the same file. */
class ConfigCommandsIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void checkNamesWhatIsWrongWithALineForEach() throws Exception {
        Path file = file("{\"postgres\": {\"prot\": 5432}, \"kafka\": {\"port\": 0}}");

        Ran ran = Ran.program(Map.of(), "config", "check", file.toString());

        assertThat(ran).isEqualTo(new Ran(1, """
                %1$s: kafka.port: must have a minimum value of 1
                %1$s: postgres: property 'prot' is not defined in the schema and the schema does not allow additional properties
                """.formatted(file), ""));
    }

    @Test
    void checkTakesTheFileThatTheEnvironmentNames() throws Exception {
        Path file = file("{}");

        assertThat(Ran.program(Map.of("MILLRACE_CONFIG", file.toString()), "config", "check"))
                .isEqualTo(new Ran(0, file + " is in order\n", ""));
        assertThat(Ran.program(Map.of("MILLRACE_CONFIG", file.toString()), "config", "check", "--json"))
                .extracting(Ran::out)
                .asString()
                .contains("\"ok\":true", "\"reasons\":[]");
    }

    @Test
    void verboseMayStandBeforeTheCommandAndAfterIt() throws Exception {
        Path file = file("{");

        assertThat(Ran.program(Map.of(), "--verbose", "config", "check", file.toString()))
                .isEqualTo(Ran.program(Map.of(), "config", "check", file.toString()));
        Ran told = Ran.program(Map.of("MILLRACE_CONFIG", file.toString()), "config", "env", "--verbose");
        assertThat(told.err()).startsWith("millrace: " + file + ": line 1").contains("\tat io.millrace.config.");
        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(Ran.program(Map.of(), "config", "check", "--help").out()).contains("--verbose");
    }

    @Test
    void envPrintsVariablesAndTheEnvironmentsValueInPlaceOfTheFiles() throws Exception {
        Path file = file("{\"postgres\": {\"port\": 5433, \"db\": \"a\"}}");

        Ran ran = Ran.program(Map.of("POSTGRES_DB", "b"), "config", "env", file.toString());

        assertThat(ran.out())
                .startsWith("POSTGRES_PORT=5433\nPOSTGRES_DB=b\n")
                .contains("KAFKA_PORT=9092\n", "POSTGRES_OWNER_PASSWORD_FILE=" + directory.resolve("data"));
        assertThat(ran.exitCode()).isZero();
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void envWritesItsFileAndPrintsNoSecret() throws Exception {
        Path file = file("{}");

        Ran ran = Ran.program(Map.of(), "config", "env", "--write", file.toString());

        assertThat(ran).isEqualTo(new Ran(0, "wrote " + directory.resolve(".env") + "\n", ""));
        assertThat(directory.resolve("data/containers/secrets/postgres_owner_password"))
                .isNotEmptyFile();
    }

    @Test
    void aFileThatIsNotInOrderKeepsEverythingFromStartingAndIsNamed() throws Exception {
        Path file = file("{\"service\": {\"intake\": {\"writers\": \"many\"}}}");

        Ran ran = Ran.program(Map.of("MILLRACE_CONFIG", file.toString()), "status");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(file + ": service.intake.writers: string found, integer expected");
    }

    @Test
    void theServiceReadsTheSameFileAndTheEnvironmentWins() throws Exception {
        Path file = file("{\"postgres\": {\"host\": \"127.0.0.1\", \"port\": 9, \"db\": \"of_the_file\"}}");
        Map<String, String> environment = new HashMap<>(Map.of("MILLRACE_CONFIG", file.toString()));

        assertThat(Ran.program(environment, "status").err())
                .startsWith("millrace: the database of_the_file at 127.0.0.1:9 cannot be reached");
        environment.put("MILLRACE_STORE_PORT", "7");
        assertThat(Ran.program(environment, "status").err())
                .startsWith("millrace: the database of_the_file at 127.0.0.1:7 cannot be reached");
    }

    @Test
    void aCommandReadsNothingFromKafkaThoughTheFileAndTheEnvironmentTurnIntakeOn() throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Path file = file("""
                    {"service": {"intake": {"enabled": true, "bootstrap-servers": "127.0.0.1:%d"}}}
                    """.formatted(broker.getLocalPort()));
            Map<String, String> environment = new HashMap<>(Ran.on(RealServers.newDatabase("command")));
            environment.put("MILLRACE_CONFIG", file.toString());
            assertThat(Ran.program(environment, "migrate").exitCode()).isZero();
            environment.put("MILLRACE_INTAKE_ENABLED", "true");

            assertThat(Ran.program(environment, "status").exitCode()).isZero();

            broker.setSoTimeout(1);
            assertThatThrownBy(broker::accept)
                    .as("nobody came to the broker")
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aCommandTakesItsTimeThoughTheFileAndTheEnvironmentBoundTheServicesStatements() throws Exception {
        Path file = file("{\"service\": {\"store\": {\"statement-timeout\": \"PT0.001S\"}}}");
        Map<String, String> environment = new HashMap<>(Ran.on(RealServers.newDatabase("command")));
        assertThat(Ran.program(environment, "migrate").exitCode()).isZero();
        environment.put("MILLRACE_CONFIG", file.toString());
        environment.put("MILLRACE_STORE_STATEMENT_TIMEOUT", "PT0.001S");

        assertThat(Ran.program(environment, "verify")).isEqualTo(new Ran(0, "rooms checked 0, differences 0\n", ""));
    }

    @Test
    void aReaderWithoutAPasswordIsNamedWhereTheApiStartsAndHindersNoCommand() throws Exception {
        Map<String, String> environment = new HashMap<>(Ran.on(RealServers.newDatabase("reader")));
        environment.put("MILLRACE_STORE_READER", "somebody");
        environment.put("MILLRACE_INTAKE_ENABLED", "false");
        environment.put("MILLRACE_HTTP_PORT", String.valueOf(Children.freePort()));

        assertThat(Ran.program(environment, "migrate").exitCode()).isZero();
        Ran served = Ran.program(environment, "serve");

        assertThat(served.exitCode()).isEqualTo(1);
        assertThat(served.out() + served.err())
                .contains("millrace.store.reader-password must be given where millrace.store.reader is: somebody");
    }

    @Test
    void aPasswordMayStandInAFile() throws Exception {
        Ran ran = Ran.program(
                Map.of(
                        "MILLRACE_STORE_PASSWORD_FILE",
                        directory.resolve("nowhere").toString()),
                "status");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains(directory.resolve("nowhere") + ": named by MILLRACE_STORE_PASSWORD_FILE, cannot be read");
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThat(Ran.program(Map.of("MILLRACE_STORE_PASSWORD_FILE", empty.toString()), "status")
                        .err())
                .contains(empty + ": named by MILLRACE_STORE_PASSWORD_FILE, is empty");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("config.json"), text);
    }
}
