package io.millrace.bench.servers;

import io.millrace.processes.Children;
import io.millrace.standalone.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;

/** The all-in-one's Kafka broker in a JVM of its own, so that its CPU and its memory are told apart from everybody's. */
public final class BrokerServer implements AutoCloseable {
    /** Its log lies in the kernel's page cache, not in the heap. */
    private static final String HEAP = "-Xmx512m";

    private static final Duration UP_WITHIN = Duration.ofSeconds(60);

    private final int port;
    private final Process process;

    private BrokerServer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    public static BrokerServer start(Path home) throws IOException {
        int port = Children.freePort();
        Path log = Files.createDirectories(home).resolve("broker.log");
        Process process = Children.start(new ProcessBuilder(Children.java(
                        List.of(HEAP),
                        BrokerServer.class.getName(),
                        List.of(home.resolve("data").toString(), String.valueOf(port))))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
        BrokerServer server = new BrokerServer(port, process);
        if (!Children.until(UP_WITHIN, server::answers)) {
            Children.kill(process);
            throw new IllegalStateException("the broker is not up; see " + log);
        }
        return server;
    }

    /** The broker's own JVM: directory of its log, port. */
    public static void main(String[] args) throws IOException, InterruptedException {
        EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::stop));
        Thread.currentThread().join();
    }

    private boolean answers() {
        try (Admin admin = admin()) {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                20_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000));
    }

    public void createTopic(String name, int partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** With the broker's own time on every record, instead of the producer's. */
    public void createStampingTopic(String name, int partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        NewTopic topic = new NewTopic(name, partitions, (short) 1)
                .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"));
        try (Admin admin = admin()) {
            admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        }
    }

    public void deleteTopic(String name) throws ExecutionException, InterruptedException, TimeoutException {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(name)).all().get(30, TimeUnit.SECONDS);
        }
    }

    /** How many records the topic has received. */
    public long records(String topic, int partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            ends.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        try (Admin admin = admin()) {
            return admin.listOffsets(ends).all().get(30, TimeUnit.SECONDS).values().stream()
                    .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                    .sum();
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.destroy();
        if (!Children.awaitEnd(process, Duration.ofSeconds(20))) {
            Children.kill(process);
        }
    }
}
