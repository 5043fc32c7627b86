package io.millrace.ops;

import io.millrace.ops.generator.GeneratorPlan;
import io.millrace.ops.generator.LiveEventGenerator;
import io.millrace.ops.generator.Shape;
import io.millrace.ops.generator.Size;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What is to be generated, as an operator says it; what is left out follows from what is said. */
final class LoadOptions {

    /** As in the rooms that were measured. */
    private static final int EVENTS_A_SECOND_AND_ROOM = 20;

    private static final int ROOMS = 50;
    private static final long EVENTS = 100_000;

    /** Of each event a second; in a room of 20 that makes 200 people. */
    private static final int USERS_PER_MINUTE = 10;

    private static final int POOL = 100;
    private static final long MOST_EVENTS = 1_000_000_000_000L;
    private static final int MOST_ROOMS = 1_000_000;
    private static final int MOST_USERS_PER_MINUTE = 2_000_000;
    private static final long MOST_USERS = 1L << 31;

    /** The late ones happen up to a minute before the start, and what is read first has waited a moment. */
    private static final Duration READ_WITHIN = Duration.ofMinutes(5);

    /** Events a second; infinite: {@code max}. */
    @Option(
            names = "--rate",
            defaultValue = "max",
            converter = Rate.class,
            paramLabel = "N|max",
            description = "Events a second, beginning now; max (the default): without waiting, the last one having"
                    + " happened about now.")
    double rate;

    @Option(names = "--events", paramLabel = "N", description = "How many; 100000 if nothing is said.")
    @Nullable
    Long events;

    @Option(
            names = "--for",
            converter = Length.class,
            paramLabel = "DURATION",
            description = "Instead of --events: as many as happen in this time, as 10m or PT10M.")
    @Nullable
    Duration length;

    @Option(
            names = "--rooms",
            paramLabel = "N",
            description = "Broadcasts, a few big and many small; one for each 20 events a second, 50 at max.")
    @Nullable
    Integer rooms;

    @Option(
            names = "--users-per-minute",
            paramLabel = "N",
            description = "Different people within a minute, over all rooms; ten for each event a second.")
    @Nullable
    Integer usersPerMinute;

    @Option(
            names = "--users",
            paramLabel = "N",
            description = "All the people there are; a hundred times those of a minute.")
    @Nullable
    Long users;

    @Option(
            names = "--duplicates",
            defaultValue = "0.01",
            paramLabel = "SHARE",
            description = "Events that are sent again, from 0 to 0.5; default ${DEFAULT-VALUE}.")
    double duplicates;

    @Option(
            names = "--late",
            defaultValue = "" + GeneratorPlan.MEASURED_LATE,
            paramLabel = "SHARE",
            description =
                    "Events behind the newest of their room, from 0 to 0.9; default ${DEFAULT-VALUE}, as measured.")
    double late;

    @Option(
            names = "--size",
            defaultValue = "lean",
            paramLabel = "lean|full",
            description = "What is read and little else (0.5 kB, the default), or as scrapers emit it (3 to 9 kB).")
    @SuppressWarnings("NullAway.Init")
    Size size;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Same seed, start and options, same bytes; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(
            names = "--starts-at",
            converter = Moment.class,
            paramLabel = "TIME",
            description = "When the first one happens, as 2026-01-31T20:00:00Z.")
    @Nullable
    Instant startsAt;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    boolean waits() {
        return !Double.isInfinite(rate);
    }

    /** @throws ParameterException naming the option that is wrong */
    GeneratorPlan plan(Instant now) {
        check("--events", events == null || (events >= 1 && events <= MOST_EVENTS), "must be from 1 to " + MOST_EVENTS);
        check("--for", events == null || length == null, "stands instead of --events");
        check("--rooms", rooms == null || (rooms >= 1 && rooms <= MOST_ROOMS), "must be from 1 to " + MOST_ROOMS);
        check("--duplicates", duplicates >= 0 && duplicates <= 0.5, "must be from 0 to 0.5");
        check("--late", late >= 0 && late <= 0.9, "must be from 0 to 0.9");
        int broadcasts = rooms != null ? rooms : waits() ? roomsFor(rate) : ROOMS;
        double perSecond = waits() ? rate : (double) broadcasts * EVENTS_A_SECOND_AND_ROOM;
        GeneratorPlan plan = GeneratorPlan.standard(seed, count(perSecond))
                .withRooms(broadcasts)
                .withEventsPerSecond(perSecond)
                .withDuplicates(duplicates)
                .withLate(late)
                .withShape(Shape.ENVELOPE)
                .withSize(size);
        return starting(peopled(plan), now);
    }

