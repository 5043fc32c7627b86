package io.millrace.faults;

import static io.millrace.faults.FaultCase.require;

import io.millrace.faults.FaultCase.Notes;
import io.millrace.faults.FaultCase.Place;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The broker is killed, stopped, slow; topics grow, are made again, lose their beginning. */
final class KafkaCases {
    private static final Duration METADATA_AGE = Duration.ofSeconds(30);

    static final FaultCase KILL =
            new FaultCase("C4", "kill -9 the broker, restart after 1 to 15 s", Place.SHARED, 10, KafkaCases::kill);
    static final FaultCase FREEZE =
            new FaultCase("C5", "SIGSTOP the broker for 15 s", Place.SHARED, 2, KafkaCases::freeze);
    static final FaultCase GROW =
            new FaultCase("C3b", "partitions of the topic 6 to 8", Place.OWN, 1, KafkaCases::grow);
    static final FaultCase RECREATED_LONGER = new FaultCase(
            "C26",
            "topic deleted and made again, its log longer than the books",
            Place.OWN,
            1,
            (world, n, notes) -> recreated(world, 6000));
    static final FaultCase RECREATED_SHORTER = new FaultCase(
            "C26b",
            "topic deleted and made again, its log shorter than the books",
            Place.OWN,
            1,
            (world, n, notes) -> recreated(world, 60));
    static final FaultCase RETENTION_PASSED =
            new FaultCase("C27", "retention has passed the books", Place.OWN, 1, KafkaCases::retentionPassed);

    private KafkaCases() {}

    private static void kill(World world, int repetitions, Notes notes) throws Exception {
        ServiceUnderTest service = world.service();
        for (int i = 0; i < repetitions; i++) {
            Children.hold(Duration.ofMillis(world.random().nextInt(2000)));
            world.servers().kafka().kill();
            Children.hold(i % 3 == 2 ? Duration.ofSeconds(15) : Duration.ofSeconds(1));
            world.servers().kafka().restart();
            long commits = world.sampler().commits();
            require(
                    Children.until(Duration.ofSeconds(60), () -> world.sampler().commits() > commits),
                    "no commit within 60 s after the broker was back");
        }
        require(service.isAlive(), "the service lives on");
    }

    private static void freeze(World world, int repetitions, Notes notes) throws Exception {
        ServiceUnderTest service = world.service();
        for (int i = 0; i < repetitions; i++) {
            world.servers().kafka().freeze();
            Children.hold(Duration.ofSeconds(15));
            world.servers().kafka().thaw();
            long commits = world.sampler().commits();
            require(
                    Children.until(Duration.ofSeconds(60), () -> world.sampler().commits() > commits),
                    "no commit within 60 s after the broker went on");
        }
        require(service.isAlive(), "the service lives on");
    }

    private static void grow(World world, int repetitions, Notes notes) throws Exception {
        world.begin(1000);
        world.growTopic(world.liveEvents(), 8);
        long began = System.nanoTime();
        require(
                Children.until(METADATA_AGE.plusSeconds(30), () -> partitionsTaken(world) == 8),
                "the new partitions are not taken within metadata.max.age and 30 s");
        notes.remark("new partitions taken after " + (System.nanoTime() - began) / 1_000_000_000 + " s");
    }

    private static long partitionsTaken(World world) {
        return number(world, "SELECT count(*) FROM ingest_ledger WHERE topic = '" + world.liveEvents() + "'");
    }

    private static long number(World world, String sql) {
        try {
            return Long.parseLong(
                    world.servers().postgres().query(world.database(), sql).get(0));
        } catch (SQLException away) {
            return -1;
        }
    }

