package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A chromium without a window, told what to do by its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private Browser(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the test aloud where there is no chromium. */
    static Browser start(Path home) throws IOException {
        Path profile = home.resolve("profile");
        Process process = new ProcessBuilder(List.of(
                        executable().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--lang=en-US",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank"))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("browser.log").toFile())
                .start();
        Path told = profile.resolve("DevToolsActivePort");
        Awaitility.await("the browser listens")
                .atMost(PATIENCE)
                .until(() -> Files.exists(told) && Files.readAllLines(told).size() > 1);
        return new Browser(process, Integer.parseInt(Files.readAllLines(told).get(0)));
    }

    /** A tab of its own, 1280 × 900, light, in English and in UTC. */
    Tab tab() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/json/new?about:blank".formatted(port)))
                .PUT(BodyPublishers.noBody())
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        String address = Api.tree(answer).path("webSocketDebuggerUrl").asText();
        assertThat(address).as(answer).startsWith("ws://");
        return new Tab(URI.create(address));
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    @SuppressWarnings("SystemOut") // A skipped test must not look like a passed one.
    private static Path executable() {
        Optional<Path> found = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(directory -> Stream.of("chromium", "chromium-browser").map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            System.out.println(
                    "SKIPPED: the page was not tried in a browser, because there is no chromium on the PATH");
        }
        assumeTrue(found.isPresent(), "no chromium on the PATH");
        return found.get();
    }
}
