package io.millrace.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class PageTest {
    private static final long BROWSER_SECONDS = 60;

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
    void thePageAndAllItsPartsAreServedByOurselves() {
        String html = given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .extract()
                .asString();
        assertThat(html)
                .doesNotContain("http://", "https://", " onclick", " style=")
                .doesNotContain("<script>");
        for (String part : new String[] {
            "/app/page.js",
            "/app/api.js",
            "/app/show.js",
            "/app/charts.js",
            "/app/page.css",
            "/app/icon.svg",
            "/webjars/chart.js/4.5.1/dist/chart.umd.js"
        }) {
            given().get(part).then().statusCode(200);
        }
    }

    @Test
    @Tag("browser")
    void strangersTextIsShownAndNeverRun(@TempDir Path home) throws Exception {
        String dom = dom(home, "#101");

        assertThat(dom).contains("&lt;script&gt;window.pwned=1&lt;/script&gt;&lt;img src=x onerror=");
        assertThat(dom).doesNotContain("<script>window.pwned").doesNotContain("<img");
    }

    @Test
    @Tag("browser")
    void theFiguresOfARoomStandUnderTheirNames(@TempDir Path home) throws Exception {
        String dom = dom(home, "#101");

        assertThat(dom)
                .contains("aria-label=\"Diamonds\">310<")
                .contains("aria-label=\"Comments\">16<")
                .contains("aria-label=\"Likes\">1,200<")
                .contains("aria-label=\"Peak viewers\">180<")
                .contains("aria-label=\"Live rooms\">1<")
                .contains("aria-label=\"Engagement\">85.7%<")
                .contains("Up to date at");
        assertThat(dom).as("the chart is drawn").containsPattern("<canvas[^>]*id=\"viewers-chart\"[^>]*width=\"[1-9]");
    }

    @Test
    @Tag("browser")
    void aDatabaseThatIsAwayIsSaidAloud(@TempDir Path home) throws Exception {
        world.goAway();
        try {
            assertThat(dom(home, "")).contains("The database is away. Trying again");
        } finally {
            world.comeBack();
        }
    }

    private static String dom(Path home, String fragment) throws IOException, InterruptedException {
        Path browser = browser();
        Path output = home.resolve("dom.html");
        List<String> command = new ArrayList<>(List.of(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--lang=en-US",
                "--user-data-dir=" + home.resolve("profile"),
                "--virtual-time-budget=8000",
                "--dump-dom",
                "http://localhost:" + RestAssured.port + "/" + fragment));
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(home.resolve("browser.log").toFile())
                .start();
        try {
            assertThat(process.waitFor(BROWSER_SECONDS, TimeUnit.SECONDS))
                    .as("the browser ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    @SuppressWarnings("SystemOut") // A skipped test must not look like a passed one.
    private static Path browser() {
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
