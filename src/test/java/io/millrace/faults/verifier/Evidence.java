package io.millrace.faults.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What was published: the producers' histories, and Kafka's own log, which settles what they could not know.
 *
 * <p>A record names its operation in the header {@code op}; its bytes must be those that the history speaks of.
 */
final class Evidence {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A Kafka partition of one incarnation of a topic. */
    record Place(String topic, String topicId, int partition) {}

    /** One operation of a history. */
    static final class Op {
        final long id;
        final String topic;
        final String topicId;
        final @Nullable String sha256;
        final Expected expected;
        String outcome = "info";
        int partition = -1;
        long offset = -1;

        Op(long id, String topic, String topicId, @Nullable String sha256, Expected expected) {
            this.id = id;
            this.topic = topic;
            this.topicId = topicId;
            this.sha256 = sha256;
            this.expected = expected;
        }
    }

    private final Map<Long, Op> ops = new HashMap<>();
    private final Map<Place, Map<Long, Op>> records = new HashMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private int resolved;

    private Evidence() {}

    static Evidence gather(List<Path> histories, String bootstrap, List<String> topics)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        Evidence evidence = new Evidence();
        for (Path history : histories) {
            evidence.read(history);
        }
        evidence.readLog(bootstrap, topics);
        evidence.addKnownOffsets();
        return evidence;
    }

    private void read(Path history) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(history)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode it = JSON.readTree(line);
                long id = it.get("op").asLong();
                String is = it.get("is").asText();
                if (is.equals("invoke")) {
                    ops.put(
                            id,
                            new Op(
                                    id,
                                    it.get("topic").asText().intern(),
                                    it.get("topic_id").asText().intern(),
                                    it.hasNonNull("sha256") ? it.get("sha256").asText() : null,
                                    Expected.of(it.get("expect"))));
                } else {
                    Op op = Objects.requireNonNull(ops.get(id));
                    op.outcome = is.intern();
                    op.partition = it.has("partition") ? it.get("partition").asInt() : -1;
                    op.offset = it.has("offset") ? it.get("offset").asLong() : -1;
                }
            }
        }
    }

    private void readLog(String bootstrap, List<String> topics)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, String> ids = new HashMap<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .forEach((name, it) -> ids.put(name, it.topicId().toString()));
        }
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                20_000,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                50_000_000,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            for (String topic : topics) {
                for (PartitionInfo it : consumer.partitionsFor(topic)) {
                    all.add(new TopicPartition(topic, it.partition()));
                }
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            long idle = System.nanoTime();
            while (!all.stream().allMatch(it -> consumer.position(it) >= ends.getOrDefault(it, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    note(record, ids.getOrDefault(record.topic(), ""));
                    idle = System.nanoTime();
                }
                if (System.nanoTime() - idle > Duration.ofSeconds(60).toNanos()) {
                    throw new TimeoutException("Kafka's log cannot be read to its end");
                }
            }
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record, String topicId) {
        Header header = record.headers().lastHeader("op");
        Op op = header == null ? null : ops.get(Long.valueOf(new String(header.value(), StandardCharsets.US_ASCII)));
        String where = record.topic() + "-" + record.partition() + "@" + record.offset();
        if (op == null) {
            contradictions.add("kafka: " + where + " is of no operation in the history");
            return;
        }
        if (!Objects.equals(op.sha256, sha256(record.value()))) {
            contradictions.add("kafka: " + where + " does not hold the bytes of operation " + op.id);
        }
        if (op.outcome.equals("info")) {
            resolved++;
        } else if (op.outcome.equals("fail")) {
            contradictions.add("kafka: " + where + " holds operation " + op.id + ", which had failed");
        }
        records.computeIfAbsent(new Place(record.topic(), topicId, record.partition()), unused -> new HashMap<>())
                .put(record.offset(), op);
    }

    /** What Kafka no longer has, because the topic or its beginning was deleted, the history still knows. */
    private void addKnownOffsets() {
        for (Op op : ops.values()) {
            if (op.outcome.equals("ok")) {
                records.computeIfAbsent(new Place(op.topic, op.topicId, op.partition), unused -> new HashMap<>())
                        .putIfAbsent(op.offset, op);
            }
        }
    }

    /** The operation whose record stands there, if anybody knows. */
    @Nullable
    Op at(Place place, long offset) {
        return records.getOrDefault(place, Map.of()).get(offset);
    }

    /** Where Kafka and the history contradict each other: no fault of the service, but then nothing can be judged. */
    List<String> contradictions() {
        return contradictions;
    }

    int size() {
        return ops.size();
    }

    int resolved() {
        return resolved;
    }

    static @Nullable String sha256(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
