package io.millrace.bench.measure;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of one point.
 *
 * @param failure null: it went through
 * @param taken null where it failed
 */
public record GrowthRun(
        String point,
        int repetition,
        @Nullable String failure,
        @Nullable Taken taken) {

    /**
     * @param records that were read, duplicates included; {@code duplicates} of them were known already
     * @param measured from 30 % of the records to 98 %
     * @param peakResidentBytes of the service
     * @param busy seconds of each request while ingest ran, by its name; empty: not asked in this run
     * @param idle after ingest, likewise
     */
    public record Taken(
            long records,
            long duplicates,
            Stretch measured,
            Stretch whole,
            long peakResidentBytes,
            Map<String, Percentiles> busy,
            Map<String, Percentiles> idle) {}

    public static GrowthRun went(String point, int repetition, Taken taken) {
        return new GrowthRun(point, repetition, null, taken);
    }

    public static GrowthRun failed(String point, int repetition, String why) {
        return new GrowthRun(point, repetition, why, null);
    }
}
