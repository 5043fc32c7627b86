package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The drill of docs/database.md: under load the primary is killed while the replica is behind, the replica is promoted, and the service goes
 * on by itself with nothing lost and nothing twice.
 */
@Tag("container")
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicaDrillIT {
    private static final int EVENTS = 10_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration STARTED_WITHIN = Duration.ofMinutes(10);

    /** Made anew by each start, and given back as it was. */
    private static final Path VARIABLES = Path.of(".env");

    private final Map<String, String> environment = new HashMap<>();

    @SuppressWarnings("NullAway.Init")
    private Path logs;

    private boolean started;
    private String variablesBefore = "";

    @BeforeAll
    void startAll(@TempDir Path directory) throws Exception {
        assumeTrue(Children.run("sh", "-c", "docker info"), "no Docker engine answers here: the drill is left out");
        logs = directory;
        variablesBefore = Files.exists(VARIABLES) ? Files.readString(VARIABLES) : "";
        String project = "drill" + ProcessHandle.current().pid();
        environment.putAll(Map.of(
                "COMPOSE_PROJECT_NAME", project,
                "COMPOSE_PROFILES", "ha",
                "POSTGRES_DATA_DIRECTORY", directory.resolve("postgres").toString(),
                "POSTGRES_REPLICA_DATA_DIRECTORY", directory.resolve("replica").toString(),
                "KAFKA_DATA_DIRECTORY", directory.resolve("kafka").toString(),
                "SECRETS_DIRECTORY", directory.resolve("secrets").toString(),
                "POSTGRES_SETTINGS_SHARED_BUFFERS", "128MB"));
        environment.putAll(Map.of(
                "MILLRACE_POSTGRES_IMAGE", "millrace-postgres-drill",
                "MILLRACE_SERVICE_IMAGE", "millrace-drill",
                "POSTGRES_PORT", String.valueOf(Children.freePort()),
                "POSTGRES_REPLICA_PORT", String.valueOf(Children.freePort()),
                "KAFKA_PORT", String.valueOf(Children.freePort()),
                "SERVICE_HTTP_PORT", String.valueOf(Children.freePort())));
        started = true;
        run(STARTED_WITHIN, "./start.sh", "all");
    }

    @AfterAll
    void takeItAway() throws Exception {
        if (started) {
            run(
                    PATIENCE,
                    "sh",
                    "-c",
                    "set -a; . ./.env; docker compose --project-directory docker -f docker/compose.yaml --profile '*' down -v");
            // The data belong to the containers' users.
            Children.run(
                    "rm",
                    "-rf",
                    logs.resolve("postgres").toString(),
                    logs.resolve("replica").toString());
            Files.writeString(VARIABLES, variablesBefore);
            if (variablesBefore.isEmpty()) {
                Files.delete(VARIABLES);
            }
        }
    }

    @Test
    void thePromotedReplicaIsWrittenToWithNothingLostAndNothingTwice() throws Exception {
        Process load = start(
                "generate",
                "./millrace",
                "generate",
                "--bootstrap",
                "127.0.0.1:" + environment.get("KAFKA_PORT"),
                "--rate",
                "300",
                "--events",
                String.valueOf(EVENTS));
        until(() -> received("postgres") > EVENTS / 5);
        run(PATIENCE, "docker", "pause", container("replica"));
        long behind = received("postgres");
        until(() -> received("postgres") > behind + EVENTS / 20);
        run(PATIENCE, "docker", "kill", container("postgres"));
        run(PATIENCE, "docker", "unpause", container("replica"));
        run(PATIENCE, "./start.sh", "promote");

        assertThat(load.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        until(() -> received("replica") == EVENTS);
        assertThat(
                        ask(
                                "replica",
                                "SELECT sum(stored) = (SELECT count(*) FROM live_events) AND sum(received) = sum(next_offset)"
                                        + " AND sum(received) = sum(stored) + sum(duplicate) AND sum(dead_lettered) = 0 FROM ingest_ledger"))
                .isEqualTo("t");
        assertThat(ask("replica", "SELECT count(*) FROM live_streams r CROSS JOIN LATERAL verify_room(r.room_id) d"))
                .isEqualTo("0");
        theOldPrimaryTakesNoRows();
    }

    private void theOldPrimaryTakesNoRows() throws Exception {
        run(PATIENCE, "docker", "start", container("postgres"));
        until(() -> ask("postgres", "SELECT pg_is_in_recovery()").equals("t"));
    }

    private String container(String service) {
        return environment.get("COMPOSE_PROJECT_NAME") + "-" + service + "-1";
    }

    private long received(String service) {
        String answer = ask(service, "SELECT coalesce(sum(received), 0) FROM ingest_ledger");
        return answer.isEmpty() ? -1 : Long.parseLong(answer);
    }

    /** Empty where it does not answer. */
    private String ask(String service, String sql) {
        try {
            Process psql = new ProcessBuilder(
                            "docker",
                            "exec",
                            "-u",
                            "postgres",
                            container(service),
                            "psql",
                            "-X",
                            "-At",
                            "-U",
                            "postgres",
                            "-d",
                            "tiktok_analytics",
                            "-c",
                            sql)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void until(BooleanSupplier condition) {
        assertThat(Children.until(PATIENCE, condition)).isTrue();
    }

    private void run(Duration atMost, String... command) throws Exception {
        String name = String.join("_", command).replaceAll("[^a-z_]", "");
        Process process = start(name, command);
        boolean ended = process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS);
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", List.of(command), Files.readString(logs.resolve(name + ".log")))
                .isTrue();
    }

    private Process start(String name, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        return Children.start(builder);
    }
}
