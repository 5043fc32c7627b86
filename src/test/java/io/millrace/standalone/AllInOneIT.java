package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import io.millrace.standalone.Launched.Ports;
import io.millrace.standalone.Launched.Where;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real {@code ./start.sh} as a process, with the packaged service: what an operator sees of it. */
class AllInOneIT {
    private static final int TERMINATED = 143;
    private static final List<String> AS_MYSELF = List.of();
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups", "--");
    private static final Duration LEFTOVERS_END_WITHIN = Duration.ofSeconds(40);

    private static Path directoryOfPrograms = Path.of("");
    private static Path programs = Path.of("");

    private Path directory = Path.of("");
    private Path home = Path.of("");
    private Ports ports = new Ports(0, 0, 0);

    @BeforeAll
    static void unpackPrograms() throws IOException {
        directoryOfPrograms = readableDirectory("programs-");
        programs = PostgresBinaries.unpackedBelow(directoryOfPrograms);
    }

    @AfterAll
    static void deletePrograms() throws IOException {
        PostgresBinaries.deleteTree(directoryOfPrograms);
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = readableDirectory("all-in-one-");
        home = directory.resolve("a home");
        ports = Ports.free();
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        Launched.serversOf(home).forEach(ProcessHandle::destroyForcibly);
        PostgresBinaries.deleteTree(directory);
    }

    @Test
    void anotherAccountMayRunIt() throws Exception {
        prepareForNobody();
        try (Launched launched = Launched.start(AS_NOBODY, home, ports, "--no-demo")) {
            assertThat(statusOf(launched.awaitReady().http())).isEqualTo(200);
            assertThat(launched.terminate()).isEqualTo(TERMINATED);
            assertThat(launched.servers()).isEmpty();
        }
    }

