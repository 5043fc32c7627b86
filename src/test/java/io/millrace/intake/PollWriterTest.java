package io.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.event.LiveEvent;
import io.millrace.event.Reading;
import io.millrace.store.BatchStore;
import io.millrace.store.Claim;
import io.millrace.store.Ledger;
import io.millrace.store.LogBounds;
import io.millrace.store.PostgresLiveEventStore;
import io.millrace.store.StoreDatabase;
import io.millrace.telemetry.IntakeMetrics;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the real store; the polls are made here, since their sizes and their order are what is varied. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PollWriterTest {
    private static final String TOPIC = Comments.TOPIC;
    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    // Far more than the tenth of a second that a few records wait, for the sake of a machine that does other things.
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int PARTITIONS = 5;

    private final Consumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private StoreDatabase database;
    private BatchStore<LiveEvent> store;
    private IntakeState state;
    private Positions positions;

    @BeforeAll
    void open() {
        database = new StoreDatabase("polls");
        store = new PostgresLiveEventStore(database.pool(), database.partitions());
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void claimAll() {
        database.clear();
        state = new IntakeState();
        positions = new Positions();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            claim(partition);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverThePollsEachRecordIsWrittenOnce(long seed) {
        Random random = new Random(seed);
        int[] offsets = new int[PARTITIONS];
        PollWriter<LiveEvent> writer = writer(store, PollWriterTest::read);

        for (int poll = 0; poll < 40; poll++) {
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new HashMap<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                int records = random.nextInt(3) == 0 ? random.nextInt(900) : random.nextInt(9);
                // Now and then from further back, as after a seek.
                int from = random.nextInt(5) == 0 ? Math.max(0, offsets[partition] - 50) : offsets[partition];
                if (records > 0) {
                    polled.put(
                            new TopicPartition(TOPIC, partition),
                            records(partition, from, offsets[partition] + records));
                    offsets[partition] += records;
                }
            }
            writer.write(polled(polled)).await().atMost(A_MINUTE);
        }

        List<String> whole = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> "%d|%d|%d|%d|0"
                        .formatted(partition, offsets[partition], offsets[partition], offsets[partition]))
                .toList();
        inTime().untilAsserted(() -> assertThat(books()).isEqualTo(whole));
        assertThat(database.rows("SELECT count(*) FROM live_events"))
                .containsExactly("" + IntStream.of(offsets).sum());
        assertThat(state.broken()).isEmpty();
    }

    @Test
    void whereMuchWaitsNoPollIsLetInUntilSomeIsWritten() {
        Queue<UniEmitter<? super Void>> held = new ConcurrentLinkedQueue<>();
        BatchStore<LiveEvent> slow =
                batches -> Uni.createFrom().<Void>emitter(held::add).chain(() -> store.store(batches));
        PollWriter<LiveEvent> writer = writer(slow, PollWriterTest::read);

        CompletableFuture<Void> first = written(writer, 1, 0, 4_000);
        inTime().until(first::isDone);
        CompletableFuture<Void> second = written(writer, 1, 4_000, 12_000);
        inTime().until(() -> held.size() == 1);

        assertThat(second).as("10,000 wait for the one that is being written").isNotDone();
        inTime().until(() -> {
            let(held.poll());
            return second.isDone();
        });
        inTime().until(() -> {
            let(held.poll());
            return books().contains("1|12000|12000|12000|0");
        });
    }

    @Test
    void aFewRecordsDoNotWaitForATransactionThatHangs() {
        Queue<UniEmitter<? super Void>> held = new ConcurrentLinkedQueue<>();
        PollWriter<LiveEvent> writer = writer(holdingUp(0, held), PollWriterTest::read);
        written(writer, 0, 0, 10).join();
        inTime().until(() -> held.size() == 1);

        written(writer, 1, 0, 5).join();

        inTime().atMost(SOON).untilAsserted(() -> assertThat(books().get(1)).isEqualTo("1|5|5|5|0"));
        assertThat(books().get(0)).as("hangs still").isEqualTo("0|0|0|0|0");
        let(held.poll());
        inTime().untilAsserted(() -> assertThat(books().get(0)).isEqualTo("0|10|10|10|0"));
    }

    /** What waits was polled before the claim and stands before what is polled after it. */
    @Test
    void aPartitionThatIsRevokedAndClaimedAnewWhileItsRecordsWaitIsWrittenOnce() {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        Queue<UniEmitter<? super Void>> held = new ConcurrentLinkedQueue<>();
        PollWriter<LiveEvent> writer = writer(holdingUp(0, held), PollWriterTest::read);
        written(writer, 0, 0, 10).join();
        inTime().until(() -> held.size() == 1);
        written(writer, 0, 10, 30).join();

        positions.forget(consumer, List.of(partition));
        claim(0);
        written(writer, 0, 0, 30).join();

        // The transaction that hung is fenced, and must not give up what was claimed since.
        inTime().until(() -> {
            let(held.poll());
            return books().get(0).equals("0|30|30|30|0");
        });
        // What had waited was beyond the position: Kafka was asked to go back to it.
        written(writer, 0, 0, 40).join();
        inTime().until(() -> {
            let(held.poll());
            return books().get(0).equals("0|40|40|40|0");
        });
        assertThat(database.rows("SELECT count(*) FROM live_events")).containsExactly("40");
        inTime().untilAsserted(() -> assertThat(positions.held(partition)).contains(new Position.Held("id", 2, 40)));
        assertThat(state.broken()).isEmpty();
    }

    @Test
    void aPollThatBeginsBeyondThePositionIsReadAgainAndBelievedTheSecondTime() {
        PollWriter<LiveEvent> writer = writer(store, PollWriterTest::read);

        written(writer, 0, 10, 20).join();
        inTime().untilAsserted(() -> assertThat(positions
                        .held(new TopicPartition(TOPIC, 0))
                        .orElseThrow()
                        .gaps())
                .containsExactly(10L));
        assertThat(books().get(0)).isEqualTo("0|0|0|0|0");
        written(writer, 0, 10, 20).join();

        inTime().untilAsserted(() -> assertThat(books().get(0)).isEqualTo("0|20|10|10|0"));
    }

    @Test
    void whatIsWrongWithTheProgramIsToldAndWhatComesLaterOfAnotherPartitionIsWritten() {
        Function<ConsumerRecord<byte[], byte[]>, Reading<LiveEvent>> wrong = record -> {
            if (record.partition() == 2) {
                throw new IllegalStateException("a mistake of ours");
            }
            return read(record);
        };
        PollWriter<LiveEvent> writer = writer(store, wrong);

        written(writer, 2, 0, 10).join();
        inTime().until(() -> !state.broken().isEmpty());
        written(writer, 3, 0, 10).join();

        assertThat(state.broken())
                .hasEntrySatisfying("live-events", why -> assertThat(why).contains("a mistake of ours"));
        inTime().untilAsserted(() -> assertThat(books().subList(2, 4)).containsExactly("2|0|0|0|0", "3|10|10|10|0"));
    }

    private void claim(int partition) {
        Claim.Granted claim = (Claim.Granted) new Ledger(database.pool())
                .claim(TOPIC, partition, new LogBounds("id", 0, 1_000_000), null)
                .await()
                .atMost(A_MINUTE);
        positions.set(
                consumer,
                new TopicPartition(TOPIC, partition),
                new Position.Held("id", claim.epoch(), claim.nextOffset()));
    }

    /** The store, to which a transaction that holds records of this partition comes when it is {@link #let}. */
    private BatchStore<LiveEvent> holdingUp(int partition, Queue<UniEmitter<? super Void>> held) {
        return batches -> batches.stream().anyMatch(batch -> batch.slice().partition() == partition)
                ? Uni.createFrom().<Void>emitter(held::add).chain(() -> store.store(batches))
                : store.store(batches);
    }

    private static void let(@Nullable UniEmitter<? super Void> held) {
        if (held != null) {
            held.complete(null);
        }
    }

    private CompletableFuture<Void> written(PollWriter<LiveEvent> writer, int partition, int from, int until) {
        return writer.write(polled(Map.of(new TopicPartition(TOPIC, partition), records(partition, from, until))))
                .subscribeAsCompletionStage();
    }

    private static ConsumerRecords<byte[], byte[]> polled(
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records) {
        return new RunPerPartition().onConsume(new ConsumerRecords<>(records, Map.of()));
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(int partition, int from, int until) {
        return IntStream.range(from, until)
                .mapToObj(offset -> Comments.comment(partition, offset, 1 + partition * 1_000_000L + offset, "fine"))
                .toList();
    }

    private static Reading<LiveEvent> read(ConsumerRecord<byte[], byte[]> record) {
        return Comments.READER.read(record.value(), Comments.NOW);
    }

    private PollWriter<LiveEvent> writer(
            BatchStore<LiveEvent> through, Function<ConsumerRecord<byte[], byte[]>, Reading<LiveEvent>> reader) {
        IntakeConfig config = IntakeParts.config();
        ChannelConsumers consumers = new ChannelConsumers(IntakeParts.noConsumers());
        return new PollWriters(
                        positions,
                        new PartitionClaims(
                                new Ledger(database.pool()),
                                new Topics(config, new BrokerAccess(config)),
                                positions,
                                state,
                                config),
                        consumers,
                        new Drain(config, state, new OffsetMirror(consumers, positions, state)),
                        state,
                        config,
                        new IntakeMetrics(new SimpleMeterRegistry()))
                .of("live-events", reader, through);
    }

    private List<String> books() {
        return database.rows(
                "SELECT partition, next_offset, received, stored, duplicate FROM ingest_ledger ORDER BY 1");
    }

    private static ConditionFactory inTime() {
        return Awaitility.await().atMost(A_MINUTE);
    }
}
