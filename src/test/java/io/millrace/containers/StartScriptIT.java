package io.millrace.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.Ran;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ./start.sh says when it cannot start containers. */
@NeedsDocker
@SuppressWarnings("NullAway.Init")
class StartScriptIT {
    private static Stack stack;

    @BeforeAll
    static void prepare() throws Exception {
        stack = new Stack("words");
    }

    @AfterAll
    static void clean() throws Exception {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void withoutDockerItSaysWhatToInstall(@TempDir Path tools) throws Exception {
        for (String tool : new String[] {"bash", "dirname", "sed", "find"}) {
            Path there = Stream.of("/usr/bin", "/bin")
                    .map(bin -> Path.of(bin, tool))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(tools.resolve(tool), there);
        }

        Ran ran =
                stack.start(Map.of("PATH", tools.toString(), "JAVA_HOME", System.getProperty("java.home")), "postgres");

        assertRefused(
                ran,
                "Docker is needed for containers, and there is no 'docker' here: install Docker Engine, or run ./start.sh alone, which needs none");
    }

    @Test
    void anEngineThatDoesNotAnswerIsSaid() throws Exception {
        Ran ran = stack.start(Map.of("DOCKER_HOST", "unix:///nowhere"), "status");

        assertThat(ran.err())
                .startsWith("start.sh: Docker does not answer: ")
                .contains("unix:///nowhere")
                .endsWith("Is its engine running, and may you use it?\n");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void aPortThatIsTakenIsNamedWithItsKey() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Ran ran = stack.start(Map.of("KAFKA_PORT", String.valueOf(taken.getLocalPort())), "kafka");

            assertRefused(
                    ran,
                    "port " + taken.getLocalPort()
                            + " of 127.0.0.1 is taken by another program: stop that one, or set kafka.port in config.json to another");
        }
    }

    @Test
    void aWrongFileIsRefusedWithEveryReason() throws Exception {
        stack.change("\"port\": 5432", "\"prot\": 5432, \"port\": \"many\"");
        try {
            Ran ran = stack.start(Map.of("POSTGRES_PORT", ""), "postgres");

            assertThat(ran.err()).contains("config.json", "'prot'", "postgres.port");
            assertThat(ran.exitCode()).isNotZero();
        } finally {
            stack.change("\"prot\": 5432, \"port\": \"many\"", "\"port\": 5432");
        }
    }

    private static void assertRefused(Ran ran, String reason) {
        assertThat(ran).isEqualTo(new Ran(1, "", "start.sh: " + reason + "\n"));
    }
}
