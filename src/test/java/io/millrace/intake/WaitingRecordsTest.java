package io.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaitingRecordsTest {
    private static final int BYTES = 100;
    private static final WaitingRecords.Bounds BOUNDS = new WaitingRecords.Bounds(4, 2000, 1 << 20);

    @Test
    void littleIsOneTransactionWhateverItsPartitions() {
        WaitingRecords waiting = waiting(BOUNDS, poll(30, 1, 2, 400));

        assertThat(sizes(waiting.take(false))).containsExactlyInAnyOrder(30, 1, 2, 400);
    }

    @Test
    void muchIsSharedByThoseWhoHaveNothingToDo() {
        WaitingRecords waiting = waiting(BOUNDS, poll(600, 700, 800, 900, 1000));

        List<List<Integer>> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(sizes(waiting.take(false)));
        }

        assertThat(taken.subList(0, 4))
                .allSatisfy(sizes ->
                        assertThat(sizes.stream().mapToInt(size -> size).sum()).isBetween(500, 1800));
        assertThat(taken.stream().flatMap(List::stream)).containsExactlyInAnyOrder(600, 700, 800, 900, 1000);
        assertThat(taken.get(4)).isEmpty();
    }

    @Test
    void aFewWaitForATransactionThatIsBeingWrittenAndGoTogetherIntoTheNext() {
        WaitingRecords waiting = waiting(BOUNDS, poll(10));
        List<Chunk> first = waiting.take(false);
        waiting.add(poll(0, 200));
        waiting.add(poll(0, 0, 299));

        assertThat(waiting.take(false)).isEmpty();
        assertThat(waiting.areHeldBack()).isTrue();
        end(waiting, first);

        assertThat(waiting.areHeldBack()).isFalse();
        assertThat(sizes(waiting.take(false))).containsExactly(200, 299);
    }

    @Test
    void aFewGoBesideATransactionThatHangs() {
        WaitingRecords waiting = waiting(BOUNDS, poll(10));
        waiting.take(false);
        waiting.add(poll(0, 200));

        assertThat(sizes(waiting.take(true))).containsExactly(200);
    }

    @Test
    void aFewLargeOnesGoBesideATransactionToo() {
        WaitingRecords waiting = waiting(BOUNDS, poll(10));
        waiting.take(false);
        waiting.add(poll(Map.of(1, 9), 0, null, 1 << 20));

        assertThat(waiting.take(false)).isNotEmpty();
    }

    @Test
    void aPartitionIsInOneTransactionAtATime() {
        WaitingRecords waiting = waiting(BOUNDS, poll(1000));
        List<Chunk> first = waiting.take(false);
        waiting.add(poll(Map.of(0, 1000), 1000, null));

        assertThat(waiting.take(true)).isEmpty();
        end(waiting, first);

        assertThat(waiting.take(false))
                .singleElement()
                .satisfies(chunk -> assertThat(chunk.records().get(0).offset()).isEqualTo(1000));
    }

    @Test
    void noMoreAreWrittenSideBySideThanThereAreWriters() {
        WaitingRecords waiting = waiting(new WaitingRecords.Bounds(2, 500, 1 << 20), poll(500, 500, 500));

        assertThat(waiting.take(false)).isNotEmpty();
        assertThat(waiting.take(false)).isNotEmpty();
        assertThat(waiting.take(true)).isEmpty();
        assertThat(waiting.areHeldBack()).isFalse();
    }

    @Test
    void chunksOfAPartitionThatFollowEachOtherAreOne() {
        WaitingRecords waiting = waiting(BOUNDS, poll(Map.of(0, 100), 0, 102L), poll(Map.of(0, 50), 102, null));

        assertThat(waiting.take(false)).singleElement().satisfies(chunk -> {
            assertThat(chunk.records()).hasSize(150);
            assertThat(chunk.nextOffset()).isEqualTo(152);
        });
    }

    @Test
    void chunksBetweenWhichReadingWasSetBackAreTwo() {
        WaitingRecords waiting = waiting(BOUNDS, poll(Map.of(0, 100), 50, null), poll(Map.of(0, 150), 0, null));

        List<Chunk> first = waiting.take(false);
        end(waiting, first);
        List<Chunk> second = waiting.take(false);

        assertThat(first.get(0).records().get(0).offset()).isEqualTo(50);
        assertThat(second.get(0).records().get(0).offset()).isZero();
    }

    @Test
    void aTransactionHoldsNoMoreBytesThanItsBound() {
        WaitingRecords waiting = waiting(new WaitingRecords.Bounds(1, 1000, 3000), poll(100, 100));

        assertThat(all(waiting)).hasSize(7).allSatisfy(chunks -> assertThat(
                        chunks.stream().mapToInt(Chunk::size).sum())
                .isBetween(20, 30));
    }

    @Test
    void aRecordLargerThanTheBoundGoesAlone() {
        WaitingRecords waiting = waiting(new WaitingRecords.Bounds(1, 1000, BYTES - 1), poll(3));

        assertThat(all(waiting).stream().map(WaitingRecordsTest::sizes))
                .containsExactly(List.of(1), List.of(1), List.of(1));
    }

    @Test
    void everyRecordIsTakenInOrderAndEachChunkBeginsWhereTheOneBeforeEnded() {
        Random random = new Random(7);
        WaitingRecords waiting = new WaitingRecords(new WaitingRecords.Bounds(3, 700, 50_000));
        long[] published = new long[6];
        Map<TopicPartition, Long> next = new HashMap<>();
        List<List<Chunk>> writing = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            int partition = random.nextInt(published.length);
            int size = 1 + random.nextInt(900);
            waiting.add(poll(Map.of(partition, size), published[partition], null));
            published[partition] += size;
            write(waiting, writing, next, random.nextBoolean());
            while (!writing.isEmpty() && random.nextInt(3) > 0) {
                end(waiting, writing.remove(random.nextInt(writing.size())));
            }
        }
        write(waiting, writing, next, true);
        while (!writing.isEmpty()) {
            end(waiting, writing.remove(0));
            write(waiting, writing, next, true);
        }

        assertThat(waiting.areMany()).isFalse();
        assertThat(IntStream.range(0, published.length)
                        .mapToLong(partition -> next.get(new TopicPartition("t", partition))))
                .containsExactly(published[0], published[1], published[2], published[3], published[4], published[5]);
    }

    private static void write(
            WaitingRecords waiting, List<List<Chunk>> writing, Map<TopicPartition, Long> next, boolean few) {
        List<Chunk> chunks = waiting.take(few);
        while (!chunks.isEmpty()) {
            for (Chunk chunk : chunks) {
                long expected = next.getOrDefault(chunk.partition(), 0L);
                for (ConsumerRecord<byte[], byte[]> record : chunk.records()) {
                    assertThat(record.offset()).isEqualTo(expected++);
                }
                next.put(chunk.partition(), chunk.nextOffset());
            }
            assertThat(chunks.stream().map(Chunk::partition)).doesNotHaveDuplicates();
            assertThat(chunks.stream().mapToInt(Chunk::size).sum()).isLessThanOrEqualTo(500);
            writing.add(chunks);
            assertThat(writing.stream().flatMap(List::stream).map(Chunk::partition))
                    .doesNotHaveDuplicates();
            chunks = waiting.take(few);
        }
    }

    @Test
    void fromSoManyOnTheNextPollHadBetterWait() {
        WaitingRecords waiting = waiting(new WaitingRecords.Bounds(1, 2000, 1 << 20), poll(4999));

        assertThat(waiting.areMany()).isFalse();
        waiting.add(poll(0, 1));
        assertThat(waiting.areMany()).isTrue();
        waiting.take(false);
        assertThat(waiting.areMany()).isFalse();
    }

    @Test
    void aPartitionThatHasEndedGoesOnWhileItsTransactionWaitsForAnother() {
        WaitingRecords waiting = waiting(BOUNDS, poll(10, 10));
        waiting.take(false);
        waiting.add(poll(0, 700));

        assertThat(waiting.take(true)).isEmpty();
        waiting.ended(new TopicPartition("t", 1));

        assertThat(sizes(waiting.take(false))).containsExactly(700);
    }

    @Test
    void aChunkThatDoesNotFitKeepsItsPlace() {
        WaitingRecords waiting = new WaitingRecords(new WaitingRecords.Bounds(1, 1000, 4 * BYTES));
        waiting.add(poll(Map.of(0, 4), 0, null));
        waiting.add(poll(Map.of(1, 6), 0, null));
        waiting.add(poll(Map.of(2, 4), 0, null));

        assertThat(all(waiting).stream().map(chunks -> chunks.stream()
                        .map(chunk -> chunk.partition().partition())
                        .toList()))
                .containsExactly(List.of(0), List.of(1), List.of(2), List.of(1));
    }

    @Test
    void aChunkThatIsCutAtAHoleOfTheLogEndsBehindTheHole() {
        ConsumerRecords<byte[], byte[]> before = poll(Map.of(0, 3), 0, 7L);
        WaitingRecords waiting = waiting(new WaitingRecords.Bounds(1, 3, 1 << 20), before, poll(Map.of(0, 3), 7, null));

        assertThat(all(waiting).stream().map(chunks -> chunks.get(0).nextOffset()))
                .containsExactly(7L, 10L);
    }

    private static void end(WaitingRecords waiting, List<Chunk> chunks) {
        chunks.forEach(chunk -> waiting.ended(chunk.partition()));
        waiting.ended();
    }

    /** One transaction after the other. */
    private static List<List<Chunk>> all(WaitingRecords waiting) {
        List<List<Chunk>> all = new ArrayList<>();
        List<Chunk> chunks = waiting.take(false);
        while (!chunks.isEmpty()) {
            all.add(chunks);
            end(waiting, chunks);
            chunks = waiting.take(false);
        }
        return all;
    }

    private static List<Integer> sizes(List<Chunk> chunks) {
        return chunks.stream().map(Chunk::size).toList();
    }

    @SafeVarargs
    private static WaitingRecords waiting(WaitingRecords.Bounds bounds, ConsumerRecords<byte[], byte[]>... polls) {
        WaitingRecords waiting = new WaitingRecords(bounds);
        for (ConsumerRecords<byte[], byte[]> poll : polls) {
            waiting.add(poll);
        }
        return waiting;
    }

    /** So many records of the partitions 0, 1, 2 and so on, from offset 0. */
    private static ConsumerRecords<byte[], byte[]> poll(int... sizes) {
        Map<Integer, Integer> partitions = new HashMap<>();
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] > 0) {
                partitions.put(i, sizes[i]);
            }
        }
        return poll(partitions, 0, null);
    }

    private static ConsumerRecords<byte[], byte[]> poll(
            Map<Integer, Integer> sizes, long firstOffset, @Nullable Long nextOffset) {
        return poll(sizes, firstOffset, nextOffset, BYTES);
    }

    private static ConsumerRecords<byte[], byte[]> poll(
            Map<Integer, Integer> sizes, long firstOffset, @Nullable Long nextOffset, int bytes) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        sizes.forEach((number, size) -> {
            TopicPartition partition = new TopicPartition("t", number);
            List<ConsumerRecord<byte[], byte[]>> ofPartition = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                ofPartition.add(new ConsumerRecord<>(
                        "t",
                        number,
                        firstOffset + i,
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        bytes,
                        new byte[0],
                        new byte[bytes],
                        new RecordHeaders(),
                        Optional.empty()));
            }
            records.put(partition, ofPartition);
            if (nextOffset != null) {
                next.put(partition, new OffsetAndMetadata(nextOffset));
            }
        });
        return new ConsumerRecords<>(records, next);
    }
}
