package io.millrace.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Server-sent events, as they arrive. */
@QuarkusTest
@QuarkusTestResource(value = LiveApi.class, restrictToAnnotatedClass = true)
class LiveTest {
    private static final String DROPPED = "millrace_live_dropped_total";

    @Inject
    World world;

    @Inject
    MovableClock clock;

    @Inject
    LiveFeeds feeds;

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
    }

    @Test
    void theSummaryComesAtOnceAndAgainWhenItIsAnother() throws Exception {
        try (Listening room = Listening.to("/streams/101/live")) {
            assertThat(room.status()).isEqualTo(200);
            assertThat(room.header("Content-Type")).isEqualTo("text/event-stream;charset=UTF-8");
            assertThat(room.header("Cache-Control")).isEqualTo("no-store");
            room.await(it -> it.field("data").size() == 1);
            assertThat(room.field("data").get(0)).isEqualTo(Api.body("/streams/101"));
            assertThat(room.lines()).startsWith("retry: 3000", "");

            comment(101);

            room.await(it -> it.field("data").size() == 2);
            assertThat(Api.tree(room.field("data").get(1)).get("comments").asInt())
                    .isEqualTo(17);
        }
    }

    @Test
    void theOverviewComesLikewise() throws Exception {
        try (Listening overview = Listening.to("/live")) {
            overview.await(it -> it.field("data").size() == 1);
            assertThat(Api.tree(overview.field("data").get(0)).get("live_rooms").asInt())
                    .isEqualTo(1);

            world.execute(
                    "UPDATE ingest_ledger SET log_end_offset = 207 WHERE partition = 0; UPDATE ingest_ledger SET log_end_offset = 95 WHERE partition = 1");

            overview.await(it -> it.field("data").size() == 2);
            assertThat(Api.tree(overview.field("data").get(1)).get("ingest_lag").asInt())
                    .isEqualTo(12);
        }
    }

    @Test
    void whatChangesOftenIsToldOnceASecondAndOtherwiseNothingIs() throws Exception {
        try (Listening room = Listening.to("/streams/101/live");
                Listening silent = Listening.to("/streams/102/live")) {
            room.await(it -> it.field("data").size() == 1);
            long begun = System.nanoTime();
            for (int i = 0; i < 60; i++) {
                comment(101);
            }
            room.await(it -> Api.tree(it.field("data").get(it.field("data").size() - 1))
                            .get("comments")
                            .asInt()
                    == 76);
            long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
            assertThat(room.field("data")).hasSizeLessThanOrEqualTo((int) seconds + 3);
            assertThat(silent.field("data")).hasSize(1);
        }
    }

    @Test
    void whoComesBackIsToldOnlyWhatHeHasMissed() throws Exception {
        String id;
        try (Listening room = Listening.to("/streams/101/live")) {
            room.await(it -> it.field("id").size() == 1);
            id = room.field("id").get(0);
        }
        try (Listening back = Listening.to("/streams/101/live", "Last-Event-ID", id)) {
            comment(101);
            back.await(it -> it.field("data").size() == 1);
            assertThat(Api.tree(back.field("data").get(0)).get("comments").asInt())
                    .isEqualTo(17);
        }
        try (Listening late = Listening.to("/streams/101/live", "Last-Event-ID", id)) {
            late.await(it -> it.field("data").size() == 1);
        }
    }

    @Test
    void whatCannotBeListenedToIsRefused() throws Exception {
        assertThat(Listening.to("/streams/999/live").status()).isEqualTo(404);
        assertThat(Listening.to("/streams/abc/live").status()).isEqualTo(400);
        try (Listening wrong = Listening.to("/live?room=101")) {
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.header("Content-Type")).isEqualTo("application/problem+json");
            wrong.await(it -> !it.lines().isEmpty());
            assertThat(Api.tree(wrong.lines().get(0)).at("/errors/0/parameter").asText())
                    .isEqualTo("room");
        }
    }

    @Test
    void oneListenerTooManyIsAskedToComeAgain() throws Exception {
        List<Listening> all = new ArrayList<>();
        try {
            for (int i = 0; i < LiveApi.LISTENERS; i++) {
                all.add(Listening.to("/streams/101/live"));
            }
            Listening tooMany = Listening.to("/streams/101/live");
            assertThat(tooMany.status()).isEqualTo(503);
            assertThat(tooMany.header("Retry-After")).isEqualTo("5");
            assertThat(feeds.connected()).isEqualTo(LiveApi.LISTENERS);
            assertThat(given().get("/q/metrics").asString()).contains("millrace_live_listeners");
        } finally {
            all.forEach(Listening::close);
        }
        await().until(() -> feeds.connected() == 0);
        try (Listening again = Listening.to("/streams/101/live")) {
            assertThat(again.status()).isEqualTo(200);
        }
    }

    @Test
    void whileTheDatabaseIsAwayListenersAreToldOnceAndHearAgainAfterwards() throws Exception {
        try (Listening room = Listening.to("/streams/101/live")) {
            room.await(it -> it.field("data").size() == 1);
            world.goAway();
            try {
                room.await(it -> it.field("event").equals(List.of("away")));
                assertThat(Api.tree(room.field("data").get(1)).get("status").asInt())
                        .isEqualTo(503);
                assertThat(Listening.to("/streams/102/live").status()).isEqualTo(503);
                try (Listening later = Listening.to("/streams/101/live")) {
                    later.await(it -> it.field("event").equals(List.of("away")));
                    assertThat(later.field("data")).isEqualTo(room.field("data"));
                }
            } finally {
                world.comeBack();
            }
            room.await(it -> it.field("data").size() == 3);
            assertThat(room.field("data").get(2)).isEqualTo(room.field("data").get(0));
            assertThat(room.field("event")).hasSize(1);
        }
    }

    @Test
    void whatIsUnknownOfTheHouseSilencesNoRoom() throws Exception {
        try (Listening room = Listening.to("/streams/101/live");
                Listening overview = Listening.to("/live")) {
            room.await(it -> it.field("data").size() == 1);
            overview.await(it -> it.field("data").size() == 1);
            world.execute("ALTER TABLE ingest_ledger RENAME TO ingest_ledger_elsewhere");
            try {
                overview.await(it -> it.field("event").equals(List.of("away")));
                comment(101);
                room.await(it -> it.field("data").size() == 2);
            } finally {
                world.execute("ALTER TABLE ingest_ledger_elsewhere RENAME TO ingest_ledger");
            }
            overview.await(it -> it.field("data").size() == 3);
            assertThat(room.field("event")).isEmpty();
        }
    }

    /** What the connection holds must be full before he is seen not to read: so the room has a very long title. */
    @Test
    void whoDoesNotReadIsSentAwayAndTheOthersHearOn() throws Exception {
        world.execute(
                "UPDATE live_streams SET title = (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 10000) n) WHERE room_id = 101");
        double before = Api.metric(DROPPED);
        try (Socket deaf = new Socket();
                Listening good = Listening.to("/streams/101/live");
                Listening silent = Listening.to("/streams/102/live")) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress("localhost", RestAssured.port));
            deaf.getOutputStream()
                    .write("GET /api/v1/streams/101/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> feeds.connected() == 3);

            await().atMost(Duration.ofSeconds(60)).until(() -> {
                comment(101);
                feeds.look();
                return Api.metric(DROPPED) == before + 1;
            });

            await().untilAsserted(() -> assertThat(feeds.connected()).isEqualTo(2));
            int heard = good.field("data").size();
            comment(101);
            good.await(it -> it.field("data").size() > heard);
            // A sign of life.
            silent.await(it -> it.lines().contains(":"));
        }
    }

    private void comment(long room) {
        world.execute(
                "UPDATE live_streams SET comments = comments + 1, updated_at = updated_at + interval '1 ms' WHERE room_id = "
                        + room);
    }
}
