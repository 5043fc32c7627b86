package io.millrace.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same answer as rows, as CSV, and compressed. */
@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class AnswerFormsTest {
    /** Of {@code lively.sql}. */
    private static final String ROOM_WITH_LEADERS = "501";

    @Inject
    World world;

    @Inject
    MovableClock clock;

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
    }

    @Test
    void rowsAreTheItemsWithoutNesting() {
        JsonNode rows = Api.json("/streams?limit=2&format=rows");
        JsonNode items = Api.json("/streams?limit=2").get("items");

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).get("room_id")).isEqualTo(items.get(0).get("room_id"));
        assertThat(rows.get(0).get("host_unique_id"))
                .isEqualTo(items.get(0).get("host").get("unique_id"));
        assertThat(rows).allSatisfy(row -> assertThat(row).noneMatch(JsonNode::isContainerNode));
    }

    @Test
    void whatDoesNotFitIntoRowsTravelsInHeaders() {
        Response rows = Api.get("/streams?limit=2&sort=viewers&format=rows");
        String cursor =
                Api.json("/streams?limit=2&sort=viewers").get("next_cursor").asText();

        assertThat(rows.header("Link"))
                .isEqualTo("</api/v1/streams?format=rows&limit=2&sort=viewers&cursor=" + cursor + ">; rel=\"next\"");
        assertThat(rows.header("As-Of"))
                .isEqualTo(
                        Api.json("/streams?limit=2&sort=viewers").get("as_of").asText());
        assertThat(Api.get(rows.header("Link").replaceAll("</api/v1|>.*", "")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void anAnswerWithoutAListIsOneRowAndOneOfOtherListsHasTheirs() {
        assertThat(Api.json("/streams/101?format=rows")).hasSize(1);
        assertThat(Api.body("/streams/101?format=rows")).contains("\"diamonds_per_hour\":600,");
        assertThat(Api.json("/ingest?format=rows"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.get("list").asText()).isEqualTo("partitions"));
        assertThat(Api.json("/users/@some.host/names?format=rows").findValuesAsText("list"))
                .contains("nicknames", "unique_ids");
    }

    @Test
    void aListThatIsEmptyHasNoRowsRatherThanOthers() {
        assertThat(Api.json("/streams/101/quality?format=rows").findValuesAsText("list"))
                .containsExactly("gaps", "gaps");

        assertThat(Api.json("/streams/102/quality").get("gaps")).isEmpty();
        assertThat(Api.json("/streams/102/quality?format=rows")).isEmpty();
    }

    @Test
    void whoAsksForTheHeadGetsThatOfTheSameAnswer() {
        for (String path : new String[] {"/api/v1/streams", "/api/v1/streams/101", "/api/v1/ingest"}) {
            for (String type : new String[] {"application/json", "text/csv"}) {
                Response head = given().header("Accept", type).head(path);
                Response answer = given().header("Accept", type).get(path);
                assertThat(head.statusCode()).as(path).isEqualTo(200);
                assertThat(head.asByteArray()).isEmpty();
                assertThat(head.header("ETag")).isEqualTo(answer.header("ETag"));
                assertThat(head.contentType()).isEqualTo(answer.contentType()).startsWith(type);
            }
        }
        assertThat(given().head("/api/v1/streams?sort=bad").statusCode()).isEqualTo(400);
    }

    @Test
    void everyPanelOfGrafanaGetsTheColumnsThatItAsksFor() throws IOException {
        world.play("lively.sql");
        world.execute("UPDATE ingest_ledger SET log_end_offset = next_offset");
        InfinityDashboard dashboard = InfinityDashboard.read();
        JsonNode rooms = dashboard.rooms();
        assertThat(infinity(rooms.get("url").asText())
                        .findValuesAsText(rooms.at("/columns/0/selector").asText()))
                .contains(ROOM_WITH_LEADERS);

        assertThat(dashboard.targets()).hasSizeGreaterThan(8).allSatisfy(target -> {
            List<JsonNode> rows = new ArrayList<>();
            dashboard.urls(target, ROOM_WITH_LEADERS).forEach(url -> infinity(url)
                    .forEach(rows::add));
            assertThat(target.get("root_selector").asText())
                    .as("the rows are all there is")
                    .isEmpty();
            for (JsonNode column : target.get("columns")) {
                assertThat(rows)
                        .as(target.get("url") + " " + column)
                        .allMatch(row -> fits(
                                row.path(column.get("selector").asText()),
                                column.get("type").asText()))
                        .anyMatch(
                                row -> !row.get(column.get("selector").asText()).isNull());
            }
        });
    }

    @Test
    void grafanaIsToldByItsEnvironmentWhomToAskAndAsWhom() throws IOException {
        JsonNode source = InfinityDashboard.dataSource();

        assertThat(source.get("url").asText()).isEqualTo("$GRAFANA_MILLRACE_URL");
        assertThat(source.at("/jsonData/auth_method").asText()).isEqualTo("bearerToken");
        assertThat(source.at("/secureJsonData/bearerToken").asText()).isEqualTo("$GRAFANA_MILLRACE_TOKEN");
        assertThat(InfinityDashboard.environment().get("GRAFANA_MILLRACE_URL").asText())
                .isEqualTo("${GRAFANA_MILLRACE_URL:-http://service:8080}");
        assertThat(InfinityDashboard.environment().get("GRAFANA_MILLRACE_TOKEN").asText())
                .startsWith("${GRAFANA_MILLRACE_TOKEN:-");
        assertThat(InfinityDashboard.environment().get("GF_PLUGINS_PREINSTALL").asText())
                .isEqualTo(source.get("type").asText());
        assertThat(InfinityDashboard.read().targets())
                .allMatch(target -> target.at("/datasource/uid").equals(source.get("uid"))
                        && target.at("/datasource/type").equals(source.get("type"))
                        && target.get("url").asText().startsWith("/api/v1/"));
    }

    /** As the plugin asks. */
    private static JsonNode infinity(String url) {
        Response response = given().urlEncodingEnabled(false)
                .header("Accept", "application/json;q=0.9,text/plain")
                .get(url);
        assertThat(response.statusCode()).as(url + ": " + response.asString()).isEqualTo(200);
        JsonNode rows = Api.tree(response.asString());
        assertThat(rows.isArray()).as(url).isTrue();
        return rows;
    }

    /** Whether Infinity makes of it what its column says; null is no value of any. */
    private static boolean fits(JsonNode value, String type) {
        if (value.isNull()) {
            return true;
        }
        return switch (type) {
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "timestamp" -> value.isTextual() && Instant.parse(value.textValue()) != null;
            default -> false;
        };
    }

    @Test
    void otherFormsAreRefusedByName() {
        for (String form : new String[] {"json", "csv", "rows&format=rows", ""}) {
            Response refused = Api.get("/streams?format=" + form);
            assertThat(refused.statusCode()).as(form).isEqualTo(400);
            assertThat(Api.tree(refused.asString()).at("/errors/0/parameter").asText())
                    .isEqualTo("format");
        }
    }

    @Test
    void csvHasAHeaderAndQuotesWhatStrangersWrite() {
        world.execute("UPDATE live_streams SET nickname = '=1+\"1\",\n2' WHERE room_id = 101");
        Response csv = csv("/streams/101");

        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.contentType()).startsWith("text/csv");
        assertThat(csv.asString())
                .startsWith("room_id,host_user_id,host_unique_id,host_nickname,title,state,")
                .contains("101,6800000000000000123,Some.Host,\"'=1+\"\"1\"\",\n2\",Cooking,live,2026-11-20T11:30:10Z,,")
                .contains(",90001,600,0.516129,");
        assertThat(csv("/streams?sort=bad").statusCode()).isEqualTo(400);
        assertThat(csv("/streams?sort=bad").contentType()).startsWith("application/problem+json");
    }

    @Test
    void whoeverLikesJsonBetterGetsIt() {
        assertThat(given().header("Accept", "application/json, text/csv;q=0.5")
                        .get("/api/v1/streams")
                        .contentType())
                .startsWith("application/json");
        assertThat(given().header("Accept", "text/html").get("/api/v1/streams").statusCode())
                .isEqualTo(406);
    }

    @Test
    void aLongAnswerTravelsCompressedUnderATagOfItsOwn() throws Exception {
        HttpResponse<byte[]> plain = raw("/api/v1/streams", "identity");
        HttpResponse<byte[]> gzip = raw("/api/v1/streams", "gzip");

        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(gzip.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(unpacked(gzip.body())).isEqualTo(new String(plain.body(), StandardCharsets.UTF_8));
        assertThat(gzip.body().length).isLessThan(plain.body().length / 2);
        assertThat(gzip.headers().firstValue("ETag"))
                .isNotEqualTo(plain.headers().firstValue("ETag"));
        assertThat(gzip.headers().firstValue("Vary")).hasValue("Accept, Accept-Encoding");
        assertThat(raw("/api/v1/streams/101", "gzip").headers().firstValue("Content-Encoding"))
                .as("too short")
                .isEmpty();
        for (String liked : new String[] {"br, gzip;q=0.5", "gzip; q=0.001, br", "gzip;q=1.0"}) {
            assertThat(raw("/api/v1/streams", liked).headers().firstValue("Content-Encoding"))
                    .as(liked)
                    .hasValue("gzip");
        }
        for (String disliked : new String[] {"gzip;q=0", "gzip ; q=0.0, br", "br"}) {
            assertThat(raw("/api/v1/streams", disliked).headers().firstValue("Content-Encoding"))
                    .as(disliked)
                    .isEmpty();
        }
    }

    @Test
    void onlyARangeThatNothingMayChangeAnyMoreIsKeptByItsReader() {
        assertThat(cacheControl("/streams/101/timeline?until=2026-10-19T12:00:30Z"))
                .isEqualTo("private, max-age=3600");
        assertThat(cacheControl("/users/@some.host/daily?until=2026-10-19")).isEqualTo("private, max-age=3600");
        assertThat(cacheControl("/streams/101/timeline?until=2026-10-19T12:00:31Z"))
                .as(
                        "a frame of a streak that began in its last second may still come, and its last bucket may be a day")
                .isEqualTo("private, no-cache");
        assertThat(cacheControl("/streams/101/timeline")).isEqualTo("private, no-cache");
    }

    private static String cacheControl(String path) {
        Response answer = Api.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.header("Cache-Control");
    }

    private static Response csv(String path) {
        return given().urlEncodingEnabled(false).header("Accept", "text/csv").get("/api/v1" + path);
    }

    private static HttpResponse<byte[]> raw(String path, String acceptEncoding) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + io.restassured.RestAssured.port + path))
                                .header("Accept-Encoding", acceptEncoding)
                                .build(),
                        BodyHandlers.ofByteArray());
    }

    private static String unpacked(byte[] body) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
