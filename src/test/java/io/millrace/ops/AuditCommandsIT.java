package io.millrace.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.event.AcceptedWindow;
import io.millrace.event.LiveEvent;
import io.millrace.event.LiveEventReader;
import io.millrace.event.RawPolicy;
import io.millrace.event.Reading;
import io.millrace.event.RefusalReason;
import io.millrace.samples.Samples;
import io.millrace.servers.RealServers;
import io.millrace.store.Batch;
import io.millrace.store.Claim;
import io.millrace.store.DeadLetter;
import io.millrace.store.Ledger;
import io.millrace.store.LogBounds;
import io.millrace.store.PostgresLiveEventStore;
import io.millrace.store.Slice;
import io.millrace.store.StoreDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** verify, rebuild and status through the real entry point, on rows that the store wrote. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditCommandsIT {

    private static final String TOPIC = "tiktok.live-events";
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final AcceptedWindow ANY_TIME = new AcceptedWindow(Duration.ofDays(36_500), Duration.ofDays(36_500));

    /** On 2023-12-05 from 15:56 to 16:29 UTC, which is a day later in the session's zone for a part of it. */
    private static final String BIG_CAPTURE = "c-v3-7309128470564662082";

    /** On 2023-10-18. */
    private static final String SMALL_CAPTURE = "c-v3-7291170184083286946";

    private static final long BIG = 7309128470564662082L;
    private static final long SMALL = 7291170184083286946L;

    @SuppressWarnings("NullAway.Init")
    private StoreDatabase database;

    @SuppressWarnings("NullAway.Init")
    private Map<String, String> environment;

    @BeforeAll
    void open() {
        database = new StoreDatabase("audit_commands");
        environment = Ran.on(database.coordinates());
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void ingest() {
        database.clear();
        store(0, BIG_CAPTURE);
        store(1, SMALL_CAPTURE);
    }

    @Test
    void brokenFiguresAreNamedRepairedAndCleanAgain() throws Exception {
        List<String> whole = database.figures();
        assertThat(run("verify")).isEqualTo(new Ran(0, "rooms checked 2, differences 0\n", ""));
        String user = one("SELECT user_id FROM live_participants WHERE room_id = " + BIG
                + " ORDER BY comments DESC, user_id LIMIT 1");
        int comments = Integer.parseInt(one("SELECT max(comments) FROM live_participants WHERE room_id = " + BIG));
        String minute = one(
                "SELECT to_char(min(minute) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI\"Z\"') FROM live_minute_stats"
                        + " WHERE room_id = " + BIG);
        database.execute("UPDATE live_streams SET comments = comments + 1 WHERE room_id = " + BIG);
        database.execute(
                "UPDATE live_participants SET comments = comments + 1, nickname = E'a\\u009bb' WHERE room_id = " + BIG
                        + " AND user_id = " + user);
        database.execute("DELETE FROM live_minute_stats WHERE room_id = " + BIG + " AND minute = '" + minute + "'");

        Ran verified = run("verify");

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.err()).isEmpty();
        assertThat(verified.out().lines()).hasSize(4);
        assertThat(verified.out().lines().toList().subList(0, 3))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .isEqualTo("room " + BIG + " live_streams " + BIG + ": comments 64, should be 63"),
                        line -> assertThat(line)
                                .startsWith("room " + BIG + " live_participants " + user
                                        + ": comments " + (comments + 1) + ", should be " + comments
                                        + "; nickname \"a\\u009Bb\", should be \""),
                        line -> assertThat(line)
                                .startsWith(
                                        "room " + BIG + " live_minute_stats " + minute + ": row missing, should be {"));
        assertThat(verified.out()).endsWith("\nrooms checked 2, differences 3\n");
        assertThat(run("verify", "--day", "2023-12-05").out()).endsWith("rooms checked 1, differences 3\n");
        assertThat(run("verify", "--day", "2023-12-06")).isEqualTo(new Ran(0, "rooms checked 0, differences 0\n", ""));
        assertThat(run("verify", "--room", Long.toString(SMALL)))
                .isEqualTo(new Ran(0, "rooms checked 1, differences 0\n", ""));

        Ran dry = run("rebuild", "--all", "--dry-run");
        assertThat(dry.out())
                .contains(verified.out().lines().toList().subList(0, 3))
                .endsWith("""
                room %d would be rebuilt, differences 3
                rooms checked 2, to be rebuilt 1, refused 0
                """.formatted(BIG));
        assertThat(dry.exitCode()).isZero();
        assertThat(run("verify").out()).endsWith("\nrooms checked 2, differences 3\n");

        assertThat(run("rebuild", "--day", "2023-12-05")).isEqualTo(new Ran(0, """
                room %d rebuilt, differences 3
                rooms checked 1, rebuilt 1, refused 0
                """.formatted(BIG), ""));
        assertThat(run("verify")).isEqualTo(new Ran(0, "rooms checked 2, differences 0\n", ""));
        assertThat(database.figures()).isEqualTo(whole);
    }

    @Test
    void asJsonADifferenceHasBothRows() throws Exception {
        assertThat(run("verify", "--json")).isEqualTo(new Ran(0, "{\"rooms_checked\":2,\"differences\":[]}\n", ""));
        database.execute("UPDATE live_streams SET viewer_minutes = viewer_minutes + 0.000001 WHERE room_id = " + SMALL);

        Ran verified = run("verify", "--json");
        Ran rebuilt = run("rebuild", "--room", Long.toString(SMALL), "--json");

        assertThat(verified.exitCode()).isEqualTo(1);
        JsonNode difference = Samples.parse(verified.out()).get("differences").get(0);
        assertThat(difference.get("room_id").textValue()).isEqualTo(Long.toString(SMALL));
        assertThat(difference.get("relation").textValue()).isEqualTo("live_streams");
        assertThat(difference
                        .at("/kept/viewer_minutes")
                        .decimalValue()
                        .subtract(difference.at("/recomputed/viewer_minutes").decimalValue()))
                .isEqualByComparingTo("0.000001");
        JsonNode result = Samples.parse(rebuilt.out());
        assertThat(result.get("dry_run").booleanValue()).isFalse();
        assertThat(result.get("rebuilt")).isEqualTo(Samples.parse("[\"" + SMALL + "\"]"));
        assertThat(result.get("refused")).isEmpty();
        assertThat(result.get("differences"))
                .isEqualTo(Samples.parse(verified.out()).get("differences"));
    }

    @Test
    void aRoomWithoutStoredEventsIsRefusedAndKeepsItsFigures() throws Exception {
        database.execute("DELETE FROM live_events WHERE room_id = " + SMALL);
        List<String> before = database.figures();

        Ran ran = run("rebuild", "--all");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .startsWith("room " + SMALL + " refused: no event of it is stored, nothing would be left, differences ")
                .endsWith("\nrooms checked 2, rebuilt 0, refused 1\n");
        assertThat(database.figures()).isEqualTo(before);
    }

    @Test
    void aRoomThatIsNotThereIsNotARoomWithoutFaults() throws Exception {
        assertThat(run("verify", "--room", "12"))
                .isEqualTo(new Ran(1, "", "millrace: room 12 has neither an event nor a figure\n"));
        assertThat(run("rebuild", "--room", Long.toString(BIG), "--day", "2023-12-06"))
                .isEqualTo(
                        new Ran(1, "", "millrace: room " + BIG + " has neither an event nor a figure on 2023-12-06\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            verify | --day | 2026-13-01 | Invalid value for option '--day': '2026-13-01' is no day, as 2026-11-20
            verify | --room | room | Invalid value for option '--room': 'room' is no room id: those are whole numbers above 0
            verify | --room | 9223372036854775808 | Invalid value for option '--room': '9223372036854775808' is no room id: those are whole numbers above 0
            """)
    void whatIsNoDayAndNoRoomIsAUsageError(String command, String option, String value, String said) throws Exception {
        Ran ran = run(command, option, value);

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith(said + "\n");
    }

    @Test
    void aRebuildMustBeToldWhichRooms() throws Exception {
        for (Ran ran : List.of(
                run("rebuild"), run("rebuild", "--dry-run"), run("rebuild", "--all", "--room", Long.toString(BIG)))) {
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).startsWith("say which rooms: --room ID, --day DAY, or --all and neither of them\n");
        }
    }

    @Test
    void statusTellsTheBooksAndWhatIsAheadOfThem() throws Exception {
        database.execute("UPDATE ingest_ledger SET log_end_offset = next_offset + 3");
        deadLetter(RefusalReason.BAD_VALUE, 1);

        Ran ran = run("status");
        Ran json = run("status", "--json");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.exitCode()).isZero();
        String books = one("SELECT max(updated_at) AT TIME ZONE 'UTC' FROM ingest_ledger");
        assertThat(ran.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).matches("schema version \\d+"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "topic tiktok.live-events: received 789, stored 781, duplicate 7, dead-lettered 1, lag unknown,"
                                                + " partitions 3"),
                        line -> assertThat(line).isEqualTo("dead letters bad_value 1"),
                        line -> assertThat(line)
                                .isEqualTo("newest event 2023-12-05T16:29:36.754Z, newest record in the books " + books
                                        + "Z"),
                        line -> assertThat(line).isEqualTo("partitions of live_events: 0 ahead, until 2023-12-06"),
                        line -> assertThat(line)
                                .isEqualTo("partitions of live_minute_stats: 0 ahead, until 2024-01-01"));
        JsonNode result = Samples.parse(json.out());
        assertThat(result.at("/topics/0/stored").longValue()).isEqualTo(781);
        assertThat(result.at("/topics/0/lag").isNull()).isTrue();
        assertThat(result.get("dead_letters")).isEqualTo(Samples.parse("{\"bad_value\": 1}"));
        assertThat(result.at("/newest_event_at").textValue()).isEqualTo("2023-12-05T16:29:36.754Z");
        assertThat(result.at("/partitions/1"))
                .isEqualTo(
                        Samples.parse("{\"table\": \"live_minute_stats\", \"ahead\": 0, \"until\": \"2024-01-01\"}"));

        database.execute("UPDATE ingest_ledger SET log_end_offset = next_offset + 3");
        assertThat(run("status").out()).contains("dead-lettered 1, lag 9, partitions 3\n");
    }

    @Test
    void statusOfAnEmptyStoreSaysSo() throws Exception {
        database.clear();

        assertThat(run("status").out())
                .contains(
                        "\ntopics none read yet\ndead letters none\nnewest event none, newest record in the books none\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "verify"})
    void aDatabaseThatCannotBeAskedIsOneLine(String command) throws Exception {
        Ran away = Ran.program(Map.of("MILLRACE_STORE_PORT", "1"), command);
        RealServers.Database empty = RealServers.newDatabase("empty");
        Ran notMigrated = Ran.program(Ran.on(empty), command);

        assertThat(away)
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                "millrace: the database tiktok_analytics at 127.0.0.1:1 cannot be reached: Connection refused: /127.0.0.1:1\n"));
        assertThat(notMigrated)
                .isEqualTo(new Ran(
                        1,
                        "",
                        "millrace: the database " + empty.name() + " at " + empty.host() + ":" + empty.port()
                                + " has no schema of this version; run: millrace migrate\n"));
    }

    private Ran run(String... arguments) throws Exception {
        return Ran.program(environment, arguments);
    }

    private String one(String sql) {
        return database.rows(sql).get(0).replace(' ', 'T');
    }

    /** The capture as one batch, read and written as intake does it. */
    private void store(int partition, String capture) {
        LiveEventReader reader = new LiveEventReader(ANY_TIME, RawPolicy.NONE, 1 << 20, Clock.systemUTC());
        List<LiveEvent> events = new ArrayList<>();
        for (byte[] value : Samples.capture(capture)) {
            events.add(((Reading.Accepted<LiveEvent>) reader.read(value, -1)).value());
        }
        write(partition, events.size(), events, List.of());
    }

    private void deadLetter(RefusalReason reason, long offset) {
        DeadLetter letter = new DeadLetter(offset, Instant.now(), null, reason, "said the test", null, null, List.of());
        write(2, offset + 1, List.of(), List.of(letter));
    }

    private void write(int partition, long until, List<LiveEvent> events, List<DeadLetter> letters) {
        Claim.Granted claim = (Claim.Granted) new Ledger(database.pool())
                .claim(TOPIC, partition, new LogBounds("topic-id", 0, 1_000_000), null)
                .await()
                .atMost(A_MINUTE);
        Slice slice = new Slice(TOPIC, "topic-id", partition, claim.epoch(), 0, until);
        new PostgresLiveEventStore(database.pool(), database.partitions())
                .store(new Batch<>(slice, events, letters))
                .await()
                .atMost(A_MINUTE);
    }
}
