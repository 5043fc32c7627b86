package io.millrace.bench;

import io.millrace.bench.load.Backlog;
import io.millrace.bench.load.Load;
import io.millrace.bench.measure.GrowthRun;
import io.millrace.bench.measure.Percentiles;
import io.millrace.bench.measure.ProcessTree;
import io.millrace.bench.measure.Sample;
import io.millrace.bench.measure.Stretch;
import io.millrace.bench.report.GrowthReport;
import io.millrace.bench.report.Machine;
import io.millrace.bench.service.Service;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * What becomes of ingest and of the API where one thing grows: rows that are stored already, rooms, people, duplicates.
 *
 * <pre>
 *   fill ─▶ round 1: base, stored-…, rooms-…, … ─▶ round 2 … ─▶ growth.md, growth.json
 *              └─ database, backlog, service until all is in the books; in the last round once more, with somebody who asks
 * </pre>
 */
final class Growth {
    /** A copy of a database with more rows would not fit beside it on every disk. */
    static final long MOST_COPIED = 20_000_000;

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration STALLED_AFTER = Duration.ofSeconds(60);

    /** Where the API is asked, so that ingest does not end before. */
    private static final int TIMES_AS_MANY = 3;

    /** Of the records, before the API is asked: until then the JVM compiles. */
    private static final double ASKED_FROM = 0.1;

    private final GrowthOptions options;

    private Growth(GrowthOptions options) {
        this.options = options;
    }

    static Growth of(GrowthOptions options) {
        return new Growth(options);
    }

    /** Blocks for minutes to hours; writes the report after every run. */
    GrowthReport run() throws IOException, InterruptedException, SQLException, ExecutionException, TimeoutException {
        try (Stage stage = Stage.open(options.output(), options.servers())) {
            Databases databases = stage.databases();
            Machine machine = Machine.here(stage.postgres(), stage.servers());
            List<GrowthPoint> points = options.chosen();
            for (GrowthPoint point : points) {
                if (point.stored() > 0) {
                    fill(stage, databases, point);
                }
            }
            List<GrowthRun> runs = new ArrayList<>();
            GrowthReport report = report(machine, points, runs);
            for (int repetition = 1; repetition <= options.repetitions(); repetition++) {
                for (GrowthPoint point : points) {
                    GrowthRun run = run(stage, databases, point, repetition);
                    runs.add(run);
                    Stage.say(repetition + "/" + options.repetitions() + " " + GrowthReport.line(run));
                    report = report(machine, points, runs);
                    report.write(stage.directory());
                }
            }
            Stage.say("see " + stage.directory().resolve("growth.md"));
            return report;
        }
    }

    private GrowthReport report(Machine machine, List<GrowthPoint> points, List<GrowthRun> runs) {
        return new GrowthReport(
                options.command(),
                options.seed(),
                options.repetitions(),
                machine,
                Requests.names(),
                StoredRows.how(),
                points.stream()
                        .map(point -> new GrowthReport.Point(
                                point.name(),
                                point.what(),
                                runs.stream()
                                        .filter(run -> run.point().equals(point.name()))
                                        .toList()))
                        .toList());
    }

    private static void fill(Stage stage, Databases databases, GrowthPoint point)
            throws SQLException, InterruptedException {
        Instant now = Instant.now();
        databases.create(filled(point), List.of());
        databases.ensureAll(filled(point), StoredRows.days(LocalDate.ofInstant(now, ZoneOffset.UTC)));
        StoredRows.fill(stage.postgres(), filled(point), point.stored(), now);
    }

    private static String filled(GrowthPoint point) {
        return "bench_stored_" + point.stored();
    }

    /** Never fails for what the service does: that is told in the run. */
    private GrowthRun run(Stage stage, Databases databases, GrowthPoint point, int repetition)
            throws SQLException, ExecutionException, InterruptedException, TimeoutException {
        String id = point.name() + "-" + repetition;
        boolean inPlace = point.stored() > MOST_COPIED;
        String database = inPlace ? filled(point) : "bench_" + id.replace('-', '_');
        String topic = "bench." + id;
        stage.broker().createTopic(topic, Load.PARTITIONS);
        try {
            if (point.stored() == 0) {
                databases.create(database, List.of());
            } else if (!inPlace) {
                databases.copy(filled(point), database);
            }
            Path own = Files.createDirectories(stage.directory().resolve(id));
            return GrowthRun.went(point.name(), repetition, taken(stage, point, database, topic, repetition, own));
        } catch (Refused | IOException | SQLException | IllegalStateException e) {
            return GrowthRun.failed(point.name(), repetition, String.valueOf(e.getMessage()));
        } finally {
            if (!inPlace) {
                databases.drop(database);
            }
            stage.broker().deleteTopic(topic);
        }
    }

