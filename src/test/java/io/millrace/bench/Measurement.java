package io.millrace.bench;

import io.millrace.bench.client.Progress;
import io.millrace.bench.contenders.Bout;
import io.millrace.bench.contenders.Contender;
import io.millrace.bench.contenders.PeerLibraries;
import io.millrace.bench.load.Load;
import io.millrace.bench.measure.ProcessTree;
import io.millrace.bench.measure.Run;
import io.millrace.bench.measure.Sample;
import io.millrace.bench.measure.Stretch;
import io.millrace.bench.servers.BrokerServer;
import io.millrace.bench.servers.PostgresServer;
import io.millrace.processes.Children;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Measures one contender once: fresh database, client started, looked at every 50 ms until all rows are there, counted, ended.
 *
 * <p>How far a run is, is told by the bytes of the table's heap: the same question to everybody, which costs next to nothing and sees rows
 * whatever the size of their transactions. That all rows are there is told by counting them, when nothing has grown for a moment.
 */
final class Measurement {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Longer than any wait between two batches; counting waits twice as long each time that it comes too soon. */
    private static final Duration QUIET = Duration.ofMillis(400);

    private static final Duration MOST_QUIET = Duration.ofSeconds(4);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(15);

    private final PostgresServer postgres;
    private final BrokerServer broker;
    private final Databases databases;
    private final Load load;
    private final PeerLibraries peers;
    private final String reference;
    private final String fingerprint;
    private final Duration stalledAfter;

    /**
     * @param reference the database with the rows as they must be
     * @param stalledAfter so long without a new row, and the run is over
     */
    Measurement(
            PostgresServer postgres,
            BrokerServer broker,
            Databases databases,
            Load load,
            PeerLibraries peers,
            String reference,
            Duration stalledAfter)
            throws SQLException {
        this.postgres = postgres;
        this.broker = broker;
        this.databases = databases;
        this.load = load;
        this.peers = peers;
        this.reference = reference;
        this.fingerprint = databases.fingerprint(reference);
        this.stalledAfter = stalledAfter;
    }

    /** Never fails for what the contender does: that is told in the run. */
    Run run(Contender contender, int repetition, Path directory) {
        String name = contender.name();
        try {
            return Run.went(name, repetition, taken(contender, repetition, directory));
        } catch (Refused e) {
            return Run.refused(name, repetition, String.valueOf(e.getMessage()));
        } catch (IOException | SQLException | IllegalStateException e) {
            return Run.failed(name, repetition, String.valueOf(e.getMessage()));
        }
    }

    private Run.Taken taken(Contender contender, int repetition, Path directory)
            throws IOException, SQLException, Refused {
        String id = contender.name() + "-" + repetition;
        String database = "bench_" + id.replace('-', '_');
        Path own = Files.createDirectories(directory.resolve(id));
        Bout bout = new Bout(
                postgres,
                database,
                broker.bootstrapServers(),
                load,
                "bench-" + id,
                own,
                own.resolve("progress"),
                peers);
        ProcessBuilder client = contender.client(bout);
        databases.create(database, contender.before());
        try {
            Run.Taken taken = watched(contender, bout, client);
            // Every repetition is counted; that each value is right is told once, since it takes a reading of all rows.
            if (contender.stores() && repetition == 1) {
                requireSame(database);
            }
            requireNoComplaint(contender, database);
            return taken;
        } finally {
            databases.drop(database);
        }
    }

    private void requireNoComplaint(Contender contender, String database) throws SQLException, Refused {
        String question = contender.complaint(load.events());
        String complaint =
                question.isEmpty() ? "null" : postgres.query(database, question).get(0);
        if (!complaint.equals("null")) {
            throw new Refused(complaint);
        }
    }

    private void requireSame(String database) throws SQLException, Refused {
        if (!databases.fingerprint(database).equals(fingerprint)) {
            throw new Refused(
                    "stored other values in " + String.join(", ", databases.differences(database, reference)));
        }
    }

