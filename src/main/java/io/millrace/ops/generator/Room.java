package io.millrace.ops.generator;

import java.time.Instant;

/** A broadcast and how it stands: what changes from event to event. */
final class Room {

    private static final int MOST_AGE_SECONDS = 6 * 3600;

    /** Measured: 1,600 to 4,200 viewers make 15 to 25 events a second. */
    private static final double VIEWERS_AN_EVENT_A_SECOND = 150;

    /** A busy room tells its viewers every two seconds, a small one with every tenth event or so. */
    private static final double SAMPLE_SECONDS = 2;

    private static final double EVENTS_A_SAMPLE = 10;

    /** Of the givers in a sample, only the first with all that scrapers tell of a person. */
    private static final int RANKS = 10;

    private static final byte[] RANKS_LIST = JsonBytes.json(",\"ranksList\":[");
    private static final byte[] FIRST_SCORE = JsonBytes.json("{\"score\":");
    private static final byte[] NEXT_SCORE = JsonBytes.json(",{\"score\":");
    private static final byte[] RANK = JsonBytes.json(",\"rank\":");
    private static final byte[] RANKED_USER = JsonBytes.json(",\"user\":{\"id\":");

    final long id;
    final Person host;
    final byte[] key;
    final double eventsPerSecond;

    /** What stands around the host in an envelope, from its first byte to the time of capture. */
    final byte[] envelopeAfterSource;

    /** When the newest of its events happened; 0 before the first one. */
    long newest;

    private final int number;
    private final GeneratorPlan plan;
    private double viewers;
    private final double usualViewers;
    private long viewersTotal;
    private long likeTotal;
    private long followerTotal;

    Room(int number, GeneratorPlan plan, double eventsPerSecond, Person host, Dice dice) {
        this.number = number;
        this.plan = plan;
        Instant created = plan.startsAt().minusSeconds(1 + dice.below(MOST_AGE_SECONDS));
        this.id = (created.getEpochSecond() << 32) | Dice.mixed32(number ^ Dice.mixed(plan.seed()));
        this.host = host;
        this.eventsPerSecond = eventsPerSecond;
        this.key = JsonBytes.json(Long.toString(id));
        this.envelopeAfterSource = JsonBytes.json("\",\"room_id\":\"" + id + "\",\"host\":{\"id\":\"" + host.id
                + "\",\"unique_id\":\"" + host.uniqueId + "\"},\"captured_at\":");
        this.usualViewers = 3 + eventsPerSecond * VIEWERS_AN_EVENT_A_SECOND * (0.6 + 0.8 * dice.unit());
        this.viewers = usualViewers;
        // All entries so far: measured at 22 to 152 times the viewers.
        this.viewersTotal = (long) (usualViewers * dice.between(22, 60));
        this.likeTotal = viewersTotal * dice.between(1, 12);
        this.followerTotal = 1_000 + viewersTotal * dice.between(1, 20);
    }

    static double secondsBetweenSamples(double eventsPerSecond) {
        return Math.max(SAMPLE_SECONDS, EVENTS_A_SAMPLE / eventsPerSecond);
    }

    long viewersTotal() {
        return viewersTotal;
    }

    void sample(Happening it, Dice dice) {
        // A walk that is drawn back to what is usual, or a long run would empty every room.
        double pull = (usualViewers - viewers) * 0.02;
        viewers = Math.max(1, viewers + pull + (dice.unit() - 0.5) * (2 + viewers * 0.03));
        viewersTotal += 1 + (long) (viewers * 0.01 * dice.unit());
        it.viewers = (long) viewers;
        it.viewersTotal = viewersTotal;
    }

    /** Up to 15 taps, mostly 15; of most likes the room hears nothing but the total. */
    void like(Happening it, Dice dice) {
        it.likeCount = dice.chance(0.6 - 0.4 / 14) ? 15 : dice.between(1, 15);
        likeTotal += it.likeCount + (long) (it.likeCount * 18 * dice.unit());
        it.likeTotal = likeTotal;
    }

    void follow(Happening it, Dice dice) {
        followerTotal += dice.between(1, 3);
        it.followerTotal = followerTotal;
    }

    void share(Happening it) {
        it.followerTotal = followerTotal;
    }

    /** Writes the best givers of the room, as a full sample has them. */
    void ranks(JsonBytes json) {
        json.raw(RANKS_LIST);
        for (int rank = 1; rank <= RANKS; rank++) {
            Person giver = new Person(plan.seed(), Math.floorMod(number * 31L + rank, plan.users()));
            json.text(rank == 1 ? FIRST_SCORE : NEXT_SCORE, 5_000L / rank);
            json.text(RANK, rank).text(RANKED_USER, giver.id);
            if (rank == 1) {
                Trimmings.person(json, giver);
            }
            json.raw('}').raw('}');
        }
        json.raw(']');
    }
}
