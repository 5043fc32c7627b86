package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunOptionsTest {
    private static final Path HERE = Path.of("target");

    @Test
    void commandRepeatsTheRates() {
        assertThat(latency(LatencyOptions.rates("1000, 20000")).command())
                .contains("-Dbench.run=latency -Dbench.rates=1000,20000 -Dbench.warmup=15 -Dbench.seconds=60");
    }

    @Test
    void rateOfNothingIsRefused() {
        assertThatThrownBy(() -> latency(List.of(0.0))).hasMessageContaining("bench.rates");
        assertThatThrownBy(() -> latency(List.of())).hasMessageContaining("bench.rates");
    }

    @Test
    void commandRepeatsTheChoiceOfPoints() {
        assertThat(growth(GrowthOptions.numbers("1000000"), "stored*").command())
                .contains("-Dbench.run=growth", "-Dbench.stored=1000000", "'-Dbench.points=stored*'");
    }

    @Test
    void noNumberOfStoredRowsIsNoPoint() {
        assertThat(growth(GrowthOptions.numbers(""), "").chosen())
                .extracting(GrowthPoint::name)
                .noneMatch(it -> it.startsWith("stored"));
    }

    @Test
    void fewerRowsThanOneBroadcastHasAreRefused() {
        assertThatThrownBy(() -> growth(List.of(5L), "")).hasMessageContaining("bench.stored");
    }

    private static LatencyOptions latency(List<Double> rates) {
        return new LatencyOptions(rates, Duration.ofSeconds(15), Duration.ofSeconds(60), 200, "256m", 1, HERE, HERE);
    }

    private static GrowthOptions growth(List<Long> stored, String points) {
        return new GrowthOptions(500_000, 3, stored, points, 500, "256m", 1, HERE, HERE);
    }
}
