package io.millrace.bench.measure;

import java.util.Arrays;
import java.util.Collection;

/**
 * How many values there are, and the least one that so many percent of them do not exceed; always one of the values, so never
 * better than what has been seen.
 */
public record Percentiles(int count, double p50, double p90, double p99, double max) {

    /** @throws IllegalArgumentException there is no value */
    public static Percentiles of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Percentiles(
                sorted.length, at(sorted, 50), at(sorted, 90), at(sorted, 99), sorted[sorted.length - 1]);
    }

    public static Percentiles of(double... values) {
        return of(Arrays.stream(values).boxed().toList());
    }

    /** Nearest rank, in whole numbers: 0.9 × 10 is a little more than 9 as a double. */
    private static double at(double[] sorted, int percent) {
        return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)];
    }
}
