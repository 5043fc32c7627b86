package io.millrace.bench.load;

import io.millrace.ops.generator.GeneratedEvent;
import io.millrace.ops.generator.GeneratorPlan;
import io.millrace.ops.generator.LiveEventGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What waits in a topic, published as fast as can be.
 *
 * @param records duplicates included
 * @param events each once
 * @param rooms ids of those that something happens in
 */
public record Backlog(long records, long events, SortedSet<Long> rooms) {
    /** Above it the generator is not asked for duplicates, see {@link Redelivered}. */
    private static final double MOST_OF_GENERATOR = 0.5;

    private static final double MANY = 1 - 1.0 / Redelivered.TIMES;

    private static final double EVENTS_PER_SECOND = 1_000;

    /**
     * Lean envelopes at 1,000 events a second, the last one about now: rooms are live when they are read.
     *
     * @param duplicates share of the records; up to 0.5, or 0.9
     */
    public static Backlog publish(
            long seed,
            long records,
            int rooms,
            int usersPerMinute,
            double duplicates,
            String bootstrapServers,
            String topic)
            throws IOException {
        SortedSet<Long> seen = new TreeSet<>();
        long sent = 0;
        long events = 0;
        try (Publisher publisher = Publisher.of(bootstrapServers, Publisher.BULK)) {
            Iterator<GeneratedEvent> all = events(seed, records, rooms, usersPerMinute, duplicates, Instant.now());
            while (all.hasNext()) {
                GeneratedEvent event = all.next();
                publisher.send(topic, event.key(), event.value());
                sent++;
                if (!event.duplicate()) {
                    events++;
                    seen.add(event.roomId());
                }
            }
            publisher.flush();
        }
        return new Backlog(sent, events, seen);
    }

    static Iterator<GeneratedEvent> events(
            long seed, long records, int rooms, int usersPerMinute, double duplicates, Instant end) {
        boolean many = duplicates > MOST_OF_GENERATOR;
        if (many && Math.abs(duplicates - MANY) > 1e-9) {
            throw new IllegalArgumentException("duplicates must be from 0 to 0.5, or 0.9, are " + duplicates);
        }
        LiveEventGenerator generator =
                new LiveEventGenerator(GeneratorPlan.standard(seed, many ? records / Redelivered.TIMES : records)
                        .withRooms(rooms)
                        .withUsersPerMinute(usersPerMinute)
                        .withEventsPerSecond(EVENTS_PER_SECOND)
                        .withDuplicates(many ? 0 : duplicates)
                        .endingAt(end));
        return many ? new Redelivered(generator, seed) : generator;
    }
}
