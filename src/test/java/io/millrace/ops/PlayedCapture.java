package io.millrace.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What arrived in a topic, read by a consumer of its own until a test has what it waits for. */
final class PlayedCapture {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** One line as it arrived. */
    record Line(int partition, long offset, String key, byte[] bytes, long arrivedAt) {

        JsonNode json() {
            try {
                return Capture.JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
            } catch (JsonProcessingException broken) {
                throw new AssertionError(broken);
            }
        }
    }

    private PlayedCapture() {}

    static List<Line> until(String bootstrapServers, String topic, Predicate<List<Line>> enough) {
        List<Line> lines = new ArrayList<>();
        Instant givenUp = Instant.now().plus(PATIENCE);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrapServers)) {
            consumer.subscribe(List.of(topic));
            while (!enough.test(lines) && Instant.now().isBefore(givenUp)) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> lines.add(line(record)));
            }
        }
        lines.sort(Comparator.comparingInt(Line::partition).thenComparingLong(Line::offset));
        return lines;
    }

    private static Line line(ConsumerRecord<byte[], byte[]> record) {
        return new Line(
                record.partition(),
                record.offset(),
                new String(record.key(), StandardCharsets.UTF_8),
                record.value(),
                record.timestamp());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        UUID.randomUUID().toString(),
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        // A topic made after the first look is seen soon.
                        "metadata.max.age.ms",
                        300),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
