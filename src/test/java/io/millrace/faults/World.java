package io.millrace.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.faults.verifier.Doubts;
import io.millrace.faults.verifier.Verifier;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** One database and two topics of their own, with the service on them, a producer, and somebody who watches the books. */
final class World implements AutoCloseable {
    static final int PARTITIONS = 6;

    /** In MiB: the heap, and what a JVM has besides. */
    static final long MOST_RSS = 800;

    private static final int TOLD = 7;
    private static final ObjectMapper JSON = new ObjectMapper();
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private static final Duration FIRST_COMMIT_WITHIN = Duration.ofSeconds(90);

    private final Servers servers;
    private final Random random;
    private final String name;
    private final Path directory;
    private final Admin admin;
    private final int load;
    private final List<ServiceUnderTest> services = new ArrayList<>();
    private final LedgerSampler sampler;
    private ProducerProcess producer;
    private double rate = 1000;
    private double secondsToStart;
    private int verdicts;

    /** @param load records a second while a case runs */
    World(Servers servers, String name, Path reports, long seed, int load)
            throws IOException, SQLException, ExecutionException, InterruptedException, TimeoutException {
        this.servers = servers;
        this.random = new Random(seed);
        this.name = name;
        this.load = load;
        this.directory = Files.createDirectories(reports.resolve(name));
        servers.postgres().execute("postgres", "CREATE DATABASE " + database() + " OWNER " + PostgresProcess.USER);
        servers.postgres().execute("postgres", "ALTER DATABASE " + database() + " SET timezone = 'Asia/Kathmandu'");
        this.admin = Admin.create(Map.of(
                "bootstrap.servers",
                servers.kafka().bootstrapServers(),
                "default.api.timeout.ms",
                20_000,
                "request.timeout.ms",
                5_000,
                "reconnect.backoff.max.ms",
                200));
        createTopic(liveEvents());
        createTopic(profileStats());
        this.sampler = new LedgerSampler(servers.postgres(), database(), directory.resolve("samples.jsonl"));
        this.producer = newProducer(random.nextInt(1_000_000), 0);
    }

    /** The world comes to life: a backlog first, whose time to be consumed is the rate that liveness is measured by. */
    ServiceUnderTest begin(int backlog) throws IOException {
        producer.burst(backlog);
        long started = System.nanoTime();
        ServiceUnderTest service = startService();
        service.awaitReady();
        secondsToStart = (System.nanoTime() - started) / 1e9;
        Children.until(FIRST_COMMIT_WITHIN, () -> sampler.received() > 0);
        long began = System.nanoTime();
        long first = sampler.received();
        awaitCaughtUp(Duration.ofMinutes(2));
        double seconds = Math.max(0.2, (System.nanoTime() - began) / 1e9);
        // Where it was all in one commit already, there was nothing left to measure.
        rate = Math.max(1000, (backlog - first) / seconds);
        producer.rate(load);
        return service;
    }

    Servers servers() {
        return servers;
    }

    Random random() {
        return random;
    }

    String database() {
        return name.replaceAll("[^a-z0-9]", "_");
    }

    String liveEvents() {
        return "tiktok.live-events." + name;
    }

    String profileStats() {
        return "tiktok.profile-stats." + name;
    }

    Path directory() {
        return directory;
    }

    LedgerSampler sampler() {
        return sampler;
    }

    ProducerProcess producer() {
        return producer;
    }

    Admin admin() {
        return admin;
    }

    int load() {
        return load;
    }

    void resumeLoad() throws IOException {
        producer.rate(load);
    }

    private ProducerProcess newProducer(long seed, long firstOp) throws IOException {
        return new ProducerProcess(
                servers.kafka().bootstrapServers(),
                liveEvents(),
                profileStats(),
                seed,
                directory.resolve("history.jsonl"),
                firstOp);
    }

    /** Another producer with another crowd, behind the first one; it learns the topics' ids anew. */
    void replaceProducer() throws IOException {
        producer.stop();
        producer.close();
        producer = newProducer(random.nextInt(1_000_000), producer.nextOp());
    }

