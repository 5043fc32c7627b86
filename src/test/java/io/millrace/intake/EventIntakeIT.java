package io.millrace.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.intake.IntakeServers.Books;
import io.millrace.intake.IntakeServers.Ends;
import io.millrace.servers.RealServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = IntakeServers.class, restrictToAnnotatedClass = true)
class EventIntakeIT {
    private static final AtomicLong NEXT_ROOM = new AtomicLong((System.currentTimeMillis() / 1000 << 32) + 1);
    private static final AtomicLong NEXT_MESSAGE = new AtomicLong(7_500_000_000_000_000_000L);

    @SuppressWarnings("NullAway.Init") // The test resource fills it.
    Ends ends;

    @Test
    void everyReasonLandsWithItsBytesAndItsNeighboursAreStored() {
        ends.execute(
                "ALTER TABLE live_events ADD CONSTRAINT no_such_comment CHECK (comment <> 'only the database minds')");
        long room = NEXT_ROOM.getAndIncrement();
        Map<String, byte[]> bad = new LinkedHashMap<>();
        bad.put("malformed_json", bytes("{\"room_id\": \"1\", "));
        bad.put("not_an_object", bytes("[1, 2]"));
        bad.put(
                "missing_room_id",
                bytes("{\"type\": \"chat\", \"payload\": {\"comment\": \"hi\"}, \"captured_at\": 1763600000123}"));
        bad.put("missing_payload", bytes("{\"room_id\": \"%d\", \"type\": \"chat\"}".formatted(room)));
        bad.put("bad_id", bytes("{\"room_id\": \"ten\", \"type\": \"chat\", \"payload\": {}}"));
        bad.put("bad_value", message(room, "like", now(), "\"likeCount\": \"many\""));
        bad.put("too_old", message(room, "chat", 1_000_000_000_000L, "\"comment\": \"2001\""));
        bad.put("in_future", message(room, "chat", now() + 3_600_000, "\"comment\": \"soon\""));
        bad.put("too_large", message(room, "chat", now(), "\"comment\": \"" + "x".repeat(250_000) + "\""));
        bad.put("rejected_by_database", message(room, "chat", now(), "\"comment\": \"only the database minds\""));
        List<byte[]> values = new ArrayList<>();
        for (byte[] value : bad.values()) {
            values.add(value);
            values.add(message(room, "chat", now(), "\"comment\": \"a neighbour\""));
        }
        Books before = ends.books(ends.liveEvents());

        ends.publish(ends.liveEvents(), null, values);

        Books grown = ends.awaitReceived(ends.liveEvents(), before, values.size());
        assertThat(grown).isEqualTo(new Books(20, 10, 0, 10));
        assertThat(ends.rows("SELECT count(*) FROM live_events WHERE room_id = " + room))
                .containsExactly("10");
        for (Map.Entry<String, byte[]> it : bad.entrySet()) {
            assertThat(ends.rows("SELECT encode(value, 'hex') FROM dead_letters WHERE reason = '%s' AND topic = '%s'"
                            .formatted(it.getKey(), ends.liveEvents())))
                    .as(it.getKey())
                    .contains(HexFormat.of().formatHex(it.getValue()));
        }
        assertThat(
                        ends.rows(
                                "SELECT detail FROM dead_letters WHERE reason = 'rejected_by_database' AND detail LIKE '%no_such_comment%'"))
                .singleElement()
                .asString()
                .contains("SQLSTATE 23514");
        ends.execute("ALTER TABLE live_events DROP CONSTRAINT no_such_comment");
    }

    @Test
    void aRecordThatOnlyPostgresRefusesIsFoundAmongAThousand() {
        ends.execute("ALTER TABLE live_events ADD CONSTRAINT no_poison CHECK (comment <> 'poison')");
        long room = NEXT_ROOM.getAndIncrement();
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            values.add(message(
                    room, "chat", now(), "\"comment\": \"%s\"".formatted(i == 617 || i == 3 ? "poison" : "fine " + i)));
        }
        Books before = ends.books(ends.liveEvents());

        ends.publish(ends.liveEvents(), null, values);

