package io.millrace.bench.measure;

import org.jspecify.annotations.Nullable;

/**
 * One contender's one run.
 *
 * @param failure null: it went through
 * @param refused it ran, but what it stored was not what it was given; no figure of such a run counts
 * @param taken null where it failed
 */
public record Run(
        String contender,
        int repetition,
        @Nullable String failure,
        boolean refused,
        @Nullable Taken taken) {

    /**
     * @param measured from 30 % of the way to 98 %
     * @param whole with the client's start
     * @param peakResidentBytes of the client
     * @param walBytes of the whole run; 0 where nothing is stored; likewise {@code diskBytes}
     * @param diskBytes by which all tables have grown, with their indexes
     */
    public record Taken(
            long events, Stretch measured, Stretch whole, long peakResidentBytes, long walBytes, long diskBytes) {
        public double walPerEvent() {
            return walBytes / (double) events;
        }

        public double diskPerEvent() {
            return diskBytes / (double) events;
        }
    }

    public static Run went(String contender, int repetition, Taken taken) {
        return new Run(contender, repetition, null, false, taken);
    }

    public static Run failed(String contender, int repetition, String why) {
        return new Run(contender, repetition, why, false, null);
    }

    public static Run refused(String contender, int repetition, String why) {
        return new Run(contender, repetition, why, true, null);
    }
}
