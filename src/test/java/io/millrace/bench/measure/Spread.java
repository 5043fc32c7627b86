package io.millrace.bench.measure;

import java.util.Arrays;
import java.util.Collection;

/** The median of some runs, with the least and the most of them. */
public record Spread(double median, double least, double most) {

    /** Of an even number of runs the mean of the two in the middle. */
    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    public static Spread of(double... values) {
        return of(Arrays.stream(values).boxed().toList());
    }
}