    private Run.Taken watched(Contender contender, Bout bout, ProcessBuilder builder)
            throws IOException, SQLException, Refused {
        ProcessTree postgresTree = new ProcessTree(postgres.process());
        ProcessTree brokerTree = new ProcessTree(broker.process());
        Path log = bout.directory().resolve("client.log");
        try (Eye eye = new Eye(postgres, bout.database(), postgresTree)) {
            long wal = eye.wal();
            long disk = eye.diskBytes();
            Progress counted = Progress.in(bout.progress());
            Watch watch = new Watch(eye, contender.stores() ? null : counted, postgresTree, brokerTree);
            Process process = Children.start(
                    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
            try {
                watch.untilAllIsThere(process, contender.givenUp(), log);
                boolean stores = contender.stores();
                return new Run.Taken(
                        load.events(),
                        Stretch.measured(watch.samples, load.events()),
                        Stretch.whole(watch.samples, load.events()),
                        watch.peakResidentBytes,
                        stores ? eye.wal() - wal : 0,
                        stores ? eye.diskBytes() - disk : 0);
            } finally {
                process.destroy();
                if (!Children.awaitEnd(process, ENDS_WITHIN)) {
                    Children.kill(process);
                }
            }
        }
    }

    /** One run as it is seen from outside. */
    private final class Watch {
        private final Eye eye;
        private final Optional<Progress> counted;
        private final ProcessTree postgresTree;
        private final ProcessTree brokerTree;
        private final long began = System.nanoTime();
        private final double postgresBefore;
        private final double brokerBefore;
        private final List<Sample> samples = new ArrayList<>();
        private long peakResidentBytes;

        Watch(Eye eye, @Nullable Progress counted, ProcessTree postgresTree, ProcessTree brokerTree)
                throws SQLException {
            this.eye = eye;
            this.counted = Optional.ofNullable(counted);
            this.postgresTree = postgresTree;
            this.brokerTree = brokerTree;
            this.postgresBefore = postgresTree.cpuSeconds();
            this.brokerBefore = brokerTree.cpuSeconds();
            samples.add(new Sample(0, progress(), 0, 0, 0));
        }

        private long progress() throws SQLException {
            return counted.isPresent() ? counted.get().get() : eye.heapBytes();
        }

        /** Leaves the samples up to the first one in which everything was there. */
        void untilAllIsThere(Process process, String givenUp, Path log) throws SQLException, IOException, Refused {
            ProcessTree client = new ProcessTree(process.toHandle());
            double patience = seconds(QUIET);
            int moved = 0;
            while (true) {
                boolean ended = !process.isAlive();
                Sample sample = look(client);
                samples.add(sample);
                if (sample.progress() != samples.get(moved).progress()) {
                    moved = samples.size() - 1;
                    patience = seconds(QUIET);
                }
                double quiet = sample.seconds() - samples.get(moved).seconds();
                if (ended || quiet >= patience || counted.isPresent()) {
                    if (allIsThere(ended, quiet >= seconds(stalledAfter) || hasGivenUp(givenUp, log), log)) {
                        samples.subList(moved + 1, samples.size()).clear();
                        return;
                    }
                    patience = Math.min(2 * Math.max(patience, quiet), quiet + seconds(MOST_QUIET));
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }

        private Sample look(ProcessTree client) throws SQLException {
            long progress = progress();
            peakResidentBytes = Math.max(peakResidentBytes, client.peakResidentBytes());
            return new Sample(
                    (System.nanoTime() - began) / 1e9,
                    progress,
                    postgresTree.cpuSeconds() - postgresBefore,
                    client.cpuSeconds(),
                    brokerTree.cpuSeconds() - brokerBefore);
        }

        private boolean allIsThere(boolean ended, boolean stalled, Path log) throws SQLException, IOException, Refused {
            long rows = counted.isPresent() ? counted.get().get() : eye.rows();
            if (rows > load.events() || (rows < load.events() && (ended || stalled))) {
                String complaint = lastComplaintIn(log);
                String what = (ended ? "ended with " : "stands still at ") + rows + " of " + load.events() + " events"
                        + (complaint.isEmpty() ? "" : ": " + complaint);
                if (rows == 0) {
                    throw new IllegalStateException(what);
                }
                throw new Refused(what);
            }
            return rows == load.events();
        }
    }

    private static boolean hasGivenUp(String sign, Path log) throws IOException {
        return !sign.isEmpty() && Files.readString(log, StandardCharsets.UTF_8).contains(sign);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** The line that most likely says why, shortened; empty: there is none. */
    private static String lastComplaintIn(Path log) throws IOException {
        List<String> lines =
                Files.readString(log, StandardCharsets.UTF_8).lines().toList();
        for (String sign : List.of("Caused by: ", "Exception", "ERROR", "Error")) {
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (lines.get(i).contains(sign)) {
                    return lines.get(i)
                            .strip()
                            .substring(0, Math.min(300, lines.get(i).strip().length()));
                }
            }
        }
        return "";
    }
}
