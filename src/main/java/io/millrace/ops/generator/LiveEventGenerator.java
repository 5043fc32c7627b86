package io.millrace.ops.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Gives the events of a plan in the order of their arrival. Not thread-safe.
 *
 * <p>Holds the rooms, a number for each of some minutes' people, the frames that open streaks still have to give, and a
 * few thousand events that may come twice: none of it grows with the number of events or with their {@link Size}. About
 * 0.6 kB a room, 4 to 80 bytes for each of {@code usersPerMinute}, and 20 bytes for each event a second.
 *
 * <p>The n-th record arrives n / eventsPerSecond after the start. It is the first of these: now and then something that
 * was given before; a frame or a sample that is due; something new, which happened right now, or, where it is late, a
 * little before the newest of its room.
 */
public final class LiveEventGenerator implements Iterator<GeneratedEvent> {

    /** Kept of the last minute, to be given once more. */
    private static final int REMEMBERED = 4_096;

    private static final long REMEMBERED_MILLIS = 60_000;

    /** Of two deliveries, one is a minute's worth later and one at once. */
    private static final double REPEATED_AT_ONCE = 0.5;

    /** Two connections deliver the same bytes; two scrapers, or one that comes back, stamp them anew. */
    private static final double SAME_BYTES = 0.5;

    /** Where nothing has happened for so long, nothing overtakes. */
    private static final long QUIET_MILLIS = 5_000;

    private static final int MOST_OF_A_GIFT_MILLIS = 1_000;

    /** A share that went astray is led back within so many records. */
    private static final double PATIENCE = 100;

    /** From TikTok to the scraper. */
    private static final int LEAST_WAY_MILLIS = 60;

    private static final int MOST_WAY_MILLIS = 240;

    private static final Kind[] KINDS = Kind.values();

    private final GeneratorPlan plan;
    private final Traffic traffic;
    private final Dice dice;
    private final Audience audience;
    private final List<Room> rooms = new ArrayList<>();
    private final PriorityQueue<Happening> due = new PriorityQueue<>(Comparator.comparingLong(it -> it.arrivesAt));
    private final Streaks streaks;
    private final Writer writer;
    private final JsonBytes json = new JsonBytes();
    private final List<Happening> remembered = new ArrayList<>();
    private final long rememberEvery;
    private final long startMillis;
    private final double newcomersOfJoins;

    private long given;
    private long originals;
    private long lateOnes;
    private long repeated;
    private @Nullable Happening last;

    /** @throws IllegalArgumentException the plan's rate is too low for its {@code usersPerMinute} */
    public LiveEventGenerator(GeneratorPlan plan) {
        this.plan = plan;
        this.traffic = Traffic.of(plan);
        this.dice = new Dice(Dice.mixed(plan.seed()));
        this.audience = new Audience(plan, traffic);
        this.streaks = new Streaks(dice, due::add);
        this.writer = Writer.of(plan.shape(), plan.size());
        this.startMillis = plan.startsAt().toEpochMilli();
        this.newcomersOfJoins = traffic.newcomersOfJoins();
        this.rememberEvery = 1 + (long) (plan.eventsPerSecond() * REMEMBERED_MILLIS / 1000 / REMEMBERED);
        for (int i = 0; i < plan.rooms(); i++) {
            double rate = traffic.roomShares()[i] * plan.eventsPerSecond();
            Room room = new Room(i, plan, rate, new Person(plan.seed(), plan.users() + i), dice);
            rooms.add(room);
            scheduleSample(room, startMillis, dice.unit());
        }
    }

    /** How many {@code usersPerMinute} a plan may have at most, about, however many users there are. */
    public static int mostUsersPerMinute(GeneratorPlan plan) {
        return Audience.mostUsersPerMinute(plan);
    }

    @Override
    public boolean hasNext() {
        return given < plan.events();
    }

    /** When the next record arrives (epoch milliseconds): what a sender at the plan's own rate waits for. */
    public long nextArrivesAtMillis() {
        return startMillis + (long) (given * 1000.0 / plan.eventsPerSecond());
    }

