package io.millrace.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.event.RefusalReason;
import io.millrace.samples.Samples;
import io.millrace.store.Batch;
import io.millrace.store.Claim;
import io.millrace.store.DeadLetter;
import io.millrace.store.Ledger;
import io.millrace.store.LogBounds;
import io.millrace.store.PostgresLiveEventStore;
import io.millrace.store.Slice;
import io.millrace.store.StoreDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** dead-letters through the real entry point, on letters that the store wrote. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLetterCommandsIT {

    private static final String TOPIC = "tiktok.live-events";
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Instant RECEIVED = Instant.parse("2026-11-20T12:00:00Z");
    private static final long ROOM = 7_291_170_184_083_286_946L;

    /** Of November 2023: too old for the default window. */
    private static final byte[] OLD = message(1, 1_700_000_000_000L);

    private static final byte[] BINARY = {0, (byte) 0xff, 27, '[', '2', 'J'};
    private static final Map<String, String> WIDE = Map.of("MILLRACE_INTAKE_ACCEPTED_PAST", "P36500D");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private StoreDatabase database;

    @SuppressWarnings("NullAway.Init")
    private Map<String, String> environment;

    @BeforeAll
    void open() {
        database = new StoreDatabase("letter_commands");
        environment = Ran.on(database.coordinates());
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void refuse() {
        database.clear();
        write(
                TOPIC,
                "topic-id",
                letter(0, RefusalReason.TOO_OLD, "occurred at 2023-11-14T22:13:20Z", OLD),
                letter(1, RefusalReason.MALFORMED_JSON, "bad\u001b[2J", BINARY));
    }

    @Test
    void whatIsOldIsStoredOnceItsTimeIsAcceptedAndTheRestIsNamed() throws Exception {
        assertThat(run(Map.of(), "replay", "--all")).isEqualTo(new Ran(1, """
                tiktok.live-events/0@0 is still refused: too_old: occurred at 2023-11-14T22:13:20Z
                tiktok.live-events/0@1 is still refused: malformed_json: %s
                letters 2, stored 0, duplicate 0, still refused 2, passed over 0
                """.formatted(detailNow()), ""));
        assertThat(run(WIDE, "replay", "--reason", "too_old", "--dry-run"))
                .isEqualTo(new Ran(0, "letters 1, would be accepted 1, would be refused 0, passed over 0\n", ""));
        assertThat(account()).isEqualTo("2|0|0|2");

        assertThat(run(WIDE, "replay", "--reason", "too_old"))
                .isEqualTo(new Ran(0, "letters 1, stored 1, duplicate 0, still refused 0, passed over 0\n", ""));

        assertThat(account()).isEqualTo("2|1|0|1");
        assertThat(run(WIDE, "replay", TOPIC + "/0@0"))
                .isEqualTo(new Ran(0, "letters 1, stored 0, duplicate 0, still refused 0, passed over 1\n", ""));
        assertThat(database.differences()).isEmpty();
    }

    @Test
    void asJsonAReplayTellsWhatBecameOfEachKindAndNamesTheRefused() throws Exception {
        Ran ran = run(WIDE, "replay", TOPIC + "/0@0", TOPIC + "/0@1", "--json");

        assertThat(ran.exitCode()).isEqualTo(1);
        JsonNode result = Samples.parse(ran.out());
        assertThat(result.get("letters").longValue()).isEqualTo(2);
        assertThat(result.get("stored").longValue()).isEqualTo(1);
        assertThat(result.get("refused").longValue()).isEqualTo(1);
        assertThat(result.at("/refusals/0/offset").longValue()).isEqualTo(1);
        assertThat(result.at("/refusals/0/reason_now").textValue()).isEqualTo("malformed_json");
        assertThat(result.get("refusals_left_out").longValue()).isZero();
    }

    @Test
    void aReplayThatIsKilledMidwayHasChangedNothingAndTheNextOneStoresIt() throws Exception {
        write(TOPIC, "topic-id", letter(2, RefusalReason.TOO_OLD, "", message(2, 1_700_000_001_000L)));
        run(WIDE, "replay", TOPIC + "/0@0");
        try (Connection holder = database.coordinates().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            // History is written by then, and the figures wait.
            statement.execute("SELECT FROM live_streams WHERE room_id = " + ROOM + " FOR UPDATE");
            Process replay = started(WIDE, "replay", TOPIC + "/0@2");
            Awaitility.await().atMost(A_MINUTE).until(() -> !database.rows(
                            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                    .isEmpty());
            replay.destroyForcibly().waitFor();
            holder.rollback();
        }
        Awaitility.await().atMost(A_MINUTE).until(() -> database.rows(
                        "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' OR state = 'idle in transaction'")
                .isEmpty());
        assertThat(account()).isEqualTo("3|1|0|2");

        assertThat(run(WIDE, "replay", TOPIC + "/0@2").exitCode()).isZero();

        assertThat(account()).isEqualTo("3|2|0|1");
        assertThat(database.differences()).isEmpty();
    }

    @Test
    void listTellsHowManyThereAreAndTheNewest() throws Exception {
        database.execute("UPDATE dead_letters SET replayed_at = '2026-11-20 13:00Z' WHERE \"offset\" = 0");

        Ran all = run(Map.of(), "list");

        assertThat(all).isEqualTo(new Ran(0, """
                reason malformed_json, topic tiktok.live-events: letters 1, open 1
                reason too_old, topic tiktok.live-events: letters 1, open 0
                letters 2, open 1
                tiktok.live-events/0@1 2026-11-20T12:00:00Z malformed_json: bad\\u001b[2J
                tiktok.live-events/0@0 2026-11-20T12:00:00Z too_old: occurred at 2023-11-14T22:13:20Z (replayed 2026-11-20T13:00:00Z)
                """, ""));
        assertThat(run(Map.of(), "list", "--open", "--since", "2026-11-20", "--until", "2026-11-21")
                        .out())
                .startsWith("reason malformed_json, topic tiktok.live-events: letters 1, open 1\nletters 1, open 1\n");
        JsonNode json = Samples.parse(
                run(Map.of(), "list", "--reason", "TOO_OLD", "--json").out());
        assertThat(json.at("/counts/0"))
                .isEqualTo(Samples.parse(
                        "{\"reason\": \"too_old\", \"topic\": \"tiktok.live-events\", \"letters\": 1, \"open\": 0}"));
        assertThat(json.at("/newest/0/offset").longValue()).isZero();
    }

    @Test
    void showTellsAllOfOneLetter() throws Exception {
        assertThat(run(Map.of(), "show", TOPIC + "/0@0"))
                .isEqualTo(new Ran(0, """
                letter      tiktok.live-events/0@0
                topic id    topic-id
                reason      too_old
                detail      occurred at 2023-11-14T22:13:20Z
                received    2026-11-20T12:00:00Z
                recorded    2026-11-20T11:59:59Z
                replayed    no
                headers     trace=abc, raw=AP8=, none=none
                key         the key
                value       %d bytes, text
                %s
                """.formatted(OLD.length, new String(OLD, UTF_8)), ""));
        JsonNode json =
                Samples.parse(run(Map.of(), "show", TOPIC + "/0@1", "--json").out());
        assertThat(json.at("/value/base64").textValue())
                .isEqualTo(Base64.getEncoder().encodeToString(BINARY));
        assertThat(json.at("/key/text").textValue()).isEqualTo("the key");
        assertThat(json.at("/headers/0"))
                .isEqualTo(Samples.parse("{\"name\": \"trace\", \"value\": {\"text\": \"abc\"}}"));
    }

    @Test
    void anAddressThatTwoTopicsHadMustBeToldApart() throws Exception {
        database.execute("""
                INSERT INTO dead_letters (topic, topic_id, partition, "offset", received_at, reason, detail, headers)
                SELECT topic, 'made-again', partition, "offset", received_at, reason, detail, headers FROM dead_letters WHERE "offset" = 0
                """);

        Ran ambiguous = run(Map.of(), "show", TOPIC + "/0@0");

        assertThat(ambiguous.exitCode()).isEqualTo(2);
        assertThat(ambiguous.err())
                .startsWith(
                        "two topics of this name have a letter at tiktok.live-events/0@0; say which by --topic-id: made-again or topic-id\n");
        assertThat(run(Map.of(), "show", TOPIC + "/0@0", "--topic-id", "made-again")
                        .out())
                .contains("\ntopic id    made-again\n");
    }

    @Test
    void anExportHoldsEveryByteAndLeavesAFileThatExistsAlone() throws Exception {
        Path file = directory.resolve("letters.jsonl");

        assertThat(run(Map.of(), "export", "--to", file.toString()))
                .isEqualTo(new Ran(0, "exported 2 letters to " + file + "\n", ""));

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        JsonNode first = Samples.parse(lines.get(0));
        assertThat(first.get("topic").textValue()).isEqualTo(TOPIC);
        assertThat(first.get("topic_id").textValue()).isEqualTo("topic-id");
        assertThat(first.get("partition").intValue()).isZero();
        assertThat(first.get("offset").longValue()).isZero();
        assertThat(first.get("received_at").textValue()).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(first.get("recorded_at").textValue()).isEqualTo("2026-11-20T11:59:59Z");
        assertThat(first.get("reason").textValue()).isEqualTo("too_old");
        assertThat(first.get("replayed_at").isNull()).isTrue();
        assertThat(first.get("key_base64").binaryValue()).isEqualTo("the key".getBytes(UTF_8));
        assertThat(first.get("value_base64").binaryValue()).isEqualTo(OLD);
        assertThat(first.get("headers")).isEqualTo(Samples.parse("""
                        [{"name": "trace", "value_base64": "YWJj"}, {"name": "raw", "value_base64": "AP8="},
                         {"name": "none", "value_base64": null}]
                        """));
        assertThat(Samples.parse(lines.get(1)).get("value_base64").binaryValue())
                .isEqualTo(BINARY);
        assertThat(run(Map.of(), "export", "--to", file.toString()))
                .isEqualTo(new Ran(1, "", "millrace: --to: " + file + " exists already\n"));
        assertThat(run(Map.of(), "export", "--to", "-", "--reason", "too_old"))
                .isEqualTo(new Ran(0, lines.get(0) + "\n", "exported 1 letters\n"));
    }

    @Test
    void aWrongCommandLineIsAUsageErrorAndStartsNothing() throws Exception {
        Ran ran = Ran.program(environment, "dead-letters", "replay");

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("say which letters: ");
    }

    private Ran run(Map<String, String> settings, String... words) throws Exception {
        return Ran.program(with(settings), command(words));
    }

    private Process started(Map<String, String> settings, String... words) throws Exception {
        return Ran.startedProgram(with(settings), command(words));
    }

    private Map<String, String> with(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(settings);
        return all;
    }

    private static String[] command(String... words) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("dead-letters"), java.util.stream.Stream.of(words))
                .toArray(String[]::new);
    }

    /** What the reader of today says of the bytes, whatever was said when they came. */
    private static String detailNow() {
        return "not UTF-8 at byte 1";
    }

    private String account() {
        return database.rows("SELECT received, stored, duplicate, dead_lettered FROM ingest_ledger")
                .get(0);
    }

    private void write(String topic, String topicId, DeadLetter... letters) {
        Claim.Granted claim = (Claim.Granted) new Ledger(database.pool())
                .claim(topic, 0, new LogBounds(topicId, 0, 1_000_000), null)
                .await()
                .atMost(A_MINUTE);
        Slice slice =
                new Slice(topic, topicId, 0, claim.epoch(), claim.nextOffset(), claim.nextOffset() + letters.length);
        new PostgresLiveEventStore(database.pool(), database.partitions())
                .store(new Batch<>(slice, List.of(), List.of(letters)))
                .await()
                .atMost(A_MINUTE);
    }

    private static DeadLetter letter(long offset, RefusalReason reason, String detail, byte @Nullable [] value) {
        return new DeadLetter(
                offset,
                RECEIVED,
                RECEIVED.minusSeconds(1),
                reason,
                detail,
                "the key".getBytes(UTF_8),
                value,
                List.of(
                        new DeadLetter.Header("trace", "abc".getBytes(UTF_8)),
                        new DeadLetter.Header("raw", new byte[] {0, (byte) 0xff}),
                        new DeadLetter.Header("none", null)));
    }

    private static byte[] message(long id, long at) {
        return """
                {"room_id": "%d", "type": "chat", "payload": {"msgId": "%d", "createTime": "%d", "comment": "h\u00e9llo \ud83d\udc1e"}}""".formatted(ROOM, 7_000_000 + id, at).getBytes(UTF_8);
    }
}
