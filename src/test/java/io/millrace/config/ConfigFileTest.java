package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private static final String WHOLE = """
            {
              "secrets": {"directory": "./secrets"},
              "postgres": {"user": "someone", "db": "some_db", "host": "0.0.0.0", "port": 5433, "settings": {"work_mem": "4MB", "jit": false}},
              "kafka": {"host": "127.0.0.1", "port": 9093},
              "service": {"http": {"port": 8081}, "intake": {"accepted-past": "P90D", "dead-letter-alarm-share": 0.5}}
            }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void whatTheRepositoryShipsIsInOrder() {
        ConfigFile shipped = ConfigFile.read(Path.of("config.json"), Map.of());

        assertThat(shipped.variables())
                .containsEntry("POSTGRES_USER", "tiktok_user")
                .containsEntry("POSTGRES_DB", "tiktok_analytics")
                .containsEntry("POSTGRES_SETTINGS_MAX_CONNECTIONS", "200")
                .containsEntry("POSTGRES_SETTINGS_WORK_MEM", "6553kB")
                .containsEntry("KAFKA_PORT", "9092");
    }

    @Test
    void eachValueIsAVariableNamedByItsKeysInTheOrderOfTheFileAndThenComeTheDefaults() throws IOException {
        assertThat(file(WHOLE, Map.of()).variables().entrySet())
                .extracting(Object::toString)
                .containsExactly(
                        "SECRETS_DIRECTORY=" + directory.resolve("secrets"),
                        "POSTGRES_USER=someone",
                        "POSTGRES_DB=some_db",
                        "POSTGRES_HOST=0.0.0.0",
                        "POSTGRES_PORT=5433",
                        "POSTGRES_SETTINGS_WORK_MEM=4MB",
                        "POSTGRES_SETTINGS_JIT=false",
                        "POSTGRES_DATA_DIRECTORY=" + directory.resolve("data/containers/postgres"),
                        "POSTGRES_ACCESS_FROM=samenet",
                        "POSTGRES_REPLICA_ENABLED=false",
                        "POSTGRES_REPLICA_PORT=5433",
                        "POSTGRES_REPLICA_DATA_DIRECTORY=" + directory.resolve("data/containers/replica"),
                        "POSTGRES_BACKUP_EVERY_HOURS=24",
                        "POSTGRES_BACKUP_KEEP=7",
                        "POSTGRES_BACKUP_DUMP=true",
                        "POSTGRES_BACKUP_DRILL_EVERY_DAYS=7",
                        "KAFKA_HOST=127.0.0.1",
                        "KAFKA_PORT=9093",
                        "KAFKA_DATA_DIRECTORY=" + directory.resolve("data/containers/kafka"),
                        "SERVICE_HTTP_PORT=8081",
                        "SERVICE_INTAKE_ACCEPTED_PAST=P90D",
                        "SERVICE_INTAKE_DEAD_LETTER_ALARM_SHARE=0.5");
    }

    @Test
    void theServiceReadsItsOwnPartAndWhereTheServersAre() throws IOException {
        assertThat(file(WHOLE, Map.of()).serviceSettings())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "millrace.store.host", "127.0.0.1",
                        "millrace.store.port", "5433",
                        "millrace.store.database", "some_db",
                        "millrace.store.user", "someone",
                        "millrace.intake.bootstrap-servers", "127.0.0.1:9093",
                        "millrace.http.port", "8081",
                        "millrace.intake.accepted-past", "P90D",
                        "millrace.intake.dead-letter-alarm-share", "0.5"));
    }

    @Test
    void whatIsSaidOfTheServiceItselfGoesBeforeWhatIsSaidOfTheServers() throws IOException {
        ConfigFile config = file("""
                {"postgres": {"host": "127.0.0.1", "port": 2}, "kafka": {"host": "k", "port": 1},
                 "service": {"store": {"host": "db.example"}, "intake": {"bootstrap-servers": "a:1,b:2"}}}
                """, Map.of());

        assertThat(config.serviceSettings())
                .containsEntry("millrace.store.host", "db.example")
                .containsEntry("millrace.store.port", "2")
                .containsEntry("millrace.intake.bootstrap-servers", "a:1,b:2");
    }

    @Test
    void aReplicaWithoutAPortIsWhereTheContainersPublishIt() throws IOException {
        ConfigFile config =
                file("{\"postgres\": {\"host\": \"127.0.0.1\", \"replica\": {\"enabled\": true}}}", Map.of());

        assertThat(config.serviceSettings())
                .containsEntry("millrace.store.replica-host", "127.0.0.1")
                .containsEntry("millrace.store.replica-port", "5433");
    }

    @Test
    void theEnvironmentWinsWhetherTheFileHasTheKeyOrNot() throws IOException {
        ConfigFile config = file(
                "{\"postgres\": {\"port\": 5433}}",
                Map.of(
                        "POSTGRES_PORT", "5434",
                        "POSTGRES_SETTINGS_SHARED_BUFFERS", "1GB",
                        "SERVICE_INTAKE_WRITERS", "2",
                        "KAFKA_PORT", "",
                        "SOMETHING_ELSE", "1"));

        assertThat(config.variables())
                .containsAllEntriesOf(Map.of(
                        "POSTGRES_PORT", "5434",
                        "POSTGRES_SETTINGS_SHARED_BUFFERS", "1GB",
                        "SERVICE_INTAKE_WRITERS", "2",
                        "KAFKA_PORT", "9092"))
                .doesNotContainKey("SOMETHING_ELSE");
    }

    @Test
    void everyUnknownKeyAndEveryWrongValueIsNamed() {
        assertThatThrownBy(() -> file("""
                        {"postgres": {"prot": 1, "port": "5432", "user": "Some One", "settings": {"work_mem": {}}},
                         "servise": {}, "service": {"intake": {"accepted_past": "P1D", "accepted-future": "15 minutes"}}}
                        """, Map.of()))
                .isInstanceOf(ConfigFault.class)
                .message()
                .satisfies(
                        message -> assertThat(message.lines().map(line -> line.replaceFirst("^\\S+: ", "")))
                                .containsExactlyInAnyOrder(
                                        "property 'servise' is not defined in the schema and the schema does not allow additional properties",
                                        "postgres: property 'prot' is not defined in the schema and the schema does not allow additional properties",
                                        "postgres.port: string found, integer expected",
                                        "postgres.user: does not match the regex pattern ^[a-z_][a-z0-9_]{0,62}$",
                                        "postgres.settings.work_mem: object found, [string, number, boolean] expected",
                                        "service.intake: property 'accepted_past' is not defined in the schema and the schema does not allow additional properties",
                                        "service.intake.accepted-future: does not match the regex pattern ^P(?=.)(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?$"));
    }

    @Test
    void aVariableThatIsNotOfItsKindIsNamedAndNotTheFile() {
        // As a cluster makes it where a Service is called postgres.
        assertThatThrownBy(() -> file("{\"kafka\": {\"port\": 0}}", Map.of("POSTGRES_PORT", "tcp://10.0.0.1:5432")))
                .hasMessage(directory.resolve("config.json") + ": kafka.port: must have a minimum value of 1\n"
                        + "the variable POSTGRES_PORT (postgres.port): string found, integer expected");
    }

    @Test
    void kafkaIsNotToldToItsClientsAsEveryAddress() throws IOException {
        for (String everywhere : List.of("0.0.0.0", "::", "[::]", "0", "0:0:0:0:0:0:0:0")) {
            assertThatThrownBy(() -> file("{\"kafka\": {\"host\": \"" + everywhere + "\"}}", Map.of()))
                    .as(everywhere)
                    .hasMessageEndingWith(
                            "kafka.host: clients are told this address, so it must be one of this machine's own and not every one of them (0.0.0.0, ::)");
        }
        for (String one : List.of("10.0.0.1", "100.0.0.0", "kafka.example", "::1")) {
            assertThat(file("{\"kafka\": {\"host\": \"" + one + "\"}}", Map.of())
                            .variables())
                    .containsEntry("KAFKA_HOST", one);
        }
    }

    @Test
    void whatIsNamedAsADirectoryAndIsNoneOfOursStaysAsItIs() throws IOException {
        assertThat(file("""
                        {"postgres": {"data_directory": "./here", "settings": {"log_directory": "pg_log"}}}
                        """, Map.of()).variables())
                .containsEntry("POSTGRES_SETTINGS_LOG_DIRECTORY", "pg_log")
                .containsEntry(
                        "POSTGRES_DATA_DIRECTORY", directory.resolve("here").toString());
    }

    @Test
    void anEmptyFileMeansTheDefaults() throws IOException {
        assertThat(file("{}", Map.of()).serviceSettings())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "millrace.store.host", "127.0.0.1",
                        "millrace.store.port", "5432",
                        "millrace.store.database", "tiktok_analytics",
                        "millrace.store.user", "tiktok_user",
                        "millrace.intake.bootstrap-servers", "127.0.0.1:9092",
                        "millrace.http.port", "8080"));
        assertThat(file("{\"postgres\": {\"replica\": {\"enabled\": true}}}", Map.of())
                        .serviceSettings())
                .containsEntry("millrace.store.replica-port", "5433");
    }

    @Test
    void aKeyGivenTwiceIsAnErrorAndNotTheLastOfThem() {
        assertThatThrownBy(() -> file("{\"kafka\": {\"port\": 1, \"port\": 2}}", Map.of()))
                .hasMessageEndingWith("line 1, column 29: Duplicate field 'port'");
    }

    @Test
    void whatIsNoJsonIsToldWithItsPlace() {
        assertThatThrownBy(() -> file("{\n  \"kafka\": oops\n}", Map.of())).hasMessageContaining("line 2, column 16");
        assertThatThrownBy(() -> file("{\"kafka\": {}}, \"postgres\": {\"port\": 1}}", Map.of()))
                .hasMessageContaining("line 1, column 14: ");
        assertThatThrownBy(() -> file("{} {}", Map.of())).hasMessageContaining("line 1, column ");
        assertThatThrownBy(() -> file("[]", Map.of())).hasMessageEndingWith("not a JSON object");
        assertThatThrownBy(() -> file("", Map.of())).hasMessageEndingWith("not a JSON object");
        assertThatThrownBy(() -> ConfigFile.read(directory.resolve("none.json"), Map.of()))
                .hasMessageEndingWith("none.json: there is no such file");
    }

    @Test
    void aFileThatIsNamedMustBeThereAndNoneMayBeWanted() {
        assertThat(ConfigFile.find(Map.of(ConfigFile.PATH_VARIABLE, ""))).isEmpty();
        assertThatThrownBy(() -> ConfigFile.find(Map.of(
                        ConfigFile.PATH_VARIABLE, directory.resolve("none.json").toString())))
                .isInstanceOf(ConfigFault.class);
    }

    private ConfigFile file(String text, Map<String, String> environment) throws IOException {
        return ConfigFile.read(Files.writeString(directory.resolve("config.json"), text), environment);
    }
}
