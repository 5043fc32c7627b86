package io.millrace.faults;

import io.millrace.processes.Children;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The production service, unchanged, in a process of its own; it sees PostgreSQL and Kafka through the proxies. */
final class ServiceUnderTest implements AutoCloseable {
    static final String DEFAULT_HEAP = "384m";

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Process process;
    private final int httpPort;
    private final Path log;
    private final AtomicLong peakRss = new AtomicLong();

    private ServiceUnderTest(Process process, int httpPort, Path log) {
        this.process = process;
        this.httpPort = httpPort;
        this.log = log;
        Thread sampler = new Thread(this::sampleMemory, "rss");
        sampler.setDaemon(true);
        sampler.start();
    }

    /** @param settings as variables, {@code MILLRACE_…} */
    static ServiceUnderTest start(String heap, Map<String, String> settings, Path log) throws IOException {
        int port = Children.freePort();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xmx" + heap,
                        "-XX:+UseSerialGC",
                        "-jar",
                        Path.of("target/quarkus-app/quarkus-run.jar")
                                .toAbsolutePath()
                                .toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(settings);
        builder.environment().put("MILLRACE_HTTP_PORT", String.valueOf(port));
        return new ServiceUnderTest(Children.start(builder), port, log);
    }

    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    void awaitReady() {
        if (!Children.until(READY_WITHIN, () -> get("/q/health/ready").status() == 200 || !isAlive()) || !isAlive()) {
            throw new IllegalStateException("the service is not ready: " + get("/q/health/ready") + "; see " + log);
        }
    }

    /** An answer of the API; status 0: there was none. */
    record Answer(int status, String body) {}

    Answer get(String path) {
        try {
            HttpResponse<String> response = HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                            .timeout(Duration.ofSeconds(15))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new Answer(0, String.valueOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(0, "interrupted");
        }
    }

    void kill() {
        Children.kill(process);
    }

    void freeze() {
        Children.signal("STOP", process.pid());
    }

    void thaw() {
        Children.signal("CONT", process.pid());
    }

    /** SIGTERM; answers how long it took to end. */
    Duration terminate(Duration atMost) {
        long began = System.nanoTime();
        process.destroy();
        if (!Children.awaitEnd(process, atMost)) {
            throw new IllegalStateException("the service does not stop within " + atMost + "; see " + log);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    boolean awaitEnd(Duration atMost) {
        return Children.awaitEnd(process, atMost);
    }

    /** In MiB. */
    long peakRss() {
        return peakRss.get() / 1024;
    }

    private void sampleMemory() {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        while (process.isAlive() && Files.exists(status)) {
            try {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmRSS:")) {
                        long kilobytes = Long.parseLong(line.replaceAll("[^0-9]", ""));
                        peakRss.accumulateAndGet(kilobytes, Math::max);
                    }
                }
            } catch (IOException gone) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
    }

    @Override
    public void close() {
        thaw();
        kill();
    }
}
