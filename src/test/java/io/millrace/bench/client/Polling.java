package io.millrace.bench.client;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka's own consumer as the clients of this package set it up. */
final class Polling {
    /** Records a poll: enough for a batch worth its round trip. */
    static final int RECORDS = 5_000;

    static final Duration WAIT = Duration.ofMillis(200);

    private Polling() {}

    static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, String group) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        // Offsets go behind the commit of the rows.
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        RECORDS,
                        // A poll of many records wants a fetch of as many.
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        4 << 20,
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                        100_000,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        100),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