    private static void recreated(World world, int records) throws Exception {
        ServiceUnderTest service = world.begin(1500);
        Children.hold(Duration.ofSeconds(1));
        world.producer().pause();
        require(world.awaitCaughtUp(Duration.ofSeconds(30)), "caught up before the topic is deleted");
        String books = "SELECT sum(next_offset) FROM ingest_ledger WHERE topic = '" + world.liveEvents() + "'";
        long before = number(world, books);
        world.deleteTopic(world.liveEvents());
        Children.until(Duration.ofSeconds(15), () -> makeAgain(world));
        world.replaceProducer();
        world.producer().burst(records);
        require(
                Children.until(
                        Duration.ofSeconds(30),
                        () -> service.get("/q/health/ready").status() == 503),
                "readiness is down within 30 s");
        require(
                Children.until(Duration.ofSeconds(10), () -> incidents(world, "topic_recreated") > 0),
                "an incident stands in the database");
        world.producer().burst(50);
        Children.hold(Duration.ofSeconds(2));
        require(number(world, books) == before, "nothing of the new topic is read before an operator decides");
        require(Children.until(Duration.ofSeconds(20), () -> otherTopicIsRead(world)), "the other topic goes on");
        resume(world, world.liveEvents(), null);
        require(
                Children.until(
                        Duration.ofSeconds(30),
                        () -> service.get("/q/health/ready").status() == 200),
                "readiness is up within 30 s of the decision");
    }

    private static boolean makeAgain(World world) {
        try {
            world.createTopic(world.liveEvents());
            return true;
        } catch (Exception stillThere) {
            return false;
        }
    }

    private static boolean otherTopicIsRead(World world) {
        try {
            long ends = world.logEnds().entrySet().stream()
                    .filter(it -> it.getKey().topic().equals(world.profileStats()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return number(
                            world,
                            "SELECT sum(next_offset) FROM ingest_ledger WHERE topic = '" + world.profileStats() + "'")
                    == ends;
        } catch (Exception notNow) {
            return false;
        }
    }

    private static long incidents(World world, String kind) {
        return number(
                world, "SELECT count(*) FROM ingest_incidents WHERE kind = '" + kind + "' AND resumed_at IS NULL");
    }

    private static void retentionPassed(World world, int repetitions, Notes notes) throws Exception {
        world.begin(1500).terminate(Duration.ofSeconds(30));
        world.producer().burst(3000);
        world.producer().pause();
        long booked = number(
                world,
                "SELECT next_offset FROM ingest_ledger WHERE partition = 0 AND topic = '" + world.liveEvents() + "'");
        world.deleteRecords(world.liveEvents(), 0, booked + 100);
        ServiceUnderTest service = world.startService();
        require(
                Children.until(Duration.ofSeconds(40), () -> incidents(world, "offset_below_log_start") == 1),
                "one incident stands in the database");
        require(
                Children.until(
                        Duration.ofSeconds(20),
                        () -> service.get("/q/health/ready").status() == 503),
                "readiness is down");
        require(Children.until(Duration.ofSeconds(30), () -> othersAreRead(world)), "the other partitions go on");
        resume(world, world.liveEvents(), 0);
        require(
                Children.until(
                        Duration.ofSeconds(30),
                        () -> service.get("/q/health/ready").status() == 200),
                "readiness is up within 30 s of the decision");
        require(
                number(world, "SELECT sum(skipped) FROM ingest_incidents") == 100,
                "the incident says that 100 offsets were never received");
    }

    private static boolean othersAreRead(World world) {
        try {
            long ends = world.logEnds().entrySet().stream()
                    .filter(it -> it.getKey().topic().equals(world.liveEvents())
                            && it.getKey().partition() != 0)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return number(
                            world,
                            "SELECT sum(next_offset) FROM ingest_ledger WHERE partition <> 0 AND topic = '"
                                    + world.liveEvents() + "'")
                    == ends;
        } catch (Exception notNow) {
            return false;
        }
    }

    /** The operator's command, as an operator runs it. */
    private static void resume(World world, String topic, @org.jspecify.annotations.Nullable Integer partition)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString(),
                "offsets",
                "resume",
                "--topic",
                topic,
                "--from",
                "start"));
        if (partition != null) {
            command.addAll(List.of("--partition", partition.toString()));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(world.settings());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(60, TimeUnit.SECONDS);
        require(process.exitValue() == 0, "offsets resume: exit " + process.exitValue() + ", " + said.strip());
    }
}
