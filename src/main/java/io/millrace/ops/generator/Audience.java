package io.millrace.ops.generator;

/**
 * Who is there. A fixed number of seats is shared out to the rooms by their size; a newcomer takes the seat of somebody
 * who left. The seats in front talk much: half of what is said in a room comes from a quarter of them.
 *
 * <pre>
 *   seats   | room 0            | room 1     | room 2 | 3 | 4 |      a room too small for a seat shares one
 * </pre>
 *
 * <p>The number of seats is chosen so that the plan's number of different people do something within a minute. A seat
 * is the number of a person, four bytes: there may be millions, and people are made when they do something.
 */
final class Audience {

    /** A longer row of seats is summed up in so many strips. */
    private static final int STRIPS = 256;

    private final GeneratorPlan plan;
    private final int[] seats;
    private final int[] firstSeat;
    private final int[] seatsOf;
    private int nextNumber;

    /** @throws IllegalArgumentException the rate is too low for so many people a minute */
    Audience(GeneratorPlan plan, Traffic traffic) {
        this.plan = plan;
        int count = seatsFor(plan, traffic);
        this.seats = new int[count];
        this.firstSeat = new int[plan.rooms()];
        this.seatsOf = new int[plan.rooms()];
        for (int room = 0; room < plan.rooms(); room++) {
            double from = room == 0 ? 0 : traffic.cumulativeShares()[room - 1];
            firstSeat[room] = Math.min(count - 1, (int) (from * count));
            seatsOf[room] =
                    Math.max(1, Math.min(count, (int) (traffic.cumulativeShares()[room] * count)) - firstSeat[room]);
        }
        for (int seat = 0; seat < count; seat++) {
            seats[seat] = next();
        }
    }

    Person somebodyIn(int room, Dice dice) {
        double skewed = dice.unit();
        return person(seats[firstSeat[room] + (int) (skewed * skewed * seatsOf[room])]);
    }

    /** Somebody who was not there lately; one of those who were there leaves. */
    Person newcomerTo(int room, Dice dice) {
        int newcomer = next();
        seats[firstSeat[room] + dice.below(seatsOf[room])] = newcomer;
        return person(newcomer);
    }

    private int next() {
        int number = nextNumber;
        nextNumber = number + 1L == plan.users() ? 0 : number + 1;
        return number;
    }

    private Person person(int number) {
        return new Person(plan.seed(), number);
    }

    /** Three quarters of what is drawn in a minute: to show more, hardly anybody could do two things. */
    static int mostUsersPerMinute(GeneratorPlan plan) {
        Traffic traffic = Traffic.of(plan);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, 0.75 * traffic.draws()));
    }

    private static int seatsFor(GeneratorPlan plan, Traffic traffic) {
        if (plan.users() < plan.usersPerMinute()) {
            throw new IllegalArgumentException("users must be at least usersPerMinute, " + plan.usersPerMinute());
        }
        int possible = mostUsersPerMinute(plan);
        if (plan.usersPerMinute() > possible) {
            throw new IllegalArgumentException("usersPerMinute " + plan.usersPerMinute() + " is more than "
                    + plan.eventsPerSecond() + " eventsPerSecond can show; at most about " + possible);
        }
        int least = 1;
        int most = (int) Math.min(plan.users(), 20L * plan.usersPerMinute());
        while (least < most) {
            int middle = (least + most) >>> 1;
            if (distinct(middle, traffic) >= plan.usersPerMinute()) {
                most = middle;
            } else {
                least = middle + 1;
            }
        }
        return least;
    }

    /** How many different people are expected within a minute. */
    private static double distinct(int seats, Traffic traffic) {
        double hits = (traffic.draws() - traffic.newcomers()) / seats;
        double changes = traffic.newcomers() / seats;
        double distinct = traffic.newcomers();
        for (double share : traffic.roomShares()) {
            double row = Math.max(1, share * seats);
            int strips = (int) Math.min(STRIPS, Math.ceil(row));
            double hitsOfRow = hits * seats * share;
            double perStrip = row / strips;
            double seen = 0;
            for (int i = 0; i < strips; i++) {
                // The draw is squared, so the seats up to a share s of the row get the square root of s.
                double part = Math.sqrt((i + 1.0) / strips) - Math.sqrt((double) i / strips);
                double ofASeat = hitsOfRow * part / perStrip;
                // Who sat there when the minute began did something before somebody took the seat.
                double rate = ofASeat + changes;
                seen += perStrip * ofASeat / rate * (1 - StrictMath.exp(-rate));
            }
            distinct += seen * Math.min(1, share * seats / row);
        }
        return distinct;
    }
}
