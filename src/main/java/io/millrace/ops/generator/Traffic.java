package io.millrace.ops.generator;

import java.util.stream.Stream;

/**
 * What a plan comes to in a minute: the arithmetic between shares of records and chances of draws.
 *
 * @param roomShares of all that is drawn, per room; sums to 1
 * @param cumulativeShares the least number that belongs to the next room
 * @param draws events a minute that are drawn one by one, which is all but samples, later frames of streaks and
 *     duplicates
 * @param newcomers joins a minute of people who were not there lately
 */
record Traffic(double[] roomShares, double[] cumulativeShares, double draws, double newcomers) {

    /** Few big rooms, many small ones: the share of the n-th is 1/n to this power. */
    private static final double SKEW = 0.9;

    /** Nearly every join brings somebody new, as long as the people stay a few minutes on average. */
    private static final double NEW_JOINS = 0.9;

    private static final double NEW_PEOPLE = 0.3;

    static final double ALL_CHANCES =
            Stream.of(Kind.values()).mapToDouble(Traffic::chance).sum();

    static Traffic of(GeneratorPlan plan) {
        double[] shares = shares(plan.rooms());
        double[] cumulative = new double[shares.length];
        double samples = 0;
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += shares[i];
            cumulative[i] = sum;
            samples += 60 / Room.secondsBetweenSamples(shares[i] * plan.eventsPerSecond());
        }
        double originals = 60 * plan.eventsPerSecond() * (1 - plan.duplicates());
        double draws = (originals - samples) * ALL_CHANCES / Kind.ALL_A_SECOND;
        double joins = (originals - samples) * Kind.JOIN.aSecond() / Kind.ALL_A_SECOND;
        double newcomers = Math.min(NEW_JOINS * joins, NEW_PEOPLE * plan.usersPerMinute());
        return new Traffic(shares, cumulative, draws, newcomers);
    }

    /** How often a kind is drawn, of {@link #ALL_CHANCES}: a gift brings its later frames along. */
    static double chance(Kind kind) {
        return kind == Kind.GIFT ? kind.aSecond() / Streaks.FRAMES_OF_A_GIFT : kind.aSecond();
    }

    /** The share of joins that bring somebody new. */
    double newcomersOfJoins() {
        double joins = draws * chance(Kind.JOIN) / ALL_CHANCES;
        return joins == 0 ? 0 : newcomers / joins;
    }

    private static double[] shares(int rooms) {
        double[] shares = new double[rooms];
        double sum = 0;
        for (int i = 0; i < rooms; i++) {
            // StrictMath: the shares are the same on every machine.
            shares[i] = 1 / StrictMath.pow(i + 1.0, SKEW);
            sum += shares[i];
        }
        for (int i = 0; i < rooms; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}
