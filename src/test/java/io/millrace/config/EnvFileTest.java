package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void onlyItsOwnerReadsItAndItHoldsNoSecret() throws IOException {
        Path file = write("{\"postgres\": {\"port\": 5433}}", Map.of());

        assertThat(file).isEqualTo(directory.resolve(".env"));
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(secrets()).hasSize(Secrets.NAMES.size()).allSatisfy(secret -> assertThat(Files.readString(file))
                .doesNotContain(Files.readString(secret)));
    }

    @Test
    void secretsAreMadeOnceAndLieWhereNobodyElseMayEnter() throws IOException {
        write("{}", Map.of());
        Map<Path, String> made = contents();
        Path first = secrets().iterator().next();
        Files.delete(first);

        write("{}", Map.of());

        assertThat(made.values()).doesNotHaveDuplicates().allMatch(secret -> secret.matches("[0-9a-f]{48}"));
        assertThat(mode(directory.resolve("data/containers/secrets"))).isEqualTo("rwx------");
        String before = made.remove(first);
        assertThat(contents())
                .containsAllEntriesOf(made)
                .containsKey(first)
                .doesNotContainValue(String.valueOf(before));
    }

    @Test
    void aSecretOfOnesOwnIsNamedAndNotMade() throws IOException {
        Path own = Files.writeString(directory.resolve("own"), "mine");

        Path file = write("{}", Map.of("POSTGRES_OWNER_PASSWORD_FILE", own.toString()));

        assertThat(read(file)).containsEntry("POSTGRES_OWNER_PASSWORD_FILE", own.toString());
        assertThat(secrets()).hasSize(Secrets.NAMES.size() - 1);
        assertThatThrownBy(() -> write("{}", Map.of("POSTGRES_API_PASSWORD_FILE", "/nowhere/at/all")))
                .isInstanceOf(ConfigFault.class)
                .hasMessage("/nowhere/at/all: named by POSTGRES_API_PASSWORD_FILE, and cannot be read");
    }

    @Test
    void aShellReadsWhatTheFileMeant() throws IOException {
        Path file = write(
                """
                {"postgres": {"tls_names": "it's $HOME `id` \\"x\\"", "data_directory": "./some where"},
                 "secrets": {"directory": "/tmp/../tmp/of-nobody"}}
                """.replace("/tmp/../tmp/of-nobody", directory.resolve("x/../s").toString()), Map.of());

        assertThat(read(file))
                .containsEntry("POSTGRES_TLS_NAMES", "it's $HOME `id` \"x\"")
                .containsEntry(
                        "POSTGRES_DATA_DIRECTORY",
                        directory.resolve("some where").toString())
                .containsEntry("SECRETS_DIRECTORY", directory.resolve("s").toString());
    }

    @Test
    void whatARunningPostgresqlTakesLiesInADirectoryOfItsOwn() throws IOException {
        Path file = write(
                "{\"postgres\": {\"access_from\": \"10.0.0.0/8\", \"port\": 5433, \"settings\": {\"work_mem\": \"8MB\"}}}",
                Map.of());
        Path settings = directory.resolve("data/containers/settings");

        assertThat(read(file)).containsEntry("SETTINGS_DIRECTORY", settings.toString());
        assertThat(settings.resolve("postgres.env")).hasContent("""
                # Made from config.json by: ./millrace config env --write
                POSTGRES_ACCESS_FROM='10.0.0.0/8'
                POSTGRES_SETTINGS_WORK_MEM='8MB'
                """);
        assertThat(mode(settings.resolve("postgres.env"))).isEqualTo("rw-r--r--");
    }

    private Path write(String text, Map<String, String> environment) throws IOException {
        Path config = Files.writeString(directory.resolve("config.json"), text);
        return EnvFile.write(ConfigFile.read(config, environment), environment);
    }

    private Iterable<Path> secrets() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/containers/secrets"))) {
            return files.sorted().toList();
        }
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new HashMap<>();
        for (Path secret : secrets()) {
            contents.put(secret, Files.readString(secret));
        }
        return contents;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static Map<String, String> read(Path file) throws IOException {
        Process shell =
                new ProcessBuilder("bash", "-c", "set -a; source \"$1\"; env -0", "bash", file.toString()).start();
        Map<String, String> variables = new HashMap<>();
        for (String line : new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\0", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return variables;
    }
}