    @Override
    public GeneratedEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + plan.events() + " events were given");
        }
        long now = nextArrivesAtMillis();
        Happening before = last;
        boolean again = before != null && dice.chance(led(plan.duplicates(), repeated, given));
        Happening it = again && before != null ? earlier(before, now) : original(now);
        given++;
        return written(it, again);
    }

    private Happening original(long now) {
        Happening first = due.peek();
        Happening it;
        if (first != null && first.arrivesAt <= now) {
            it = due.remove();
            if (it.kind == Kind.VIEWERS) {
                it.occurredAt = now;
                it.room.sample(it, dice);
                scheduleSample(it.room, now, 0.9 + 0.2 * dice.unit());
            }
        } else {
            it = drawn(now);
        }
        if (it.occurredAt < it.room.newest) {
            lateOnes++;
        } else {
            it.room.newest = it.occurredAt;
        }
        it.msgId = msgId(it.occurredAt);
        it.arrivesAt = now;
        it.firstCapturedAt = stamp(it, now);
        it.capturedAt = it.firstCapturedAt;
        remember(it);
        return it;
    }

    private Happening drawn(long now) {
        int number = room();
        Room room = rooms.get(number);
        Kind kind = kind();
        Person person = kind == Kind.JOIN && dice.chance(newcomersOfJoins)
                ? audience.newcomerTo(number, dice)
                : audience.somebodyIn(number, dice);
        Happening it = new Happening(kind, room, person);
        it.occurredAt = now;
        if (now - room.newest < QUIET_MILLIS && dice.chance(led(plan.late(), lateOnes, originals))) {
            int behind = Lateness.drawn(dice);
            // A gift that came a minute late would drag its whole streak along, and the figures of lateness with it.
            it.occurredAt = room.newest - (kind == Kind.GIFT ? Math.min(behind, MOST_OF_A_GIFT_MILLIS) : behind);
        }
        switch (kind) {
            case LIKE -> room.like(it, dice);
            case GIFT -> streaks.begin(it, plan.late());
            case FOLLOW -> room.follow(it, dice);
            case SHARE -> room.share(it);
            case COMMENT, JOIN, VIEWERS -> {}
        }
        return it;
    }

    /** Something of the last minute; the very last one where nothing else is remembered. */
    private Happening earlier(Happening last, long now) {
        repeated++;
        Happening one = dice.chance(REPEATED_AT_ONCE) ? last : remembered.get(dice.below(remembered.size()));
        Happening it = now - one.arrivesAt > REMEMBERED_MILLIS ? last : one;
        it.capturedAt = dice.chance(SAME_BYTES) ? it.firstCapturedAt : stamp(it, now);
        return it;
    }

    private void remember(Happening it) {
        last = it;
        long number = originals++;
        if (number % rememberEvery == 0) {
            int place = (int) (number / rememberEvery % REMEMBERED);
            if (place == remembered.size()) {
                remembered.add(it);
            } else {
                remembered.set(place, it);
            }
        }
    }

    private long stamp(Happening it, long now) {
        return Math.max(now, it.occurredAt) + dice.between(LEAST_WAY_MILLIS, MOST_WAY_MILLIS);
    }

    /** Ids are given out before their messages happen, mostly by a few seconds, so they tell no order. */
    private long msgId(long occurredAt) {
        int ahead = dice.chance(0.95) ? dice.below(4) : dice.below(168);
        return ((occurredAt / 1000 - ahead) << 32) | Dice.mixed32(originals ^ plan.seed());
    }

    private void scheduleSample(Room room, long now, double part) {
        Happening sample = new Happening(Kind.VIEWERS, room, null);
        sample.arrivesAt = now + (long) (1_000 * part * Room.secondsBetweenSamples(room.eventsPerSecond));
        due.add(sample);
    }

    private int room() {
        int found = Arrays.binarySearch(traffic.cumulativeShares(), dice.unit());
        // The sum of all shares may end a little below 1.
        return Math.min(rooms.size() - 1, found < 0 ? -found - 1 : found + 1);
    }

    private Kind kind() {
        double left = dice.unit() * Traffic.ALL_CHANCES;
        for (Kind kind : KINDS) {
            left -= Traffic.chance(kind);
            if (left < 0) {
                return kind;
            }
        }
        return Kind.COMMENT;
    }

    /** A chance that makes the share come out as wanted, also where some were drawn that had no choice. */
    private static double led(double share, long happened, long of) {
        return share == 0 ? 0 : share + (share * of - happened) / PATIENCE;
    }

    private GeneratedEvent written(Happening it, boolean again) {
        json.clear();
        writer.write(it, json);
        return new GeneratedEvent(it.room.id, it.room.key, json.copy(), it.occurredAt, again);
    }
}
