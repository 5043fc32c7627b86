package io.millrace.ops;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The topic as a scraper sees it: each line sent once, in order within its room, acknowledged by all replicas.
 * Used by one thread.
 */
final class LiveEventsTopic implements AutoCloseable {

    /** What the contract promises for a topic that we have to make ourselves. */
    private static final int PARTITIONS = 6;

    /** How long a broker may take to answer at all; a wrong address should be told soon. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    /** How long a line may be on its way before it has failed; a broker restarts within that. */
    private static final Duration DELIVERY = Duration.ofMinutes(2);

    /** With one request under way at a time, the default of 16 kB would wait for the broker every few lines. */
    private static final int BATCH_BYTES = 256 * 1024;

    private final String name;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong published = new AtomicLong();
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private LiveEventsTopic(String name, KafkaProducer<byte[], byte[]> producer) {
        this.name = name;
        this.producer = producer;
    }

    /**
     * Makes the topic where it is missing.
     *
     * @param broker the settings of a Kafka client that say where the brokers are and how they are spoken to
     */
    static LiveEventsTopic open(Map<String, Object> broker, String name) {
        try {
            ensure(broker, name);
            return new LiveEventsTopic(name, producer(broker));
        } catch (KafkaException unusable) {
            throw new OperatorFault(
                    "Kafka at " + address(broker) + " cannot be used: " + OperatorFault.oneLine(unusable), unusable);
        }
    }

    /** Queues one line; blocks while the producer's buffer is full. */
    void send(String room, String line) {
        byte[] key = room.isEmpty() ? null : room.getBytes(StandardCharsets.UTF_8);
        send(key, line.getBytes(StandardCharsets.UTF_8));
    }

    /** Likewise; the arrays must not be changed afterwards. */
    void send(byte @Nullable [] key, byte[] value) {
        throwFailure();
        try {
            producer.send(new ProducerRecord<>(name, key, value), (sent, failed) -> {
                if (failed == null) {
                    published.incrementAndGet();
                } else {
                    failure.compareAndSet(null, failed);
                }
            });
        } catch (KafkaException refused) {
            failure.compareAndSet(null, refused);
        }
        throwFailure();
    }

    /** Waits until each line sent has been acknowledged or has failed. */
    void flush() {
        producer.flush();
        throwFailure();
    }

    long published() {
        return published.get();
    }

    @Override
    public void close() {
        producer.close(ANSWER);
    }

    private void throwFailure() {
        Exception failed = failure.get();
        if (failed != null) {
            throw new OperatorFault(
                    "Kafka did not take a line for " + name + " (" + published.get() + " published before): "
                            + OperatorFault.oneLine(failed),
                    failed);
        }
    }

    private static Object address(Map<String, Object> broker) {
        return Objects.requireNonNull(broker.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    private static void ensure(Map<String, Object> broker, String name) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
        try (Admin admin = Admin.create(settings)) {
            if (!exists(admin, name)) {
                create(admin, name);
            }
        } catch (ExecutionException failed) {
            String why = failed.getCause() instanceof TimeoutException
                    ? "no broker answered within " + ANSWER.toSeconds() + " s"
                    : OperatorFault.oneLine(failed);
            throw new OperatorFault("Kafka at " + address(broker) + ", topic " + name + ": " + why, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new OperatorFault("interrupted", interrupted);
        }
    }

    private static boolean exists(Admin admin, String name) throws ExecutionException, InterruptedException {
        try {
            admin.describeTopics(List.of(name)).allTopicNames().get();
            return true;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw failed;
        }
    }

    private static void create(Admin admin, String name) throws ExecutionException, InterruptedException {
        try {
            NewTopic topic = new NewTopic(name, Optional.of(PARTITIONS), Optional.empty());
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof TopicExistsException)) {
                throw failed;
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> broker) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-play");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A partition made a moment ago may refuse the first batch (no leader yet) and take the second, which was
        // under way already; from then on the first is out of sequence until it expires. One at a time cannot do that.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY.toMillis());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
