package io.millrace.bench;

import io.millrace.bench.contenders.Contenders;
import io.millrace.bench.servers.BrokerServer;
import io.millrace.bench.servers.PostgresServer;
import io.millrace.bench.service.Service;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Both servers, fresh, and a directory for what comes out. Closing it ends the servers and removes their data.
 *
 * @param directory of this start's reports and logs
 * @param servers where the servers keep their data
 */
record Stage(PostgresServer postgres, BrokerServer broker, Path directory, Path servers) implements AutoCloseable {
    private static final DateTimeFormatter DIRECTORY = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss");

    /** Held, since a logger without a reference forgets its level. Kafka's clients list all their settings, each time. */
    @SuppressWarnings("UnusedVariable")
    private static final Logger KAFKA = quieted();

    private static Logger quieted() {
        Logger logger = Logger.getLogger("org.apache.kafka");
        logger.setLevel(Level.WARNING);
        return logger;
    }

    /** @param output gets a directory for each start */
    static Stage open(Path output, Path servers) throws IOException, InterruptedException, SQLException {
        Path directory = Files.createDirectories(output.resolve(DIRECTORY.format(LocalDateTime.now(ZoneOffset.UTC))));
        remove(servers);
        Files.createDirectories(servers);
        PostgresServer postgres = PostgresServer.start(servers.resolve("postgres"));
        try {
            return new Stage(postgres, BrokerServer.start(servers.resolve("kafka")), directory, servers);
        } catch (IOException | IllegalStateException e) {
            postgres.close();
            throw e;
        }
    }

    /** For runs of the service alone, which makes the partitions itself; with the topic of profiles that it wants to see. */
    Databases databases() throws IOException, SQLException, InterruptedException, ExecutionException, TimeoutException {
        broker.createTopic(Contenders.PROFILES, 1);
        return Databases.of(postgres, new TreeSet<>(), directory.resolve("migrate.log"));
    }

    /**
     * The service on these servers; does not wait until it is ready.
     *
     * @param heap as {@code -Xmx} takes it
     * @param own directory of the run, which its log goes to
     */
    Service service(String database, String topic, String heap, Path own) throws IOException {
        return service(database, topic, heap, own, Map.of());
    }

    /** @param variables beside those of every run */
    Service service(String database, String topic, String heap, Path own, Map<String, String> variables)
            throws IOException {
        return Service.start(postgres, database, broker, topic, heap, variables, own.resolve("service.log"));
    }

    @SuppressWarnings("SystemOut") // Who waits for an hour wants to see it move.
    static void say(String line) {
        System.out.println(DateTimeFormatter.ISO_LOCAL_TIME.format(
                        LocalDateTime.now(ZoneOffset.UTC).withNano(0))
                + " " + line);
    }

    private static void remove(Path servers) {
        Children.run("rm", "-rf", servers.toString());
    }

    @Override
    public void close() {
        broker.close();
        postgres.close();
        remove(servers);
    }
}
