package io.millrace.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's producer, which forgets no failure. */
public final class Publisher implements AutoCloseable {
    /** Where only the number of records a second counts. */
    public static final Duration BULK = Duration.ofMillis(50);

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failed = new AtomicReference<>();

    private Publisher(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** @param linger how long a record may wait for others to be sent with */
    // Not compressed: what unpacking costs would be charged to the readers, and differs with the codec more than with
    // the reader.
    public static Publisher of(String bootstrapServers, Duration linger) {
        return new Publisher(new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.LINGER_MS_CONFIG,
                        Math.toIntExact(linger.toMillis()),
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        131_072,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "none"),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
    }

    /** Blocks only where the producer's memory is full. */
    public Future<RecordMetadata> send(String topic, byte[] key, byte[] value) {
        return producer.send(new ProducerRecord<>(topic, key, value), (sent, failure) -> {
            if (failure != null) {
                failed.compareAndSet(null, failure);
            }
        });
    }

    /** @throws IOException one of the records could not be published */
    public void flush() throws IOException {
        producer.flush();
        Exception first = failed.get();
        if (first != null) {
            throw new IOException("the events could not be published", first);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
