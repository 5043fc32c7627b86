package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers are given again, and how a reader sees it: here they are good for minutes. No two tests ask the same question. */
@QuarkusTest
@QuarkusTestResource(value = KeepingApi.class, restrictToAnnotatedClass = true)
class KeptAnswersTest {
    private static final String ANOTHER_COMMENT =
            "UPDATE live_streams SET comments = comments + 1, updated_at = updated_at + interval '1 s' WHERE room_id = 101";

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
    void anAnswerIsGivenAgainInWhateverOrderItsParametersStand() {
        String first = Api.body("/streams?limit=41&sort=started");
        world.execute(ANOTHER_COMMENT);

        assertThat(Api.body("/streams?sort=started&limit=41")).isEqualTo(first);
        assertThat(Api.body("/streams?sort=started&limit=42")).isNotEqualTo(first);
    }

    @Test
    void anAnswerOfOneRoomIsAnotherAsSoonAsTheRoomIs() {
        for (String path : List.of("/streams/101", "/streams/101/leaders?limit=7", "/streams/101/events?limit=2")) {
            Response before = Api.get(path);
            world.execute(ANOTHER_COMMENT);
            assertThat(Api.json(path).get("as_of").asText())
                    .as("asked for the first time with this version: %s", path)
                    .isGreaterThanOrEqualTo(
                            Api.tree(before.asString()).get("as_of").asText());
            await().untilAsserted(() -> assertThat(Api.json(path).get("as_of").asText())
                    .isGreaterThan(Api.tree(before.asString()).get("as_of").asText()));
        }
    }

    @Test
    void anAnswerOfOneRoomIsNotReadAgainWhileTheRoomIsTheSame() {
        String path = "/streams/101/timeline?bucket=5m";
        Api.body(path);
        // From here on its version is known.
        world.execute(ANOTHER_COMMENT);
        await().until(() -> Api.json(path).get("as_of").asText().endsWith("22.500Z"));
        String known = Api.body(path);
        // No commit of ours does that: whoever reads the minutes would see it.
        world.execute("UPDATE live_minute_stats SET comments = comments + 100 WHERE room_id = 101");

        assertThat(Api.body(path)).isEqualTo(known);

        world.execute(ANOTHER_COMMENT);
        await().untilAsserted(() -> assertThat(Api.body(path)).isNotEqualTo(known));
    }

    @Test
    void aRoomWithAnIdAsLongAsTikToksIsOneToo() {
        String room = "/streams/7449000000000000001";
        world.execute("UPDATE live_streams SET room_id = 7449000000000000001 WHERE room_id = 104");
        for (String path : List.of(room, room + "/timeline", room + "/leaders", room + "/events")) {
            String before = Api.json(path).get("as_of").asText();
            world.execute(
                    "UPDATE live_streams SET updated_at = updated_at + interval '1 s' WHERE room_id = 7449000000000000001");
            await().untilAsserted(() ->
                    assertThat(Api.json(path).get("as_of").asText()).isGreaterThan(before));
        }
        assertThat(Api.get("/streams/9223372036854775808").statusCode())
                .as("an id that no room can have")
                .isEqualTo(400);
    }

    @Test
    void aRoomThatFallsSilentIsSeenToWithoutACommit() {
        await().until(() ->
                Api.json("/streams/101/timeline?bucket=15m").get("items").size() > 0);
        Api.body("/streams/101/timeline?bucket=15m");
        assertThat(Api.json("/streams/101").get("state").asText()).isEqualTo("live");

        clock.moveTo(MovableClock.NOON.plus(Duration.ofMinutes(11)));

        await().untilAsserted(() ->
                assertThat(Api.json("/streams/101").get("state").asText()).isEqualTo("ended"));
        await().untilAsserted(() ->
                assertThat(Api.body("/streams/101/timeline?bucket=15m")).doesNotContain("partial"));
    }

