package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.report.GrowthReport;
import io.millrace.bench.report.LatencyReport;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Summary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The runs of the benchmark, chosen by {@code -Dbench.run}; only with {@code -Pbench}. Targets that are missed are told in the report and
 * break nothing.
 */
class FullBench {
    private static final String RUN = "bench.run";

    @Test
    @DisabledIfSystemProperty(named = RUN, matches = "latency|growth|dashboards|flood")
    void everybodyStoresEveryEventOnce() throws Exception {
        assertThat(System.getProperty(RUN, "compare")).as(RUN).isEqualTo("compare");
        Report report = Benchmark.of(Options.ofSystem()).run();

        // A peer that cannot be had, or that fails, is a line of the report. One that stored something else is not to
        // be compared with.
        List<Summary> broken = report.contenders().stream()
                .filter(it -> it.refused() || (!it.failures().isEmpty() && !isPeer(it.name())))
                .toList();
        assertThat(broken).extracting(Summary::name, Summary::failures).isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = RUN, matches = "latency")
    void everyProbeShows() throws Exception {
        LatencyReport report = Latency.of(LatencyOptions.ofSystem()).run();

        assertThat(report.rounds())
                .allSatisfy(it -> assertThat(it.latency()).as("at " + it.rate()).isPresent());
    }

    @Test
    @EnabledIfSystemProperty(named = RUN, matches = "growth")
    void everyPointStoresEveryEventOnce() throws Exception {
        GrowthReport report = Growth.of(GrowthOptions.ofSystem()).run();

        assertThat(report.points())
                .allSatisfy(it -> assertThat(it.failures()).as(it.name()).isEmpty());
    }

    @Test
    @EnabledIfSystemProperty(named = RUN, matches = "dashboards")
    void everyDashboardIsAnsweredAndNoListenerIsLost() throws Exception {
        DashboardsRun.Result result =
                DashboardsRun.of(DashboardsOptions.ofSystem()).run();

        assertThat(result.failed()).isZero();
        assertThat(result.lost()).isZero();
    }

    @Test
    @EnabledIfSystemProperty(named = RUN, matches = "flood")
    void whoAsksBeyondTheLimitsIsRefusedAndNobodyElseSuffers() throws Exception {
        FloodRun.Result result = FloodRun.of(FloodOptions.ofSystem()).run();

        assertThat(result.wrong()).as("%s", result.statuses()).isZero();
        assertThat(result.failed()).isZero();
    }

    private static boolean isPeer(String name) {
        return name.startsWith("debezium") || name.startsWith("flink");
    }
}
