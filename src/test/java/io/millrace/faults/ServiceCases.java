package io.millrace.faults;

import static io.millrace.faults.FaultCase.require;

import io.millrace.faults.FaultCase.Notes;
import io.millrace.faults.FaultCase.Place;
import io.millrace.processes.Children;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The service itself is killed, stopped, doubled, starved. */
final class ServiceCases {
    private static final Duration DRAIN = Duration.ofSeconds(20);

    static final FaultCase KILL = new FaultCase(
            "C1",
            "kill -9 the service, also before COMMIT and before its answer",
            Place.SHARED,
            50,
            ServiceCases::kill);
    static final FaultCase ZOMBIE = new FaultCase(
            "C2",
            "SIGSTOP the service for 2 session timeouts, a second one takes over, SIGCONT",
            Place.SHARED,
            2,
            ServiceCases::zombie);
    static final FaultCase LATE_COMMIT = new FaultCase(
            "C2b",
            "the service stops between its last statement and COMMIT, which comes late",
            Place.SHARED,
            2,
            ServiceCases::lateCommit);
    static final FaultCase REBALANCES =
            new FaultCase("C3", "instances come and go", Place.SHARED, 20, ServiceCases::rebalances);
    static final FaultCase ROLLING =
            new FaultCase("C34", "SIGTERM under load, the next one takes over", Place.SHARED, 3, ServiceCases::rolling);
    static final FaultCase TWO_KEEPERS = new FaultCase(
            "C37", "two instances start on an empty database at once", Place.OWN, 1, ServiceCases::twoKeepers);
    static final FaultCase SMALL_HEAP =
            new FaultCase("C38", "-Xmx96m under a flood of large records", Place.SHARED, 1, ServiceCases::smallHeap);

    private ServiceCases() {}

    private static void kill(World world, int repetitions, Notes notes) throws Exception {
        List<Double> restarts = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
            ServiceUnderTest victim = world.service();
            Children.hold(Duration.ofMillis(100 + world.random().nextInt(1200)));
            switch (i % 3) {
                case 0 -> victim.kill();
                case 1 -> spring(world, CommitTrap.Point.BEFORE_COMMIT, victim::kill);
                default -> spring(world, CommitTrap.Point.REPLY_HELD, victim::kill);
            }
            restarts.add(world.restartToFirstCommit());
        }
        double worst = restarts.stream().mapToDouble(it -> it).max().orElse(0);
        double mean = restarts.stream().mapToDouble(it -> it).average().orElse(0);
        double bound = world.secondsForRestart();
        notes.remark(String.format(
                Locale.ROOT, "restart to first commit: mean %.1f s, worst %.1f s, bound %.0f s", mean, worst, bound));
        require(worst < bound, String.format(Locale.ROOT, "restart to first commit took %.1f s", worst));
    }

    static void spring(World world, CommitTrap.Point point, Runnable hook) throws Exception {
        world.servers().trap().arm(point, hook).get(60, TimeUnit.SECONDS);
    }

    private static void zombie(World world, int repetitions, Notes notes) throws Exception {
        for (int i = 0; i < repetitions; i++) {
            ServiceUnderTest zombie = world.service();
            world.startService().awaitReady();
            zombie.freeze();
            Children.hold(World.SESSION_TIMEOUT.multipliedBy(2).plusSeconds(1));
            boolean takenOver = Children.until(Duration.ofSeconds(30), () -> world.lag() < 2L * world.load());
            zombie.thaw();
            Children.hold(Duration.ofSeconds(3));
            require(takenOver, "the second instance did not take over all partitions of the frozen one within 43 s");
            require(zombie.isAlive(), "the zombie ended when it woke up");
            zombie.terminate(DRAIN.plusSeconds(10));
        }
    }

    private static void lateCommit(World world, int repetitions, Notes notes) throws Exception {
        for (int i = 0; i < repetitions; i++) {
            ServiceUnderTest zombie = world.service();
            world.startService().awaitReady();
            List<ServiceUnderTest> both = world.running();
            spring(world, CommitTrap.Point.DELAYED, () -> {
                both.forEach(ServiceUnderTest::freeze);
                Children.hold(World.SESSION_TIMEOUT.plusSeconds(4));
            });
            both.forEach(ServiceUnderTest::thaw);
            boolean goesOn = Children.until(Duration.ofSeconds(40), () -> world.lag() < 2L * world.load());
            require(goesOn, "intake did not go on within 40 s after both instances had slept");
            zombie.terminate(DRAIN.plusSeconds(10));
        }
    }

    private static void rebalances(World world, int repetitions, Notes notes) throws Exception {
        for (int i = 0; i < repetitions; i++) {
            ServiceUnderTest other = world.startService();
            other.awaitReady();
            Children.hold(Duration.ofMillis(500 + world.random().nextInt(1000)));
            ServiceUnderTest leaving =
                    world.random().nextBoolean() ? other : world.running().get(0);
            if (world.random().nextInt(3) == 0) {
                leaving.kill();
            } else {
                leaving.terminate(DRAIN.plusSeconds(10));
            }
        }
        require(
                Children.until(Duration.ofSeconds(40), () -> world.lag() < 2L * world.load()),
                "intake did not keep up after the last rebalance");
    }

    private static void rolling(World world, int repetitions, Notes notes) throws Exception {
        for (int i = 0; i < repetitions; i++) {
            Children.hold(Duration.ofSeconds(1));
            Duration took = world.service().terminate(DRAIN.plusSeconds(5));
            double seconds = world.restartToFirstCommit();
            notes.remark(String.format(
                    Locale.ROOT,
                    "stopped in %.1f s, next commit %.1f s after the next start",
                    took.toMillis() / 1e3,
                    seconds));
            require(took.compareTo(DRAIN.plusSeconds(2)) < 0, "SIGTERM took " + took + ", at most 20 s");
            require(seconds < world.secondsForRestart(), "the group was not left: next commit after " + seconds + " s");
        }
    }

    private static void twoKeepers(World world, int repetitions, Notes notes) throws Exception {
        ServiceUnderTest first = world.startService();
        ServiceUnderTest second = world.begin(2000);
        first.awaitReady();
        world.producer().oldDays();
        Children.hold(Duration.ofSeconds(3));
        require(first.isAlive() && second.isAlive(), "both instances run");
    }

    private static void smallHeap(World world, int repetitions, Notes notes) throws Exception {
        world.service().terminate(DRAIN.plusSeconds(10));
        ServiceUnderTest small = world.startService("96m");
        for (int i = 0; i < 5 && small.isAlive(); i++) {
            world.producer().poison();
            world.producer().burst(5000);
        }
        boolean ended = small.awaitEnd(Duration.ofSeconds(20));
        notes.remark(ended ? "it ended with exit code " + small.exitCode() : "it survived");
        require(
                !ended || small.exitCode() == 3,
                "it ended with exit code " + (ended ? small.exitCode() : 0) + ", not 3");
        if (!ended) {
            small.kill();
        }
        startAgain(world);
    }

    private static void startAgain(World world) throws IOException {
        world.startService().awaitReady();
    }
}
