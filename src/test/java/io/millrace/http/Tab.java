package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** One tab of the browser: where it goes, what stands in it, and what it has complained about. */
final class Tab implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> requested = new CopyOnWriteArrayList<>();
    private final Map<String, JsonNode> responses = new ConcurrentHashMap<>();
    private final List<Loaded> loaded = new CopyOnWriteArrayList<>();
    private final WebSocket socket;

    Tab(URI address) {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Reader())
                .join();
        on("Runtime.exceptionThrown", event -> errors.add(event.toString()));
        on("Runtime.consoleAPICalled", event -> {
            if (event.path("type").asText().equals("error")) {
                errors.add(event.toString());
            }
        });
        on("Log.entryAdded", event -> {
            if (event.at("/entry/level").asText().equals("error")) {
                errors.add(event.toString());
            }
        });
        on(
                "Network.requestWillBeSent",
                event -> requested.add(event.at("/request/url").asText()));
        on(
                "Network.responseReceived",
                event -> responses.put(event.path("requestId").asText(), event.path("response")));
        on("Network.loadingFinished", this::keepLoaded);
        List.of("Runtime", "Log", "Page", "Network").forEach(domain -> call(domain + ".enable", Map.of()));
        speak("en-US", "UTC");
        look(1280, 900, "light");
    }

    /**
     * What came over the wire and is whole.
     *
     * @param headers by their names in small letters
     * @param bytes as sent: compressed, with the headers
     */
    record Loaded(String url, int status, Map<String, String> headers, long bytes) {}

    /** The language and the zone of the reader. */
    void speak(String locale, String zone) {
        call("Emulation.setLocaleOverride", Map.of("locale", locale));
        call("Emulation.setTimezoneOverride", Map.of("timezoneId", zone));
    }

    /** The size in pixels of CSS, and the scheme of colours; with as little motion as the reader may wish for. */
    void look(int width, int height, String scheme) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", scheme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** Loads the page anew at this place of it. */
    void go(String place) {
        call("Page.navigate", Map.of("url", "about:blank"));
        loaded.clear();
        call("Page.navigate", Map.of("url", "http://localhost:" + RestAssured.port + "/" + place));
    }

    /** Likewise, and waits until it is up to date. */
    void open(String place) {
        go(place);
        until("document.getElementById('status')?.textContent.startsWith('Up to date')");
    }

    /** The value of an expression; a promise is waited for. */
    JsonNode run(String expression) {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        assertThat(answer.path("exceptionDetails").isMissingNode())
                .as("%s: %s", expression, answer)
                .isTrue();
        return answer.at("/result/value");
    }

    /** Asked again and again, also over the moment in which one page goes and another one comes. */
    void until(String condition) {
        Awaitility.await(condition)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () -> assertThat(run("Boolean(" + condition + ")").asBoolean())
                                .isTrue());
    }

    /** All that can be read on it, also what only a screen reader says. */
    String text() {
        return run("document.body.textContent").asText();
    }

    /** The text of what has this aria-label. */
    String labelled(String label) {
        return run("document.querySelector('[aria-label=\"%s\"]')?.textContent ?? null".formatted(label))
                .asText();
    }

    void press(String key) {
        for (String type : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    key.equals("Enter")
                            ? Map.of("type", type, "key", key, "windowsVirtualKeyCode", 13, "text", "\r")
                            : Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", 9));
        }
    }

    void write(String text) {
        call("Input.insertText", Map.of("text", text));
    }

    /** How far what was shown has jumped so far, as the web's vitals measure it: from 0, still, to some 1, all of it. */
    double shifted() {
        return run(performance("layout-shift", "one.hadRecentInput ? 0 : one.value"))
                .asDouble();
    }

    /** The milliseconds, of all stretches longer than 50, in which the page could not have answered its reader. */
    double blockedMs() {
        return run(performance("longtask", "one.duration - 50")).asDouble();
    }

    private static String performance(String type, String value) {
        return """
                (() => { const observer = new PerformanceObserver(() => {});
                  observer.observe({type: '%s', buffered: true});
                  return observer.takeRecords().reduce((sum, one) => sum + (%s), 0); })()""".formatted(type, value);
    }

    byte[] screenshot() {
        JsonNode shot = call("Page.captureScreenshot", Map.of("format", "png", "optimizeForSpeed", false));
        return Base64.getDecoder().decode(shot.path("data").asText());
    }

    /** Gives the requests of these addresses to whoever answers them, each once. */
    void intercept(String pattern, Consumer<JsonNode> listener) {
        on("Fetch.requestPaused", listener);
        call("Fetch.enable", Map.of("patterns", List.of(Map.of("urlPattern", pattern))));
    }

    void answer(JsonNode request, int status, String body, Map<String, String> headers) {
        send(
                "Fetch.fulfillRequest",
                Map.of(
                        "requestId", request.path("requestId").asText(),
                        "responseCode", status,
                        "responseHeaders",
                                headers.entrySet().stream()
                                        .map(header -> Map.of("name", header.getKey(), "value", header.getValue()))
                                        .toList(),
                        "body", Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8))));
    }

    /** Since the page was loaded last. */
    List<Loaded> loaded() {
        return List.copyOf(loaded);
    }

    private void keepLoaded(JsonNode event) {
        JsonNode response = responses.remove(event.path("requestId").asText());
        if (response != null) {
            Map<String, String> headers = new TreeMap<>();
            response.path("headers")
                    .fields()
                    .forEachRemaining(header -> headers.put(
                            header.getKey().toLowerCase(Locale.ROOT),
                            header.getValue().asText()));
            loaded.add(new Loaded(
                    response.path("url").asText(),
                    response.path("status").asInt(),
                    headers,
                    event.path("encodedDataLength").asLong()));
        }
    }

    private void on(String event, Consumer<JsonNode> listener) {
        listeners.put(event, listener);
    }

    /** What went wrong in it so far, as it told the console. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** The URLs that it has asked for so far. */
    List<String> requested() {
        return List.copyOf(requested);
    }

    JsonNode call(String method, Map<String, ?> parameters) {
        try {
            return send(method, parameters).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(method, e);
        }
    }

    /** Without waiting, as a listener has to. */
    CompletableFuture<JsonNode> send(String method, Map<String, ?> parameters) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        String text = JSON.valueToTree(Map.of("id", id, "method", method, "params", parameters))
                .toString();
        synchronized (socket) {
            socket.sendText(text, true).join();
        }
        return answer;
    }

    @Override
    public void close() {
        send("Page.close", Map.of());
        socket.abort();
    }

    private void hear(JsonNode message) {
        CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt());
        if (answer == null) {
            listeners.getOrDefault(message.path("method").asText(), event -> {}).accept(message.path("params"));
        } else if (message.has("error")) {
            answer.completeExceptionally(new IllegalStateException(message.toString()));
        } else {
            answer.complete(message.path("result"));
        }
    }

    private final class Reader implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String message = text.toString();
                text.setLength(0);
                hear(Api.tree(message));
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