    @Test
    void thoseWhoAskTheSameAtOneTimeAreOneQuestion() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers;
        try (Connection lock = world.connect();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("LOCK TABLE live_streams IN ACCESS EXCLUSIVE MODE");
            answers = IntStream.range(0, 40)
                    .mapToObj(reader -> ask("/streams?limit=43"))
                    .toList();
            await().until(() -> waitingForALock() > 0);
            assertThat(waitingForALock()).isEqualTo(1);
            lock.rollback();
        }
        assertThat(answers.stream()
                        .map(CompletableFuture::join)
                        .map(answer -> answer.statusCode() + answer.body())
                        .distinct())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("200{\"items\":[{");
    }

    @Test
    void roomsThatAreAskedForAtOneTimeAreOneStatement() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers;
        try (Connection lock = world.connect();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("LOCK TABLE live_streams IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<HttpResponse<String>> first = ask("/streams/101");
            await().until(() -> waitingForALock() > 0);
            answers = IntStream.rangeClosed(100, 140)
                    .mapToObj(room -> ask("/streams/" + room))
                    .toList();
            assertThat(waitingForALock()).isEqualTo(1);
            lock.rollback();
            assertThat(first.join().statusCode()).isEqualTo(200);
        }
        assertThat(answers.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
                .containsOnly(200, 404);
        assertThat(answers.get(2).join().body()).contains("\"room_id\":\"102\"");
    }

    @Test
    void whileTheDatabaseIsAwayTheLastAnswerIsGivenAndMarked() {
        String givenStale = "millrace_answers_given_again_total{by=\"stale\"}";
        double givenBefore = Api.metric(givenStale);
        Response before = Api.get("/streams/103");
        world.goAway();
        try {
            Response stale = Api.get("/streams/103");
            assertThat(stale.statusCode()).isEqualTo(200);
            assertThat(stale.asString()).isEqualTo(before.asString());
            assertThat(stale.header("Cache-Status")).matches("millrace; hit; ttl=-[1-9][0-9]*; detail=stale");
            assertThat(stale.header("Age")).matches("[0-9]+");
            assertThat(stale.header("Cache-Control")).isEqualTo("no-store");
            assertThat(before.headers().hasHeaderWithName("Cache-Status")).isFalse();
            assertThat(Api.metric(givenStale)).isEqualTo(givenBefore + 1);

            Response never = Api.get("/streams/104/leaders");
            assertThat(never.statusCode()).isEqualTo(503);
            assertThat(never.header("Retry-After")).isEqualTo("5");
        } finally {
            world.comeBack();
        }
        await().untilAsserted(() -> assertThat(Api.get("/streams/103").headers().hasHeaderWithName("Cache-Status"))
                .isFalse());
    }

    @Test
    void whoAsksForARoomOfASilentDatabaseWaitsOnceForIt() throws Exception {
        Api.body("/streams/103");
        Api.body("/streams/103/leaders");
        try (Connection lock = world.connect();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("LOCK TABLE live_streams IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<HttpResponse<String>> before = ask("/streams/101");
            await().until(() -> waitingForALock() > 0);
            long asked = System.nanoTime();
            List<CompletableFuture<HttpResponse<String>>> behind =
                    List.of(ask("/streams/103"), ask("/streams/103/leaders"), ask("/streams/9223372036854775807"));
            List<HttpResponse<String>> answers =
                    behind.stream().map(CompletableFuture::join).toList();
            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .as("the bound of a read is %s", KeepingApi.READ)
                    .isLessThan(KeepingApi.READ.multipliedBy(3).dividedBy(2));
            lock.rollback();
            assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(200, 200, 503);
            assertThat(answers.get(0).headers().firstValue("Cache-Status"))
                    .hasValueSatisfying(it -> assertThat(it).endsWith("detail=stale"));
            assertThat(answers.get(2).headers().firstValue("Retry-After")).hasValue("5");
            assertThat(answers.get(2).headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(before.join().statusCode()).isIn(200, 503);
        }
    }

    @Test
    void whatIsRefusedIsRefusedEachTimeAndKeptForNobody() {
        for (int i = 0; i < 3; i++) {
            assertThat(Api.get("/streams/101/timeline?bucket=2m").statusCode()).isEqualTo(400);
            assertThat(Api.get("/streams/101?x=1").statusCode()).isEqualTo(400);
            assertThat(Api.get("/streams/999").statusCode()).isEqualTo(404);
        }
    }

    private long waitingForALock() {
        return world.count("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'live_streams'::regclass");
    }

    private static CompletableFuture<HttpResponse<String>> ask(String path) {
        return HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/api/v1" + path))
                                .build(),
                        BodyHandlers.ofString());
    }
}
