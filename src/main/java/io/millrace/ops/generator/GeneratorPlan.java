package io.millrace.ops.generator;

import java.time.Duration;
import java.time.Instant;

/**
 * What is to be generated. Everything that makes a difference is in here.
 *
 * @param seed another seed, other events
 * @param events how many records, duplicates included; not negative
 * @param rooms broadcasts at a time, a few big and many small; at least 1
 * @param users how many people there are; at least {@code usersPerMinute}
 * @param usersPerMinute how many different people do anything within a minute, over all rooms; some talk much, and they
 *     are slowly replaced by others. Bounded by the rate: the generator refuses what it cannot keep
 * @param eventsPerSecond records of all rooms together, duplicates included, on the clock of the events
 * @param startsAt when the first record arrives; rooms are some hours older
 * @param duplicates the share of records that repeat an earlier one, from 0 to 0.5
 * @param late the share of events, each once, that are behind the newest of their room when they arrive, from 0 to 0.9
 */
public record GeneratorPlan(
        long seed,
        long events,
        int rooms,
        long users,
        int usersPerMinute,
        double eventsPerSecond,
        Instant startsAt,
        double duplicates,
        double late,
        Shape shape,
        Size size) {

    /** As measured: of 876 events in a row 31.7 % were behind the newest of their room. */
    public static final double MEASURED_LATE = 0.317;

    private static final long MOST_USERS = 1L << 31;

    public GeneratorPlan {
        require(events >= 0, "events must not be negative");
        require(rooms >= 1, "rooms must be at least 1");
        require(usersPerMinute >= 1, "usersPerMinute must be at least 1");
        require(users >= 1 && users <= MOST_USERS, "users must be from 1 to " + MOST_USERS);
        require(eventsPerSecond > 0 && eventsPerSecond <= 1e9, "eventsPerSecond must be above 0 and at most 10^9");
        require(duplicates >= 0 && duplicates <= 0.5, "duplicates must be from 0 to 0.5");
        require(late >= 0 && late <= 0.9, "late must be from 0 to 0.9");
    }

    /**
     * 1,000 events a second from 50 rooms, the last one about now; 10,000 people of a million a minute, 1 % duplicates,
     * lean, in the envelope. The start is the only thing that depends on the clock.
     */
    public static GeneratorPlan standard(long seed, long events) {
        return new GeneratorPlan(
                        seed,
                        events,
                        50,
                        1_000_000,
                        10_000,
                        1_000,
                        Instant.EPOCH,
                        0.01,
                        MEASURED_LATE,
                        Shape.ENVELOPE,
                        Size.LEAN)
                .endingAt(Instant.now());
    }

    public GeneratorPlan withSeed(long other) {
        return new GeneratorPlan(
                other, events, rooms, users, usersPerMinute, eventsPerSecond, startsAt, duplicates, late, shape, size);
    }

    public GeneratorPlan withEvents(long other) {
        return new GeneratorPlan(
                seed, other, rooms, users, usersPerMinute, eventsPerSecond, startsAt, duplicates, late, shape, size);
    }

    public GeneratorPlan withRooms(int other) {
        return new GeneratorPlan(
                seed, events, other, users, usersPerMinute, eventsPerSecond, startsAt, duplicates, late, shape, size);
    }

    public GeneratorPlan withUsers(long other) {
        return new GeneratorPlan(
                seed, events, rooms, other, usersPerMinute, eventsPerSecond, startsAt, duplicates, late, shape, size);
    }

    public GeneratorPlan withUsersPerMinute(int other) {
        return new GeneratorPlan(
                seed, events, rooms, users, other, eventsPerSecond, startsAt, duplicates, late, shape, size);
    }

    /** The start stays, so the end moves; see {@link #endingAt}. */
    public GeneratorPlan withEventsPerSecond(double other) {
        return new GeneratorPlan(
                seed, events, rooms, users, usersPerMinute, other, startsAt, duplicates, late, shape, size);
    }

    public GeneratorPlan withStartsAt(Instant other) {
        return new GeneratorPlan(
                seed, events, rooms, users, usersPerMinute, eventsPerSecond, other, duplicates, late, shape, size);
    }

    /** The start that makes the last record arrive then, to the second. */
    public GeneratorPlan endingAt(Instant end) {
        return withStartsAt(Instant.ofEpochSecond(end.minus(length()).getEpochSecond()));
    }

    public GeneratorPlan withDuplicates(double other) {
        return new GeneratorPlan(
                seed, events, rooms, users, usersPerMinute, eventsPerSecond, startsAt, other, late, shape, size);
    }

    public GeneratorPlan withLate(double other) {
        return new GeneratorPlan(
                seed, events, rooms, users, usersPerMinute, eventsPerSecond, startsAt, duplicates, other, shape, size);
    }

    public GeneratorPlan withShape(Shape other) {
        return new GeneratorPlan(
                seed, events, rooms, users, usersPerMinute, eventsPerSecond, startsAt, duplicates, late, other, size);
    }

    public GeneratorPlan withSize(Size other) {
        return new GeneratorPlan(
                seed, events, rooms, users, usersPerMinute, eventsPerSecond, startsAt, duplicates, late, shape, other);
    }

    /** From the first record to the last, on the clock of the events. */
    public Duration length() {
        return Duration.ofMillis((long) (events * 1000.0 / eventsPerSecond));
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
