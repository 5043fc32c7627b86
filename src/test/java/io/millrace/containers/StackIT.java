package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.ops.Ran;
import io.millrace.samples.Samples;
import io.millrace.servers.SelfSigned;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** ./start.sh all: PostgreSQL, Kafka and the service as Compose runs them. */
@NeedsDocker
@Tag("long")
@TestMethodOrder(OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class StackIT {
    private static final String CAPTURE = "c-v3-7291268238893654788";

    private static Stack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = new Stack("stack");
        Ran ran = stack.succeeds("all");

        assertThat(ran.out()).contains("a new database is made in " + stack.home(), "dashboard   " + stack.http("/"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void onlyItsOwnerReadsTheVariablesAndTheSecrets() throws Exception {
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(stack.home().resolve(".env"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(stack.home().resolve("data/containers/secrets"))))
                .isEqualTo("rwx------");
    }

    @Test
    void whatRunsIsToldAndTheOwnerComesInByPsql() throws Exception {
        assertThat(stack.start("status").out())
                .contains(
                        stack.container("postgres"), stack.container("kafka"), stack.container("service"), "(healthy)");
        Ran psql = stack.start(
                "psql", "-At", "-c", "SELECT current_user, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
        assertThat(psql).isEqualTo(new Ran(0, "tiktok_user|t\n", ""));
    }

    @Test
    void theServiceMayWriteNowhereAndIsNobody() throws Exception {
        assertThat(Docker.says(
                        "inspect",
                        "--format",
                        "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.CapAdd}} {{.State.Health.Status}}",
                        stack.container("service")))
                .isEqualTo("10001:10001 true [ALL] [] healthy");
        assertThat(stack.inside(
                        "service",
                        "bash",
                        "-c",
                        "id -u; grep CapEff /proc/1/status; touch /opt/millrace/x /x 2>/dev/null || echo read-only"))
                .isEqualTo("10001\nCapEff:\t0000000000000000\nread-only");
        assertThat(stack.inside("service", "millrace", "config", "check")).contains("/etc/millrace/config.json");
    }

    @Test
    void whatIsPublishedIsShown() throws Exception {
        Path capture = Path.of("src/test/resources/samples/captures", CAPTURE + ".jsonl.gz")
                .toAbsolutePath();
        long lines = Samples.expected(CAPTURE).get("lines").longValue();

        Ran played = Ran.process(
                Map.of("MILLRACE_INTAKE_BOOTSTRAP_SERVERS", stack.kafka(), "MILLRACE_CONFIG", ""),
                List.of(stack.home().resolve("millrace").toString(), "play", "--pace", "max", capture.toString()));

        assertThat(played.exitCode()).as("%s", played).isZero();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(body("/api/v1/ingest")).contains("\"received\":" + lines + ","));
        assertThat(body("/api/v1/streams")).contains("\"room_id\":");
        assertThat(stack.inside("service", "millrace", "status")).contains("tiktok.live-events");
    }

    @Test
    void noPasswordIsShownByAnyContainer() throws Exception {
        StringBuilder shown = new StringBuilder();
        for (String service : List.of("postgres", "kafka", "service")) {
            shown.append(Docker.says("inspect", stack.container(service)))
                    .append(Docker.logs(stack.container(service)));
        }
        try (Stream<Path> secrets = Files.list(stack.home().resolve("data/containers/secrets"))) {
            for (Path secret :
                    secrets.filter(file -> file.toString().endsWith("password")).toList()) {
                String text = Files.readString(secret).strip();
                assertThat(text).hasSizeGreaterThan(20);
                assertThat(shown).doesNotContain(text);
            }
        }
    }

    @Test
    void aChangedSettingIsAppliedWhileEverybodyStaysConnected() throws Exception {
        List<String> before = whatRuns();
        stack.change("\"6553kB\"", "\"8MB\"");
        stack.change("\"shared_buffers\": \"512MB\"", "\"shared_buffers\": \"256MB\"");

        Ran ran = stack.succeeds("all");

        assertThat(ran.out())
                .contains(
                        "Skipping initialization",
                        "update-config: these need a restart of the server: shared_buffers\n");
        assertThat(stack.start("psql", "-At", "-c", "SHOW work_mem").out()).isEqualTo("8MB\n");
        assertThat(whatRuns()).isEqualTo(before);
    }

    private static List<String> whatRuns() throws Exception {
        return Docker.says(
                        "inspect",
                        "--format",
                        "{{.Id}} {{.State.StartedAt}}",
                        stack.container("postgres"),
                        stack.container("kafka"),
                        stack.container("service"))
                .lines()
                .toList();
    }

    /** The service trusts the authority that it has read at its start. */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void aCertificateOfOnesOwnIsTaken() throws Exception {
        SelfSigned own = SelfSigned.make(stack.home(), "own", "dns:postgres");
        stack.change(
                "\"access_from\"", "\"tls\": {\"certificate\": \"own.crt\", \"key\": \"own.key\"}, \"access_from\"");

        Ran ran = stack.succeeds("postgres");

        assertThat(stack.home().resolve("data/containers/secrets/postgres_ca.crt"))
                .hasSameTextualContentAs(own.certificate());
        assertThat(stack.start("psql", "-At", "-c", "SELECT 1")).isEqualTo(new Ran(0, "1\n", ""));
        Docker.says("restart", stack.container("service"));
        await().atMost(Duration.ofSeconds(90)).ignoreExceptions().untilAsserted(() -> assertThat(body("/api/v1/ingest"))
                .contains("\"received\":"));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void stoppedItKeepsItsData() throws Exception {
        Ran ran = stack.succeeds("stop");

        assertThat(ran.out()).isEqualTo("Stopped; the data stay.\n");
        assertThat(Docker.says(
                        "ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project=" + stack.project()))
                .isEmpty();
        assertThat(stack.home().resolve("data/containers/postgres")).isDirectory();
    }

    private static String body(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(stack.http(path))).build(), BodyHandlers.ofString())
                .body();
    }
}
