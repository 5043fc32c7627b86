package io.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.measure.BatchWindow;
import io.millrace.bench.measure.LatencyRound;
import io.millrace.bench.measure.Percentiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyReportTest {
    private static final LatencyRound GOOD =
            round(20_000, 19_990, Optional.of(new Percentiles(1200, 12.25, 30, 80, 190)), 0);

    @Test
    void rateHasItsPercentilesAndWhatTheServiceDid() {
        assertThat(report(GOOD).markdown())
                .contains("| 20,000 | 20,010 | 19,990 | 1200 | 12.3 | 30.0 | 80.0 | 190.0 | 0 |")
                .contains("| 20,000 | 5 (12) | 250 (≤ 2,000) | 8.5 (40) | 80 | 0.50 cores | 0.25 cores | 300 |")
                .contains("200 rooms");
    }

    @Test
    void targetsAreOfBothPercentilesOfTheProbesAndOfTheRate() {
        assertThat(LatencyReport.verdicts(GOOD)).extracting(Verdict::outcome).containsOnly("met");
        assertThat(LatencyReport.verdicts(
                        round(20_000, 15_000, Optional.of(new Percentiles(1199, 50.5, 200, 250.5, 900)), 1)))
                .extracting(Verdict::outcome)
                .containsExactly("**missed**", "**missed**", "**missed**", "**missed**");
    }

    @Test
    void whereNoProbeWasSeenNothingIsMeasured() {
        LatencyRound blind = round(20_000, 20_000, Optional.empty(), 1200);

        assertThat(LatencyReport.verdicts(blind))
                .extracting(Verdict::outcome)
                .containsExactly("not measured", "not measured", "not measured", "met");
        assertThat(report(blind).markdown()).contains("| 20,000 | 20,010 | 20,000 | 1200 | – | – | – | – | 1200 |");
    }

    @Test
    void jsonHasTheSameFigures(@TempDir Path directory) throws IOException {
        report(GOOD).write(directory);

        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("latency.json").toFile());
        assertThat(json.at("/rounds/0/latency_millis/p99").asDouble()).isEqualTo(80);
        assertThat(json.at("/rounds/0/batches/max_records_exact").asBoolean(true))
                .isFalse();
        assertThat(json.at("/rounds/0/targets/0/met").asBoolean()).isTrue();
    }

    private static LatencyRound round(double rate, double received, Optional<Percentiles> latency, long unseen) {
        return new LatencyRound(
                rate,
                60,
                20_010,
                received,
                latency,
                unseen,
                Optional.of(new LatencyRound.Lag(5, 12)),
                new BatchWindow(4_800, 250, 8.5, new BatchWindow.Most(2_000, false), new BatchWindow.Most(40, true)),
                30,
                15,
                300_000_000);
    }

    private static LatencyReport report(LatencyRound round) {
        return new LatencyReport("mvn …", 1, 200, MACHINE, List.of(round));
    }

    static final Machine MACHINE = new Machine(
            Instant.parse("2026-11-21T12:00:00Z"),
            "a processor",
            2,
            16L << 30,
            "Linux 6",
            "ext4",
            0.5,
            "Java 17",
            "17.11",
            List.of("fsync = on"),
            "abc");
}
