package io.millrace.standalone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker inside this JVM: one KRaft node, broker and controller at once, on loopback.
 *
 * <p>It dies with the JVM, so a kill leaves nothing behind but its log, which it repairs at the next start. Its messages
 * below WARN are not logged.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final String HOST = LoopbackPort.HOST;
    private static final int NODE_ID = 1;

    /** Held, since a logger without a reference forgets its level. */
    @SuppressWarnings("UnusedVariable")
    private static final List<Logger> LOGGERS = List.of(
            quieted("kafka", Level.WARNING),
            quieted("org.apache.kafka", Level.WARNING),
            quieted("state.change.logger", Level.WARNING),
            // Warns of every first start, which is what it should be.
            quieted("org.apache.kafka.controller.QuorumController", Level.SEVERE));

    /**
     * A further listener beside the plain one, on loopback.
     *
     * @param protocol of Kafka's, as {@code SASL_SSL}
     * @param settings of this listener alone
     */
    record Door(String name, int port, String protocol, Map<String, String> settings) {}

    private final int port;
    private final KafkaRaftServer server;

    private static Logger quieted(String name, Level level) {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(level);
        return logger;
    }

    private EmbeddedKafka(int port, KafkaRaftServer server) {
        this.port = port;
        this.server = server;
    }

    /**
     * Starts the broker on this log directory, formatting it the first time; blocks until it accepts connections.
     *
     * @throws StartFailure in one line, when the port is taken or the broker does not come up
     */
    public static EmbeddedKafka start(Path logDirectory, int port) throws IOException {
        return start(logDirectory, port, List.of());
    }

    /** The same with further doors. */
    static EmbeddedKafka start(Path logDirectory, int port, List<Door> doors) throws IOException {
        Path data = Files.createDirectories(logDirectory).toRealPath();
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        LoopbackPort.requireFree(port);
        format(data);
        // Threads of the broker load classes for as long as it runs: never through a test's passing class loader.
        Thread starter = Thread.currentThread();
        ClassLoader before = starter.getContextClassLoader();
        starter.setContextClassLoader(EmbeddedKafka.class.getClassLoader());
        Map<String, String> settings = new HashMap<>(settings(data, port));
        doors.forEach(door -> open(door, settings));
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        try {
            server.startup();
            return new EmbeddedKafka(port, server);
        } catch (RuntimeException e) {
            server.shutdown();
            throw new StartFailure("Kafka did not start: " + e.getMessage(), e);
        } finally {
            starter.setContextClassLoader(before);
        }
    }

    /** {@code meta.properties} is written last, so where it stands the directory is whole and keeps its cluster id. */
    private static void format(Path data) {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE_ID)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString())
                    .addDirectory(data.toString())
                    .run();
        } catch (Exception e) {
            throw new StartFailure("Kafka cannot format " + data + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, String> settings(Path data, int port) throws IOException {
        int controllerPort = LoopbackPort.free();
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", String.valueOf(NODE_ID)),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                // Voters from here and not from the log, so that the controller may move to another port.
                Map.entry("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort),
                Map.entry("log.dirs", data.toString()),
                // A mistyped topic is an error, not a new topic.
                Map.entry("auto.create.topics.enable", "false"),
                // One node: nothing can be replicated, and internal topics need no fifty partitions.
                Map.entry("default.replication.factor", "1"),
                Map.entry("min.insync.replicas", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                // One consumer group of ours: there is nobody to wait for.
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // After a kill, the next start waits until the session of the killed broker has expired.
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "500"),
                // 128 MiB by default, for compacting millions of keys; here only consumer offsets are compacted.
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                // A laptop's disk: at most 1 GiB a partition, for a week.
                Map.entry("log.segment.bytes", "134217728"),
                Map.entry("log.retention.bytes", "1073741824"),
                Map.entry("log.retention.hours", "168"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"));
    }

    private static void open(Door door, Map<String, String> settings) {
        String listener = "," + door.name() + "://" + HOST + ":" + door.port();
        settings.merge("listeners", listener, String::concat);
        settings.merge("advertised.listeners", listener, String::concat);
        settings.merge("listener.security.protocol.map", "," + door.name() + ":" + door.protocol(), String::concat);
        String prefix = "listener.name." + door.name().toLowerCase(Locale.ROOT) + ".";
        door.settings().forEach((key, value) -> settings.put(prefix + key, value));
    }

    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    /** Hands over its log and closes; blocks until that is done. */
    public void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    @Override
    public void close() {
        stop();
    }
}
