package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.access.ApiTokens;
import io.millrace.access.Scope;
import io.millrace.access.Token;
import io.millrace.access.Tokens;
import io.millrace.http.Wire.Answer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(Guarded.class)
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class GuardTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration REVOKED_WITHIN = Duration.ofSeconds(5);
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    @Inject
    World world;

    @Inject
    MovableClock clock;

    @Inject
    ApiTokens apiTokens;

    @Inject
    Tokens tokens;

    @Inject
    OpenRequests open;

    @Inject
    MeterRegistry metrics;

    // Each test comes from an address of its own, or one would be limited for another's requests.
    private final String from = "127.1.0." + (1 + ADDRESSES.getAndIncrement());

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/overview",
                "/api/v1/streams/101/events",
                "/api/v1/live",
                "/api/v1/nothing",
                "/q/metrics",
                "/q/openapi",
                "/q/swagger-ui/",
                "/app/../api/v1/overview",
                "/app/%2e%2e/api/v1/overview",
                "//api/v1/overview",
                "/api/v1/overview;x=/app/a",
            })
    void withoutATokenThereIsNothingToRead(String path) {
        Answer answer = get(path);
        problem(answer, 401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void withAValidTokenThereIs() {
        String read = bearer(Scope.READ);
        for (String path : List.of("/api/v1/overview", "/api/v1/streams/101", "/q/metrics", "/q/openapi")) {
            Answer answer = get(path, read);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"token\";q=100;w=2");
            assertThat(answer.header("RateLimit")).startsWith("\"token\";r=");
        }
        assertThat(get("/api/v1/overview", read.replace("Bearer", "bearer")).status())
                .isEqualTo(200);
        assertThat(get("/api/v1/nothing", read).status()).isEqualTo(404);
    }

    @Test
    void examplesOfWhatIsRefusedAtTheDoorAreWhatIsSent() {
        String read = bearer(Scope.READ);
        String path = "/api/v1/ingest";
        OpenApiDocument document =
                OpenApiDocument.of(get("/q/openapi?format=json", read).body());
        assertThat(problem(get(path), 401)).isEqualTo(document.fault(path, 401));
        assertThat(problem(get(path, read, "Accept: text/csv"), 403)).isEqualTo(document.fault(path, 403));
        assertThat(problem(get("/api/v1/storage", read), 403)).isEqualTo(document.fault("/api/v1/storage", 403));
        Answer answer = get(path);
        for (int i = 0; i < 2 * Guarded.ADDRESS_BURST && answer.status() != 429; i++) {
            answer = get(path);
        }
        assertThat(problem(answer, 429)).isEqualTo(document.fault(path, 429));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/app/page.js", "/app/page.css", Guarded.LARGE_FILE, "/q/health/live"})
    void thePageAndHealthAreForEverybody(String path) {
        assertThat(get(path).status()).isEqualTo(200);
    }

    @Test
    void whatIsNotTheWholeTokenIsRefusedInTheSameWords() {
        Token token = token(Scope.READ);
        String other = Token.fresh(new SecureRandom()).text();
        Answer unknown = get("/api/v1/overview", "Authorization: Bearer " + other);
        for (String wrong : List.of(
                "Authorization: Bearer mr_" + token.id() + other.substring(11),
                "Authorization: Bearer " + token.text() + "x",
                "Authorization: Basic " + token.text(),
                "Authorization: " + token.text(),
                "Authorization: Bearer " + token.text() + "\r\nAuthorization: Bearer " + token.text())) {
            Answer answer = get("/api/v1/overview", wrong);
            problem(answer, 401);
            assertThat(answer.body()).as(wrong).isEqualTo(unknown.body());
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        }
    }

    @Test
    void aScopeThatDoesNotSufficeIsNamed() {
        String read = bearer(Scope.READ);
        String export = bearer(Scope.EXPORT);
        Answer csv = get("/api/v1/streams", read, "Accept: text/csv");
        problem(csv, 403);
        assertThat(csv.header("WWW-Authenticate"))
                .contains("insufficient_scope")
                .contains("scope=\"export\"");
        assertThat(get("/api/v1/streams", export, "Accept: text/csv").status()).isNotIn(401, 403);
        problem(get("/api/v1/storage", read), 403);
        problem(get("/api/v1//storage;x=1", export), 403);
        assertThat(get("/api/v1/storage", bearer(Scope.ADMIN)).status()).isNotIn(401, 403);
    }

    @Test
    void aTokenIsRefusedFiveSecondsAfterItsRevocationAndByTheClockWhenItExpires() {
        Token token = token(Scope.READ);
        String bearer = "Authorization: Bearer " + token.text();
        assertThat(get("/api/v1/ingest", bearer).status()).isEqualTo(200);
        apiTokens.revoke(token.id()).await().atMost(A_MINUTE);
        await().atMost(REVOKED_WITHIN)
                .untilAsserted(() -> assertThat(tokens.isValid(token.id())).isFalse());
        problem(get("/api/v1/ingest", bearer), 401);

        Token expiring = Token.fresh(new SecureRandom());
        apiTokens
                .create(expiring, "test", Set.of(Scope.READ), MovableClock.NOON.plusSeconds(60))
                .await()
                .atMost(A_MINUTE);
        known(expiring);
        clock.moveTo(MovableClock.NOON.plusSeconds(60));
        problem(get("/api/v1/ingest", "Authorization: Bearer " + expiring.text()), 401);
    }

    @Test
    void anEventStreamEndsWithItsToken() throws Exception {
        Token token = token(Scope.READ);
        try (Socket socket = Wire.connect(RestAssured.port, from)) {
            socket.getOutputStream()
                    .write(("GET /api/v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token.text()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 200 OK");
            apiTokens.revoke(token.id()).await().atMost(A_MINUTE);
            socket.setSoTimeout((int) REVOKED_WITHIN.toMillis());

            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }
    }

    @Test
    void nobodyIsRememberedLongerThanTheAnswerTakes() {
        String read = bearer(Scope.READ);
        for (int i = 0; i < 5; i++) {
            get("/api/v1/ingest", read);
        }
        await().atMost(A_MINUTE).until(() -> open.count() == 0);
    }

    @Test
    void aTokenInAUrlIsRefusedByItsParameterAndItsValueIsWrittenNowhere() {
        String token = token(Scope.READ).text();
        try (Logged logged = new Logged()) {
            for (Map.Entry<String, String> each : Map.of(
                            "/api/v1/streams?token=" + token,
                            "token",
                            "/api/v1/streams?Access_Token=x",
                            "Access_Token",
                            "/api/v1/streams?api_key=",
                            "api_key",
                            "/api/v1/streams?state=live&key=1",
                            "key",
                            "/api/v1/streams?%61uthorization=1",
                            "authorization",
                            "/api/v1/streams?state=" + token,
                            "state",
                            "/?cursor=x" + token + "x",
                            "cursor",
                            "/api/v1/streams?" + token + "=1",
                            "(a token)",
                            "/api/v1/users/" + token,
                            "(a token)")
                    .entrySet()) {
                Answer answer = get(each.getKey(), "Authorization: Bearer " + token);
                JsonNode problem = problem(answer, 400);
                assertThat(problem.get("errors").findValuesAsText("parameter"))
                        .as(each.getKey())
                        .containsExactly(each.getValue());
                assertThat(answer.body() + answer.headers()).doesNotContain(token.substring(12));
            }
            assertThat(logged.lines()).noneMatch(line -> line.contains(token.substring(12)));
        }
        assertThat(labels()).noneMatch(label -> label.contains(token.substring(12)));
    }

    @Test
    void whatAStrangerChoosesIsNeitherLoggedNorALabelOfAMetric() {
        try (Logged logged = new Logged()) {
            for (String request : List.of(
                    "ZQ7 /q/health/live HTTP/1.1\r\nHost: x",
                    "ZQ7 / HTTP/1.1\r\nHost: x",
                    "ZQ7 * HTTP/1.1\r\nHost: x",
                    "ZQ7 zq7 HTTP/1.1\r\nHost: x",
                    "GET /zq7 HTTP/1.1\r\nHost: x",
                    "GET zq7 HTTP/1.1\r\nHost: x",
                    "GET /app/zq7 HTTP/1.1\r\nHost: x",
                    "GET /api/v1/users/zq7 HTTP/1.1\r\nHost: x",
                    "GET /zq7%zz HTTP/1.1\r\nHost: x",
                    "GET //zq7 HTTP/1.1\r\nHost: x",
                    "GET /q/health/live?zq7=%zz HTTP/1.1\r\nHost: x",
                    "GET /zq7 HTTP/1.1",
                    "GET /zq7 HTTP/1.1\r\nHost: zq7 zq7",
                    "zq7 zq7")) {
                assertThat(Wire.send(RestAssured.port, from, request + "\r\nConnection: close\r\n\r\n")
                                .status())
                        .as(request)
                        .isIn(0, 400, 401, 404, 405);
            }
            assertThat(logged.lines())
                    .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("zq7"));
        }
        String read = bearer(Scope.READ);
        for (String path : List.of(
                "/api/v1/streams/101",
                "/api/v1/streams/101",
                "/api/v1/streams/101;zq7",
                "/api/v1/zq7/../streams/101",
                "/api/v1/streams/101/zq7",
                "/api/v1/users/zq7",
                "/api/v1/streams?zq7=1")) {
            get(path, read);
        }
        assertThat(labels())
                .contains("/api/v1/streams/{room_id}")
                .noneMatch(label -> label.toLowerCase(Locale.ROOT).contains("zq7") || label.contains("101"));
    }

    /** All that the requests so far are measured by. */
    private List<String> labels() {
        return metrics.find("http.server.requests").timers().stream()
                .flatMap(timer -> timer.getId().getTags().stream())
                .map(tag -> tag.getValue())
                .toList();
    }

    /** What is logged while it is open. */
    private static final class Logged extends Handler implements AutoCloseable {
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        Logged() {
            Logger.getLogger("").addHandler(this);
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        public void publish(LogRecord told) {
            lines.add(told.getMessage() + " " + Arrays.toString(told.getParameters()) + " " + told.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            Logger.getLogger("").removeHandler(this);
        }
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeBackAndNothingFails() {
        String read = bearer(Scope.READ);
        Map<Integer, Integer> statuses = new TreeMap<>();
        Answer last = get("/api/v1/ingest", read);
        List<Thread> askers = new ArrayList<>();
        for (int asker = 0; asker < 4; asker++) {
            askers.add(new Thread(() -> burst(read, 500, statuses)));
        }
        askers.forEach(Thread::start);
        askers.forEach(GuardTest::join);
        assertThat(last.status()).isEqualTo(200);
        assertThat(statuses).containsOnlyKeys(200, 429);
        assertThat(statuses.get(200)).isGreaterThanOrEqualTo(Guarded.TOKEN_BURST - 1);
        String other = bearer(Scope.READ);
        assertThat(get("/api/v1/ingest", other).status()).as("another token").isEqualTo(200);
    }

    private static synchronized void count(Map<Integer, Integer> statuses, int status) {
        statuses.merge(status, 1, Integer::sum);
    }

    /** On one connection, one after another: a connection for each request would soon be one too many. */
    private void burst(String bearer, int requests, Map<Integer, Integer> statuses) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/api/v1/ingest"))
                .header("Authorization", bearer.substring("Authorization: ".length()))
                .build();
        try {
            for (int i = 0; i < requests; i++) {
                count(
                        statuses,
                        client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anAddressWithoutATokenIsLimitedByItself() {
        Answer answer = get("/");
        assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"address\";q=60;w=12");
        for (int i = 0; i < 2 * Guarded.ADDRESS_BURST && answer.status() != 429; i++) {
            answer = get("/q/health/live");
        }
        problem(answer, 429);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.header("RateLimit")).startsWith("\"address\";r=0;t=");
        assertThat(Wire.get(RestAssured.port, "127.2.0.1", "/").status()).isEqualTo(200);
        assertThat(get("/api/v1/ingest", bearer(Scope.READ)).status()).isEqualTo(200);
    }

    @Test
    void wrongTokensAreMadeToWaitLongerAndLongerAndTheRightOneIsNot() {
        String wrong =
                "Authorization: Bearer " + Token.fresh(new SecureRandom()).text();
        for (int i = 0; i < 10; i++) {
            problem(get("/api/v1/ingest", wrong), 401);
        }
        for (String wait : List.of("10", "20", "40")) {
            Answer answer = get("/api/v1/ingest", wrong);
            problem(answer, 429);
            assertThat(answer.header("Retry-After")).isEqualTo(wait);
        }
        assertThat(get("/api/v1/ingest", bearer(Scope.READ)).status()).isEqualTo(200);
        assertThat(get("/q/metrics", bearer(Scope.READ)).body())
                .contains("millrace_http_refused_total{reason=\"wrong_tokens\"}")
                .contains("millrace_http_refused_total{reason=\"wrong_token\"}");
    }

    @Test
    void onlyListedOriginsMayAskFromABrowserAndNoneWithCookies() {
        String read = bearer(Scope.READ);
        Answer listed = get("/api/v1/ingest", read, "Origin: " + Guarded.ORIGIN);
        assertThat(listed.header("Access-Control-Allow-Origin")).isEqualTo(Guarded.ORIGIN);
        assertThat(listed.header("Access-Control-Expose-Headers")).contains("ETag", "RateLimit");
        assertThat(listed.header("Vary")).isEqualTo("Origin");
        for (String origin : List.of("https://evil.example", "null", Guarded.ORIGIN + ".evil.example", "*")) {
            Answer other = get("/api/v1/ingest", read, "Origin: " + origin);
            assertThat(other.status()).isEqualTo(200);
            assertThat(other.headers()).doesNotContainKey("access-control-allow-origin");
        }
        Answer preflight = preflight(Guarded.ORIGIN);
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Headers")).contains("Authorization");
        assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD");
        assertThat(preflight.headers()).doesNotContainKey("access-control-allow-credentials");
        problem(preflight("https://evil.example"), 403);
    }

    @Test
    void whatIsNoPlainRequestForAnAnswerIsRefused() {
        String read = bearer(Scope.READ);
        problem(get("/api/v1/ingest", read, "Content-Length: 5"), 413);
        problem(get("/api/v1/ingest", read, "Transfer-Encoding: chunked"), 413);
        assertThat(get("/api/v1/streams?cursor=" + "a".repeat(5000), read).status())
                .isEqualTo(414);
        assertThat(get("/api/v1/streams", read, "X-Long: " + "a".repeat(9000)).status())
                .isEqualTo(431);
        assertThat(get("/api/v1/streams?state=%zz", read).status()).isEqualTo(400);
        assertThat(get("/%zz", read).status()).isEqualTo(400);
        problem(Wire.send(RestAssured.port, from, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), 400);
        Answer posted = Wire.send(
                RestAssured.port, from, "POST /q/health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        problem(posted, 405);
        assertThat(posted.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(Wire.send(RestAssured.port, from, "no HTTP at all\r\n\r\n").status())
                .isIn(0, 400);
    }

    @Test
    void twoHundredSlowClientsHoldUpNobodyAndAreSentAway() throws Exception {
        String read = bearer(Scope.READ);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                Socket socket = Wire.connect(RestAssured.port, from);
                socket.getOutputStream()
                        .write("GET /api/v1/overview HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(StandardCharsets.UTF_8));
                slow.add(socket);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(get("/api/v1/ingest", read).status()).isEqualTo(200);
            }
            await().atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        // One more byte each: none of them is ever idle.
                        slow.removeIf(GuardTest::isClosedOnTheOtherSide);
                        return slow.isEmpty();
                    });
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertThat(get("/api/v1/ingest", read).status()).isEqualTo(200);
    }

    @Test
    void whoAsksTooFarAheadOfHisAnswersIsSentAway() throws Exception {
        String stream = "GET /api/v1/live HTTP/1.1\r\nHost: x\r\n" + bearer(Scope.READ) + "\r\n\r\n";
        double before = closed("ahead");
        try (Socket socket = Wire.connect(RestAssured.port, from)) {
            socket.getOutputStream().write(stream.getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 200 OK");
            // All of them wait for the end of a stream that has none.
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n"
                            .repeat(RequestsAhead.MOST + 1)
                            .getBytes(StandardCharsets.UTF_8));

            assertThat(socket.getInputStream().readAllBytes()).isNotNull();
        }
        assertThat(closed("ahead")).isEqualTo(before + 1);
    }

    @Test
    void aHundredRequestsAheadAreAnsweredEach() {
        String one = "GET /q/health/live HTTP/1.1\r\nHost: x\r\n";
        String hundred = (one + "\r\n").repeat(RequestsAhead.MOST - 1) + one + "Connection: close\r\n\r\n";
        Answer answers = Wire.send(RestAssured.port, from, hundred);
        assertThat(answers.status()).isEqualTo(200);
        assertThat(answers.body().split("HTTP/1.1 (200|429) ", -1)).hasSize(100);

        String unreadable = "GET /%zz HTTP/1.1\r\nHost: x\r\n";
        String many = (unreadable + "\r\n").repeat(150) + unreadable + "Connection: close\r\n\r\n";
        assertThat(Wire.send(RestAssured.port, from, many).body().split("HTTP/1.1 400 ", -1))
                .as("whoever answers them")
                .hasSize(151);
    }

    @Test
    void whoDoesNotTakeWhatHeAskedForIsAnsweredNoFurther() throws Exception {
        double before = closed("slow");
        try (Socket socket = Wire.connectNarrowly(RestAssured.port, from)) {
            // More than both kernels take on: what is answered beyond that lies in the service's memory.
            socket.getOutputStream()
                    .write(("GET " + Guarded.LARGE_FILE + " HTTP/1.1\r\nHost: x\r\n\r\n")
                            .repeat(90)
                            .getBytes(StandardCharsets.UTF_8));

            await().atMost(A_MINUTE).until(() -> closed("slow") == before + 1);
        }
    }

    private double closed(String reason) {
        Counter counter =
                metrics.find("millrace.http.closed").tag("reason", reason).counter();
        return counter == null ? 0 : counter.count();
    }

    private static boolean isClosedOnTheOtherSide(Socket socket) {
        try {
            socket.getOutputStream().write('a');
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    void everyAnswerTellsABrowserWhatNotToDoWithIt() {
        for (String path : List.of("/", "/app/page.js", "/api/v1/overview", "/q/health/live", "/nothing")) {
            Answer answer = get(path);
            assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe", "http:", "https:", "*");
        }
        assertThat(get("/").header("Content-Security-Policy")).contains("script-src 'self'; style-src 'self'");
        assertThat(get("/api/v1/overview").header("Content-Security-Policy")).doesNotContain("script-src");
    }

    @Test
    void whileTheDatabaseIsAwayTheLastTokensHold() {
        String read = bearer(Scope.READ);
        world.goAway();
        try {
            await().atMost(A_MINUTE)
                    .untilAsserted(() ->
                            assertThat(get("/api/v1/ingest", read).status()).isEqualTo(503));
            assertThat(get("/q/metrics", read).status()).isEqualTo(200);
            problem(get("/q/metrics"), 401);
        } finally {
            world.comeBack();
        }
        await().atMost(A_MINUTE)
                .untilAsserted(
                        () -> assertThat(get("/api/v1/ingest", read).status()).isEqualTo(200));
    }

    @Test
    @Tag("browser")
    void thePageAsksForATokenKeepsItForItsTabAndForgetsIt(@TempDir Path home) throws Exception {
        Token read = token(Scope.READ);
        try (Browser browser = Browser.start(home);
                Tab tab = browser.tab()) {
            tab.go("#/rooms/101");
            tab.until("document.getElementById('token') && !document.getElementById('token').hidden");
            assertThat(tab.run("document.activeElement.id").asText()).isEqualTo("token-field");
            tab.write("wrong");
            tab.press("Enter");
            tab.until("document.getElementById('token-reason').textContent.includes('does not accept this token')");
            assertThat(tab.text()).doesNotContain("Cooking", "hello");

            tab.write(read.text());
            tab.press("Enter");
            tab.until("document.getElementById('status').textContent === 'Up to date'");
            assertThat(tab.labelled("Diamonds")).isEqualTo("310");
            assertThat(tab.text()).contains("Cooking", "hello");
            assertThat(tab.run("document.getElementById('token').hidden").asBoolean())
                    .isTrue();
            assertThat(tab.run(
                                    "location.href + document.cookie + JSON.stringify(localStorage) + document.documentElement.outerHTML")
                            .asText())
                    .doesNotContain(read.text());
            assertThat(tab.loaded()).isNotEmpty().noneMatch(loaded -> loaded.url()
                    .contains(read.text()));

            tab.run("location.hash = '#/operators'");
            tab.until(
                    "document.querySelector('[aria-label=\"refused: storage\"]')?.textContent.includes('is not for the token you gave')");
            tab.until("document.getElementById('status').textContent === 'Up to date'");
            assertThat(tab.labelled("books")).contains("tiktok.live-events 1");

            tab.run("location.hash = '#/rooms/101'");
            tab.until(
                    "document.title.startsWith('Some Host') && document.getElementById('status').textContent === 'Up to date'");
            apiTokens.revoke(read.id()).await().atMost(A_MINUTE);
            tab.until("document.getElementById('token-reason').textContent.includes('does not accept this token')"
                    + " && !document.getElementById('token').hidden");

            tab.run("document.getElementById('forget').click()");
            tab.until("document.getElementById('token-reason').textContent.startsWith('Give the token')");
            assertThat(tab.run("sessionStorage.length").asInt()).isZero();
            assertThat(tab.text()).as("what only a token could read").doesNotContain("Cooking", "hello");
        }
    }

    private Answer preflight(String origin) {
        return Wire.send(
                RestAssured.port,
                from,
                "OPTIONS /api/v1/ingest HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: " + origin
                        + "\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: authorization\r\n\r\n");
    }

    private Answer get(String path, String... headers) {
        return Wire.get(RestAssured.port, from, path, headers);
    }

    private String bearer(Scope scope) {
        return "Authorization: Bearer " + token(scope).text();
    }

    private Token token(Scope scope) {
        Token token = Token.fresh(new SecureRandom());
        apiTokens.create(token, "test", Set.of(scope), null).await().atMost(A_MINUTE);
        known(token);
        return token;
    }

    private void known(Token token) {
        tokens.read().await().atMost(A_MINUTE);
        assertThat(tokens.isValid(token.id())).isTrue();
    }

    private static JsonNode problem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        JsonNode problem = Api.tree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        return problem;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
