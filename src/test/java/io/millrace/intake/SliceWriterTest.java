package io.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.event.LiveEvent;
import io.millrace.store.BatchStore;
import io.millrace.store.Claim;
import io.millrace.store.Ledger;
import io.millrace.store.LogBounds;
import io.millrace.store.PostgresLiveEventStore;
import io.millrace.store.Slice;
import io.millrace.store.StoreDatabase;
import io.millrace.telemetry.IntakeMetrics;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the real store; the failures are the real server's, or a layer over the store that fails on purpose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SliceWriterTest {
    private static final String TOPIC = Comments.TOPIC;
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private StoreDatabase database;
    private BatchStore<LiveEvent> store;
    private IntakeState state;

    @BeforeAll
    void open() {
        database = new StoreDatabase("slices");
        database.execute("ALTER TABLE live_events ADD CONSTRAINT no_poison CHECK (comment <> 'poison')");
        store = new PostgresLiveEventStore(database.pool(), database.partitions());
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void clear() {
        database.clear();
        state = new IntakeState();
        Claim claim = new Ledger(database.pool())
                .claim(TOPIC, 0, new LogBounds("id", 0, 1_000_000), null)
                .await()
                .atMost(A_MINUTE);
        assertThat(claim).isEqualTo(new Claim.Granted(1, 0));
    }

    @ParameterizedTest(name = "{0} bad of {1}: at most {2} transactions")
    @CsvSource({"1, 1000, 22", "2, 1000, 42", "0, 1000, 1", "5, 5, 14", "1, 1, 2"})
    void isolatesThePoisonByHalving(int bad, int records, int mostTransactions) {
        Set<Integer> poisoned = new java.util.HashSet<>();
        for (int i = 0; i < bad; i++) {
            poisoned.add(i * records / bad);
        }
        AtomicInteger transactions = new AtomicInteger();
        BatchStore<LiveEvent> counting = batch -> {
            transactions.incrementAndGet();
            return store.store(batch);
        };

        SliceEnd end = write(counting, records, poisoned);

        assertThat(end).isEqualTo(SliceEnd.WRITTEN);
        assertThat(books()).containsExactly("%d|%d|%d|0|%d".formatted(records, records, records - bad, bad));
        assertThat(database.rows(
                        "SELECT \"offset\" FROM dead_letters WHERE reason = 'rejected_by_database' ORDER BY 1"))
                .containsExactlyElementsOf(
                        poisoned.stream().sorted().map(String::valueOf).toList());
        assertThat(transactions.get()).isLessThanOrEqualTo(mostTransactions);
    }

    @Test
    void aFaultOfTheEnvironmentIsWaitedOutShownAndLeavesNoDeadLetter() {
        AtomicInteger failures = new AtomicInteger(6);
        List<String> shown = new ArrayList<>();
        BatchStore<LiveEvent> failing = batch -> {
            shown.addAll(state.pauses().values());
            return failures.getAndDecrement() > 0
                    ? Uni.createFrom().failure(new PgException("no space left on device", "FATAL", "53100", ""))
                    : store.store(batch);
        };

        write(failing, 10, Set.of());

        assertThat(books()).containsExactly("10|10|10|0|0");
        assertThat(shown).isNotEmpty().allSatisfy(reason -> assertThat(reason).contains("53100"));
        assertThat(state.pauses()).isEmpty();
    }

    @Test
    void aCommitWhoseAnswerWasLostIsNotWrittenTwice() {
        AtomicInteger lost = new AtomicInteger(1);
        BatchStore<LiveEvent> cut = batch -> store.store(batch)
                .chain(outcome -> lost.getAndDecrement() > 0
                        ? Uni.createFrom().failure(new java.io.IOException("Connection reset by peer"))
                        : Uni.createFrom().item(outcome));

        SliceEnd end = write(cut, 10, Set.of());

        assertThat(end).isEqualTo(SliceEnd.WRITTEN);
        assertThat(books()).containsExactly("10|10|10|0|0");
    }

    @Test
    void aPartitionThatIsNoLongerOursIsLeftAlone() {
        new Ledger(database.pool())
                .claim(TOPIC, 0, new LogBounds("id", 0, 1_000_000), null)
                .await()
                .atMost(A_MINUTE);

        SliceEnd end = write(store, 10, Set.of());

        assertThat(end).isEqualTo(SliceEnd.FENCED);
        assertThat(books()).containsExactly("0|0|0|0|0");
    }

    @Test
    void ofPartitionsThatGoTogetherOnlyTheOneWithThePoisonHasADeadLetter() {
        claim(1);

        List<SliceEnd> ends = writeTogether(store, slice(0, 1, Set.of()), slice(1, 1, Set.of(3)));

        assertThat(ends).containsExactly(SliceEnd.WRITTEN, SliceEnd.WRITTEN);
        assertThat(booksOfEach()).containsExactly("0|10|10|10|0|0", "1|10|10|9|0|1");
        assertThat(database.rows("SELECT partition, \"offset\" FROM dead_letters"))
                .containsExactly("1|3");
    }

    @Test
    void ofPartitionsThatGoTogetherTheOneThatIsNoLongerOursIsLeftAndTheOthersAreWritten() {
        claim(1);
        claim(1);
        claim(2);

        List<SliceEnd> ends = writeTogether(store, slice(0, 1, Set.of()), slice(1, 1, Set.of()), slice(2, 1, Set.of()));

        assertThat(ends).containsExactly(SliceEnd.WRITTEN, SliceEnd.FENCED, SliceEnd.WRITTEN);
        assertThat(booksOfEach()).containsExactly("0|10|10|10|0|0", "1|0|0|0|0|0", "2|10|10|10|0|0");
    }

    @Test
    void aCommonCommitWhoseAnswerWasLostIsWrittenOnceThoughOneOfThemWasClaimedMeanwhile() {
        claim(1);
        AtomicInteger lost = new AtomicInteger(1);
        BatchStore<LiveEvent> cut = batches -> store.store(batches)
                .chain(outcome -> lost.getAndDecrement() > 0
                        ? claimed(1).chain(() -> Uni.createFrom()
                                .failure(new java.io.IOException("Connection reset by peer")))
                        : Uni.createFrom().item(outcome));

        List<SliceEnd> ends = writeTogether(cut, slice(0, 1, Set.of()), slice(1, 1, Set.of()));

        assertThat(ends).containsExactly(SliceEnd.WRITTEN, SliceEnd.FENCED);
        assertThat(booksOfEach()).containsExactly("0|10|10|10|0|0", "1|10|10|10|0|0");
    }

    @Test
    void aPartitionWhoseWritingCannotPassHoldsUpNoneThatItWentWith() {
        claim(1);
        AtomicInteger failures = new AtomicInteger(6);
        List<String> writtenMeanwhile = new ArrayList<>();
        BatchStore<LiveEvent> failing = batches -> {
            boolean concerned = batches.stream().anyMatch(batch -> batch.slice().partition() == 0);
            if (concerned && failures.getAndDecrement() > 0) {
                writtenMeanwhile.clear();
                writtenMeanwhile.addAll(booksOfEach());
                return Uni.createFrom().failure(new PgException("no such column", "ERROR", "42703", ""));
            }
            return store.store(batches);
        };

        List<String> ends = Collections.synchronizedList(new ArrayList<>());
        new SliceWriter<>(failing, state, new IntakeMetrics(new SimpleMeterRegistry()))
                .write(
                        List.of(slice(0, 1, Set.of()), slice(1, 1, Set.of())),
                        (slices, end) -> slices.forEach(slice -> ends.add(slice.partition() + " " + end)))
                .await()
                .atMost(A_MINUTE);

        assertThat(writtenMeanwhile).containsExactly("0|0|0|0|0|0", "1|10|10|10|0|0");
        assertThat(ends).as("as soon as it is written").containsExactly("1 WRITTEN", "0 WRITTEN");
    }

    @Test
    void asManyAsCannotPassHoldUpNoneThatTheyWentWith() {
        for (int partition = 1; partition < 4; partition++) {
            claim(partition);
        }
        List<Integer> ended = Collections.synchronizedList(new ArrayList<>());
        BatchStore<LiveEvent> failing = batches -> {
            boolean concerned = batches.stream().anyMatch(batch -> batch.slice().partition() < 3);
            return concerned && !ended.contains(3)
                    ? Uni.createFrom().failure(new PgException("no such column", "ERROR", "42703", ""))
                    : store.store(batches);
        };

        new SliceWriter<>(failing, state, new IntakeMetrics(new SimpleMeterRegistry()))
                .write(
                        List.of(
                                slice(0, 1, Set.of()),
                                slice(1, 1, Set.of()),
                                slice(2, 1, Set.of()),
                                slice(3, 1, Set.of())),
                        (slices, end) -> slices.forEach(slice -> ended.add(slice.partition())))
                .await()
                .atMost(A_MINUTE);

        assertThat(ended).hasSize(4).startsWith(3);
    }

    @Test
    void aMistakeOfWhoeverIsToldOfTheEndIsNotTriedAgainAsTheStores() {
        AtomicInteger transactions = new AtomicInteger();
        BatchStore<LiveEvent> counting = batches -> {
            transactions.incrementAndGet();
            return store.store(batches);
        };

        Throwable failure = new SliceWriter<>(counting, state, new IntakeMetrics(new SimpleMeterRegistry()))
                .write(List.of(slice(0, 1, Set.of())), (slices, end) -> {
                    throw new IllegalStateException("a mistake of ours");
                })
                .onItemOrFailure()
                .transform((written, wrong) -> wrong)
                .await()
                .atMost(A_MINUTE);

        assertThat(failure).hasMessage("a mistake of ours");
        assertThat(transactions.get()).isEqualTo(1);
        assertThat(books()).containsExactly("10|10|10|0|0");
        assertThat(state.pauses()).isEmpty();
    }

    private void claim(int partition) {
        claimed(partition).await().atMost(A_MINUTE);
    }

    private Uni<Claim> claimed(int partition) {
        return new Ledger(database.pool()).claim(TOPIC, partition, new LogBounds("id", 0, 1_000_000), null);
    }

    /** Ten messages that no other partition has. */
    private static SliceRecords<LiveEvent> slice(int partition, long epoch, Set<Integer> poisoned) {
        return new SliceRecords<>(
                new Slice(TOPIC, "id", partition, epoch, 0, 10), records(10, poisoned, partition * 100));
    }

    @SafeVarargs
    private List<SliceEnd> writeTogether(BatchStore<LiveEvent> through, SliceRecords<LiveEvent>... slices) {
        Map<Slice, SliceEnd> ends = new ConcurrentHashMap<>();
        new SliceWriter<>(through, state, new IntakeMetrics(new SimpleMeterRegistry()))
                .write(List.of(slices), (ended, end) -> ended.forEach(slice -> ends.put(slice, end)))
                .await()
                .atMost(A_MINUTE);
        assertThat(ends).hasSize(slices.length);
        return Stream.of(slices).map(slice -> ends.get(slice.slice())).toList();
    }

    private List<String> booksOfEach() {
        return database.rows(
                "SELECT partition, next_offset, received, stored, duplicate, dead_lettered FROM ingest_ledger ORDER BY 1");
    }

    private SliceEnd write(BatchStore<LiveEvent> through, int records, Set<Integer> poisoned) {
        SliceWriter<LiveEvent> writer = new SliceWriter<>(through, state, new IntakeMetrics(new SimpleMeterRegistry()));
        Slice slice = new Slice(TOPIC, "id", 0, 1, 0, records);
        Map<Slice, SliceEnd> ends = new ConcurrentHashMap<>();
        writer.write(
                        List.of(new SliceRecords<>(slice, records(records, poisoned))),
                        (ended, end) -> ended.forEach(it -> ends.put(it, end)))
                .await()
                .atMost(A_MINUTE);
        return Objects.requireNonNull(ends.get(slice));
    }

    private List<String> books() {
        return database.rows("SELECT next_offset, received, stored, duplicate, dead_lettered FROM ingest_ledger");
    }

    private static List<ReadRecord<LiveEvent>> records(int count, Set<Integer> poisoned) {
        return records(count, poisoned, 0);
    }

    private static List<ReadRecord<LiveEvent>> records(int count, Set<Integer> poisoned, int firstMessage) {
        List<ReadRecord<LiveEvent>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ConsumerRecord<byte[], byte[]> record =
                    Comments.comment(0, i, 7_000_000L + firstMessage + i, poisoned.contains(i) ? "poison" : "fine");
            records.add(new ReadRecord<>(
                    record, Comments.READER.read(record.value(), Comments.NOW), Instant.ofEpochMilli(Comments.NOW)));
        }
        return records;
    }
}
