package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.Ran;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The repository's scripts and what was built of it, in a directory of their own, so that no .env and no data of anybody is touched. */
final class Stack implements AutoCloseable {
    private static final String SERVICE_IMAGE = "millrace-it";

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final int http = freePort();
    private final int kafka = freePort();
    private final String project;

    Stack(String name) throws Exception {
        this(name, Map.of());
    }

    /** With variables of its own, which come before what config.json says. */
    Stack(String name, Map<String, String> more) throws Exception {
        home = Path.of("target", "containers-it", name).toAbsolutePath();
        project = "millrace-it-" + name;
        environment.putAll(Map.of(
                "COMPOSE_PROJECT_NAME",
                project,
                "MILLRACE_POSTGRES_IMAGE",
                PostgresImage.NAME,
                "MILLRACE_SERVICE_IMAGE",
                SERVICE_IMAGE,
                "POSTGRES_PORT",
                String.valueOf(freePort()),
                "KAFKA_PORT",
                String.valueOf(kafka),
                "SERVICE_HTTP_PORT",
                String.valueOf(http)));
        environment.putAll(more);
        // Links to what is large: the start looks whether the program is younger than its sources.
        Ran copied = Ran.process(Map.of("HOME_OF_TEST", home.toString()), List.of("bash", "-c", """
                set -e
                rm -rf "$HOME_OF_TEST"
                mkdir -p "$HOME_OF_TEST/src" "$HOME_OF_TEST/target"
                cp -a start.sh millrace pom.xml .dockerignore docker "$HOME_OF_TEST"
                cp -al src/main "$HOME_OF_TEST/src"
                cp -al target/quarkus-app target/standalone-lib "$HOME_OF_TEST/target"
                cp config.json "$HOME_OF_TEST"
                cd "$HOME_OF_TEST/target/quarkus-app"
                cp quarkus-run.jar new && mv new quarkus-run.jar
                """));
        assertThat(copied).isEqualTo(new Ran(0, "", ""));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    Path home() {
        return home;
    }

    String kafka() {
        return "127.0.0.1:" + kafka;
    }

    String http(String path) {
        return "http://127.0.0.1:" + http + path;
    }

    /** ./start.sh with these arguments. */
    Ran start(String... arguments) throws Exception {
        return start(Map.of(), arguments);
    }

    Ran start(Map<String, String> more, String... arguments) throws Exception {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return Ran.process(
                all,
                Stream.concat(Stream.of(home.resolve("start.sh").toString()), Stream.of(arguments))
                        .toList());
    }

    /** ./start.sh with these arguments, which must succeed. */
    Ran succeeds(String... arguments) throws Exception {
        Ran ran = start(arguments);
        succeeded(ran);
        return ran;
    }

    static void succeeded(Ran ran) {
        assertThat(ran.exitCode()).as("%s", ran).isZero();
    }

    /** docker compose with these arguments, as by hand. */
    Ran compose(String... arguments) throws Exception {
        return Ran.process(
                environment,
                Stream.concat(
                                Stream.of(
                                        "docker",
                                        "compose",
                                        "--project-directory",
                                        home.resolve("docker").toString(),
                                        "--file",
                                        home.resolve("docker/compose.yaml").toString(),
                                        "--env-file",
                                        home.resolve(".env").toString()),
                                Stream.of(arguments))
                        .toList());
    }

    /** A command of the built program that lies there. */
    Ran millrace(String... arguments) throws Exception {
        return Ran.process(
                environment,
                Stream.concat(Stream.of(home.resolve("millrace").toString()), Stream.of(arguments))
                        .toList());
    }

    /** A script as root, in a container of PostgreSQL's image with the stack's data at /data: they belong to users of the containers. */
    String onData(String script) throws Exception {
        return Docker.says(
                "run",
                "--rm",
                "--volume",
                home.resolve("data/containers") + ":/data",
                "--entrypoint",
                "bash",
                PostgresImage.NAME,
                "-e",
                "-c",
                script);
    }

    /** What the superuser gets as an answer, from inside the container of a server. */
    String ask(String server, String query) throws Exception {
        return inside(
                server,
                "gosu",
                "postgres",
                "psql",
                "-X",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                "tiktok_analytics",
                "-c",
                query);
    }

    String project() {
        return project;
    }

    String container(String service) {
        return project + "-" + service + "-1";
    }

    /** What a command inside a container says; it must succeed. */
    String inside(String service, String... command) throws Exception {
        return Docker.says(Stream.concat(Stream.of("exec", container(service)), Stream.of(command))
                .toArray(String[]::new));
    }

    void change(String before, String after) throws IOException {
        Path config = home.resolve("config.json");
        String text = Files.readString(config);
        assertThat(text).contains(before);
        Files.writeString(config, text.replace(before, after));
    }

    /** Containers and volumes of this project; the data belong to users of the containers, and only a container may remove them. */
    @Override
    public void close() throws Exception {
        if (Files.exists(home.resolve(".env"))) {
            compose("--profile", "*", "down", "--volumes");
            if (Files.exists(home.resolve("data"))) {
                onData("rm -rf /data/*");
            }
        }
        Ran.process(Map.of(), List.of("rm", "-rf", home.toString()));
    }
}
