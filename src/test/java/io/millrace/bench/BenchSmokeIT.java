package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.client.CopyClient;
import io.millrace.bench.contenders.Bout;
import io.millrace.bench.contenders.Contender;
import io.millrace.bench.contenders.Contenders;
import io.millrace.bench.measure.Run;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Summary;
import io.millrace.bench.servers.PostgresServer;
import io.millrace.processes.Children;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The benchmark benchmarks: every kind of contender that needs nothing fetched, on too few events to say anything. */
@EnabledOnOs(OS.LINUX) // CPU and memory are read from /proc.
class BenchSmokeIT {
    private static final int EVENTS = 20_000;
    private static final Path OUTPUT = Path.of("target", "bench-smoke").toAbsolutePath();

    @Test
    void everyContenderHasARowAndWhoStoresTooLittleIsRefused() throws Exception {
        Options options = new Options(
                EVENTS,
                1,
                "copy,consumer,hand-written,millrace",
                "256m",
                1,
                OUTPUT,
                OUTPUT.resolveSibling("bench-smoke-servers"));
        Report report = Benchmark.of(options, BenchSmokeIT::withOneWhoStoresHalf, Duration.ofSeconds(30))
                .run();

        assertThat(report.contenders())
                .filteredOn(it -> !it.name().equals("half"))
                .hasSize(4)
                .allSatisfy(BenchSmokeIT::isSane);
        assertThat(report.contenders())
                .filteredOn(it -> it.name().equals("half"))
                .singleElement()
                .satisfies(half -> {
                    assertThat(half.refused()).isTrue();
                    assertThat(half.failures()).containsExactly("ended with 10000 of 20000 events");
                });
        assertThat(reportFile())
                .contains("| COPY, identity key, 1 connection | ")
                .contains("| hand-written consumer, JDBC batches, 1 thread | ")
                .contains("| Millrace, every figure | ");
    }

    private static void isSane(Summary of) {
        assertThat(of.failures()).as(of.name()).isEmpty();
        assertThat(of.runs()).singleElement().satisfies(run -> {
            Run.Taken taken = Objects.requireNonNull(run.taken());
            assertThat(taken.measured().rowsPerSecond()).as(of.name()).isBetween(100.0, 1e8);
            assertThat(taken.whole().client()).as(of.name()).isBetween(0.05, 120.0);
            assertThat(taken.peakResidentBytes()).as(of.name()).isBetween(20_000_000L, 2_000_000_000L);
            if (of.stores()) {
                assertThat(taken.whole().postgres()).as(of.name()).isPositive();
                assertThat(taken.walPerEvent()).as(of.name()).isBetween(50.0, 5_000.0);
                assertThat(taken.diskPerEvent()).as(of.name()).isBetween(50.0, 5_000.0);
            }
        });
    }

    /** Of the last run. */
    private static String reportFile() throws Exception {
        try (Stream<Path> runs = Files.list(OUTPUT)) {
            return Files.readString(runs.sorted()
                    .reduce((earlier, later) -> later)
                    .orElseThrow()
                    .resolve("report.md"));
        }
    }

    private static List<Contender> withOneWhoStoresHalf(List<Contender> all) {
        List<Contender> chosen = new ArrayList<>(Contenders.chosen(all, "copy,consumer,hand-written,millrace"));
        chosen.add(new Half());
        return chosen;
    }

    /** Looks like COPY and stores the second half of the rows. */
    private record Half() implements Contender {
        @Override
        public String name() {
            return "half";
        }

        @Override
        public String what() {
            return "half of the rows";
        }

        @Override
        public List<String> tuning() {
            return List.of();
        }

        @Override
        public ProcessBuilder client(Bout bout) {
            return new ProcessBuilder(Children.java(
                    List.of("-Xmx128m"),
                    CopyClient.class.getName(),
                    List.of(
                            bout.postgres().jdbcUrl(bout.database()),
                            PostgresServer.USER,
                            PostgresServer.PASSWORD,
                            bout.load().rows().toString(),
                            String.valueOf(bout.load().middle()))));
        }
    }
}
