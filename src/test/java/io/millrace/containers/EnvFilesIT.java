package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.config.ConfigFile;
import io.millrace.config.EnvFile;
import io.millrace.ops.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code config env --write} writes means the same to Compose and to a shell. */
@NeedsDocker
class EnvFilesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> AWKWARD = List.of(
            "plain",
            " spaces around ",
            "$HOME ${X} $$ $",
            "\"quoted\"",
            "it's",
            "'",
            "#no comment #",
            "back\\slash",
            "\\n \\t \\u0041 \\$x",
            "at the end\\",
            "\\",
            "\\\\",
            "\\'",
            "a'b\"c$d\\",
            "back`quote`",
            "ünï ☃",
            "two\nlines",
            "a tab\tin it",
            "a=b",
            "!history",
            "~",
            "*");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @Test
    void composeAndAShellReadWhatTheFileMeant() throws Exception {
        Path checkout = Files.createDirectory(home.resolve("o'brien $1"));
        for (String value : AWKWARD) {
            // Both, since what follows a value that is not closed is not read as it stands.
            Path file = written(checkout, value);

            JsonNode read = byCompose(file);
            assertThat(unescaped(read.at("/services/postgres/volumes/0/source")))
                    .as("%s, in .env by Compose", value)
                    .isEqualTo("/data" + value + "/x");
            assertThat(unescaped(read.at("/services/service/environment/SERVICE_INTAKE_LIVE_EVENTS_TOPIC")))
                    .as("%s, in service.env by Compose", value)
                    .isEqualTo(value);
            assertThat(byShell(file, "POSTGRES_DATA_DIRECTORY")).isEqualTo("/data" + value + "/x");
            assertThat(byShell(
                            checkout.resolve("data/containers/settings/service.env"),
                            "SERVICE_INTAKE_LIVE_EVENTS_TOPIC"))
                    .isEqualTo(value);
            assertThat(byShell(
                            checkout.resolve("data/containers/settings/postgres.env"),
                            "POSTGRES_SETTINGS_LOG_LINE_PREFIX"))
                    .isEqualTo(value);
        }
    }

    private static Path written(Path checkout, String value) throws Exception {
        Path config = checkout.resolve("config.json");
        JSON.writeValue(
                config.toFile(),
                Map.of(
                        "postgres",
                        Map.of("data_directory", "/data" + value + "/x", "settings", Map.of("log_line_prefix", value)),
                        "service",
                        Map.of("intake", Map.of("live-events-topic", value))));
        return EnvFile.write(ConfigFile.read(config, Map.of()), Map.of());
    }

    private static JsonNode byCompose(Path file) throws Exception {
        Ran ran = Ran.process(
                Map.of(),
                List.of(
                        "docker",
                        "compose",
                        "--file",
                        "docker/compose.yaml",
                        "--env-file",
                        file.toString(),
                        "config",
                        "--format",
                        "json"));
        assertThat(ran.exitCode()).as("%s of %s", ran, Files.readString(file)).isZero();
        return JSON.readTree(ran.out());
    }

    /** Compose writes a file that it would read itself. */
    private static String unescaped(JsonNode text) {
        return text.asText().replace("$$", "$");
    }

    private static String byShell(Path file, String name) throws Exception {
        return Ran.process(
                        Map.of(),
                        List.of("bash", "-c", "source \"$1\"; printf %s \"${!2}\"", "bash", file.toString(), name))
                .out();
    }
}