    private GrowthRun.Taken taken(
            Stage stage, GrowthPoint point, String database, String topic, int repetition, Path own)
            throws IOException, SQLException, Refused {
        ProcessTree postgresTree = new ProcessTree(stage.postgres().process());
        try (Eye eye = new Eye(stage.postgres(), database, postgresTree)) {
            Backlog backlog = backlog(stage, point, topic, options.events());
            stage.postgres().execute("postgres", "CHECKPOINT");
            List<Sample> samples;
            long peak;
            try (Service service = stage.service(database, topic, options.heap(), own)) {
                samples = watched(stage, service, eye, postgresTree, topic, backlog.records());
                peak = service.tree().peakResidentBytes();
            }
            requireAll(eye, topic, backlog);
            // Once a point, since it takes a reading of all rows.
            if (repetition == 1) {
                requireTrue(eye, backlog);
            }
            Map<String, Percentiles> busy = new HashMap<>();
            Map<String, Percentiles> idle = new HashMap<>();
            if (repetition == options.repetitions()) {
                ask(stage, point, database, topic, own, eye, busy, idle);
            }
            return new GrowthRun.Taken(
                    backlog.records(),
                    backlog.records() - backlog.events(),
                    Stretch.measured(samples, backlog.records()),
                    Stretch.whole(samples, backlog.records()),
                    peak,
                    busy,
                    idle);
        }
    }

    private Backlog backlog(Stage stage, GrowthPoint point, String topic, long records) throws IOException {
        return Backlog.publish(
                options.seed(),
                records,
                point.rooms(),
                point.usersPerMinute(),
                point.duplicates(),
                stage.broker().bootstrapServers(),
                topic);
    }

    /** Until so many records are in the books; the last sample has all of them. */
    private static List<Sample> watched(
            Stage stage, Service service, Eye eye, ProcessTree postgresTree, String topic, long records)
            throws SQLException, Refused {
        ProcessTree brokerTree = new ProcessTree(stage.broker().process());
        long began = System.nanoTime();
        double postgresBefore = postgresTree.cpuSeconds();
        double brokerBefore = brokerTree.cpuSeconds();
        List<Sample> samples = new ArrayList<>(List.of(new Sample(0, eye.received(topic), 0, 0, 0)));
        double movedAt = 0;
        while (samples.get(samples.size() - 1).progress() < records) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            Sample last = samples.get(samples.size() - 1);
            Sample sample = new Sample(
                    (System.nanoTime() - began) / 1e9,
                    eye.received(topic),
                    postgresTree.cpuSeconds() - postgresBefore,
                    service.tree().cpuSeconds(),
                    brokerTree.cpuSeconds() - brokerBefore);
            samples.add(sample);
            movedAt = sample.progress() > last.progress() ? sample.seconds() : movedAt;
            boolean stalled = sample.seconds() - movedAt > STALLED_AFTER.toSeconds();
            if (sample.progress() < records && (stalled || !service.isAlive())) {
                throw new Refused((stalled ? "stands still at " : "ended with ") + sample.progress() + " of " + records
                        + " records");
            }
        }
        return samples;
    }

    /** Books, history and figures: every event once. */
    private static void requireAll(Eye eye, String topic, Backlog backlog) throws SQLException, Refused {
        long stored = eye.books("stored", topic);
        long duplicates = eye.books("duplicate", topic);
        long rows = eye.rowsOf(backlog.rooms());
        long figures = eye.eventsOf(backlog.rooms());
        if (stored != backlog.events()
                || duplicates != backlog.records() - backlog.events()
                || rows != backlog.events()
                || figures != backlog.events()) {
            throw new Refused("of " + backlog.events() + " events in " + backlog.records() + " records the books know "
                    + stored + " and " + duplicates + " duplicates, the history " + rows + ", the figures " + figures);
        }
    }

    private static void requireTrue(Eye eye, Backlog backlog) throws SQLException, Refused {
        List<String> differences = eye.differencesOf(backlog.rooms());
        if (!differences.isEmpty()) {
            throw new Refused("the figures are not what the events come to in " + String.join(", ", differences));
        }
    }

    private void ask(
            Stage stage,
            GrowthPoint point,
            String database,
            String topic,
            Path own,
            Eye eye,
            Map<String, Percentiles> busy,
            Map<String, Percentiles> idle)
            throws IOException, SQLException, Refused {
        long before = eye.received(topic);
        Backlog backlog = backlog(stage, point, topic, TIMES_AS_MANY * options.events());
        long all = before + backlog.records();
        try (Service service = stage.service(database, topic, options.heap(), own)) {
            service.awaitReady();
            awaitReceived(service, eye, topic, before + Math.round(ASKED_FROM * backlog.records()));
            long room = eye.busiestOf(backlog.rooms());
            busy.putAll(Requests.ask(service, room, options.requests(), () -> isBehind(eye, topic, all)));
            awaitReceived(service, eye, topic, all);
            idle.putAll(Requests.ask(service, room, options.requests(), () -> true));
        }
    }

    private static boolean isBehind(Eye eye, String topic, long records) throws IOException {
        try {
            return eye.received(topic) < records;
        } catch (SQLException e) {
            throw new IOException("the books cannot be read", e);
        }
    }

    private static void awaitReceived(Service service, Eye eye, String topic, long records)
            throws SQLException, Refused {
        long last = eye.received(topic);
        long movedAt = System.nanoTime();
        while (last < records) {
            Children.hold(LOOK_EVERY);
            long now = eye.received(topic);
            if (now > last) {
                movedAt = System.nanoTime();
            } else if (!service.isAlive() || System.nanoTime() - movedAt > STALLED_AFTER.toNanos()) {
                throw new Refused("stands still at " + now + " of " + records + " records while it is asked");
            }
            last = now;
        }
    }
}
