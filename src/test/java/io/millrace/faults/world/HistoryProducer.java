package io.millrace.faults.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A program that publishes and keeps a history of what it did: one line before each record is sent, which says what is expected of it,
 * and one when its fate is known: {@code ok}, {@code fail}, or {@code info} where nobody can tell.
 *
 * <p>Commands come on standard input, one a line: {@code rate N}, {@code pause}, {@code poison}, {@code old-days}, {@code burst N},
 * {@code stop}. Each is answered on standard output by its own name when everything that was sent before has met its fate.
 */
public final class HistoryProducer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int IN_FLIGHT = 5_000;
    private static final long TICK_MILLIS = 20;

    private final Crowd crowd;
    private final Map<String, String> topicIds;
    private final KafkaProducer<byte[], byte[]> producer;
    private final BufferedWriter history;
    private final PrintStream answers;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final int firstRate;
    private long ops;

    private HistoryProducer(
            Crowd crowd,
            Map<String, String> topicIds,
            KafkaProducer<byte[], byte[]> producer,
            BufferedWriter history,
            PrintStream answers,
            int firstRate,
            long firstOp) {
        this.crowd = crowd;
        this.topicIds = topicIds;
        this.producer = producer;
        this.history = history;
        this.answers = answers;
        this.firstRate = firstRate;
        this.ops = firstOp;
    }

    /** Arguments: bootstrap servers, topic of live events, of profiles, seed, rate a second, history file, first op id. */
    public static void main(String[] args) throws Exception {
        Map<String, String> topicIds = topicIds(args[0], List.of(args[1], args[2]));
        Crowd crowd = new Crowd(Long.parseLong(args[3]), args[1], args[2], 6, System.currentTimeMillis());
        try (KafkaProducer<byte[], byte[]> producer = producer(args[0]);
                BufferedWriter history = Files.newBufferedWriter(
                        Path.of(args[5]), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            new HistoryProducer(
                            crowd,
                            topicIds,
                            producer,
                            history,
                            System.out,
                            Integer.parseInt(args[4]),
                            Long.parseLong(args[6]))
                    .run();
        }
    }

    private static Map<String, String> topicIds(String bootstrap, List<String> topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Map<String, String> ids = new java.util.HashMap<>();
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .forEach((name, it) -> ids.put(name, it.topicId().toString()));
            return ids;
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.LINGER_MS_CONFIG, 5,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000,
                        ProducerConfig.METADATA_MAX_AGE_CONFIG, 5_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void run() throws IOException, InterruptedException {
        Thread reader = new Thread(this::readCommands, "commands");
        reader.setDaemon(true);
        reader.start();
        int rate = firstRate;
        long last = System.nanoTime();
        double owed = 0;
        while (true) {
            String command = commands.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
            long now = System.nanoTime();
            // A broker that was away is not owed all that was not sent meanwhile.
            owed = Math.min(owed + rate * (now - last) / 1e9, rate);
            last = now;
            if (command != null) {
                String[] words = command.split(" ", 2);
                switch (words[0]) {
                    case "rate" -> rate = Integer.parseInt(words[1]);
                    case "pause", "stop" -> rate = 0;
                    case "poison" -> publish(crowd.poison(System.currentTimeMillis()));
                    case "old-days" -> publish(crowd.oldDays(System.currentTimeMillis()));
                    case "burst" -> {
                        for (int i = Integer.parseInt(words[1]); i > 0; i--) {
                            publish(crowd.next(System.currentTimeMillis()));
                        }
                    }
                    default -> throw new IllegalArgumentException(command);
                }
                owed = 0;
                settle(words[0]);
                if (words[0].equals("stop")) {
                    return;
                }
            }
            for (; owed >= 1 && rate > 0; owed--) {
                publish(crowd.next(System.currentTimeMillis()));
            }
        }
    }

    private void settle(String command) throws IOException {
        producer.flush();
        synchronized (history) {
            history.flush();
        }
        answers.println(command + " " + ops);
        answers.flush();
    }

    private void readCommands() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
            }
        } catch (IOException closed) {
            commands.add("stop");
        }
        commands.add("stop");
    }

    private void publish(List<Deed> deeds) throws IOException, InterruptedException {
        for (Deed deed : deeds) {
            publish(deed);
        }
    }

    private void publish(Deed deed) throws IOException, InterruptedException {
        long op = ops++;
        write(invocation(op, deed));
        inFlight.acquire();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(deed.topic(), deed.partition(), null, deed.key(), deed.value());
        record.headers().add(new RecordHeader("op", Crowd.bytes(String.valueOf(op))));
        try {
            producer.send(record, (metadata, failure) -> {
                inFlight.release();
                finished(op, metadata, failure);
            });
        } catch (RuntimeException failure) {
            inFlight.release();
            finished(op, null, failure);
        }
    }

    private ObjectNode invocation(long op, Deed deed) {
        ObjectNode line =
                JSON.createObjectNode().put("op", op).put("is", "invoke").put("topic", deed.topic());
        line.put("topic_id", topicIds.get(deed.topic()));
        byte[] key = deed.key();
        if (key != null && key.length < 1000) {
            line.put("key", Base64.getEncoder().encodeToString(key));
        }
        line.put("sha256", sha256(deed.value()));
        line.set("expect", deed.expect());
        return line;
    }

    private void finished(long op, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
        ObjectNode line = JSON.createObjectNode().put("op", op);
        if (failure == null && metadata != null) {
            line.put("is", "ok").put("partition", metadata.partition()).put("offset", metadata.offset());
        } else {
            // Only what the broker or the client refused outright has surely not happened.
            boolean surely = failure instanceof RecordTooLargeException;
            line.put("is", surely ? "fail" : "info").put("why", String.valueOf(failure));
        }
        try {
            write(line);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void write(ObjectNode line) throws IOException {
        String text = JSON.writeValueAsString(line);
        synchronized (history) {
            history.write(text);
            history.newLine();
        }
    }

    private static @Nullable String sha256(byte @Nullable [] value) {
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
