package io.millrace.bench.measure;

/**
 * Batches between two looks at the metrics.
 *
 * @param meanRecords of a batch; NaN where there was none; likewise {@code meanMillis}
 * @param most of one batch
 * @param slowest of one batch, in milliseconds
 */
public record BatchWindow(long batches, double meanRecords, double meanMillis, Most most, Most slowest) {
    /**
     * The greatest value of a window.
     *
     * @param exact false: the service remembers a greater one, or one as great, from before the window; it was at most this
     */
    public record Most(double value, boolean exact) {}

    public static BatchWindow between(BatchTotals before, BatchTotals after) {
        double batches = after.batches() - before.batches();
        return new BatchWindow(
                Math.round(batches),
                (after.records() - before.records()) / batches,
                1000 * (after.seconds() - before.seconds()) / batches,
                most(before.mostRecords(), after.mostRecords(), 1),
                most(before.mostSeconds(), after.mostSeconds(), 1000));
    }

    /** A maximum that is greater than before is of the window; one that is not may be older, or may have been forgotten. */
    private static Most most(double before, double after, double factor) {
        return after > before ? new Most(after * factor, true) : new Most(before * factor, false);
    }
}
