package io.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.load.Load;
import io.millrace.bench.measure.Run;
import io.millrace.bench.measure.Stretch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Summary COPY = stored("copy", "COPY", 400_000, 500_000, 300_000);
    private static final Summary MILLRACE = stored("millrace", "Millrace, every figure", 100_000, 90_000, 120_000);
    private static final Summary CONSUMER = new Summary(
            "consumer",
            "Kafka consumer alone",
            false,
            List.of("polls"),
            List.of(Run.went("consumer", 1, taken(1_200_000))));
    private static final Summary FLINK = new Summary(
            "flink",
            "Flink",
            true,
            List.of("batches"),
            List.of(Run.failed("flink", 1, "its libraries cannot be had: a | b")));

    @Test
    void rowHasMediansSpreadAndTheShareOfCopy() {
        assertThat(Table.of(List.of(COPY, MILLRACE)))
                .contains("| COPY | 400k (300k–500k) | 1.00 | 4.0 | 2.0 | 123 | 200 | 100 |")
                .contains("| Millrace, every figure | 100k (90.0k–120k) | 0.25 | 4.0 | 2.0 | 123 | 200 | 100 |");
    }

    @Test
    void whoStoresNothingHasNoShareOfCopy() {
        assertThat(Table.of(List.of(COPY, CONSUMER)))
                .contains("| Kafka consumer alone | 1.20M (1.20M–1.20M) | – | – | 2.0 | 123 | – | – |");
    }

    @Test
    void contenderThatFailedSaysWhy() {
        assertThat(Table.of(List.of(COPY, FLINK)))
                .contains("| Flink | **failed**: its libraries cannot be had: a \\| b | – | – | – | – | – | – |");
    }

    @Test
    void oneFailedRunOfSeveralIsTold() {
        List<Run> runs = new ArrayList<>(COPY.runs());
        runs.add(Run.refused("copy", 4, "ended with 3 of 4 events"));

        assertThat(Table.of(List.of(new Summary("copy", "COPY", true, List.of(), runs))))
                .contains("400k (300k–500k); **some runs failed**: ended with 3 of 4 events");
    }

    @Test
    void reportTellsMachineCommandSeedAndTuning() {
        assertThat(report().markdown())
                .contains("mvn -q -B -Pbench verify")
                .contains("seed 42")
                .contains("2 cores, 16 GiB")
                .contains("fsync = on")
                .contains("`flink`): batches");
    }

    @Test
    void chartIsWellFormedAndLabelled() throws Exception {
        String chart = Chart.of("a < b", List.of(COPY, MILLRACE, CONSUMER, FLINK));

        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.getBytes(StandardCharsets.UTF_8)));
        assertThat(chart).contains("400k", "100k", "1.20M (bar cut)", "4.0 + 2.0", "prefers-color-scheme: dark");
    }

    @Test
    void jsonHasEveryRun(@TempDir Path directory) throws IOException {
        report().write(directory);

        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("report.json").toFile());
        assertThat(json.get("runs")).hasSize(8);
        assertThat(json.at("/runs/0/measured/rows_per_second").asDouble()).isEqualTo(400_000);
        assertThat(json.at("/runs/0/whole/broker_cpu_seconds").asDouble()).isEqualTo(1);
        assertThat(json.get("runs").get(7).get("failure").asText()).startsWith("its libraries");
        assertThat(Files.exists(directory.resolve("chart.svg"))).isTrue();
    }

    private static Report report() {
        Load load = new Load(1_000_000, new TreeSet<>(), Path.of("rows"), 1, 2, 500_000_000, 600_000_000);
        return new Report(
                "mvn -q -B -Pbench verify",
                42,
                3,
                LatencyReportTest.MACHINE,
                load,
                List.of(),
                List.of(COPY, MILLRACE, CONSUMER, FLINK));
    }

    private static Summary stored(String name, String what, double... rates) {
        List<Run> runs = new ArrayList<>();
        for (double rate : rates) {
            runs.add(Run.went(name, runs.size() + 1, taken(rate)));
        }
        return new Summary(name, what, true, List.of("as it comes"), runs);
    }

    private static Run.Taken taken(double rate) {
        Stretch stretch = new Stretch(1e6, 1e6 / rate, 4, 2, 1);
        return new Run.Taken(1_000_000, stretch, stretch, 123_000_000, 200_000_000, 100_000_000);
    }
}