    // Services
    // ---------------------------------------------------------------------------------------------------------

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("MILLRACE_STORE_HOST", "127.0.0.1");
        settings.put("MILLRACE_STORE_PORT", String.valueOf(servers.toPostgres().port()));
        settings.put("MILLRACE_STORE_DATABASE", database());
        settings.put("MILLRACE_STORE_USER", PostgresProcess.USER);
        settings.put("MILLRACE_STORE_PASSWORD", PostgresProcess.PASSWORD);
        settings.put(
                "MILLRACE_INTAKE_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + servers.toKafka().port());
        // Shorter than most faults last, so that one that brings liveness down is seen to.
        settings.put("MILLRACE_INTAKE_STUCK_AFTER", "PT30S");
        settings.put("MILLRACE_INTAKE_LIVE_EVENTS_TOPIC", liveEvents());
        settings.put("MILLRACE_INTAKE_PROFILE_STATS_TOPIC", profileStats());
        return settings;
    }

    ServiceUnderTest startService() throws IOException {
        return startService(ServiceUnderTest.DEFAULT_HEAP);
    }

    ServiceUnderTest startService(String heap) throws IOException {
        ServiceUnderTest service = ServiceUnderTest.start(
                heap, settings(), directory.resolve("service-" + (services.size() + 1) + ".log"));
        services.add(service);
        return service;
    }

    /** The one that was started last and still runs. */
    ServiceUnderTest service() {
        for (int i = services.size() - 1; i >= 0; i--) {
            if (services.get(i).isAlive()) {
                return services.get(i);
            }
        }
        throw new IllegalStateException("no service runs");
    }

    List<ServiceUnderTest> running() {
        return services.stream().filter(ServiceUnderTest::isAlive).toList();
    }

    /** Whatever a case has left: exactly one service runs. */
    void backToOneService() throws IOException {
        List<ServiceUnderTest> running = running();
        running.forEach(ServiceUnderTest::thaw);
        for (int i = 1; i < running.size(); i++) {
            running.get(i).terminate(Duration.ofSeconds(60));
        }
        if (running.isEmpty()) {
            startService().awaitReady();
        }
    }

