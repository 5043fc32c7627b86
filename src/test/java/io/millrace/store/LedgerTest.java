package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.LiveEvent;
import io.millrace.event.RefusalReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerTest {
    private static final String TOPIC = "tiktok.live-events";

    private StoreDatabase database;
    private Ledger ledger;
    private BatchStore<LiveEvent> store;

    @BeforeAll
    void open() {
        database = new StoreDatabase("ledger");
        ledger = new Ledger(database.pool());
        store = new PostgresLiveEventStore(database.pool(), database.partitions());
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void clear() {
        database.clear();
    }

    @Test
    void aPartitionThatWasNeverReadStartsAtTheLogsStart() {
        assertThat(claim("one", 40)).isEqualTo(new Claim.Granted(1, 40));
    }

    @Test
    void everyClaimRaisesTheEpochAndKeepsTheOffset() {
        claim("one", 0);
        assertThat(store(batch(1, 0, 10))).isEqualTo(new Outcome.Committed(new Account(10, 10, 0, 0)));

        assertThat(claim("one", 0)).isEqualTo(new Claim.Granted(2, 10));
    }

    @Test
    void aTopicMadeAgainUnderTheSameNameStopsAndFencesWhoReadTheOldOne() {
        claim("one", 0);
        store(batch(1, 0, 10));

        assertThat(claim("another", 0)).isEqualTo(new Claim.Stopped(IncidentKind.TOPIC_RECREATED));
        assertThat(claim("another", 0)).isEqualTo(new Claim.Stopped(IncidentKind.TOPIC_RECREATED));

        assertThat(database.rows("SELECT topic_id, next_offset FROM ingest_ledger"))
                .containsExactly("one|10");
        assertThat(database.rows(
                        "SELECT kind, topic_id, found_topic_id, next_offset, resumed_at FROM ingest_incidents"))
                .containsExactly("topic_recreated|one|another|10|");
        assertThat(store(batch(1, 10, 20))).isEqualTo(new Outcome.Fenced());
    }

    @Test
    void aStoppedPartitionStaysStoppedAlthoughTheLogGrowsPastTheBooks() {
        claim("one", 0);
        store(batch(1, 0, 10));
        assertThat(ledger.claim(TOPIC, 0, new LogBounds("one", 0, 9), null)
                        .await()
                        .indefinitely())
                .isEqualTo(new Claim.Stopped(IncidentKind.OFFSET_BEYOND_LOG_END));

        assertThat(claim("one", 0)).isEqualTo(new Claim.Stopped(IncidentKind.OFFSET_BEYOND_LOG_END));
    }

    @Test
    void aDecisionIsCarriedOutOnceAndSaysWhatItSkipped() {
        claim("one", 0);
        store(batch(1, 0, 10));
        database.execute("UPDATE ingest_ledger SET log_end_offset = 15");
        claim("another", 40);
        database.execute("UPDATE ingest_incidents SET decision = 'start', decided_at = now()");
        LogBounds log = new LogBounds("another", 40, 50);

        Claim resumed = ledger.claim(TOPIC, 0, log, null).await().indefinitely();

        assertThat(resumed).isInstanceOfSatisfying(Claim.Granted.class, it -> assertThat(it.nextOffset())
                .isEqualTo(40));
        assertThat(database.rows("SELECT resumed_offset, skipped FROM ingest_incidents WHERE resumed_at IS NOT NULL"))
                .as("five of the old topic that were never read")
                .containsExactly("40|5");
        assertThat(database.rows("SELECT topic_id, next_offset FROM ingest_ledger"))
                .containsExactly("another|40");
        assertThat(ledger.claim(TOPIC, 0, log, null).await().indefinitely())
                .isInstanceOfSatisfying(
                        Claim.Granted.class, it -> assertThat(it.nextOffset()).isEqualTo(40));
    }

    @Test
    void whatRetentionHasDeletedStopsThePartitionUnlessASettingSaysSkip() {
        claim("one", 0);
        store(batch(1, 0, 10));
        LogBounds log = new LogBounds("one", 25, 90);
        assertThat(ledger.claim(TOPIC, 0, log, null).await().indefinitely())
                .isEqualTo(new Claim.Stopped(IncidentKind.OFFSET_BELOW_LOG_START));
        database.execute("DELETE FROM ingest_incidents");

        Claim skipped = ledger.claim(TOPIC, 0, log, Decision.START).await().indefinitely();

        assertThat(skipped).isInstanceOfSatisfying(Claim.Granted.class, it -> assertThat(it.nextOffset())
                .isEqualTo(25));
        assertThat(database.rows("SELECT kind, decision, resumed_offset, skipped FROM ingest_incidents"))
                .containsExactly("offset_below_log_start|start|25|15");
    }

    @Test
    void aConsumerThatLostItsClaimCommitsNothing() {
        claim("one", 0);
        claim("one", 0);

        assertThat(store(batch(1, 0, 10))).isEqualTo(new Outcome.Fenced());

        assertThat(database.rows("SELECT count(*) FROM live_events")).containsExactly("0");
        assertThat(database.figures()).isEmpty();
    }

    @Test
    void whatAnotherProcessHasWrittenIsADuplicateAlthoughThisOneNeverSentIt() {
        claim("one", 0);
        store(batch(1, 0, 10));
        BatchStore<LiveEvent> another = new PostgresLiveEventStore(database.pool(), database.partitions());

        Outcome outcome = another.store(
                        List.of(new Batch<>(new Slice(TOPIC, "one", 0, 1, 10, 25), world(5, 20), List.of())))
                .await()
                .indefinitely();

        assertThat(outcome).isEqualTo(new Outcome.Committed(new Account(15, 10, 5, 0)));
        assertThat(database.rows("SELECT count(*) FROM live_events")).containsExactly("20");
        assertThat(database.differences()).isEmpty();
    }

    @Test
    void anEventThatComesAgainBesideNewOnesIsADuplicateAndNoneOfThemIsRefused() {
        claim("one", 0);
        store(batch(1, 0, 10));

        Outcome outcome = store(new Batch<>(new Slice(TOPIC, "one", 0, 1, 10, 25), world(5, 20), List.of()));

        assertThat(outcome).isEqualTo(new Outcome.Committed(new Account(15, 10, 5, 0)));
        assertThat(database.differences()).isEmpty();
    }

    @Test
    void aBatchThatWasCommittedWithoutItsAnswerIsNotWrittenAgain() {
        claim("one", 0);
        store(batch(1, 0, 10));
        List<String> figures = database.figures();

        assertThat(store(batch(1, 0, 10))).isEqualTo(new Outcome.AlreadyApplied());

        assertThat(database.figures()).isEqualTo(figures);
        assertThat(database.rows("SELECT received, stored, duplicate, dead_lettered FROM ingest_ledger"))
                .containsExactly("10|10|0|0");
    }

    @Test
    void aBatchThatDoesNotBeginAtTheLedgersOffsetIsFenced() {
        claim("one", 0);

        assertThat(store(batch(1, 5, 10))).isEqualTo(new Outcome.Fenced());
    }

    @Test
    void aBatchOfDeadLettersAloneMovesTheLedgerUnderTheSameFence() {
        claim("one", 0);
        DeadLetter letter = new DeadLetter(
                0,
                Instant.now(),
                null,
                RefusalReason.BAD_VALUE,
                "count: not a number",
                null,
                "\u0000\u0001{".getBytes(StandardCharsets.UTF_8),
                List.of(new DeadLetter.Header("trace\u0000", new byte[] {1, 2}), new DeadLetter.Header("none", null)));
        Batch<LiveEvent> batch = new Batch<>(new Slice(TOPIC, "one", 0, 1, 0, 1), List.of(), List.of(letter));

        assertThat(store(batch)).isEqualTo(new Outcome.Committed(new Account(1, 0, 0, 1), Map.of("bad_value", 1L)));

        assertThat(database.rows("SELECT reason, encode(value, 'hex'), headers FROM dead_letters"))
                .containsExactly("bad_value|00017b|[[\"trace\",\"AQI=\"],[\"none\",null]]");
        claim("one", 0);
        assertThat(store(new Batch<>(new Slice(TOPIC, "one", 0, 1, 1, 2), List.of(), List.of(letter))))
                .isEqualTo(new Outcome.Fenced());
    }

    @Test
    void aLetterWhoseOffsetIsReadAgainIsADuplicateWhateverItIsRefusedForThisTime() {
        claim("one", 0);
        store(new Batch<>(
                new Slice(TOPIC, "one", 0, 1, 0, 2),
                List.of(),
                List.of(letter(0, RefusalReason.TOO_OLD), letter(1, RefusalReason.TOO_LARGE))));
        database.execute("UPDATE dead_letters SET replayed_at = now() WHERE \"offset\" = 1");
        database.execute("UPDATE ingest_ledger SET next_offset = 0, epoch = 2, stored = 1, dead_lettered = 1");

        Outcome again = store(new Batch<>(
                new Slice(TOPIC, "one", 0, 2, 0, 4),
                List.of(),
                List.of(
                        letter(0, RefusalReason.TOO_OLD),
                        letter(1, RefusalReason.TOO_OLD),
                        letter(2, RefusalReason.TOO_OLD),
                        letter(3, RefusalReason.BAD_ID))));

        assertThat(again)
                .isEqualTo(new Outcome.Committed(new Account(4, 0, 2, 2), Map.of("too_old", 1L, "bad_id", 1L)));
        assertThat(database.rows("SELECT next_offset, received, stored, duplicate, dead_lettered FROM ingest_ledger"))
                .containsExactly("4|6|1|2|3");
        assertThat(database.rows("SELECT reason, \"offset\" FROM dead_letters ORDER BY 2"))
                .containsExactly("too_old|0", "too_large|1", "too_old|2", "bad_id|3");
    }

    @Test
    void theLetterOfAnotherTopicOfTheSameNameIsAnother() {
        claim("one", 0);
        store(new Batch<>(new Slice(TOPIC, "one", 0, 1, 0, 1), List.of(), List.of(letter(0, RefusalReason.TOO_OLD))));
        database.execute("UPDATE ingest_ledger SET topic_id = 'two', next_offset = 0, epoch = 2");

        Outcome outcome = store(
                new Batch<>(new Slice(TOPIC, "two", 0, 2, 0, 1), List.of(), List.of(letter(0, RefusalReason.TOO_OLD))));

        assertThat(outcome).isEqualTo(new Outcome.Committed(new Account(1, 0, 0, 1), Map.of("too_old", 1L)));
    }

    @Test
    void aBatchOfDeadLettersIsFencedByEachPartOfItsPosition() {
        claim("one", 0);
        List<DeadLetter> letters = List.of(letter(0, RefusalReason.TOO_OLD));

        for (Slice elsewhere : List.of(
                new Slice("another.topic", "one", 0, 1, 0, 1),
                new Slice(TOPIC, "two", 0, 1, 0, 1),
                new Slice(TOPIC, "one", 1, 1, 0, 1),
                new Slice(TOPIC, "one", 0, 2, 0, 1),
                new Slice(TOPIC, "one", 0, 1, 1, 2))) {
            assertThat(store(new Batch<>(elsewhere, List.of(), letters)))
                    .as(elsewhere.toString())
                    .isEqualTo(new Outcome.Fenced());
        }

        assertThat(database.rows("SELECT count(*) FROM dead_letters")).containsExactly("0");
        assertThat(database.rows("SELECT next_offset, received FROM ingest_ledger"))
                .containsExactly("0|0");
    }

    @Test
    void batchesOfSeveralPartitionsGoTogetherOrNotAtAll() {
        claim("one", 0);
        claim("one", 1, 0);
        claim("one", 1, 0);
        Batch<LiveEvent> first = batch(1, 0, 10);
        Batch<LiveEvent> fenced = batch(1, 1, 10, 20, List.of());
        Batch<LiveEvent> rightful = batch(1, 2, 10, 20, List.of());

        assertThat(store(List.of(first, fenced))).isEqualTo(new Outcome.Fenced());
        assertThat(database.rows("SELECT count(*) FROM live_events")).containsExactly("0");
        assertThat(database.rows("SELECT partition, next_offset, received FROM ingest_ledger ORDER BY 1"))
                .containsExactly("0|0|0", "1|0|0");

        assertThat(store(List.of(first, rightful))).isEqualTo(new Outcome.Committed(new Account(20, 20, 0, 0)));
        assertThat(store(List.of(first, rightful)))
                .as("the answer had been lost")
                .isEqualTo(new Outcome.AlreadyApplied());
        assertThat(database.rows("SELECT partition, next_offset, stored FROM ingest_ledger ORDER BY 1"))
                .containsExactly("0|10|10", "1|10|10");
    }

    @Test
    void eachPartitionKeepsItsOwnAccountOfWhatWentTogether() {
        claim("one", 0);
        claim("one", 1, 0);
        Batch<LiveEvent> first = batch(1, 0, 10);
        // Five messages that the first batch brings too, five of its own, and two letters.
        Batch<LiveEvent> second =
                batch(1, 1, 5, 15, List.of(letter(10, RefusalReason.TOO_OLD), letter(11, RefusalReason.BAD_ID)));

        assertThat(store(List.of(first, second)))
                .isEqualTo(new Outcome.Committed(new Account(22, 15, 5, 2), Map.of("too_old", 1L, "bad_id", 1L)));

        assertThat(
                        database.rows(
                                "SELECT partition, next_offset, received, stored, duplicate, dead_lettered FROM ingest_ledger ORDER BY 1"))
                .containsExactly("0|10|10|10|0|0", "1|12|12|5|5|2");
        assertThat(database.rows("SELECT count(*) FROM live_events")).containsExactly("15");
    }

    private static DeadLetter letter(long offset, RefusalReason reason) {
        Instant at = Instant.parse("2026-11-20T12:00:00Z");
        return new DeadLetter(offset, at, at, reason, "said the test", null, new byte[] {1}, List.of());
    }

    private Claim claim(String topicId, long logStart) {
        return claim(topicId, 0, logStart);
    }

    private Claim claim(String topicId, int partition, long logStart) {
        return ledger.claim(TOPIC, partition, new LogBounds(topicId, logStart, 1_000_000), null)
                .await()
                .indefinitely();
    }

    private Outcome store(Batch<LiveEvent> batch) {
        return store(List.of(batch));
    }

    private Outcome store(List<Batch<LiveEvent>> batches) {
        return store.store(batches).await().indefinitely();
    }

    private static Batch<LiveEvent> batch(long epoch, int from, int until) {
        List<LiveEvent> events = world(from, until);
        return new Batch<>(new Slice(TOPIC, "one", 0, epoch, from, until), events, List.of());
    }

    /** From offset 0 on: the events, and behind them the letters. */
    private static Batch<LiveEvent> batch(int partition, long epoch, int from, int until, List<DeadLetter> letters) {
        int received = until - from + letters.size();
        return new Batch<>(new Slice(TOPIC, "one", partition, epoch, 0, received), world(from, until), letters);
    }

    private static List<LiveEvent> world(int from, int until) {
        return GeneratedWorld.of(3, 1, 60).stream()
                .filter(LiveEvent::dated)
                .toList()
                .subList(from, until);
    }
}
