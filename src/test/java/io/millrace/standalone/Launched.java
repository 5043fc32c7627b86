package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running {@code ./start.sh}, as a process of its own. */
final class Launched implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Process process;
    private final Path home;
    private final Path out;
    private final Path err;
    private final FileTime startedAt;

    private Launched(Process process, Path home, Path out, Path err, FileTime startedAt) {
        this.process = process;
        this.home = home;
        this.out = out;
        this.err = err;
        this.startedAt = startedAt;
    }

    /** Three ports of one all-in-one. */
    record Ports(int http, int kafka, int postgres) {
        static Ports free() throws IOException {
            return new Ports(LoopbackPort.free(), LoopbackPort.free(), LoopbackPort.free());
        }
    }

    /** The three lines of {@code endpoints.env}. */
    record Where(String http, String kafka, String postgres) {}

    /** @param prefix what it is started through, such as another account; may be empty */
    static Launched start(List<String> prefix, Path home, Ports ports, String... arguments) throws IOException {
        Path err = Files.createTempFile("start-", ".err");
        Path out = Files.createTempFile("start-", ".out");
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of("start.sh").toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                // From anywhere: it finds its own files by itself.
                .directory(Path.of("/").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment()
                .putAll(Map.of(
                        "MILLRACE_HOME", home.toString(),
                        "MILLRACE_HTTP_PORT", String.valueOf(ports.http()),
                        "MILLRACE_KAFKA_PORT", String.valueOf(ports.kafka()),
                        "MILLRACE_PG_PORT", String.valueOf(ports.postgres())));
        return new Launched(builder.start(), home, out, err, Files.getLastModifiedTime(err));
    }

    /** The coordinates from {@code endpoints.env}, once they stand there. */
    Where awaitReady() throws IOException {
        await().atMost(PATIENCE).until(() -> isReady() || !process.isAlive());
        assertThat(process.isAlive())
                .as("running; %s, it said: %s %s", process, Files.readAllLines(out), said())
                .isTrue();
        List<String> lines = Files.readAllLines(endpoints());
        assertThat(lines).hasSize(3);
        return new Where(
                valueOf("MILLRACE_HTTP_URL", lines.get(0)),
                valueOf("MILLRACE_KAFKA", lines.get(1)),
                valueOf("MILLRACE_PG_URL", lines.get(2)));
    }

    /** A launcher that was killed leaves its file behind: that one says nothing about this start. */
    private boolean isReady() throws IOException {
        return Files.exists(endpoints())
                && Files.getLastModifiedTime(endpoints()).compareTo(startedAt) > 0;
    }

    private static String valueOf(String variable, String line) {
        assertThat(line).startsWith(variable + "=");
        return line.substring(variable.length() + 1);
    }

    Path endpoints() {
        return home.resolve("endpoints.env");
    }

    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended")
                .isTrue();
        return process.exitValue();
    }

    /** SIGTERM, which is what Ctrl-C comes to as well. */
    int terminate() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitEnd();
    }

    /** What it said on standard error. */
    List<String> said() throws IOException {
        return Files.readAllLines(err);
    }

    List<ProcessHandle> servers() {
        return serversOf(home);
    }

    Stream<ProcessHandle> postgres() {
        return postgresOf(home);
    }

    Stream<ProcessHandle> service() {
        return serviceOf(home);
    }

    /** The processes that work on this home's data: PostgreSQL's first one and the service, not the launcher. */
    static List<ProcessHandle> serversOf(Path home) {
        return Stream.concat(postgresOf(home), serviceOf(home)).toList();
    }

    private static Stream<ProcessHandle> postgresOf(Path home) {
        return running("-D", home.resolve("postgres-data").toString());
    }

    private static Stream<ProcessHandle> serviceOf(Path home) {
        return running("-Dmillrace.home=" + home);
    }

    private static Stream<ProcessHandle> running(String... arguments) {
        return ProcessHandle.allProcesses()
                .filter(it -> Leftover.commandLineOf(it).containsAll(List.of(arguments)));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (process.isAlive()) {
            process.destroy();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        }
        Files.delete(out);
        Files.delete(err);
    }
}