    @Test
    void dataAreKeptOverARestart() throws Exception {
        try (Launched first = Launched.start(AS_MYSELF, home, ports, "--no-demo")) {
            Where endpoints = first.awaitReady();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.endpoints())))
                    .isEqualTo("rw-------");
            assertThat(statusOf(endpoints.http())).isEqualTo(200);
            execute(endpoints, "CREATE TABLE kept AS SELECT 42 AS answer");
            assertReaderOnlyReads(endpoints);
            createTopic(endpoints, "kept");
            assertThat(first.servers()).hasSize(2);

            assertThat(first.terminate()).isEqualTo(TERMINATED);

            assertThat(first.servers()).isEmpty();
            assertThat(first.endpoints()).doesNotExist();
            assertThat(first.said()).isEmpty();
        }
        try (Launched second = Launched.start(AS_MYSELF, home, ports, "--no-demo")) {
            Where endpoints = second.awaitReady();
            assertThat(ask(endpoints, "SELECT answer FROM kept")).isEqualTo("42");
            assertThat(topics(endpoints)).contains("kept");
        }
    }

    @Test
    void afterAKillTheNextStartWorksAndWithoutOneTheServersEndToo() throws Exception {
        putProgramsIntoHome();
        List<ProcessHandle> before;
        try (Launched first = Launched.start(AS_MYSELF, home, ports, "--no-demo")) {
            Where endpoints = first.awaitReady();
            execute(endpoints, "CREATE TABLE committed AS SELECT 42 AS answer");
            createTopic(endpoints, "acknowledged");
            before = first.servers();
            assertThat(before).hasSize(2);

            first.kill();

            try (Launched second = Launched.start(AS_MYSELF, home, ports, "--no-demo")) {
                Where again = second.awaitReady();
                assertThat(second.servers()).hasSize(2).doesNotContainAnyElementsOf(before);
                assertThat(ask(again, "SELECT answer FROM committed")).isEqualTo("42");
                assertThat(topics(again)).contains("acknowledged");
                boolean linux = System.getProperty("os.name").equals("Linux");

                second.kill();

                await().atMost(LEFTOVERS_END_WITHIN)
                        .until(() -> second.service().findAny().isEmpty());
                assumeTrue(linux, "only Linux tells PostgreSQL that its parent has died");
                await().atMost(LEFTOVERS_END_WITHIN)
                        .until(() -> second.postgres().findAny().isEmpty());
            }
        }
    }

    @Test
    void stoppedWhileStartingItLeavesNothingBehind() throws Exception {
        try (Launched launched = Launched.start(AS_MYSELF, home, ports, "--no-demo")) {
            await().atMost(LEFTOVERS_END_WITHIN)
                    .until(() -> launched.postgres().findAny().isPresent());

            assertThat(launched.terminate()).isEqualTo(TERMINATED);

            await().atMost(LEFTOVERS_END_WITHIN).until(() -> launched.servers().isEmpty());
            assertThat(launched.endpoints()).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MILLRACE_HTTP_PORT", "MILLRACE_KAFKA_PORT", "MILLRACE_PG_PORT"})
    void takenPortIsNamedWithItsVariable(String variable) throws Exception {
        int port =
                switch (variable) {
                    case "MILLRACE_HTTP_PORT" -> ports.http();
                    case "MILLRACE_KAFKA_PORT" -> ports.kafka();
                    default -> ports.postgres();
                };
        try (ServerSocket stranger = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                Launched launched = Launched.start(AS_MYSELF, home, ports)) {
            assertThat(launched.awaitEnd()).isEqualTo(1);
            assertThat(launched.said())
                    .containsExactly("millrace: port %d is taken by another program; set %s to use another"
                            .formatted(stranger.getLocalPort(), variable));
        }
    }

    @Test
    void aSecondOneIsRefusedAndTheFirstStopsWhenItsServiceEndsByItself() throws Exception {
        putProgramsIntoHome();
        try (Launched first = Launched.start(AS_MYSELF, home, ports, "--no-demo")) {
            first.awaitReady();
            try (Launched second = Launched.start(AS_MYSELF, home, Ports.free())) {
                assertThat(second.awaitEnd()).isEqualTo(1);
                assertThat(second.said())
                        .singleElement()
                        .asString()
                        .startsWith("millrace: another all-in-one is running on MILLRACE_HOME " + home);
            }
            assertThat(first.endpoints()).exists();
            assertThat(first.servers()).hasSize(2);

            first.service().forEach(ProcessHandle::destroyForcibly);

            assertThat(first.awaitEnd()).isEqualTo(1);
            assertThat(first.said()).singleElement().asString().contains("the service ended by itself");
            assertThat(first.servers()).isEmpty();
            assertThat(first.endpoints()).doesNotExist();
        }
    }

    @Test
    void homeInThePlaceOfAFileIsRefused() throws Exception {
        Files.createFile(home);
        try (Launched launched = Launched.start(AS_MYSELF, home, ports)) {
            assertThat(launched.awaitEnd()).isEqualTo(1);
            assertThat(launched.said())
                    .singleElement()
                    .asString()
                    .startsWith("millrace: MILLRACE_HOME " + home + " cannot be used: ");
        }
    }

    @Test
    void homeThatMayNotBeWrittenIsRefused() throws Exception {
        assumeTrue(isRoot(), "needs root, to be somebody else");
        Files.createDirectory(home);
        try (Launched launched = Launched.start(AS_NOBODY, home, ports)) {
            assertThat(launched.awaitEnd()).isEqualTo(1);
            assertThat(launched.said())
                    .containsExactly("millrace: MILLRACE_HOME %s cannot be used: permission denied for %s/lock"
                            .formatted(home, home));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgre", "--demo", ""})
    void unknownArgumentIsAnsweredWithTheUsage(String argument) throws Exception {
        try (Launched launched = Launched.start(AS_MYSELF, home, ports, argument)) {
            assertThat(launched.awaitEnd()).isEqualTo(2);
            assertThat(launched.said())
                    .startsWith("start.sh: unknown argument: " + argument, "usage: ./start.sh [--no-demo]");
            assertThat(home).doesNotExist();
        }
    }

    private void prepareForNobody() throws IOException, InterruptedException {
        assumeTrue(isRoot(), "needs root, to be somebody else");
        List<String> looking = new ArrayList<>(AS_NOBODY);
        looking.addAll(List.of(
                "test",
                "-r",
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString()));
        assumeTrue(new ProcessBuilder(looking).start().waitFor() == 0, "nobody may not look into this checkout");
        Files.createDirectory(home);
        Files.setOwner(
                home, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }

    private static Path readableDirectory(String prefix) throws IOException {
        Path directory = Files.createTempDirectory(prefix).toRealPath();
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Makes the home with PostgreSQL's programs in it, so that not every test unpacks them. */
    private void putProgramsIntoHome() throws IOException {
        Files.createDirectory(home);
        Files.createSymbolicLink(home.resolve(programs.getFileName()), programs);
    }

    private static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }

    private static int statusOf(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/q/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static Connection connect(Where endpoints) throws SQLException {
        URI url = URI.create(endpoints.postgres());
        String[] user = url.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath()), user[0], user[1]);
    }

    private void assertReaderOnlyReads(Where endpoints) throws Exception {
        URI url = URI.create(endpoints.postgres());
        try (Connection reader = DriverManager.getConnection(
                        "jdbc:postgresql://%s:%d%s".formatted(url.getHost(), url.getPort(), url.getPath()),
                        "millrace_api",
                        Files.readString(home.resolve("millrace_api.password")));
                Statement statement = reader.createStatement()) {
            for (var setting : Map.of("default_transaction_read_only", "on", "statement_timeout", "10s")
                    .entrySet()) {
                try (ResultSet shown = statement.executeQuery("SHOW " + setting.getKey())) {
                    shown.next();
                    assertThat(shown.getString(1)).as(setting.getKey()).isEqualTo(setting.getValue());
                }
            }
            statement.execute("SET default_transaction_read_only = off");
            for (String writes : List.of("CREATE TEMP TABLE mine ()", "SELECT lo_from_bytea(0, 'mine')")) {
                assertThatThrownBy(() -> statement.execute(writes))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("permission denied");
            }
        }
    }

    private static void execute(Where endpoints, String sql) throws SQLException {
        try (Connection connection = connect(endpoints);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Where endpoints, String sql) throws SQLException {
        try (Connection connection = connect(endpoints);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void createTopic(Where endpoints, String name) throws Exception {
        try (Admin admin = admin(endpoints)) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty())))
                    .all()
                    .get(1, TimeUnit.MINUTES);
        }
    }

    private static Iterable<String> topics(Where endpoints) throws Exception {
        try (Admin admin = admin(endpoints)) {
            return admin.listTopics().names().get(1, TimeUnit.MINUTES);
        }
    }

    private static Admin admin(Where endpoints) {
        return Admin.create(Map.of("bootstrap.servers", endpoints.kafka()));
    }
}
