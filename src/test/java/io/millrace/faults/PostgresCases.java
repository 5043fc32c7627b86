package io.millrace.faults;

import static io.millrace.faults.FaultCase.require;

import io.millrace.faults.FaultCase.Notes;
import io.millrace.faults.FaultCase.Place;
import io.millrace.faults.FaultProxy.Direction;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The database is killed, stopped, set back, made read-only, full, slow, crowded, changed. */
final class PostgresCases {
    static final FaultCase BACKEND_KILL = new FaultCase(
            "C6",
            "kill -9 a backend in mid-transaction: all sessions end",
            Place.SHARED,
            12,
            PostgresCases::backendKill);
    static final FaultCase POSTMASTER_KILL =
            new FaultCase("C6b", "kill -9 the postmaster, restart", Place.SHARED, 8, PostgresCases::postmasterKill);
    static final FaultCase CRASH_WITHOUT_SYNC = new FaultCase(
            "C7", "immediate stop with synchronous_commit = off", Place.SHARED, 3, PostgresCases::crashWithoutSync);
    static final FaultCase FAIL_BACK =
            new FaultCase("C8", "failover to an older copy of the database", Place.SHARED, 2, PostgresCases::failBack);
    static final FaultCase READ_ONLY =
            new FaultCase("C9", "the endpoint turns read-only", Place.SHARED, 2, PostgresCases::readOnly);
    static final FaultCase REPLY_LOST =
            new FaultCase("C10", "the answer to COMMIT is lost", Place.SHARED, 20, PostgresCases::replyLost);
    static final FaultCase BAD_LINES = new FaultCase(
            "C11", "200 ms ± 100, 1 Mbit/s, slices of one byte", Place.SHARED, 1, PostgresCases::badLines);
    static final FaultCase BLACK_HOLE = new FaultCase(
            "C12",
            "half-open connections that never answer again",
            Place.SHARED,
            1,
            (world, n, notes) -> blackHole(world, Toxic.Timeout.BLACK_HOLE, notes));
    static final FaultCase SHORT_BLACK_HOLE = new FaultCase(
            "C12 short",
            "nothing comes through for 3 s, then the connections close",
            Place.SHARED,
            1,
            (world, n, notes) -> blackHole(world, new Toxic.Timeout(Duration.ofSeconds(3)), notes));
    static final FaultCase DISK_FULL =
            new FaultCase("C13", "the data volume is full", Place.SHARED, 1, PostgresCases::diskFull);
    static final FaultCase WAL_FULL =
            new FaultCase("C14", "the WAL volume is full", Place.SHARED, 1, PostgresCases::walFull);
    static final FaultCase CROWDED = new FaultCase(
            "C15", "max_connections = 20, and others hold most of them", Place.SHARED, 1, PostgresCases::crowded);
    static final FaultCase LOCKS = new FaultCase(
            "C16", "a long SELECT and a held lock while partitions are made", Place.SHARED, 1, PostgresCases::locks);
    static final FaultCase MIGRATION = new FaultCase(
            "C28",
            "columns come and go while the service and its readers run",
            Place.SHARED,
            4,
            PostgresCases::migration);
    static final FaultCase AWAY = new FaultCase(
            "C29b", "PostgreSQL is away, and its records keep coming", Place.SHARED, 1, PostgresCases::away);
    static final FaultCase SLOW =
            new FaultCase("C29", "PostgreSQL slower than the input", Place.SHARED, 1, PostgresCases::slow);

    private static final int KILOBYTES_OF_A_MEGABIT = 125;

    private PostgresCases() {}

    private static void awaitCommit(World world, Duration atMost, String since) {
        long commits = world.sampler().commits();
        require(
                Children.until(atMost, () -> world.sampler().commits() > commits),
                "no commit within " + atMost.toSeconds() + " s after " + since);
    }

