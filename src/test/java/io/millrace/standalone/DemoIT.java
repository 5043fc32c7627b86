package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.Ran;
import io.millrace.samples.Samples;
import io.millrace.standalone.Launched.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code ./start.sh} alone, as somebody tries it first: what the dashboard has to show. */
class DemoIT {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final String HOST = "6598919201420488307";

    /** Of the recording that is played, by the names of the API. */
    private static final Map<String, Long> RECORDED = recorded();

    private final HttpClient client = HttpClient.newHttpClient();
    private Path directory = Path.of("");
    private Path home = Path.of("");
    private String http = "";

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("demo-").toRealPath();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        home = directory.resolve("home");
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        Launched.serversOf(home).forEach(ProcessHandle::destroyForcibly);
        PostgresBinaries.deleteTree(directory);
    }

    @Test
    void aWholeBroadcastStandsThereAndAnotherOneGoesOn() throws Exception {
        try (Launched launched = Launched.start(List.of(), home, Ports.free())) {
            http = launched.awaitReady().http();

            await("the whole broadcast").atMost(A_MINUTE).untilAsserted(() -> assertThat(rooms("?host=" + HOST))
                    .extracting(DemoIT::figures)
                    .contains(RECORDED));
            JsonNode playing = await("a broadcast that goes on")
                    .atMost(A_MINUTE)
                    .until(
                            () -> rooms("?state=live").stream()
                                    .filter(room -> !figures(room).equals(RECORDED))
                                    .findFirst()
                                    .orElse(Samples.parse("{}")),
                            room -> room.has("room_id"));
            await("it grows")
                    .atMost(A_MINUTE)
                    .until(
                            () -> size(api("/streams/" + playing.get("room_id").textValue())),
                            size -> size > size(playing));

            JsonNode books = api("/ingest").get("totals");
            assertThat(books.get("dead_lettered").longValue()).isZero();
            assertThat(books.get("stored").longValue() + books.get("duplicate").longValue())
                    .isEqualTo(books.get("received").longValue());
            assertThat(books.get("stored").longValue()).isGreaterThan(800);
            Ran verified = Ran.process(
                    Map.of("MILLRACE_HOME", home.toString()),
                    List.of(Path.of("millrace").toAbsolutePath().toString(), "verify"));
            assertThat(verified.err()).isEmpty();
            assertThat(verified.out()).matches("rooms checked [34], differences 0\n");
            assertThat(verified.exitCode()).isZero();
            assertThat(launched.said()).isEmpty();
        }
    }

    private static Map<String, Long> recorded() {
        JsonNode expected = Samples.expected("c-v3-7309128470564662082");
        Map<String, String> names = new LinkedHashMap<>();
        for (String same : List.of("comments", "gifts", "diamonds", "likes_observed", "follows", "shares", "joins")) {
            names.put(same, same);
        }
        names.put("new_followers", "distinct_followers");
        names.put("commenters", "distinct_commenters");
        names.put("gifters", "distinct_gifters");
        names.put("viewers_peak", "viewers_max");
        Map<String, Long> figures = new LinkedHashMap<>();
        names.forEach((figure, name) -> figures.put(figure, expected.get(name).longValue()));
        return figures;
    }

    private static Map<String, Long> figures(JsonNode room) {
        Map<String, Long> figures = new LinkedHashMap<>();
        RECORDED.keySet().forEach(figure -> figures.put(figure, room.get(figure).longValue()));
        return figures;
    }

    private static long size(JsonNode room) {
        return room.get("comments").longValue()
                + room.get("likes_observed").longValue()
                + room.get("joins").longValue();
    }

    private List<JsonNode> rooms(String parameters) throws IOException, InterruptedException {
        return StreamSupport.stream(api("/streams" + parameters).get("items").spliterator(), false)
                .toList();
    }

    private JsonNode api(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(http + "/api/v1" + path)).build();
        return Samples.parse(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
