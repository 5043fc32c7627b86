package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.report.Report;
import io.millrace.bench.report.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole benchmark; only with {@code -Pbench}. Targets that are missed are told in the report and break nothing. */
class FullBench {
    @Test
    void everybodyStoresEveryEventOnce() throws Exception {
        Report report = Benchmark.of(Options.ofSystem()).run();

        // A peer that cannot be had, or that fails, is a line of the report. One that stored something else is not to
        // be compared with.
        List<Summary> broken = report.contenders().stream()
                .filter(it -> it.refused() || (!it.failures().isEmpty() && !isPeer(it.name())))
                .toList();
        assertThat(broken).extracting(Summary::name, Summary::failures).isEmpty();
    }

    private static boolean isPeer(String name) {
        return name.startsWith("debezium") || name.startsWith("flink");
    }
}
