package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.processes.Children;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What {@code ./start.sh backup} keeps comes back after the database is gone, to the second that is asked for.
 *
 * <p>One story in the order of its chapters, on a copy of the scripts with directories, a port and a Compose project of its own.
 */
@Tag("container")
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class BackupDrillIT {
    private static final String PROJECT = "millrace-backup-drill";
    private static final String IMAGE = "millrace-postgres-backup-drill";
    private static final String COUNT = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM drill t";

    private static Path home;
    private static int port;
    private static String before;
    private static String moment;
    private static String after;

    private record Ran(int exitCode, String said) {}

    @BeforeAll
    static void start() throws IOException {
        if (!answers("docker", "info")) {
            System.out.println("BackupDrillIT is skipped: docker info fails, so there is no Docker engine here");
            Assumptions.abort("no Docker engine");
        }
        port = Children.freePort();
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "backup-drill");
        for (String name : List.of("start.sh", "millrace", "pom.xml", "config.json", ".dockerignore")) {
            copy(Path.of(name));
        }
        copy(Path.of("docker"));
        copy(Path.of("src/main/resources"));
        Files.createSymbolicLink(home.resolve("target"), Path.of("target").toAbsolutePath());
        assertThat(start("postgres")).satisfies(BackupDrillIT::succeeded);
    }

    @AfterAll
    static void removeEverything() throws IOException {
        if (home == null) {
            return;
        }
        start("stop");
        run("docker", "volume", "rm", PROJECT + "_tls", PROJECT + "_no-backups");
        // The files belong to the container's user.
        run("docker", "run", "--rm", "-v", home + ":/drill", "--entrypoint", "rm", IMAGE, "-rf", "/drill/data");
        run("docker", "rmi", IMAGE);
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    @Order(1)
    void aBackupIsVerifiedAndItsAgeIsSeen() throws IOException {
        psql(
                "CREATE TABLE drill (id int PRIMARY KEY, word text); INSERT INTO drill SELECT n, md5(n::text) FROM generate_series(1, 5000) n");

        assertThat(start("backup")).satisfies(BackupDrillIT::succeeded);

        assertThat(status().path("backups").asInt()).isEqualTo(1);
        assertThat(status().path("last_backup_at").asText()).isNotEmpty();
        assertThat(status().path("last_verified_at").asText()).isNotEmpty();
        assertThat(status().path("last_drill_at").isNull()).isTrue();
        assertThat(status().path("last_failure").isNull()).isTrue();
    }

    @Test
    @Order(2)
    void aDrillFindsTheRowsOfTheSnapshotThoughTheDatabaseHasGoneOn() throws IOException {
        psql("UPDATE drill SET word = 'changed' WHERE id <= 100; DELETE FROM drill WHERE id > 4900");

        Ran ran = start("verify-backup");

        assertThat(ran).satisfies(BackupDrillIT::succeeded);
        assertThat(ran.said()).contains("copy same, dump same");
        assertThat(status().path("last_drill_at").asText()).isNotEmpty();
    }

    @Test
    @Order(3)
    void aRunningDatabaseIsNotRestoredOver() {
        Ran ran = start("restore");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.said()).contains("PostgreSQL runs: stop it first");
    }

    @Test
    @Order(4)
    void theDatabaseComesBackWithAllOfItsLogWhenItsDirectoryIsGone() {
        before = psql(COUNT);
        moment = psql("SELECT date_trunc('second', clock_timestamp()) + '1 s', pg_sleep(1.1)")
                .replaceFirst("\\|.*", "");
        psql("INSERT INTO drill SELECT n, 'later' FROM generate_series(10001, 10500) n");
        after = psql(COUNT);
        // A clean stop closes and archives the last piece of the log.
        start("stop");
        run(
                "docker",
                "run",
                "--rm",
                "-v",
                home.resolve("data/containers") + ":/c",
                "--entrypoint",
                "rm",
                IMAGE,
                "-rf",
                "/c/postgres");
        assertThat(home.resolve("data/containers/postgres")).doesNotExist();

        assertThat(start("restore")).satisfies(BackupDrillIT::succeeded);
        assertThat(start("postgres")).satisfies(BackupDrillIT::succeeded);

        assertThat(psql(COUNT)).isEqualTo(after);
    }

    @Test
    @Order(5)
    void toASecondMeansWithoutWhatCameAfterIt() throws IOException {
        start("stop");

        assertThat(start("restore", "--until", moment)).satisfies(BackupDrillIT::succeeded);
        assertThat(start("postgres")).satisfies(BackupDrillIT::succeeded);

        assertThat(psql(COUNT)).isEqualTo(before).isNotEqualTo(after);
        try (Stream<Path> beside = Files.list(home.resolve("data/containers"))) {
            assertThat(beside.map(path -> path.getFileName().toString()))
                    .filteredOn(name -> name.startsWith("postgres.before-"))
                    .hasSize(1);
        }
    }

    @Test
    @Order(6)
    void aDamagedBackupIsNotRestored() {
        run(
                "docker",
                "run",
                "--rm",
                "-v",
                home.resolve("data/containers/backups") + ":/b",
                "--entrypoint",
                "bash",
                IMAGE,
                "-c",
                "echo x >>$(ls -d /b/2*Z)/base/PG_VERSION");
        start("stop");

        Ran ran = start("restore");

        assertThat(ran.exitCode()).isNotZero();
        assertThat(ran.said()).contains("is damaged").contains("PG_VERSION");
        assertThat(home.resolve("data/containers/postgres")).exists();
    }

    private static void succeeded(Ran ran) {
        assertThat(ran.exitCode()).as(ran.said()).isZero();
    }

    private static JsonNode status() throws IOException {
        return new ObjectMapper().readTree(Files.readString(home.resolve("data/containers/backups/status.json")));
    }

    private static String psql(String statements) {
        Ran ran = start("psql", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statements);
        assertThat(ran).satisfies(BackupDrillIT::succeeded);
        return ran.said().strip();
    }

    private static Ran start(String... arguments) {
        return run(Stream.concat(Stream.of("./start.sh"), Stream.of(arguments)).toArray(String[]::new));
    }

    /** Its last words are those of both streams. */
    private static Ran run(String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("POSTGRES_") || name.startsWith("MILLRACE_"));
        builder.environment().put("COMPOSE_PROJECT_NAME", PROJECT);
        builder.environment().put("MILLRACE_POSTGRES_IMAGE", IMAGE);
        builder.environment().put("POSTGRES_PORT", String.valueOf(port));
        // None but those that are asked for.
        builder.environment().put("POSTGRES_BACKUP_EVERY_HOURS", "0");
        try {
            Process process = Children.start(builder);
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean answers(String... command) {
        try {
            return Children.run(command);
        } catch (UncheckedIOException notInstalled) {
            return false;
        }
    }

    /** With its times, by which the script tells whether the program is to be built. */
    private static void copy(Path source) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path target = home.resolve(file.toString());
                Files.createDirectories(target.getParent());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }
}
