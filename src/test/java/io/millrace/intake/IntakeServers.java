package io.millrace.intake;

import io.millrace.servers.RealServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The whole service on a database and topics of its own, and what a test needs at both ends. */
public class IntakeServers implements QuarkusTestResourceLifecycleManager {
    final RealServers.Database database = RealServers.newDatabase("intake");
    final String run = UUID.randomUUID().toString().substring(0, 8);

    @Override
    public Map<String, String> start() {
        TimeZone.setDefault(TimeZone.getTimeZone(RealServers.SESSION_TIME_ZONE));
        Map<String, String> settings = new HashMap<>();
        settings.put("millrace.store.host", database.host());
        settings.put("millrace.store.port", String.valueOf(database.port()));
        settings.put("millrace.store.database", database.name());
        settings.put("millrace.store.user", database.user());
        settings.put("millrace.store.password", database.password());
        settings.put("millrace.intake.bootstrap-servers", bootstrapServers());
        settings.put("millrace.intake.live-events-topic", Ends.topic("live-events", run));
        settings.put("millrace.intake.profile-stats-topic", Ends.topic("profile-stats", run));
        // The recordings are of 2022 to 2026.
        settings.put("millrace.intake.accepted-past", "P3650D");
        settings.put("millrace.intake.max-record-bytes", "200000");
        settings.put("mp.messaging.incoming.live-events.group.id", "live-" + run);
        settings.put("mp.messaging.incoming.profile-stats.group.id", "profiles-" + run);
        settings.put("quarkus.http.test-port", "0");
        return settings;
    }

    /** Where the broker is open to everybody. */
    String bootstrapServers() {
        return RealServers.kafka().bootstrapServers();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(new Ends(database, run, bootstrapServers()), field -> field.getType()
                .equals(Ends.class));
    }

    @Override
    public void stop() {}

    /** Kafka's end and PostgreSQL's end of the service under test. */
    public static final class Ends {
        private static final Duration AT_MOST = Duration.ofSeconds(60);
        // As the service makes a topic that is missing.
        private static final int PARTITIONS = 6;

        private final RealServers.Database database;
        private final String run;
        private final String bootstrapServers;

        Ends(RealServers.Database database, String run) {
            this(database, run, RealServers.kafka().bootstrapServers());
        }

        Ends(RealServers.Database database, String run, String bootstrapServers) {
            this.database = database;
            this.run = run;
            this.bootstrapServers = bootstrapServers;
        }

        static String topic(String name, String run) {
            return name + "-" + run;
        }

        public String liveEvents() {
            return topic("live-events", run);
        }

        public String profileStats() {
            return topic("profile-stats", run);
        }

        public String groupOfLiveEvents() {
            return "live-" + run;
        }

        /** Publishes the values to one partition of the topic, in order, and waits until the broker has them. */
        public void publish(String topic, byte @Nullable [] key, List<byte[]> values) {
            publish(topic, key, values, 1);
        }

        /** Deals the values out to all partitions of the topic, whatever their room, and waits until the broker has them. */
        public void publishSpread(String topic, List<byte[]> values) {
            publish(topic, null, values, PARTITIONS);
        }

        private void publish(String topic, byte @Nullable [] key, List<byte[]> values, int partitions) {
            Map<String, Object> settings = Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    // So that what is published together is polled together.
                    ProducerConfig.LINGER_MS_CONFIG,
                    200,
                    // With more in flight, an idempotent producer may lose its first batch on a topic that was just
                    // made.
                    ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                    1);
            try (KafkaProducer<byte[], byte[]> producer =
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
                for (byte[] value : values) {
                    sent.add(producer.send(new ProducerRecord<>(topic, sent.size() % partitions, key, value)));
                }
                producer.flush();
                for (java.util.concurrent.Future<?> it : sent) {
                    it.get(AT_MOST.toSeconds(), TimeUnit.SECONDS);
                }
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The books of a topic: received, stored, duplicate, dead-lettered. */
        public Books books(String topic) {
            List<String> row = rows("""
                    SELECT coalesce(sum(received), 0), coalesce(sum(stored), 0), coalesce(sum(duplicate), 0), coalesce(sum(dead_lettered), 0)
                      FROM ingest_ledger WHERE topic = '%s'
                    """.formatted(topic));
            String[] cells = row.get(0).split("\\|");
            return new Books(
                    Long.parseLong(cells[0]),
                    Long.parseLong(cells[1]),
                    Long.parseLong(cells[2]),
                    Long.parseLong(cells[3]));
        }

        /** Waits until the books of the topic have grown by so many records, and answers by how much each account has. */
        public Books awaitReceived(String topic, Books before, long received) {
            Awaitility.await("received " + received)
                    .atMost(AT_MOST)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> books(topic).received() - before.received() >= received);
            return books(topic).less(before);
        }

        /** The rows of a query, each as its columns joined by a bar; null is empty. */
        public List<String> rows(String sql) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(sql)) {
                List<String> rows = new ArrayList<>();
                while (result.next()) {
                    List<String> cells = new ArrayList<>();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        String cell = result.getString(i);
                        cells.add(cell == null ? "" : cell);
                    }
                    rows.add(String.join("|", cells));
                }
                return rows;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        public void execute(String sql) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Cuts every connection of the service and lets it make no new one. */
        public void databaseGoesAway() {
            asSuperuser("ALTER DATABASE \"%s\" CONNECTION LIMIT 0".formatted(database.name()));
            asSuperuser(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND pid <> pg_backend_pid()"
                            .formatted(database.name()));
        }

        public void databaseComesBack() {
            asSuperuser("ALTER DATABASE \"%s\" CONNECTION LIMIT -1".formatted(database.name()));
        }

        private static void asSuperuser(String sql) {
            try (Connection connection = RealServers.postgres().connectAsSuperuser("postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** An account of the books. */
    public record Books(long received, long stored, long duplicate, long deadLettered) {
        Books less(Books before) {
            return new Books(
                    received - before.received,
                    stored - before.stored,
                    duplicate - before.duplicate,
                    deadLettered - before.deadLettered);
        }
    }
}
