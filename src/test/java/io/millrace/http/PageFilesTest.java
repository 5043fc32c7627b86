package io.millrace.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class PageFilesTest {
    private static final int BUDGET_BYTES = 300_000;
    private static final String LIBRARY = "/webjars/chart.js/4.5.1/dist/chart.umd.js";
    private static final Path HOME = Path.of("src/main/resources/META-INF/resources");

    @Test
    void thePageNamesNobodyElseNeedsNothingInlineAndSaysWhatItIs() {
        String html = given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .extract()
                .asString();
        assertThat(html).doesNotContain("http://", "https://", " onclick", " style=", "<style");
        assertThat(html).doesNotContain("<script>");
        assertThat(html)
                .as("what a browser, a phone and a list of bookmarks ask for")
                .contains("<html lang=\"en\">", "<title>Millrace</title>", "<meta charset=\"utf-8\">")
                .contains(
                        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
                        "<meta name=\"description\" content=");
    }

    @Test
    void everyFileOfThePageIsOnTheList() throws IOException {
        try (Stream<Path> files = Files.list(HOME.resolve("app"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(PageFiles.PARTS);
        }
    }

    @Test
    void whateverAModuleImportsIsServedAndAskedForAtOnce() throws IOException {
        String html = Files.readString(HOME.resolve("index.html"));
        List<String> missing = new ArrayList<>();
        for (String part : PageFiles.PARTS) {
            Matcher imported =
                    Pattern.compile("from '\\./([\\w.-]+)'").matcher(Files.readString(HOME.resolve("app/" + part)));
            while (imported.find()) {
                String module = imported.group(1);
                // Else it is asked for only when the one that imports it has come.
                boolean isAskedFor = html.contains("<link rel=\"modulepreload\" href=\"/app/" + module + "\">");
                if (!PageFiles.PARTS.contains(module) || !isAskedFor) {
                    missing.add(part + " imports " + module);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void noOtherFileOfTheClassPathIsServed() {
        for (String other : List.of(
                "/webjars/chart.js/4.5.1/package.json",
                "/webjars/chart.js/4.5.1/dist/chart.js",
                "/app/",
                "/app/none.js",
                "/app/../application.properties",
                "/application.properties")) {
            assertThat(given().urlEncodingEnabled(false).get(other).statusCode())
                    .as(other)
                    .isEqualTo(404);
        }
    }

    @Test
    void whoHasAFileAlreadyGetsNoneOfItsBytes() throws Exception {
        HttpResponse<byte[]> first = get("/app/page.js", "Accept-Encoding", "gzip");
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).startsWith("\"");

        HttpResponse<byte[]> again = get("/app/page.js", "Accept-Encoding", "gzip", "If-None-Match", tag);

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void theWholePageIsLightOnTheWire() throws Exception {
        List<String> all = new ArrayList<>(List.of("/", LIBRARY));
        PageFiles.PARTS.forEach(part -> all.add("/app/" + part));
        long bytes = 0;
        for (String path : all) {
            HttpResponse<byte[]> response = get(path, "Accept-Encoding", "gzip");
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            bytes += response.body().length;
        }
        assertThat(bytes).isLessThan(BUDGET_BYTES);
    }

    @Test
    void theHeadOfAFileHasItsLengthAndNoBody() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> head = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(Files.size(HOME.resolve("index.html")));
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri(path)).headers(headers).build(), BodyHandlers.ofByteArray());
    }

    private static URI uri(String path) {
        return URI.create("http://localhost:" + RestAssured.port + path);
    }
}
