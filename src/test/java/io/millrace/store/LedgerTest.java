package io.millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.LiveEvent;
import io.millrace.event.RefusalReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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
    void aTopicMadeAgainUnderTheSameNameIsRefusedAndChangesNothing() {
        claim("one", 0);
        store(batch(1, 0, 10));

        assertThat(claim("another", 0)).isEqualTo(new Claim.TopicRecreated());

        assertThat(database.rows("SELECT topic_id, next_offset, epoch FROM ingest_ledger"))
                .containsExactly("one|10|1");
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
                RefusalReason.BAD_VALUE,
                "count: not a number",
                null,
                "\u0000\u0001{".getBytes(StandardCharsets.UTF_8),
                List.of(new DeadLetter.Header("trace\u0000", new byte[] {1, 2}), new DeadLetter.Header("none", null)));
        Batch<LiveEvent> batch = new Batch<>(new Slice(TOPIC, "one", 0, 1, 0, 1), List.of(), List.of(letter));

        assertThat(store(batch)).isEqualTo(new Outcome.Committed(new Account(1, 0, 0, 1)));

        assertThat(database.rows("SELECT reason, encode(value, 'hex'), headers FROM dead_letters"))
                .containsExactly("bad_value|00017b|[[\"trace\",\"AQI=\"],[\"none\",null]]");
        claim("one", 0);
        assertThat(store(new Batch<>(new Slice(TOPIC, "one", 0, 1, 1, 2), List.of(), List.of(letter))))
                .isEqualTo(new Outcome.Fenced());
    }

    private Claim claim(String topicId, long logStart) {
        return ledger.claim(TOPIC, topicId, 0, logStart).await().indefinitely();
    }

    private Outcome store(Batch<LiveEvent> batch) {
        return store.store(batch).await().indefinitely();
    }

    private static Batch<LiveEvent> batch(long epoch, int from, int until) {
        List<LiveEvent> world =
                GeneratedWorld.of(3, 1, 60).stream().filter(LiveEvent::dated).toList();
        return new Batch<>(new Slice(TOPIC, "one", 0, epoch, from, until), world.subList(from, until), List.of());
    }
}
