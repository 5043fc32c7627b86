package io.millrace.bench.measure;

import java.util.List;

/**
 * What a stretch of a run took.
 *
 * @param rows of this stretch
 * @param postgres CPU seconds; likewise {@code client} and {@code broker}
 */
public record Stretch(double rows, double seconds, double postgres, double client, double broker) {
    /** Before it a JVM compiles, connections are made and groups are joined; left out for everybody alike. */
    static final double FROM = 0.30;

    /** Behind it some partitions are empty already and the last batch waits for its company. */
    static final double UNTIL = 0.98;

    public double rowsPerSecond() {
        return rows / seconds;
    }

    public double postgresPerMillion() {
        return postgres * 1e6 / rows;
    }

    public double clientPerMillion() {
        return client * 1e6 / rows;
    }

    public double brokerPerMillion() {
        return broker * 1e6 / rows;
    }

    /**
     * From 30 % of the progress to 98 %.
     *
     * @param samples in the order of time; the last one has all rows
     */
    public static Stretch measured(List<Sample> samples, long rows) {
        Sample first = samples.get(0);
        Sample last = samples.get(samples.size() - 1);
        long way = last.progress() - first.progress();
        if (way <= 0) {
            throw new IllegalArgumentException("nothing has moved in " + samples.size() + " samples");
        }
        Sample from = passing(samples, first.progress() + Math.round(FROM * way));
        Sample until = passing(samples, first.progress() + Math.round(UNTIL * way));
        return between(from, until, (UNTIL - FROM) * rows);
    }

    /** The whole run, the client's start included. */
    public static Stretch whole(List<Sample> samples, long rows) {
        return between(samples.get(0), samples.get(samples.size() - 1), rows);
    }

    private static Sample passing(List<Sample> samples, long progress) {
        for (int i = 1; i < samples.size(); i++) {
            if (samples.get(i).progress() >= progress) {
                return samples.get(i - 1).towards(samples.get(i), progress);
            }
        }
        throw new IllegalArgumentException("no sample reaches " + progress);
    }

    private static Stretch between(Sample from, Sample until, double rows) {
        return new Stretch(
                rows,
                Math.max(1e-6, until.seconds() - from.seconds()),
                until.postgres() - from.postgres(),
                until.client() - from.client(),
                until.broker() - from.broker());
    }
}
