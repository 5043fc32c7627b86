package io.millrace.endtoend;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.intake.IntakeServers;
import io.millrace.intake.IntakeServers.Books;
import io.millrace.intake.IntakeServers.Ends;
import io.millrace.samples.Samples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Real recordings through a real Kafka, the whole service and a real PostgreSQL, read back by HTTP alone. Another order by
 * -Dmillrace.test.seed.
 */
@QuarkusTest
@QuarkusTestResource(value = IntakeServers.class, restrictToAnnotatedClass = true)
class OneRecordJourneyIT {
    private static final long SEED = Long.getLong("millrace.test.seed", 20261120);

    /** Twelve connections received the one gift broadcast of this room, each scraper naming its own host for it. */
    private static final String SHARED_ROOM = "/streams/7286179744761001039";

    private static final String REDELIVERED = "c-v3-7291268238893654788-redelivered";

    @SuppressWarnings("NullAway.Init") // The test resource fills it.
    Ends ends;

    @BeforeEach
    void forgetEverythingButTheBooks() {
        ends.execute("""
                TRUNCATE live_events, undated_messages, live_streams, live_minute_stats, gift_streaks, live_participants, live_stream_days,
                         users, nickname_history, unique_id_history, dead_letters
                """);
    }

    @Test
    void everyCaptureComesOutAsWhatItHolds() {
        for (String capture : Samples.CAPTURES) {
            assertThat(ingest(capture)).as(capture).isEqualTo(booksOf(capture));
        }

        assertFiguresAreExpected();
        assertThat(ends.rows("SELECT reason, count(*) FROM dead_letters GROUP BY reason"))
                .containsExactly("missing_room_id|14");
        Books books = ends.books(ends.liveEvents());
        assertThat(Api.json("/ingest").get("totals"))
                .isEqualTo(Samples.parse(
                        "{\"received\": %d, \"stored\": %d, \"duplicate\": %d, \"dead_lettered\": %d, \"lag\": 0}"
                                .formatted(books.received(), books.stored(), books.duplicate(), books.deadLettered())));
    }

    @Test
    void aSecondDeliveryOfEverythingChangesNoByte() {
        Samples.CAPTURES.forEach(this::ingest);
        Map<String, String> answers = answers();
        answers.putAll(events());

        for (String capture : Samples.CAPTURES) {
            Books books = booksOf(capture);
            assertThat(ingest(capture))
                    .as(capture)
                    .isEqualTo(new Books(
                            books.received(), 0, books.received() - books.deadLettered(), books.deadLettered()));
        }

        Map<String, String> afterwards = answers();
        afterwards.putAll(events());
        assertSame(afterwards, answers);
    }

    @Test
    void doubledShuffledAndSpreadOverAllPartitionsComesToTheSame() {
        Samples.CAPTURES.forEach(this::ingest);
        Map<String, String> inOrder = answers();
        forgetEverythingButTheBooks();
        List<byte[]> values = new ArrayList<>();
        for (String capture : Samples.CAPTURES) {
            values.addAll(Samples.capture(capture));
            values.addAll(Samples.capture(capture));
        }
        Collections.shuffle(values, new Random(SEED));
        Books before = ends.books(ends.liveEvents());

        ends.publishSpread(ends.liveEvents(), values);

        Books grown = ends.awaitReceived(ends.liveEvents(), before, values.size());
        long stored = 0;
        for (String capture : Samples.CAPTURES) {
            stored += booksOf(capture).stored();
        }
        assertThat(grown).isEqualTo(new Books(values.size(), stored, values.size() - stored - 28, 28));
        assertFiguresAreExpected();
        assertSame(withoutFirstSeen(answers()), withoutFirstSeen(inOrder));
        assertThat(ends.rows("SELECT d.* FROM live_streams s CROSS JOIN LATERAL verify_room(s.room_id) d"))
                .isEmpty();
    }

    @Test
    void everyMetricOfTheDashboardIsThere() throws IOException {
        ingest("c-v3-many-rooms");
        Api.json("/ingest");

        Set<String> exposed = given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(toSet());

        assertThat(Dashboards.metrics()).hasSizeGreaterThan(20).isSubsetOf(exposed);
    }

