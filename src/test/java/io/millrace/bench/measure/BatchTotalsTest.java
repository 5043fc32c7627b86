package io.millrace.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchTotalsTest {
    private static final String METRICS = """
            # TYPE millrace_batch_records summary
            millrace_batch_records_count{topic="bench.other"} 9.0
            millrace_batch_records_count{topic="bench.live"} 4.0
            millrace_batch_records_sum{topic="bench.live"} 1000.0
            millrace_batch_records_max{topic="bench.live"} 400.0
            millrace_batch_duration_seconds_count{topic="bench.live"} 4.0
            millrace_batch_duration_seconds_sum{topic="bench.live"} 0.25
            millrace_batch_duration_seconds_max{topic="bench.live"} 0.125
            """;

    @Test
    void figuresAreThoseOfTheTopic() {
        assertThat(BatchTotals.in(METRICS, "bench.live")).isEqualTo(new BatchTotals(4, 1000, 0.25, 400, 0.125));
    }

    @Test
    void topicWithoutABatchHasZeros() {
        assertThat(BatchTotals.in(METRICS, "bench.silent")).isEqualTo(new BatchTotals(0, 0, 0, 0, 0));
    }
}