        Books grown = ends.awaitReceived(ends.liveEvents(), before, values.size());
        assertThat(grown).isEqualTo(new Books(1000, 998, 0, 2));
        given().get("/api/v1/streams/" + room).then().statusCode(200).body("comments", equalTo(998));
        ends.execute("ALTER TABLE live_events DROP CONSTRAINT no_poison");
    }

    @Test
    void aSecondDeliveryIsAKnownDuplicateAndChangesNothing() {
        long room = NEXT_ROOM.getAndIncrement();
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            values.add(message(
                    room,
                    "like",
                    now(),
                    "\"likeCount\": 15, \"totalLikeCount\": 900, \"userId\": \"" + (77 + i) + "\""));
        }
        Books before = ends.books(ends.liveEvents());
        ends.publish(ends.liveEvents(), null, values);
        ends.awaitReceived(ends.liveEvents(), before, 5);
        String figures = given().get("/api/v1/streams/" + room).asString();

        ends.publish(ends.liveEvents(), null, values);

        Books grown = ends.awaitReceived(ends.liveEvents(), before, 10);
        assertThat(grown).isEqualTo(new Books(10, 5, 5, 0));
        assertThat(given().get("/api/v1/streams/" + room).asString()).isEqualTo(figures);
    }

    @Test
    void kafkasGroupOffsetMirrorsTheLedger() {
        long room = NEXT_ROOM.getAndIncrement();
        Books before = ends.books(ends.liveEvents());
        ends.publish(ends.liveEvents(), null, List.of(message(room, "chat", now(), "\"comment\": \"hi\"")));
        ends.awaitReceived(ends.liveEvents(), before, 1);
        long ledger =
                Long.parseLong(ends.rows("SELECT next_offset FROM ingest_ledger WHERE topic = '%s' AND partition = 0"
                                .formatted(ends.liveEvents()))
                        .get(0));

        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, RealServers.kafka().bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                OffsetAndMetadata committed = admin.listConsumerGroupOffsets(ends.groupOfLiveEvents())
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(new TopicPartition(ends.liveEvents(), 0));
                assertThat(committed).extracting(OffsetAndMetadata::offset).isEqualTo(ledger);
            });
        }
    }

    @Test
    void aDatabaseThatIsAwayPausesIntakeAndLosesNothing() {
        long room = NEXT_ROOM.getAndIncrement();
        Books before = ends.books(ends.liveEvents());
        ends.databaseGoesAway();
        ends.publish(ends.liveEvents(), null, List.of(message(room, "chat", now(), "\"comment\": \"while away\"")));
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'intake' }.status", equalTo("DOWN"))
                .body(containsString("SQLSTATE")));
        given().get("/q/health/live").then().statusCode(200);

        ends.databaseComesBack();

        assertThat(ends.awaitReceived(ends.liveEvents(), before, 1)).isEqualTo(new Books(1, 1, 0, 0));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void anUnknownTypeIsStoredAsOtherAndCountedByItsName() {
        long room = NEXT_ROOM.getAndIncrement();
        Books before = ends.books(ends.liveEvents());

        ends.publish(ends.liveEvents(), null, List.of(message(room, "WebcastFreshMessage", now(), "\"what\": 1")));

        assertThat(ends.awaitReceived(ends.liveEvents(), before, 1)).isEqualTo(new Books(1, 1, 0, 0));
        assertThat(ends.rows("SELECT event_type, type_name FROM live_events WHERE room_id = " + room))
                .containsExactly("other|WebcastFreshMessage");
        assertThat(given().get("/q/metrics").asString())
                .contains("millrace_events_other_type_total{type_name=\"WebcastFreshMessage\"} 1.0");
    }

    @Test
    void aProfileIsStoredAndADeadAccountWritesNoRow() {
        Books before = ends.books(ends.profileStats());
        String profile = """
                {"userInfo": {"user": {"id": "6588608140327071691", "uniqueId": "silvermudor", "nickname": "Minthe"},
                 "stats": {"followerCount": 427700, "heartCount": -977433948},
                 "statsV2": {"followerCount": "427682", "heartCount": "11907467940"}}, "extra": {"now": %d}}
                """.formatted(now());

        ends.publish(
                ends.profileStats(),
                null,
                List.of(
                        bytes(profile),
                        bytes("{\"statusCode\": 10221, \"statusMsg\": \"\", \"needFix\": true}"),
                        bytes("{\"stats\": {\"followerCount\": 5}}"),
                        bytes(profile)));

        Books grown = ends.awaitReceived(ends.profileStats(), before, 4);
        assertThat(grown).isEqualTo(new Books(4, 1, 1, 2));
        assertThat(ends.rows("SELECT reason FROM dead_letters WHERE topic = '%s' ORDER BY \"offset\""
                        .formatted(ends.profileStats())))
                .containsExactly("no_user_info", "missing_user_id");
        given().get("/api/v1/users/@silvermudor")
                .then()
                .statusCode(200)
                .body("user_id", equalTo("6588608140327071691"))
                .body("follower_count", equalTo(427682))
                .body("heart_count", equalTo(11907467940L));
    }

    @Test
    void tooManyBadRecordsRaiseTheAlarmOfTheirTopicAndStopNothing() {
        long room = NEXT_ROOM.getAndIncrement();
        List<byte[]> values = new ArrayList<>(Collections.nCopies(200, bytes("{\"room_id\": \"ten\"}")));
        values.add(message(room, "chat", now(), "\"comment\": \"behind them\""));
        Books before = ends.books(ends.liveEvents());

        ends.publish(ends.liveEvents(), null, values);

        assertThat(ends.awaitReceived(ends.liveEvents(), before, 201)).isEqualTo(new Books(201, 1, 0, 200));
        // The counters move after the commit that the books show.
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        given().get("/q/metrics").asString())
                .contains("millrace_dead_letters_alarm{topic=\"%s\"} 1.0".formatted(ends.liveEvents()))
                .containsPattern(
                        "millrace_dead_letters_share\\{topic=\"%s\"} 0\\.[0-9]+".formatted(ends.liveEvents())));
        given().get("/q/health/ready").then().statusCode(200);
    }

    private static byte[] message(long room, String type, long at, String payload) {
        return bytes("""
                {"source": "tiktok-live-connector-1", "room_id": "%d", "type": "%s", "captured_at": %d,
                 "payload": {"msgId": "%d", "createTime": "%d", %s}}
                """.formatted(room, type, at, NEXT_MESSAGE.getAndIncrement(), at, payload));
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
