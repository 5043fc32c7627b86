package io.millrace.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Hands the connector one {@link PolledRun} for each partition of a poll. Of each record it is handed it makes a message with headers,
 * metadata and maps, which nobody here asks for and which cost a tenth of the service's time.
 *
 * <p>Made by Kafka's client, on whose polling thread it runs. Positions ({@link ConsumerRecords#nextOffsets}) stay what they are.
 */
public final class RunPerPartition implements ConsumerInterceptor<byte[], byte[]> {
    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> poll) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> runs = new HashMap<>();
        for (TopicPartition partition : poll.partitions()) {
            runs.put(partition, List.of(new PolledRun(poll.records(partition))));
        }
        return new ConsumerRecords<>(runs, poll.nextOffsets());
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
}