    private static void backendKill(World world, int repetitions, Notes notes) throws Exception {
        for (int i = 0; i < repetitions; i++) {
            Children.hold(Duration.ofMillis(world.random().nextInt(1000)));
            AtomicBoolean killed = new AtomicBoolean();
            ServiceCases.spring(world, CommitTrap.Point.DELAYED, () -> killed.set(killOneInTransaction(world)));
            require(killed.get(), "a backend in mid-transaction was found");
            Children.until(Duration.ofSeconds(30), world.servers().postgres()::answers);
            awaitCommit(world, Duration.ofSeconds(20), "all sessions had ended");
        }
        require(!world.running().isEmpty(), "the service lives on");
    }

    private static boolean killOneInTransaction(World world) {
        try {
            List<String> pids = world.servers().postgres().query(world.database(), """
                    SELECT pid FROM pg_stat_activity
                     WHERE datname = current_database() AND state = 'idle in transaction' AND usename = 'tiktok_user'""");
            if (pids.isEmpty()) {
                return false;
            }
            Children.signal("KILL", Long.parseLong(pids.get(0)));
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static void postmasterKill(World world, int repetitions, Notes notes) throws Exception {
        for (int i = 0; i < repetitions; i++) {
            Children.hold(Duration.ofMillis(world.random().nextInt(1500)));
            world.servers().postgres().kill();
            Children.hold(Duration.ofMillis(world.random().nextInt(3000)));
            world.servers().postgres().restart();
            awaitCommit(world, Duration.ofSeconds(20), "the database was back");
        }
        require(!world.running().isEmpty(), "the service lives on");
    }

    private static void crashWithoutSync(World world, int repetitions, Notes notes) throws Exception {
        PostgresProcess postgres = world.servers().postgres();
        String alter = "ALTER DATABASE " + world.database();
        postgres.execute("postgres", alter + " SET synchronous_commit = off");
        endSessions(world);
        for (int i = 0; i < repetitions; i++) {
            Children.hold(Duration.ofSeconds(3));
            postgres.stopImmediately();
            world.sampler().markStepBack("crash without synchronous commit");
            postgres.restart();
            awaitCommit(world, Duration.ofSeconds(20), "the database was back");
        }
        postgres.execute("postgres", alter + " RESET synchronous_commit");
        endSessions(world);
    }

    private static void endSessions(World world) throws SQLException {
        world.servers().postgres().query("postgres", """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tiktok_user' AND datname = '%s'""".formatted(world.database()));
    }

    private static void failBack(World world, int repetitions, Notes notes) throws Exception {
        PostgresProcess postgres = world.servers().postgres();
        for (int i = 0; i < repetitions; i++) {
            postgres.stop();
            Path older = postgres.coldCopy("older-" + System.nanoTime());
            postgres.restart();
            awaitCommit(world, Duration.ofSeconds(20), "the copy was made");
            Children.hold(Duration.ofSeconds(4));
            long received = world.sampler().received();
            postgres.stop();
            world.sampler().markStepBack("failover to a lagging replica");
            postgres.useData(older);
            postgres.restart();
            long back = Long.parseLong(postgres.query(world.database(), "SELECT sum(received) FROM ingest_ledger")
                    .get(0));
            notes.remark("the books went back by " + (received - back) + " records");
            require(back < received, "the older copy is older");
            awaitCommit(world, Duration.ofSeconds(20), "the failover");
        }
    }

    private static void readOnly(World world, int repetitions, Notes notes) throws Exception {
        PostgresProcess postgres = world.servers().postgres();
        for (int i = 0; i < repetitions; i++) {
            postgres.execute(
                    "postgres", "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
            Children.hold(Duration.ofSeconds(8));
            long commits = world.sampler().commits();
            postgres.execute(
                    "postgres",
                    "SET default_transaction_read_only = off",
                    "ALTER SYSTEM RESET default_transaction_read_only",
                    "SELECT pg_reload_conf()");
            long began = System.nanoTime();
            boolean recovered =
                    Children.until(Duration.ofSeconds(30), () -> world.sampler().commits() > commits);
            double seconds = (System.nanoTime() - began) / 1e9;
            notes.remark(String.format(Locale.ROOT, "first commit %.1f s after the reset", seconds));
            // The books are looked at every 0.2 s.
            require(recovered && seconds < 5.5, "recovered " + seconds + " s after the reset, at most 5 s");
        }
    }

    private static void replyLost(World world, int repetitions, Notes notes) throws Exception {
        for (int i = 0; i < repetitions; i++) {
            ServiceCases.spring(world, CommitTrap.Point.REPLY_LOST, () -> {});
            awaitCommit(world, Duration.ofSeconds(20), "the answer was lost");
        }
    }

    private static void badLines(World world, int repetitions, Notes notes) {
        Map<String, Toxic> toxics = Map.of(
                "latency", new Toxic.Latency(Duration.ofMillis(200), Duration.ofMillis(100)),
                "bandwidth", new Toxic.Bandwidth(KILOBYTES_OF_A_MEGABIT),
                "slicer", new Toxic.Slicer(1, 0, Duration.ZERO));
        Map<String, FaultProxy> proxies = Map.of(
                "PostgreSQL",
                world.servers().toPostgres(),
                "Kafka",
                world.servers().toKafka());
        proxies.forEach((where, proxy) -> toxics.forEach((what, toxic) -> {
            long before = world.sampler().received();
            try (FaultProxy.Placed up = proxy.add(Direction.UPSTREAM, toxic);
                    FaultProxy.Placed down = proxy.add(Direction.DOWNSTREAM, toxic)) {
                require(up != down, "one toxic each way");
                Children.hold(Duration.ofSeconds(6));
                require(
                        Children.until(
                                Duration.ofSeconds(10), () -> world.sampler().received() > before),
                        "commits go on with " + what + " before " + where);
            }
            notes.remark(where + " " + what + ": " + (world.sampler().received() - before) + " records");
        }));
    }

    /** The sum of all epochs, once it has stayed for a while: after the fault before this one, the group may still be finding together. */
    private static String settledEpochs(World world) throws SQLException {
        String sum = epochs(world);
        for (int looks = 0; looks < 10; looks++) {
            Children.hold(Duration.ofSeconds(4));
            String now = epochs(world);
            if (now.equals(sum)) {
                return sum;
            }
            sum = now;
        }
        return sum;
    }

    private static String epochs(World world) throws SQLException {
        return world.servers()
                .postgres()
                .query(world.database(), "SELECT sum(epoch) FROM ingest_ledger")
                .get(0);
    }

    private static void blackHole(World world, Toxic.Timeout hole, Notes notes) throws SQLException {
        String before = settledEpochs(world);
        FaultProxy proxy = world.servers().toPostgres();
        try (FaultProxy.Placed up = proxy.add(Direction.UPSTREAM, hole);
                FaultProxy.Placed down = proxy.add(Direction.DOWNSTREAM, hole)) {
            require(up != down, "one hole each way");
            Children.hold(Duration.ofSeconds(6));
        }
        long began = System.nanoTime();
        awaitCommit(world, Duration.ofSeconds(60), "the line was whole again");
        notes.remark(String.format(
                Locale.ROOT, "first commit %.1f s after the line was whole", (System.nanoTime() - began) / 1e9));
        String after = epochs(world);
        require(before.equals(after), "no rebalance: sum of epochs was " + before + ", is " + after);
    }

    private static boolean ready(World world, int status) {
        return world.service().get("/q/health/ready").status() == status;
    }

    private static void diskFull(World world, int repetitions, Notes notes) throws IOException {
        PostgresProcess postgres = world.servers().postgres();
        if (!postgres.volumes()) {
            notes.skip("a full disk needs root and tmpfs");
            return;
        }
        Path ballast = postgres.fill(false);
        try {
            require(Children.until(Duration.ofSeconds(60), () -> ready(world, 503)), "readiness is down within 60 s");
            Children.hold(Duration.ofSeconds(5));
        } finally {
            Files.delete(ballast);
        }
        backUp(postgres, notes);
        awaitCommit(world, Duration.ofSeconds(20), "there was room again");
    }

    private static void backUp(PostgresProcess postgres, Notes notes) throws IOException {
        if (!Children.until(Duration.ofSeconds(5), postgres::answers) && !postgres.isRunning()) {
            notes.remark("PostgreSQL had ended and was started again");
            postgres.restart();
        }
        postgres.awaitReady();
    }

    private static void walFull(World world, int repetitions, Notes notes) throws IOException {
        PostgresProcess postgres = world.servers().postgres();
        if (!postgres.volumes()) {
            notes.skip("a full disk needs root and tmpfs");
            return;
        }
        Path ballast = postgres.fill(true);
        try {
            boolean crashed = Children.until(Duration.ofSeconds(60), () -> !writes(postgres));
            require(crashed, "PostgreSQL runs out of WAL within 60 s");
            Children.hold(Duration.ofSeconds(5));
        } finally {
            Files.delete(ballast);
        }
        backUp(postgres, notes);
        awaitCommit(world, Duration.ofSeconds(30), "there was room again");
    }

    /** Uses up a segment of WAL; answers whether that could be done. */
    private static boolean writes(PostgresProcess postgres) {
        try {
            postgres.execute(
                    "postgres", "SELECT pg_logical_emit_message(true, 'faults', 'x')", "SELECT pg_switch_wal()");
            return true;
        } catch (SQLException noRoom) {
            return false;
        }
    }

    private static void crowded(World world, int repetitions, Notes notes) throws Exception {
        PostgresProcess postgres = world.servers().postgres();
        postgres.stop();
        postgres.restart(Map.of("max_connections", "20"));
        List<Connection> others = new ArrayList<>();
        Set<Integer> statuses = new TreeSet<>();
        try {
            for (int i = 0; i < 16; i++) {
                others.add(postgres.connectAsApplication(world.database()));
            }
        } catch (SQLException full) {
            notes.remark("others hold " + others.size() + " connections");
        }
        long before = world.sampler().received();
        long began = System.nanoTime();
        while (System.nanoTime() - began < Duration.ofSeconds(8).toNanos()) {
            statuses.add(world.service().get("/api/v1/streams").status());
        }
        notes.remark("the API answered " + statuses + "; " + (world.sampler().received() - before)
                + " records were received");
        for (Connection other : others) {
            other.close();
        }
        awaitCommit(world, Duration.ofSeconds(20), "the others had left");
        postgres.stop();
        postgres.restart();
        statuses.removeAll(Set.of(200, 503));
        require(statuses.isEmpty(), "the API answers 200 or 503 only, also gave " + statuses);
    }

    private static void locks(World world, int repetitions, Notes notes) throws Exception {
        PostgresProcess postgres = world.servers().postgres();
        LocalDate day = LocalDate.now(ZoneOffset.UTC).plusYears(1);
        world.sampler().forgetStalls();
        try (Connection reader = postgres.connect(world.database());
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM live_events");
            long took = ensurePartition(postgres, world, day);
            notes.remark("beside a long SELECT a partition is made in " + took + " ms");
            require(took >= 0 && took < 2000, "a long SELECT does not keep a partition from being made");
            reader.rollback();
            statement.execute("LOCK TABLE live_events IN SHARE UPDATE EXCLUSIVE MODE");
            require(ensurePartition(postgres, world, day.plusDays(1)) < 0, "beside a held lock it gives up");
            Children.hold(Duration.ofSeconds(5));
            reader.rollback();
        }
        notes.remark("longest time without a commit: " + world.sampler().longestStallMillis() + " ms");
        require(world.sampler().longestStallMillis() < 2000, "intake is not held up");
        postgres.execute(
                world.database(),
                "ALTER TABLE live_events DETACH PARTITION live_events_p" + day.format(DateTimeFormatter.BASIC_ISO_DATE),
                "DROP TABLE live_events_p" + day.format(DateTimeFormatter.BASIC_ISO_DATE));
    }

    /** In milliseconds; negative: it gave up on a lock. */
    private static long ensurePartition(PostgresProcess postgres, World world, LocalDate day) throws SQLException {
        long began = System.nanoTime();
        try {
            postgres.execute(world.database(), "SELECT ensure_partition('live_events', '" + day + "')");
            return (System.nanoTime() - began) / 1_000_000;
        } catch (SQLException e) {
            require("55P03".equals(e.getSQLState()), "it gives up with 55P03, not " + e);
            return -1;
        }
    }

    private static void migration(World world, int repetitions, Notes notes) throws Exception {
        PostgresProcess postgres = world.servers().postgres();
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong asked = new AtomicLong();
        Set<Integer> statuses = new java.util.concurrent.ConcurrentSkipListSet<>();
        String room = postgres.query(world.database(), "SELECT room_id FROM live_streams LIMIT 1")
                .get(0);
        ServiceUnderTest service = world.service();
        Thread reader = new Thread(() -> {
            while (!done.get()) {
                for (String path :
                        List.of("/streams", "/overview", "/streams/" + room, "/streams/" + room + "/events")) {
                    statuses.add(service.get("/api/v1" + path).status());
                    asked.incrementAndGet();
                }
            }
        });
        reader.start();
        Children.hold(Duration.ofSeconds(1));
        world.sampler().forgetStalls();
        for (int i = 0; i < repetitions; i++) {
            for (String table : List.of("live_events", "live_streams", "live_participants", "ingest_ledger")) {
                alter(world, "ALTER TABLE " + table + " ADD COLUMN faults_note text");
                alter(world, "ALTER TABLE " + table + " DROP COLUMN faults_note");
            }
        }
        Children.hold(Duration.ofSeconds(1));
        done.set(true);
        reader.join(30_000);
        long stall = world.sampler().longestStallMillis();
        notes.remark(asked + " requests answered " + statuses + "; longest time without a commit " + stall + " ms");
        require(statuses.equals(Set.of(200)), "callers see nothing but 200, saw " + statuses);
        // The books are looked at every 0.2 s.
        require(stall < 1400, "ingest stalls for less than 1 s, stalled " + stall + " ms");
    }

    /** As a migration does it that respects others: never longer than a moment in the queue for its lock. */
    private static void alter(World world, String sql) {
        require(
                Children.until(Duration.ofSeconds(30), () -> {
                    try {
                        world.servers().postgres().execute(world.database(), "SET lock_timeout = '200ms'", sql);
                        return true;
                    } catch (SQLException locked) {
                        return false;
                    }
                }),
                "it passes within 30 s: " + sql);
    }

    private static void away(World world, int repetitions, Notes notes) throws Exception {
        long seconds = Long.getLong("faults.slow-seconds", 60);
        world.servers().postgres().kill();
        for (long second = 0; second < seconds; second += 2) {
            Children.hold(Duration.ofSeconds(2));
            int live = world.service().get("/q/health/live").status();
            require(live == 200, "liveness answered " + live + " after " + second + " s without a database");
        }
        int ready = world.service().get("/q/health/ready").status();
        require(ready == 503, "readiness answered " + ready + " without a database");
        world.servers().postgres().restart();
        awaitCommit(world, Duration.ofSeconds(20), "the database was back");
        long peak = world.service().peakRss();
        notes.remark("for " + seconds + " s; behind by " + world.lag() + " records; peak RSS " + peak
                + " MiB; liveness up throughout, readiness down");
        require(peak < World.MOST_RSS, "peak RSS " + peak + " MiB, at most " + World.MOST_RSS);
    }

    private static void slow(World world, int repetitions, Notes notes) throws IOException {
        Duration time = Duration.ofSeconds(Long.getLong("faults.slow-seconds", 60));
        world.producer().rate(world.load() * 4);
        FaultProxy proxy = world.servers().toPostgres();
        try (FaultProxy.Placed up = proxy.add(Direction.UPSTREAM, new Toxic.Bandwidth(40))) {
            require(up != null, "the toxic is there");
            Children.hold(time);
        }
        world.resumeLoad();
        long peak = world.service().peakRss();
        notes.remark(
                "for " + time.toSeconds() + " s; behind by " + world.lag() + " records; peak RSS " + peak + " MiB");
        require(peak < World.MOST_RSS, "peak RSS " + peak + " MiB, at most " + World.MOST_RSS);
    }
}
