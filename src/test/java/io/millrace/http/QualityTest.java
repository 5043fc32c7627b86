package io.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = ApiDatabase.class, restrictToAnnotatedClass = true)
class QualityTest {
    @Inject
    World world;

    @Inject
    MovableClock clock;

    @BeforeEach
    void fill() {
        clock.moveTo(MovableClock.NOON);
        world.reset();
        world.execute("TRUNCATE ingest_incidents");
    }

    @Test
    void aRoomTellsHowWellItWasSeen() {
        assertThat(Api.json("/streams/101/quality")).isEqualTo(Documented.answer("/streams/{room_id}/quality"));
    }

    @Test
    void oneSilentMinuteIsNoGapAndTwoAre() {
        world.execute("""
                INSERT INTO live_minute_stats (room_id, minute, events)
                VALUES (101, '2026-11-20T11:32Z', 1), (101, '2026-11-20T11:37Z', 1), (101, '2026-11-20T11:38Z', 1)
                ON CONFLICT (room_id, minute) DO UPDATE SET events = 1
                """);
        JsonNode quality = Api.json("/streams/101/quality");
        assertThat(quality.get("gap_count").asInt()).isEqualTo(2);
        assertThat(quality.get("gap_minutes").asInt()).isEqualTo(22);
        assertThat(quality.get("gaps")).isEqualTo(Api.tree("""
                [{"from": "2026-11-20T11:39:00Z", "until": "2026-11-20T11:59:00Z", "minutes": 20},
                 {"from": "2026-11-20T11:35:00Z", "until": "2026-11-20T11:37:00Z", "minutes": 2}]
                """));
    }

    @Test
    void onlyTheLongestHundredGapsAreToldOneByOne() {
        world.execute("""
                UPDATE live_streams SET first_event_at = '2026-11-18T00:00Z' WHERE room_id = 103;
                INSERT INTO live_minute_stats (room_id, minute, events)
                SELECT 103, timestamptz '2026-11-18T00:00Z' + i * interval '4 minutes', 1 FROM generate_series(0, 110) i
                """);
        JsonNode quality = Api.json("/streams/103/quality");
        assertThat(quality.get("gap_count").asInt()).isEqualTo(112);
        assertThat(quality.get("gaps")).hasSize(100);
        assertThat(quality.at("/gaps/0/minutes").asInt())
                .as("07:20 to 10:00 two days later")
                .isEqualTo(3039);
        assertThat(quality.at("/gaps/99/minutes").asInt()).isEqualTo(3);
    }

    @Test
    void anEventIsLateWhenItWasCapturedMoreThanAMinuteAfterItHappened() {
        world.execute("""
                UPDATE live_events SET captured_at = occurred_at + interval '60 seconds' WHERE room_id = 101 AND msg_id = 7500000000000000007;
                UPDATE live_events SET captured_at = occurred_at + interval '60.001 seconds' WHERE room_id = 101 AND msg_id IN (-5, 7500000000000000006)
                """);
        JsonNode recent = Api.json("/streams/101/quality").get("recent");
        assertThat(recent.get("captured").asInt()).isEqualTo(4);
        assertThat(recent.get("late").asInt()).isEqualTo(2);
        assertThat(recent.get("late_share").decimalValue()).isEqualByComparingTo("0.5");
    }

    @Test
    void eventsAreThoseOfTheLastDayOfTheRoom() {
        world.execute("""
                UPDATE live_streams SET first_event_at = '2026-11-19T12:00:20Z' WHERE room_id = 101;
                INSERT INTO live_events (room_id, occurred_at, msg_id, event_type, type_name)
                VALUES (101, '2026-11-19T12:00:20.123455Z', 1, 'join', 'member'), (101, '2026-11-19T12:00:20.123456Z', 2, 'join', 'member')
                """);
        JsonNode recent = Api.json("/streams/101/quality").get("recent");
        assertThat(recent.get("events").asInt()).isEqualTo(6);
        assertThat(recent.get("from").asText()).isEqualTo("2026-11-19T12:00:20.123456Z");
    }

    @Test
    void noMoreThanAHundredThousandEventsAreRead() {
        world.execute("""
                INSERT INTO live_streams (room_id, first_event_at, last_event_at, updated_at)
                VALUES (201, '2026-11-20T08:00Z', '2026-11-20T12:00Z', '2026-11-20T12:00Z');
                INSERT INTO live_events (room_id, occurred_at, msg_id, user_id, event_type, type_name)
                SELECT 201, timestamptz '2026-11-20T08:00Z' + i * interval '100 milliseconds', i, CASE WHEN i > 5 THEN i END, 'join', 'member'
                  FROM generate_series(1, 100005) i
                """);
        JsonNode recent = Api.json("/streams/201/quality").get("recent");
        assertThat(recent.get("events").asInt()).isEqualTo(100_000);
        assertThat(recent.get("without_user").asInt()).as("the five oldest").isZero();
        assertThat(recent.get("late_share").isNull()).isTrue();
    }

    @Test
    void theHouseTellsWhatBecameOfItsRecords() {
        world.play("quality.sql");
        assertThat(Api.json("/quality")).isEqualTo(Documented.answer("/quality"));
    }

    @Test
    void emptyBooksTellNothing() {
        world.execute("TRUNCATE ingest_ledger");
        assertThat(Api.json("/quality")).isEqualTo(Api.tree("""
                {"totals": {"received": 0, "duplicate": 0, "duplicate_share": null, "dead_lettered": 0, "dead_letter_share": null, "lag": null,
                 "open_incidents": 0}, "topics": [], "as_of": null}
                """));
    }
}
