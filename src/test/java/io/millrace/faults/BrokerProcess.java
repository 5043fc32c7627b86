package io.millrace.faults;

import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Kafka broker in a JVM of its own, so that kill -9 and SIGSTOP are what they are elsewhere.
 *
 * <p>Two listeners: the service's is advertised as the proxy's port, since clients follow what is advertised; the direct one is for
 * everything that only looks on.
 */
final class BrokerProcess implements AutoCloseable {
    private static final Duration UP_WITHIN = Duration.ofSeconds(60);

    private final Path directory;
    private final int direct;
    private final int behindProxy;
    private final int advertised;
    private final int controller;
    private Process process;

    private BrokerProcess(Path directory, int direct, int behindProxy, int advertised, int controller)
            throws IOException {
        this.directory = directory;
        this.direct = direct;
        this.behindProxy = behindProxy;
        this.advertised = advertised;
        this.controller = controller;
        this.process = launch();
    }

    /** @param advertised the proxy's port */
    static BrokerProcess start(Path directory, int behindProxy, int advertised) throws IOException {
        Files.createDirectories(directory);
        return new BrokerProcess(directory, Children.freePort(), behindProxy, advertised, Children.freePort());
    }

    String bootstrapServers() {
        return "127.0.0.1:" + direct;
    }

    private Process launch() throws IOException {
        return Children.start(new ProcessBuilder(Children.java(
                        List.of("-Xmx384m", "-XX:TieredStopAtLevel=1"),
                        Main.class.getName(),
                        List.of(
                                directory.resolve("data").toString(),
                                String.valueOf(direct),
                                String.valueOf(behindProxy),
                                String.valueOf(advertised),
                                String.valueOf(controller))))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("broker.log").toFile())));
    }

    void awaitReady() {
        if (!Children.until(UP_WITHIN, this::answers)) {
            throw new IllegalStateException("the broker is not up; see " + directory.resolve("broker.log"));
        }
    }

    private boolean answers() {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                2000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                1000))) {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void kill() {
        Children.kill(process);
    }

    void restart() throws IOException {
        process = launch();
        awaitReady();
    }

    void freeze() {
        Children.signal("STOP", process.pid());
    }

    void thaw() {
        Children.signal("CONT", process.pid());
    }

    @Override
    public void close() {
        kill();
    }

    /** The broker's own JVM. */
    static final class Main {
        /** Held, since a logger without a reference forgets its level. */
        @SuppressWarnings("UnusedVariable")
        private static final List<Logger> LOGGERS =
                List.of(quieted("kafka"), quieted("org.apache.kafka"), quieted("state.change.logger"));

        private Main() {}

        private static Logger quieted(String name) {
            Logger logger = Logger.getLogger(name);
            logger.setLevel(Level.WARNING);
            return logger;
        }

        public static void main(String[] args) throws Exception {
            Path data = Files.createDirectories(Path.of(args[0]));
            if (Files.notExists(data.resolve("meta.properties"))) {
                new Formatter()
                        .setClusterId(Uuid.randomUuid().toString())
                        .setNodeId(1)
                        .setControllerListenerName("CONTROLLER")
                        .setMetadataLogDirectory(data.toString())
                        .addDirectory(data.toString())
                        .run();
            }
            KafkaRaftServer server = new KafkaRaftServer(
                    new KafkaConfig(settings(data.toString(), args[1], args[2], args[3], args[4]), false), Time.SYSTEM);
            Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
            server.startup();
            server.awaitShutdown();
        }

        // As the all-in-one's broker, but for the listeners.
        private static Map<String, String> settings(
                String data, String direct, String behindProxy, String advertised, String controller) {
            String host = "127.0.0.1:";
            return Map.ofEntries(
                    Map.entry("process.roles", "broker,controller"),
                    Map.entry("node.id", "1"),
                    Map.entry(
                            "listeners",
                            "DIRECT://" + host + direct + ",SERVICE://" + host + behindProxy + ",CONTROLLER://" + host
                                    + controller),
                    Map.entry("advertised.listeners", "DIRECT://" + host + direct + ",SERVICE://" + host + advertised),
                    Map.entry(
                            "listener.security.protocol.map",
                            "DIRECT:PLAINTEXT,SERVICE:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                    Map.entry("inter.broker.listener.name", "DIRECT"),
                    Map.entry("controller.listener.names", "CONTROLLER"),
                    Map.entry("controller.quorum.voters", "1@" + host + controller),
                    Map.entry("log.dirs", data),
                    Map.entry("auto.create.topics.enable", "false"),
                    Map.entry("default.replication.factor", "1"),
                    Map.entry("min.insync.replicas", "1"),
                    Map.entry("offsets.topic.replication.factor", "1"),
                    Map.entry("offsets.topic.num.partitions", "4"),
                    Map.entry("transaction.state.log.replication.factor", "1"),
                    Map.entry("transaction.state.log.min.isr", "1"),
                    Map.entry("transaction.state.log.num.partitions", "4"),
                    Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                    Map.entry("share.coordinator.state.topic.min.isr", "1"),
                    Map.entry("group.initial.rebalance.delay.ms", "0"),
                    // After a kill the next start waits until the session of the killed broker has expired.
                    Map.entry("broker.session.timeout.ms", "1500"),
                    Map.entry("broker.heartbeat.interval.ms", "300"),
                    Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                    Map.entry("log.segment.bytes", "134217728"),
                    Map.entry("num.network.threads", "2"),
                    Map.entry("num.io.threads", "4"));
        }
    }
}
