package io.millrace.bench.measure;

import java.util.Optional;

/**
 * One steady rate, after its warm-up.
 *
 * @param rate that was wanted, events a second
 * @param seconds how long the window was
 * @param publishedPerSecond records by the broker's log, probes left out; likewise {@code receivedPerSecond}, by the books
 * @param latency milliseconds; empty: no probe was seen
 * @param unseen probes of the window that never showed
 * @param lag records, looked at once a second; empty: it was never known
 * @param service CPU seconds in the window; likewise {@code postgres}
 * @param peakResidentBytes of the service since its start
 */
public record LatencyRound(
        double rate,
        double seconds,
        double publishedPerSecond,
        double receivedPerSecond,
        Optional<Percentiles> latency,
        long unseen,
        Optional<Lag> lag,
        BatchWindow batches,
        double service,
        double postgres,
        long peakResidentBytes) {
    /** As {@code /api/v1/ingest} tells it. */
    public record Lag(double mean, double max) {}

    /** How much of one core; 1 is all of it. */
    public double serviceCores() {
        return service / seconds;
    }

    /** How much of one core. */
    public double postgresCores() {
        return postgres / seconds;
    }
}