    private Books ingest(String capture) {
        List<byte[]> values = Samples.capture(capture);
        Books before = ends.books(ends.liveEvents());
        ends.publish(ends.liveEvents(), null, values);
        return ends.awaitReceived(ends.liveEvents(), before, values.size());
    }

    /** What the first delivery of a capture comes to. The README counts lines without any room as events; to us they are dead. */
    private static Books booksOf(String capture) {
        JsonNode expected = Samples.expected(capture);
        long lines = expected.get("lines").longValue();
        if (capture.equals(REDELIVERED)) {
            return new Books(lines, 0, lines, 0);
        }
        long dead = capture.equals("c-v3-many-rooms") ? 14 : 0;
        long deadMessages = capture.equals("c-v3-many-rooms") ? 2 : 0;
        long stored = expected.get("events").longValue() - deadMessages;
        return new Books(lines, stored, lines - stored - dead, dead);
    }

    private void assertFiguresAreExpected() {
        Map<String, JsonNode> expectedByRoom = expectedByRoom();
        assertThat(ShownRoom.all()).hasSize(expectedByRoom.size());
        Map<String, List<JsonNode>> expectedByHost = new LinkedHashMap<>();
        expectedByRoom.forEach((room, expected) -> {
            ShownRoom shown = new ShownRoom(room);
            shown.assertShows(expected);
            String host = shown.host();
            if (host != null) {
                expectedByHost.computeIfAbsent(host, h -> new ArrayList<>()).add(expected);
            }
        });
        assertThat(expectedByHost).hasSizeGreaterThan(3);
        expectedByHost.forEach(ShownHost::assertShows);
    }

    /** Each room's expectation; in the capture of many rooms a room without figures has none, and is all zeros. */
    private Map<String, JsonNode> expectedByRoom() {
        Map<String, JsonNode> byRoom = new LinkedHashMap<>();
        for (String room : ends.rows("SELECT room_id FROM live_streams")) {
            byRoom.put(room, Samples.parse("{}"));
        }
        for (String capture : Samples.CAPTURES) {
            JsonNode expected = Samples.expected(capture);
            if (expected.has("by_room")) {
                expected.get("by_room").fields().forEachRemaining(it -> byRoom.put(it.getKey(), it.getValue()));
            } else if (!capture.equals(REDELIVERED)) {
                byRoom.put(capture.substring(capture.lastIndexOf('-') + 1), expected);
            }
        }
        byRoom.remove("");
        return byRoom;
    }

    private static Map<String, String> answers() {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String room : ShownRoom.all()) {
            new ShownRoom(room).paths().forEach(path -> answers.put(path, Api.body(path)));
        }
        for (String host : ShownHost.all()) {
            String path = "/users/" + host + "/daily";
            answers.put(path, Api.body(path));
        }
        return answers;
    }

    /** Not for another order: of a message that came twice, the first delivery's captured_at stays. */
    private static Map<String, String> events() {
        Map<String, String> events = new LinkedHashMap<>();
        for (String room : ShownRoom.all()) {
            String path = "/streams/" + room + "/events?limit=500";
            events.put(path, Api.body(path));
        }
        return events;
    }

    /** Without the time of writing, and without a host's name that hangs on which delivery of a message came first. */
    private static Map<String, String> withoutFirstSeen(Map<String, String> answers) {
        Map<String, String> without = new LinkedHashMap<>();
        answers.forEach((path, body) -> {
            String undated = body.replaceAll("\"as_of\":\"[^\"]+\"", "");
            without.put(path, path.endsWith(SHARED_ROOM) ? undated.replaceAll("\"host\":\\{[^}]+}", "") : undated);
        });
        return without;
    }

    private static void assertSame(Map<String, String> answers, Map<String, String> expected) {
        assertThat(answers).containsOnlyKeys(expected.keySet());
        expected.forEach((path, body) ->
                assertThat(answers.get(path)).as("%s, seed %d", path, SEED).isEqualTo(body));
    }
}
