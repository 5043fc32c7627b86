package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.servers.SelfSigned;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
        Path first = secrets().get(0);
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
                .hasMessage("/nowhere/at/all: named by POSTGRES_API_PASSWORD_FILE, cannot be read");
    }

    @Test
    void aSecretThatAContainerCouldNotUseIsNamed() throws IOException {
        Path own = Files.createFile(directory.resolve("own"));
        Map<String, String> environment = Map.of("POSTGRES_API_PASSWORD_FILE", own.toString());

        assertThatThrownBy(() -> write("{}", environment))
                .hasMessage(own + ": named by POSTGRES_API_PASSWORD_FILE, is empty, and must hold a password");
        Files.writeString(own, "mine");
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> write("{}", environment))
                .hasMessage(
                        own
                                + ": named by POSTGRES_API_PASSWORD_FILE, must be readable by the container's user: chmod 644, in a directory that only you may enter");
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-r--r--"));
        write("{}", environment);
        Path made = secrets().get(0);
        Files.writeString(made, "\n");
        assertThatThrownBy(() -> write("{}", environment)).hasMessage(made + ": is empty, and must hold a password");
    }

    @Test
    void aDirectoryOfSecretsThatOthersMayEnterIsClosed() throws IOException {
        write("{}", Map.of());
        Path secrets = directory.resolve("data/containers/secrets");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(secrets.resolve("postgres_ca.crt"), "put there by ./start.sh");

        write("{}", Map.of());

        assertThat(mode(secrets)).isEqualTo("rwx------");
        assertThat(secrets.resolve(".gitignore")).hasContent("*");
    }

    @Test
    void aDirectoryThatIsNotOfSecretsAloneIsRefusedAndLeftAsItIs() throws IOException {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.writeString(shared.resolve("notes.txt"), "of somebody");
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> write("{\"secrets\": {\"directory\": \"shared\"}}", Map.of()))
                .isInstanceOf(ConfigFault.class)
                .hasMessage(
                        shared
                                + ": named by secrets.directory, others may enter it, and it has other files, too: chmod 700 it, or name a directory of the secrets' own");
        assertThat(mode(shared)).isEqualTo("rwxr-xr-x");
        assertThat(shared.resolve("postgres_password")).doesNotExist();
    }

    @Test
    void aDirectoryOfSecretsThatCannotBeClosedIsNamed() {
        // Nobody may change its mode, whoever he is.
        assertThatThrownBy(() -> write("{\"secrets\": {\"directory\": \"/proc/self/map_files\"}}", Map.of()))
                .isInstanceOf(ConfigFault.class)
                .hasMessageMatching("/proc/self/map_files: named by secrets.directory, .*");
    }

    @Test
    void twoWhoMakeTheSecretsAtOnceHaveTheSame() throws Exception {
        Path file = directory.resolve("at-once");
        ExecutorService many = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 50; round++) {
                Files.deleteIfExists(file);
                CyclicBarrier start = new CyclicBarrier(8);
                Callable<String> make = () -> {
                    start.await();
                    return PrivateFile.secret(file);
                };
                Set<String> seen = new HashSet<>();
                for (Future<String> one : many.invokeAll(Collections.nCopies(8, make))) {
                    seen.add(one.get());
                }
                assertThat(seen).containsExactly(Files.readString(file));
            }
        } finally {
            many.shutdownNow();
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void aShellReadsWhatTheFileMeant() throws IOException {
        Path file = write(
                """
                {"postgres": {"settings": {"log_line_prefix": "it's $HOME `id` \\"x\\""}, "data_directory": "./some where"},
                 "secrets": {"directory": "/tmp/../tmp/of-nobody"}}
                """.replace("/tmp/../tmp/of-nobody", directory.resolve("x/../s").toString()), Map.of());

        assertThat(read(directory.resolve("data/containers/settings/postgres.env")))
                .containsEntry("POSTGRES_SETTINGS_LOG_LINE_PREFIX", "it's $HOME `id` \"x\"");
        assertThat(read(file))
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
        assertThat(file).content().doesNotContain("WORK_MEM", "ACCESS_FROM", "TLS_NAMES");
        assertThat(settings.resolve("postgres.env")).hasContent("""
                # Made from config.json by: ./millrace config env --write
                POSTGRES_ACCESS_FROM='10.0.0.0/8'
                POSTGRES_SETTINGS_WORK_MEM='8MB'
                """);
        assertThat(mode(settings.resolve("postgres.env"))).isEqualTo("rw-r--r--");
    }

    @Test
    void aCertificateOfOnesOwnIsHandedToTheContainerWhereNobodyElseGetsAtItsKey() throws IOException {
        SelfSigned own = SelfSigned.make(directory, "own", "dns:postgres,dns:db.example");
        Path tls = directory.resolve("data/containers/secrets/tls");

        write("{\"postgres\": {\"tls\": {\"certificate\": \"own.crt\", \"key\": \"own.key\"}}}", Map.of());

        assertThat(read(directory.resolve("data/containers/settings/postgres.env")))
                .containsEntry("POSTGRES_TLS_CERT_FILE", "/etc/millrace-tls/CERTIFICATE")
                .containsEntry("POSTGRES_TLS_KEY_FILE", "/etc/millrace-tls/KEY")
                .doesNotContainKey("POSTGRES_TLS_CA_FILE");
        assertThat(tls.resolve("CERTIFICATE")).hasSameTextualContentAs(own.certificate());
        assertThat(tls.resolve("KEY")).hasSameTextualContentAs(own.key());
        assertThat(mode(directory.resolve("data/containers/secrets"))).isEqualTo("rwx------");
        write("{}", Map.of());
        assertThat(tls).isEmptyDirectory();
        assertThat(directory.resolve("data/containers/settings/postgres.env"))
                .content()
                .doesNotContain("TLS");
    }

    @Test
    void aCertificateThatTheContainersCouldNotUseIsNamed() throws IOException {
        SelfSigned other = SelfSigned.make(directory, "other", "dns:db.example");
        Files.writeString(directory.resolve("none"), "nothing of the kind");

        assertThatThrownBy(() -> write(
                        "{\"postgres\": {\"tls\": {\"certificate\": \"other.crt\", \"key\": \"other.key\"}}}",
                        Map.of()))
                .isInstanceOf(ConfigFault.class)
                .hasMessage(
                        other.certificate()
                                + ": named by postgres.tls.certificate, is not for the name postgres, by which the containers call the server");
        assertThatThrownBy(() -> write(
                        "{\"postgres\": {\"tls\": {\"certificate\": \"none\", \"key\": \"other.key\"}}}", Map.of()))
                .hasMessage(
                        directory.resolve("none") + ": named by postgres.tls.certificate, is no certificate in PEM");
        assertThatThrownBy(() -> write("{\"postgres\": {\"tls\": {\"certificate\": \"other.crt\"}}}", Map.of()))
                .hasMessageContaining("postgres.tls: ");
        assertThatThrownBy(() -> write(
                        "{\"postgres\": {\"tls\": {\"certificate\": \"nowhere\", \"key\": \"other.key\"}}}", Map.of()))
                .hasMessage(directory.resolve("nowhere") + ": named by postgres.tls.certificate, cannot be read");
    }

    @Test
    void whatIsTheServicesAloneGoesToItAndNowhereElse() throws IOException {
        Path file = write(
                "{\"service\": {\"http\": {\"port\": 8081}, \"intake\": {\"writers\": 2}}}",
                Map.of("SERVICE_INTAKE_WRITERS", "3"));

        assertThat(directory.resolve("data/containers/settings/service.env")).hasContent("""
                # Made from config.json by: ./millrace config env --write
                SERVICE_HTTP_PORT='8081'
                SERVICE_INTAKE_WRITERS='3'
                """);
        assertThat(file).content().contains("SERVICE_HTTP_PORT='8081'\n").doesNotContain("WRITERS");
    }

    @Test
    void whatShellsAndComposeWouldNotReadAlikeIsRefusedByName() {
        assertThatThrownBy(() -> write("{\"postgres\": {\"data_directory\": \"/it's/`id`\"}}", Map.of()))
                .isInstanceOf(ConfigFault.class)
                .hasMessageStartingWith("POSTGRES_DATA_DIRECTORY: ");
    }

    /** {@code ${NAME:?}} is what Compose refuses to go without; a shell with {@code set -u} ends at any name that is not set. */
    @Test
    void anEmptyFileGivesAllThatTheStackNeeds() throws IOException {
        Map<String, String> given = read(write("{}", Map.of()));

        Set<String> needed = found("\\$\\{([A-Z][A-Z0-9_]*):\\?", "docker/compose.yaml");
        assertThat(needed).hasSizeGreaterThan(15).isSubsetOf(given.keySet());
        Set<String> used = found("\\$\\{?([A-Z][A-Z0-9_]*)(?![A-Z0-9_]|:-)", "docker/stack.sh");
        // The shell's own, the container's, and what is used only where it is set.
        used.removeAll(Set.of("BASH_SOURCE", "COMPOSE_PROFILES", "POSTGRES_OWNER", "POSTGRES_BACKUP_DIRECTORY"));
        assertThat(used).hasSizeGreaterThan(12).isSubsetOf(given.keySet());
        assertThat(EnvFile.variables(ConfigFile.read(directory.resolve("config.json"), Map.of()), Map.of()))
                .containsKeys(needed.toArray(String[]::new));
    }

    private static Set<String> found(String pattern, String file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Path write(String text, Map<String, String> environment) throws IOException {
        Path config = Files.writeString(directory.resolve("config.json"), text);
        return EnvFile.write(ConfigFile.read(config, environment), environment);
    }

    private List<Path> secrets() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/containers/secrets"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("password"))
                    .sorted()
                    .toList();
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
