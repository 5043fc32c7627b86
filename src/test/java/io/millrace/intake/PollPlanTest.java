package io.millrace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PollPlanTest {
    private static final int BYTES = 100;
    private static final PollPlan.Bounds BOUNDS = new PollPlan.Bounds(4, 1000, 1 << 20);

    @Test
    void aSmallPollIsOneTransactionWhateverItsPartitions() {
        PollPlan plan = PollPlan.of(poll(30, 1, 2, 400), BOUNDS);

        assertThat(plan.lanes()).hasSize(1);
        assertThat(plan.lanes().get(0).transactions()).hasSize(1);
        assertThat(sizes(plan)).containsExactlyInAnyOrder(30, 1, 2, 400);
    }

    @Test
    void aLargePollIsSpreadEvenlyAndNoPartitionOverTwoLanes() {
        PollPlan plan = PollPlan.of(poll(2000, 900, 800, 700, 600), BOUNDS);

        assertThat(plan.lanes()).hasSize(4);
        assertThat(plan.lanes().stream().map(PollPlanTest::records)).containsExactly(2000, 900, 800, 1300);
        Set<TopicPartition> seen = new HashSet<>();
        for (PollPlan.Lane lane : plan.lanes()) {
            Set<TopicPartition> ofLane = new HashSet<>();
            lane.transactions().forEach(chunks -> chunks.forEach(chunk -> ofLane.add(chunk.partition())));
            assertThat(seen).doesNotContainAnyElementsOf(ofLane);
            seen.addAll(ofLane);
        }
    }

    @Test
    void aTransactionHoldsNoMoreRecordsThanItsBoundAndAPartitionOnce() {
        PollPlan plan = PollPlan.of(poll(2500, 300), new PollPlan.Bounds(1, 1000, 1 << 20));

        assertThat(plan.lanes().get(0).transactions()).allSatisfy(chunks -> {
            assertThat(chunks.stream().mapToInt(chunk -> chunk.records().size()).sum())
                    .isLessThanOrEqualTo(1000);
            assertThat(chunks.stream().map(PollPlan.Chunk::partition)).doesNotHaveDuplicates();
        });
        assertThat(plan.lanes().get(0).transactions()).hasSize(3);
    }

    @Test
    void aTransactionHoldsNoMoreBytesThanItsBound() {
        PollPlan plan = PollPlan.of(poll(100, 100), new PollPlan.Bounds(1, 1000, 3000));

        assertThat(plan.lanes().get(0).transactions()).hasSize(7).allSatisfy(chunks -> assertThat(chunks.stream()
                        .mapToInt(chunk -> chunk.records().size())
                        .sum())
                .isLessThanOrEqualTo(30));
    }

    @Test
    void aRecordLargerThanTheBoundGoesAlone() {
        PollPlan plan = PollPlan.of(poll(3), new PollPlan.Bounds(1, 1000, BYTES - 1));

        assertThat(plan.lanes().get(0).transactions()).hasSize(3);
    }

    @Test
    void everyRecordIsWrittenInOrderAndEachChunkBeginsWhereTheOneBeforeEnded() {
        PollPlan plan = PollPlan.of(poll(2500, 300, 1700, 5), new PollPlan.Bounds(2, 700, 50_000));

        Map<TopicPartition, Long> next = new HashMap<>();
        for (PollPlan.Lane lane : plan.lanes()) {
            for (List<PollPlan.Chunk> chunks : lane.transactions()) {
                for (PollPlan.Chunk chunk : chunks) {
                    assertThat(chunk.records().get(0).offset()).isEqualTo(next.getOrDefault(chunk.partition(), 0L));
                    next.put(chunk.partition(), chunk.nextOffset());
                }
            }
        }
        assertThat(next.values()).containsExactlyInAnyOrder(2500L, 300L, 1700L, 5L);
    }

    @Test
    void whereKafkaSaysThatReadingGoesOnFurtherBehindTheLastRecordTheLastChunkEndsThere() {
        PollPlan plan = PollPlan.of(poll(Map.of(0, 1500), 1502L), new PollPlan.Bounds(1, 1000, 1 << 20));

        assertThat(plan.lanes().get(0).transactions().stream()
                        .map(chunks -> chunks.get(0).nextOffset()))
                .containsExactly(1000L, 1502L);
    }

    private static int records(PollPlan.Lane lane) {
        return lane.transactions().stream()
                .flatMap(List::stream)
                .mapToInt(chunk -> chunk.records().size())
                .sum();
    }

    private static List<Integer> sizes(PollPlan plan) {
        return plan.lanes().get(0).transactions().get(0).stream()
                .map(chunk -> chunk.records().size())
                .toList();
    }

    private static ConsumerRecords<byte[], byte[]> poll(int... sizes) {
        Map<Integer, Integer> partitions = new HashMap<>();
        for (int i = 0; i < sizes.length; i++) {
            partitions.put(i, sizes[i]);
        }
        return poll(partitions, null);
    }

    private static ConsumerRecords<byte[], byte[]> poll(Map<Integer, Integer> sizes, @Nullable Long nextOffset) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        sizes.forEach((number, size) -> {
            TopicPartition partition = new TopicPartition("t", number);
            List<ConsumerRecord<byte[], byte[]>> ofPartition = new ArrayList<>();
            for (int offset = 0; offset < size; offset++) {
                ofPartition.add(new ConsumerRecord<>(
                        "t",
                        number,
                        offset,
                        0,
                        TimestampType.CREATE_TIME,
                        0,
                        BYTES,
                        new byte[0],
                        new byte[BYTES],
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
