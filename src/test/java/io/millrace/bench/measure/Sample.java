package io.millrace.bench.measure;

/**
 * One look at a run.
 *
 * @param seconds since the client was started
 * @param progress bytes of the table's heap, or records read; grows with the rows
 * @param postgres CPU seconds since the client was started; likewise {@code client} and {@code broker}
 */
public record Sample(double seconds, long progress, double postgres, double client, double broker) {

    /** What lies between two samples where progress passes {@code at}. */
    Sample towards(Sample later, long at) {
        long distance = later.progress - progress;
        double share = distance <= 0 ? 1 : Math.min(1, Math.max(0, (at - progress) / (double) distance));
        return new Sample(
                between(seconds, later.seconds, share),
                at,
                between(postgres, later.postgres, share),
                between(client, later.client, share),
                between(broker, later.broker, share));
    }

    private static double between(double from, double until, double share) {
        return from + (until - from) * share;
    }
}
