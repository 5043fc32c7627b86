package io.millrace.intake;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Records of one Kafka partition in the order of their offsets, at least one.
 *
 * @param nextOffset where reading goes on behind them; beyond the last record's successor where Kafka's own markers follow
 */
record Chunk(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records, long nextOffset) {

    /** What a poll holds of a partition. */
    static Chunk of(ConsumerRecords<byte[], byte[]> poll, TopicPartition partition) {
        List<ConsumerRecord<byte[], byte[]>> records = PolledRun.unwrapped(poll.records(partition));
        long successor = records.get(records.size() - 1).offset() + 1;
        // Kafka's client leaves the position out of a poll from which another partition was taken away.
        OffsetAndMetadata next = poll.nextOffsets().get(partition);
        return new Chunk(partition, records, next == null ? successor : Math.max(successor, next.offset()));
    }

    /** Chunks of one partition, each of which {@link #isContinuedBy is continued by} the next. */
    static Chunk joined(List<Chunk> chunks) {
        Chunk last = chunks.get(chunks.size() - 1);
        return chunks.size() == 1
                ? last
                : new Chunk(
                        last.partition,
                        chunks.stream().flatMap(chunk -> chunk.records.stream()).toList(),
                        last.nextOffset);
    }

    boolean isContinuedBy(Chunk next) {
        return next.records.get(0).offset() == nextOffset;
    }

    int size() {
        return records.size();
    }

    long bytes() {
        long bytes = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            bytes += bytes(record);
        }
        return bytes;
    }

    /** How many of the first records stay within both bounds. */
    int within(int mostRecords, long mostBytes) {
        int count = 0;
        long bytes = 0;
        while (count < Math.min(size(), mostRecords)) {
            bytes += bytes(records.get(count));
            if (bytes > mostBytes) {
                break;
            }
            count++;
        }
        return count;
    }

    /** The first records; between them and the others there is nothing, as whoever polled has seen. */
    Chunk first(int count) {
        return new Chunk(
                partition, records.subList(0, count), records.get(count).offset());
    }

    /** All but the first records. */
    Chunk behind(int count) {
        return new Chunk(partition, records.subList(count, size()), nextOffset);
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0, record.serializedValueSize());
    }
}
