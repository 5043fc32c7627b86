package io.millrace.bench.load;

import io.millrace.ops.generator.GeneratedEvent;
import io.millrace.ops.generator.GeneratorPlan;
import io.millrace.ops.generator.LiveEventGenerator;
import io.millrace.processes.Children;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The generator's events, each sent when it arrives: a process of its own, which ends when all are sent. */
public final class PacedLoad {
    /** A scraper's producer waits about so long. The broker's time is stamped behind it. */
    private static final Duration LINGER = Duration.ofMillis(20);

    /** Two of these are what a JVM on a busy machine needs to start. */
    private static final long SOON_SECONDS = 3;

    private static final int USERS_PER_MINUTE = 10_000;

    private PacedLoad() {}

    /** Lean, in envelopes; 10,000 people a minute, or as many as the rate can show; no duplicate. */
    public static GeneratorPlan plan(long seed, int rooms, double eventsPerSecond, Duration length, Instant startsAt) {
        GeneratorPlan plan = GeneratorPlan.standard(seed, Math.round(eventsPerSecond * length.toMillis() / 1000))
                .withRooms(rooms)
                .withDuplicates(0)
                .withEventsPerSecond(eventsPerSecond)
                .withStartsAt(startsAt);
        return plan.withUsersPerMinute(Math.min(USERS_PER_MINUTE, LiveEventGenerator.mostUsersPerMinute(plan)));
    }

    /** The process. */
    public static ProcessBuilder process(
            String bootstrapServers, String topic, long seed, int rooms, double eventsPerSecond, Duration length) {
        return new ProcessBuilder(Children.java(
                List.of("-Xmx192m"),
                PacedLoad.class.getName(),
                List.of(
                        bootstrapServers,
                        topic,
                        String.valueOf(seed),
                        String.valueOf(rooms),
                        String.valueOf(eventsPerSecond),
                        String.valueOf(length.toSeconds()))));
    }

    /** Bootstrap servers, topic, seed, rooms, events a second, seconds. */
    public static void main(String[] args) throws IOException {
        Instant startsAt = Instant.ofEpochSecond(Instant.now().getEpochSecond() + SOON_SECONDS);
        GeneratorPlan plan = plan(
                Long.parseLong(args[2]),
                Integer.parseInt(args[3]),
                Double.parseDouble(args[4]),
                Duration.ofSeconds(Long.parseLong(args[5])),
                startsAt);
        long mostBehind = 0;
        try (Publisher publisher = Publisher.of(args[0], LINGER)) {
            LiveEventGenerator events = new LiveEventGenerator(plan);
            while (events.hasNext()) {
                long arrivesAt = events.nextArrivesAtMillis();
                mostBehind = Math.max(mostBehind, awaited(arrivesAt));
                GeneratedEvent event = events.next();
                publisher.send(args[1], event.key(), event.value());
            }
            publisher.flush();
        }
        report(plan.events(), mostBehind);
    }

    /** Waits for this time; answers by how many milliseconds it was missed. */
    private static long awaited(long arrivesAt) {
        long now = System.currentTimeMillis();
        while (now < arrivesAt) {
            LockSupport.parkNanos(Duration.ofMillis(arrivesAt - now).toNanos());
            now = System.currentTimeMillis();
        }
        return now - arrivesAt;
    }

    @SuppressWarnings("SystemOut") // Kept as the process's log.
    private static void report(long events, long mostBehind) {
        System.out.println("sent " + events + " events, at worst " + mostBehind + " ms behind");
    }
}
