package io.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.measure.GrowthRun;
import io.millrace.bench.measure.Percentiles;
import io.millrace.bench.measure.Stretch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthReportTest {
    private static final GrowthReport.Point BASE = point("base", "base", 50_000, 20, 0.010);
    private static final GrowthReport.Point ROOMS = point("rooms-5000", "5,000 rooms", 25_000, 23, 0.020);

    @Test
    void figureWithinAFifthIsFlatAndAnyOtherHasItsFactor() {
        assertThat(report(BASE, ROOMS).markdown())
                .contains("| base | 500,000 | 10.0 % | 50.0k (50.0k–50.0k) | 10.0 | 20.0 | 300 |")
                .contains("| 5,000 rooms | 500,000 | 10.0 % | 25.0k (25.0k–25.0k) **×0.50** | 10.0 | 23.0 | 300 |")
                .contains("| 5,000 rooms | 500 each | 20.0 **×2.00** · 40.0 **×2.00** |");
    }

    @Test
    void eachTableSaysWhetherItIsFlatAndHowFarItIsNot() {
        GrowthReport.Point stored = point("stored-1000000", "1,000,000 rows stored already", 45_000, 22, 0.011);

        assertThat(report(BASE, ROOMS, stored).markdown())
                .contains("| 5,000 rooms | ×0.50 | ×1.10 | **no** |\n"
                        + "| 1,000,000 rows stored already | ×0.90 | ×1.07 | yes |\n")
                .contains("Flat within 20 % of the base: **no**; 2 of 4 times are. The slowest against it: ×2.00"
                        + " (5,000 rooms, `/overview`, p50).");
        assertThat(report(BASE, stored).markdown())
                .contains("Flat within 20 % of the base: yes; 2 of 2 times are. The slowest against it: ×1.10");
        assertThat(report(BASE).markdown()).contains("Nothing was asked beside the base.");
    }

    @Test
    void twentyPercentAreStillFlat() {
        assertThat(GrowthReport.factor(Optional.of(100.0), Optional.of(120.0))).isEmpty();
        assertThat(GrowthReport.factor(Optional.of(100.0), Optional.of(79.0))).isEqualTo(" **×0.79**");
        assertThat(GrowthReport.factor(Optional.empty(), Optional.of(79.0))).isEmpty();
        assertThat(GrowthReport.factor(Optional.of(0.0), Optional.of(79.0))).isEmpty();
    }

    @Test
    void pointThatFailedSaysWhy() {
        GrowthReport.Point failed = new GrowthReport.Point(
                "rooms-10", "10 rooms", List.of(GrowthRun.failed("rooms-10", 1, "stands still | here")));

        assertThat(report(BASE, failed).markdown())
                .contains("| 10 rooms; **failed**: stands still \\| here | – | – | – | – | – | – |")
                .contains("| 10 rooms | – | – | not measured |")
                .contains("| 10 rooms | – | – · – |");
    }

    @Test
    void jsonHasEveryRun(@TempDir Path directory) throws IOException {
        report(BASE, ROOMS).write(directory);

        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("growth.json").toFile());
        assertThat(json.get("runs")).hasSize(2);
        assertThat(json.at("/against_base/0/records_per_second").asDouble()).isEqualTo(0.5);
        assertThat(json.at("/runs/1/measured/records_per_second").asDouble()).isEqualTo(25_000);
        assertThat(json.at("/runs/0/answers_while_ingest_runs")
                        .get("/overview")
                        .get("p99_millis")
                        .asDouble())
                .isEqualTo(20);
    }

    private static GrowthReport report(GrowthReport.Point... points) {
        return new GrowthReport(
                "mvn …", 1, 1, LatencyReportTest.MACHINE, List.of("/overview"), "By SQL.", List.of(points));
    }

    private static GrowthReport.Point point(String name, String what, double rate, double postgres, double p50) {
        Stretch stretch = new Stretch(1e6, 1e6 / rate, postgres, 10, 1);
        Map<String, Percentiles> answers = Map.of("/overview", new Percentiles(500, p50, p50, 2 * p50, 1));
        return new GrowthReport.Point(
                name,
                what,
                List.of(GrowthRun.went(
                        name,
                        1,
                        new GrowthRun.Taken(500_000, 50_000, stretch, stretch, 300_000_000, answers, answers))));
    }
}