    /** Starts another service in place of one that has ended; answers the seconds until it has committed something. */
    double restartToFirstCommit() throws IOException {
        // What the killed one had sent may still become a commit.
        Children.hold(Duration.ofMillis(250));
        long commits = sampler.commits();
        long began = System.nanoTime();
        startService();
        if (!Children.until(FIRST_COMMIT_WITHIN, () -> sampler.commits() > commits)) {
            throw new IllegalStateException("no commit within " + FIRST_COMMIT_WITHIN + " of the restart");
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /**
     * How long a restart may take until the first commit: 10 s, on a machine that starts the service in less than 3. Where others keep it
     * busy, what a start takes here and now, and the time in which Kafka forgets a killed consumer.
     */
    double secondsForRestart() {
        return Math.max(10, secondsToStart + SESSION_TIMEOUT.toSeconds() + 1);
    }

    // Kafka
    // ------------------------------------------------------------------------------------------------------------

    void createTopic(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    void deleteTopic(String topic) throws ExecutionException, InterruptedException, TimeoutException {
        admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
    }

    void growTopic(String topic, int partitions) throws ExecutionException, InterruptedException, TimeoutException {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    void deleteRecords(String topic, int partition, long before)
            throws ExecutionException, InterruptedException, TimeoutException {
        admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    /** Where each log ends. */
    Map<TopicPartition, Long> logEnds() throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (TopicDescription topic : admin.describeTopics(List.of(liveEvents(), profileStats()))
                .allTopicNames()
                .get(20, TimeUnit.SECONDS)
                .values()) {
            topic.partitions()
                    .forEach(it -> all.put(new TopicPartition(topic.name(), it.partition()), OffsetSpec.latest()));
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> it :
                admin.listOffsets(all).all().get(20, TimeUnit.SECONDS).entrySet()) {
            ends.put(it.getKey(), it.getValue().offset());
        }
        return ends;
    }

    /** Records that are in Kafka and not in the books; negative never. */
    long lag() {
        try {
            Map<TopicPartition, Long> ends = logEnds();
            Map<TopicPartition, Long> books = new HashMap<>();
            try (Connection connection = servers.postgres().connect(database());
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT topic, partition, next_offset FROM ingest_ledger")) {
                while (row.next()) {
                    books.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3));
                }
            }
            return ends.entrySet().stream()
                    .mapToLong(it -> Math.max(0, it.getValue() - books.getOrDefault(it.getKey(), 0L)))
                    .sum();
        } catch (SQLException | ExecutionException | TimeoutException notNow) {
            return Long.MAX_VALUE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Long.MAX_VALUE;
        }
    }

    boolean awaitCaughtUp(Duration atMost) {
        return Children.until(atMost, () -> lag() == 0);
    }

    // Verdicts
    // ---------------------------------------------------------------------------------------------------------

    /** @param recoverySeconds from the end of the last fault to lag 0 */
    record Verdict(
            boolean safe,
            List<String> violations,
            boolean live,
            double recoverySeconds,
            double boundSeconds,
            long peakRss,
            String lookedAt) {
        /** How often each check failed, and the first few in full; report.json has them all. */
        String told() {
            return String.join("; ", violations.subList(0, Math.min(TOLD, violations.size())));
        }
    }

    /** Called when the last fault has ended: measures how long the backlog takes, then has the verifier judge. */
    Verdict judge() throws IOException {
        long ended = System.nanoTime();
        producer.pause();
        long backlog = lag();
        double bound = 30 + (backlog == Long.MAX_VALUE ? 0 : backlog / (rate / 2));
        boolean live = awaitCaughtUp(Duration.ofMillis((long) (1000 * (bound + 60))));
        double recovery = (System.nanoTime() - ended) / 1e9;
        List<String> violations = new ArrayList<>();
        String lookedAt = verify(violations);
        long rss = services.stream().mapToLong(ServiceUnderTest::peakRss).max().orElse(0);
        return new Verdict(
                violations.isEmpty(),
                violations,
                live && recovery <= bound && rss < MOST_RSS,
                recovery,
                bound,
                rss,
                lookedAt);
    }

    /** Runs the verifier as a program of its own; adds what it found. */
    String verify(List<String> violations) throws IOException {
        verdicts++;
        Path verdict = directory.resolve("verdict-" + verdicts + ".json");
        Path log = directory.resolve("verifier.log");
        Process process = Children.start(new ProcessBuilder(Children.java(
                        List.of("-Xmx1g", "-XX:TieredStopAtLevel=1"),
                        Verifier.class.getName(),
                        List.of(
                                servers.kafka().bootstrapServers(),
                                liveEvents(),
                                profileStats(),
                                servers.postgres().jdbcUrl(database()),
                                PostgresProcess.USER,
                                PostgresProcess.PASSWORD,
                                directory.resolve("samples.jsonl").toString(),
                                verdict.toString(),
                                directory.resolve("history.jsonl").toString())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
        boolean ended = Children.awaitEnd(process, Duration.ofMinutes(3));
        if (!ended || Files.notExists(verdict)) {
            Children.kill(process);
            violations.add("the verifier gave no verdict; see " + log);
            return "";
        }
        JsonNode report = JSON.readTree(verdict.toFile());
        if (!report.get("safe").asBoolean()) {
            violations.add(report.get("violations").toString());
            report.get("told").forEach(it -> violations.add(it.asText()));
        }
        return report.get("looked_at").toString();
    }

    /** Spoils the database in many ways, one after the other and each undone; answers what the verifier did not notice. */
    List<String> whatTheVerifierMisses() throws Exception {
        producer.pause();
        awaitCaughtUp(Duration.ofSeconds(30));
        Properties superuser = new Properties();
        superuser.setProperty("user", "postgres");
        superuser.setProperty("password", servers.postgres().superuserPassword());
        return Doubts.missed(
                List.of(directory.resolve("history.jsonl")),
                servers.kafka().bootstrapServers(),
                liveEvents(),
                profileStats(),
                servers.postgres().jdbcUrl(database()),
                superuser);
    }

    @Override
    public void close() throws IOException {
        producer.close();
        services.forEach(ServiceUnderTest::close);
        sampler.close();
        admin.close(Duration.ofSeconds(2));
    }
}
