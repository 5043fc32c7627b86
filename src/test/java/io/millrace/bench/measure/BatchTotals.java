package io.millrace.bench.measure;

/**
 * What {@code /q/metrics} tells of one topic's batches since the service was started; all 0 before the first one.
 *
 * @param batches how many were committed
 * @param records in all of them
 * @param seconds of all of them
 * @param mostRecords of one batch, within the last minutes: the service forgets its greatest ones; likewise {@code mostSeconds}
 */
public record BatchTotals(double batches, double records, double seconds, double mostRecords, double mostSeconds) {

    public static BatchTotals in(String metrics, String topic) {
        return new BatchTotals(
                value(metrics, "millrace_batch_records_count", topic),
                value(metrics, "millrace_batch_records_sum", topic),
                value(metrics, "millrace_batch_duration_seconds_sum", topic),
                value(metrics, "millrace_batch_records_max", topic),
                value(metrics, "millrace_batch_duration_seconds_max", topic));
    }

    private static double value(String metrics, String name, String topic) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{") && line.contains("topic=\"" + topic + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }
}
