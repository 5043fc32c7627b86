package io.millrace.faults;

import io.millrace.faults.FaultCase.Notes;
import io.millrace.faults.FaultCase.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Strikes one case after the other, with load on, and has each judged. */
final class FaultRun implements AutoCloseable {
    private static final int BACKLOG = 3000;
    /** Held, since a logger without a reference forgets its level. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    private final Servers servers;
    private final Path directory;
    private final Report report;
    private final Random random;
    private final int load;
    private final int casesAWorld;
    private @Nullable World shared;
    private int casesInWorld;
    private int worlds;

    /**
     * @param load records a second while a case runs
     * @param casesAWorld a shared world that has been through so many makes room for a new one, so that the verifier stays quick
     */
    FaultRun(Path directory, Report report, long seed, int load, int casesAWorld) throws IOException {
        // A broker that is away on purpose is no news.
        KAFKA.setLevel(Level.SEVERE);
        this.directory = directory;
        this.report = report;
        this.random = new Random(seed);
        this.load = load;
        this.casesAWorld = casesAWorld;
        this.servers = Servers.start();
    }

    /** The shared world; made and begun where there is none. */
    World shared() throws IOException, SQLException, ExecutionException, InterruptedException, TimeoutException {
        World world = shared;
        if (world == null) {
            world = newWorld();
            shared = world;
            world.begin(BACKLOG);
            casesInWorld = 0;
        }
        return world;
    }

    private World newWorld()
            throws IOException, SQLException, ExecutionException, InterruptedException, TimeoutException {
        return new World(servers, "w" + ++worlds, directory, random.nextLong(), load);
    }

    /** @param judged whether the verifier is asked right behind this case; else whoever calls does it for several */
    void strike(FaultCase it, int repetitions, boolean judged) throws IOException {
        long began = System.nanoTime();
        Notes notes = new Notes();
        String criterion = null;
        World.Verdict verdict = null;
        World world = null;
        try {
            world = it.place() == Place.OWN ? ownWorld() : shared();
            if (it.place() == Place.SHARED) {
                world.resumeLoad();
            }
            criterion = struck(it, world, repetitions, notes);
            servers.heal();
            world.backToOneService();
            // What went wrong is judged at once, because its world ends here.
            verdict = judged || criterion != null ? world.judge() : null;
        } catch (IOException | SQLException | ExecutionException | TimeoutException | RuntimeException e) {
            criterion = (criterion == null ? "" : criterion + "; ") + "the run itself failed: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            criterion = "interrupted";
        }
        Report.Line line = new Report.Line(
                it, repetitions, (System.nanoTime() - began) / 1e9, verdict, criterion, notes.remarks());
        report.add(line);
        leave(it, world, line);
    }

    private static @Nullable String struck(FaultCase it, World world, int repetitions, Notes notes)
            throws InterruptedException {
        try {
            it.fault().strike(world, repetitions, notes);
            return null;
        } catch (InterruptedException e) {
            throw e;
        } catch (AssertionError notMet) {
            return String.valueOf(notMet.getMessage());
        } catch (Exception e) {
            return "it could not be done: " + e;
        }
    }

    /** Nothing that one case has spoilt is laid at the door of the next. */
    private void leave(FaultCase it, @Nullable World world, Report.Line line) throws IOException {
        servers.heal();
        if (!servers.postgres().isRunning()) {
            servers.postgres().restart();
        }
        casesInWorld++;
        boolean over =
                it.place() == Place.OWN || !line.passed() || (line.verdict() != null && casesInWorld >= casesAWorld);
        if (world != null && over) {
            world.close();
            if (world == shared) {
                shared = null;
            }
        }
    }

    // One service group, one broker: two worlds at once would only disturb each other.
    private World ownWorld()
            throws IOException, SQLException, ExecutionException, InterruptedException, TimeoutException {
        World world = shared;
        if (world != null) {
            world.close();
            shared = null;
        }
        return newWorld();
    }

    @Override
    public void close() throws IOException {
        World world = shared;
        if (world != null) {
            world.close();
        }
        servers.close();
    }
}
