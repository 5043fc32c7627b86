package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a parameter, the answer is one, and the database is what it was. Every parameter of every path of /q/openapi is tried. */
@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class AbuseTest {
    private static final List<String> INJECTIONS = List.of(
            "'",
            "\"",
            "';",
            "1;DROP TABLE users",
            "1'; DROP TABLE users; --",
            "1' OR '1'='1",
            "1 OR 1=1",
            "1) OR (1=1",
            "@a' UNION SELECT secret_hash FROM api_tokens --",
            "@a' OR 1=1 --",
            "@'||pg_sleep(10)||'",
            "1; SELECT pg_sleep(10)",
            "1 AND 1=(SELECT count(*) FROM pg_stat_activity)",
            "$1",
            "$$; CREATE TABLE mine (); $$",
            "{\"$gt\":\"\"}",
            "%27",
            "\\'; CREATE TABLE mine (); --",
            "live','ended",
            "viewers DESC; --",
            "viewers,(SELECT 1)",
            "1m' AND 'a'='a",
            "CAST(1 AS int)",
            "1/0",
            "0x31",
            "1e400",
            "NaN",
            "-9223372036854775809",
            "\u0000",
            "@\u0000",
            "\uFFFD\uD83D",
            "＇ OR 1＝1",
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "${jndi:ldap://x}",
            "%s%n%x");

    private static final List<String> RANGES = List.of(
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "-9999-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59.999999999Z",
            "1970-01-01T00:00:00+18:00",
            "2026-11-20T00:00:00.0000000001Z",
            "infinity",
            "2026-13-45T99:99:99Z");

    private static final List<String> LIVE = List.of("/api/v1/live", "/api/v1/streams/{room_id}/live");

    private static final int RANDOM_VALUES = 8;
    private static final long SEED = 20261122;

    @Inject
    World world;

    @Inject
    MovableClock clock;

    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
    }

    @Test
    void noParameterOfAnyEndpointBreaksAnythingOrChangesTheDatabaseOrBecomesAStatement() {
        List<String> before = contents();
        List<String> faults = new ArrayList<>();
        Random random = new Random(SEED);
        JsonNode document = OpenApiDocument.ofService().tree();
        JsonNode paths = document.get("paths");
        world.logStatements();
        try {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Api.get("/overview").statusCode() == 200);
            // Answers that end: an accepted question to these is listened to for ever.
            JsonNode ending = ((ObjectNode) paths.deepCopy()).remove(LIVE);
            Set<String> ordinary =
                    world.statementsOf(() -> tryAll(ending, parameter -> ordinary(document, parameter), faults));
            Set<String> seen = world.statementsOf(() -> tryAll(paths, parameter -> abuses(random), faults));

            assertThat(ordinary).hasSizeGreaterThan(20);
            assertThat(seen).isNotEmpty().isSubsetOf(ordinary);
        } finally {
            world.logNoStatements();
        }
        assertThat(faults).as("seed " + SEED).isEmpty();
        assertThat(asked.get()).as("requests").isGreaterThan(500);
        assertThat(contents()).isEqualTo(before);
    }

    /** One parameter of one endpoint at a time. */
    private void tryAll(JsonNode paths, Function<JsonNode, List<String>> values, List<String> faults) {
        paths.properties().stream()
                .filter(path ->
                        path.getKey().startsWith("/api/") && path.getValue().has("get"))
                .forEach(path -> path.getValue().at("/get/parameters").forEach(parameter -> values.apply(parameter)
                        .forEach(value -> ask(path.getKey(), parameter, value, faults))));
    }

    private void ask(String path, JsonNode parameter, String value, List<String> faults) {
        String name = parameter.get("name").asText();
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
        boolean inPath = parameter.get("in").asText().equals("path");
        ask(inPath ? filled(path, name, encoded) : filled(path) + "?" + name + "=" + encoded, faults);
    }

    private static List<String> abuses(Random random) {
        List<String> values = new ArrayList<>(INJECTIONS);
        values.addAll(RANGES);
        for (int i = 0; i < RANDOM_VALUES; i++) {
            values.add(anything(random));
        }
        return values;
    }

    /** Every value of a choice; of all else one of each kind that there is. */
    private static List<String> ordinary(JsonNode document, JsonNode parameter) {
        JsonNode schema = parameter.get("schema");
        JsonNode choice = schema.has("$ref")
                ? document.at(schema.get("$ref").asText().substring(1) + "/enum")
                : schema.path("enum");
        if (!choice.isMissingNode()) {
            List<String> values = new ArrayList<>();
            choice.forEach(value -> values.add(value.asText()));
            return values;
        }
        return switch (parameter.get("name").asText()) {
            case "room_id" -> List.of("101", "999");
            case "user", "host" -> List.of("6800000000000000123", "@some.host", "@nobody", "999");
            case "from", "until" -> List.of("2026-11-20T00:00:00Z");
            case "limit", "last", "weeks" -> List.of("5");
            case "cursor" -> List.of("none");
            case "tz" -> List.of("Europe/Berlin");
            default -> throw new AssertionError("what is an ordinary " + parameter + "?");
        };
    }

    private void ask(String target, List<String> faults) {
        asked.incrementAndGet();
        int status = Wire.get(RestAssured.port, "127.0.0.1", target, "Accept: application/json")
                .status();
        if (status < 200 || status >= 500) {
            faults.add(status + " " + target);
        }
    }

    @Test
    void aRangeOfAllTimeIsAnsweredWithWhatThereIsAndRefusedWhereItWouldBeFilled() {
        String allTime = "from=1970-01-01T00:00:00Z&until=2999-01-01T00:00:00Z";
        for (String path : List.of(
                "/api/v1/streams/101/timeline?bucket=1m&",
                "/api/v1/streams/101/spikes?",
                "/api/v1/users/6800000000000000123/stats?bucket=raw&",
                "/api/v1/users/6800000000000000123/daily?")) {
            assertThat(Wire.get(RestAssured.port, "127.0.0.1", path + allTime).status())
                    .as(path)
                    .isEqualTo(200);
        }
        long began = System.nanoTime();
        for (String path : List.of(
                "/api/v1/streams/101/timeline?bucket=1m&fill=zero&",
                "/api/v1/users/6800000000000000123/stats?bucket=1h&fill=null&",
                "/api/v1/users/6800000000000000123/daily?fill=zero&")) {
            Wire.Answer answer = Wire.get(RestAssured.port, "127.0.0.1", path + allTime);
            assertThat(answer.status()).as(path + answer.body()).isEqualTo(400);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void whereNoTokenIsNeededTheLimitIsAnotherOneAndNoTokenIsLookedAt() {
        for (int i = 0; i < 20; i++) {
            Wire.Answer answer = Wire.get(RestAssured.port, "127.0.0.1", "/q/health/live");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"address\";q=10000;w=2");
        }
        assertThat(Wire.get(RestAssured.port, "127.0.0.1", "/api/v1/overview", "Authorization: Bearer nobody")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8080",
                "127.0.0.1",
                "10.1.2.3:8080",
                "[::1]",
                "[fe80::1:2]:8080",
                "dashboards.test",
                "Dashboards.Test:80",
            })
    void anAddressAndAListedNameIsAnswered(String host) {
        assertThat(hosted("/api/v1/overview", "Host: " + host).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1.5",
                "evil127.0.0.1",
                "dashboards.test.evil.example",
                "localhost.",
            })
    void aNameThatAWebPageMayHavePointedHereIsNot(String host) {
        for (String path :
                List.of("/api/v1/overview", "/api/v1/live", "/", "/app/page.js", "/q/metrics", "/q/health/live")) {
            Wire.Answer answer = hosted(path, "Host: " + host);
            assertThat(answer.status()).as(path).isEqualTo(421);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            JsonNode problem = Api.tree(answer.body());
            assertThat(problem.get("title").asText()).isEqualTo("Misdirected Request");
            assertThat(problem.get("detail").asText()).contains("'" + host + "'", "millrace.http.names");
        }
    }

    @Test
    void amongSeveralHostsNoneMayBeUnknownAndEachHasItsForm() {
        for (String host : List.of(
                "Host: localhost\r\nHost: evil.example",
                "Host: evil.example\r\nHost: localhost",
                "Host: localhost, evil.example",
                "Host: localhost@evil.example",
                "Host: dashboards.test:80:evil.example",
                "Host: [evil.example]",
                "Host: [::1].evil.example",
                "Host: ",
                "X-No: host")) {
            assertThat(hosted("/api/v1/overview", host).status()).as(host).isIn(400, 421);
        }
    }

    private static Wire.Answer hosted(String path, String hosts) {
        return Wire.send(
                RestAssured.port,
                "127.0.0.1",
                "GET " + path + " HTTP/1.1\r\n" + hosts + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void swaggerUiHasAPolicyOfItsOwn() {
        Wire.Answer page = Wire.get(RestAssured.port, "127.0.0.1", "/q/swagger-ui/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .contains("script-src 'self' 'unsafe-inline'", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("http:", "https:", "*");
    }

    private static String filled(String path) {
        return path.replace("{room_id}", "101").replaceAll("\\{[a-z_]+}", "6800000000000000123");
    }

    private static String filled(String path, String name, String value) {
        return filled(path.replace("{" + name + "}", value.isEmpty() ? "%20" : value));
    }

    private static String anything(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(60);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(4) == 0 ? random.nextInt(0xD800) : 32 + random.nextInt(95));
        }
        return text.toString();
    }

    /** The tables there are, and how many rows each has. */
    private List<String> contents() {
        return world.rows("""
                SELECT c.oid::regclass::text || ' ' || (xpath('//n/text()', query_to_xml(
                         format('SELECT count(*) AS n FROM %s', c.oid::regclass), false, true, '')))[1]::text
                  FROM pg_class c
                 WHERE c.relkind IN ('r', 'p', 'v')
                   AND c.relnamespace = 'public'::regnamespace
                 ORDER BY 1
                """);
    }
}