    /**
     * What is sent without waiting ends about now, so a long one begins where the service takes nothing any more.
     *
     * @param acceptedPast how old an event may be when the service reads it
     * @throws ParameterException the first events would be older; never where the start is the operator's own
     */
    void requireAccepted(GeneratorPlan plan, Duration acceptedPast) {
        Duration most = acceptedPast.minus(READ_WITHIN);
        boolean accepted = startsAt != null || waits() || plan.length().compareTo(most) <= 0;
        check(
                length == null ? "--events" : "--for",
                accepted,
                "happening within " + plan.length() + ", the first ones would be older than " + acceptedPast
                        + " (millrace.intake.accepted-past) and become dead letters; say at most "
                        + (length == null ? eventsAndRooms(plan, most) : most)
                        + ", or a --rate, which begins now; a --starts-at of your own is taken as it is");
    }

    private static String eventsAndRooms(GeneratorPlan plan, Duration most) {
        double seconds = Math.max(1, most.toSeconds());
        return (long) (seconds * plan.eventsPerSecond()) + " events, at least "
                + (long) Math.ceil(plan.events() / seconds / EVENTS_A_SECOND_AND_ROOM) + " --rooms";
    }

    private long count(double perSecond) {
        if (length == null) {
            return events == null ? EVENTS : events;
        }
        double count = length.toMillis() / 1000.0 * perSecond;
        check(
                "--for",
                count >= 1 && count <= MOST_EVENTS,
                "must be long enough for one event and no longer than for " + MOST_EVENTS);
        return Math.round(count);
    }

    private GeneratorPlan peopled(GeneratorPlan plan) {
        int possible = Math.min(MOST_USERS_PER_MINUTE, LiveEventGenerator.mostUsersPerMinute(plan));
        int wanted = usersPerMinute == null
                ? Math.max(1, (int) Math.min(possible, plan.eventsPerSecond() * USERS_PER_MINUTE))
                : usersPerMinute;
        check(
                "--users-per-minute",
                wanted >= 1 && wanted <= possible,
                "must be from 1 to " + possible + " at this rate");
        check(
                "--users",
                users == null || (users >= wanted && users <= MOST_USERS),
                "must be from those of a minute, " + wanted + ", to " + MOST_USERS);
        return plan.withUsersPerMinute(wanted)
                .withUsers(users == null ? Math.min(MOST_USERS, (long) wanted * POOL) : users);
    }

    private GeneratorPlan starting(GeneratorPlan plan, Instant now) {
        if (startsAt != null) {
            return plan.withStartsAt(startsAt);
        }
        return waits() ? plan.withStartsAt(now.truncatedTo(ChronoUnit.MILLIS)) : plan.endingAt(now);
    }

    private static int roomsFor(double rate) {
        return (int) Math.max(1, Math.min(MOST_ROOMS, rate / EVENTS_A_SECOND_AND_ROOM));
    }

    private void check(String option, boolean holds, String rule) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '" + option + "': " + rule);
        }
    }

    private static final class Rate implements ITypeConverter<Double> {
        private static final double MOST = 10_000_000;

        @Override
        public Double convert(String text) {
            if (text.equals("max")) {
                return Double.POSITIVE_INFINITY;
            }
            try {
                double rate = Double.parseDouble(text);
                if (rate > 0 && rate <= MOST) {
                    return rate;
                }
            } catch (NumberFormatException word) {
                // The rule below says it.
            }
            throw new TypeConversionException("must be max or a number above 0, at most " + (long) MOST);
        }
    }

    private static final class Length implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Duration.parse(text.matches("\\d.*") ? "PT" + text : text);
            } catch (DateTimeException wrong) {
                throw new TypeConversionException("must be a duration as 30s, 10m or PT10M");
            }
        }
    }

    private static final class Moment implements ITypeConverter<Instant> {
        private static final Instant EARLIEST = Instant.parse("2017-01-01T00:00:00Z");
        private static final Instant LATEST = Instant.parse("2037-01-01T00:00:00Z");

        @Override
        public Instant convert(String text) {
            try {
                Instant moment = OffsetDateTime.parse(text).toInstant();
                if (moment.isAfter(EARLIEST) && moment.isBefore(LATEST)) {
                    return moment;
                }
            } catch (DateTimeException wrong) {
                // The rule below says it.
            }
            throw new TypeConversionException("must be a time as 2026-01-31T20:00:00Z, from 2017 to 2036");
        }
    }
}
