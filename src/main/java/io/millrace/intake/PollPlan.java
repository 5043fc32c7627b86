package io.millrace.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How a poll is written: its partitions divided among lanes, and each lane cut into transactions.
 *
 * <p>A small poll is one lane and one transaction, however many partitions it touches, because a transaction costs the same whether it
 * holds ten records or a hundred. A large one is spread over several lanes, so that several connections are at work.
 *
 * @param lanes may be written side by side, the transactions of each one after the other; no partition is in two lanes, nor twice in a
 *     transaction
 */
record PollPlan(List<Lane> lanes) {
    /** Below this many records, a second lane costs more than it brings. */
    private static final int LEAST_LANE_RECORDS = 500;

    record Lane(List<List<Chunk>> transactions) {}

    /**
     * Records of one partition in the order of their offsets, at least one.
     *
     * @param nextOffset where reading goes on behind them; beyond the last record's successor where Kafka's own markers follow
     */
    record Chunk(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records, long nextOffset) {}

    /** What a transaction may hold; a single record is let through whatever its size. */
    record Bounds(int lanes, int records, long bytes) {}

    static PollPlan of(ConsumerRecords<byte[], byte[]> poll, Bounds bounds) {
        List<Chunk> partitions = new ArrayList<>();
        for (TopicPartition partition : poll.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> records = poll.records(partition);
            partitions.add(new Chunk(partition, records, nextOffset(poll, partition, records)));
        }
        return new PollPlan(spread(partitions, lanes(poll.count(), bounds)).stream()
                .map(chunks -> cut(chunks, bounds))
                .toList());
    }

    private static int lanes(int records, Bounds bounds) {
        return Math.max(1, Math.min(bounds.lanes(), records / LEAST_LANE_RECORDS));
    }

    // Kafka's client leaves the position out of a poll from which another partition was taken away.
    private static long nextOffset(
            ConsumerRecords<byte[], byte[]> poll,
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records) {
        long successor = records.get(records.size() - 1).offset() + 1;
        OffsetAndMetadata next = poll.nextOffsets().get(partition);
        return next == null ? successor : Math.max(successor, next.offset());
    }

    /** The largest first, each to the lane that has the least. */
    private static List<List<Chunk>> spread(List<Chunk> partitions, int lanes) {
        List<List<Chunk>> spread = new ArrayList<>();
        for (int i = 0; i < Math.min(lanes, partitions.size()); i++) {
            spread.add(new ArrayList<>());
        }
        partitions.stream()
                .sorted(Comparator.comparingInt((Chunk chunk) -> chunk.records().size())
                        .reversed())
                .forEach(chunk -> spread.stream()
                        .min(Comparator.comparingInt(PollPlan::records))
                        .orElseThrow()
                        .add(chunk));
        return spread;
    }

    private static int records(List<Chunk> chunks) {
        return chunks.stream().mapToInt(chunk -> chunk.records().size()).sum();
    }

    private static Lane cut(List<Chunk> chunks, Bounds bounds) {
        List<List<Chunk>> transactions = new ArrayList<>();
        List<Chunk> transaction = new ArrayList<>();
        int records = 0;
        long bytes = 0;
        for (Chunk chunk : chunks) {
            int from = 0;
            for (int at = 0; at < chunk.records().size(); at++) {
                long size = Math.max(0, chunk.records().get(at).serializedValueSize());
                if (records > 0 && (records == bounds.records() || bytes + size > bounds.bytes())) {
                    if (at > from) {
                        transaction.add(part(chunk, from, at));
                    }
                    transactions.add(transaction);
                    transaction = new ArrayList<>();
                    from = at;
                    records = 0;
                    bytes = 0;
                }
                records++;
                bytes += size;
            }
            transaction.add(part(chunk, from, chunk.records().size()));
        }
        transactions.add(transaction);
        return new Lane(transactions);
    }

    private static Chunk part(Chunk chunk, int from, int until) {
        int size = chunk.records().size();
        long nextOffset = until == size
                ? chunk.nextOffset()
                // Between the two there is nothing: this very poll has shown it.
                : chunk.records().get(until).offset();
        return new Chunk(chunk.partition(), chunk.records().subList(from, until), nextOffset);
    }
}
