package io.millrace.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is to grow, and how far.
 *
 * @param events records of one run, duplicates included; at least 1,000
 * @param repetitions of every point, taken in turns; at least 1
 * @param stored numbers of rows that are there before, each a point
 * @param points names with commas between; empty: all
 * @param requests of each kind while ingest runs, and of each after it; at least 1
 * @param heap of the service, as {@code -Xmx} takes it
 */
record GrowthOptions(
        long events,
        int repetitions,
        List<Long> stored,
        String points,
        int requests,
        String heap,
        long seed,
        Path output,
        Path servers) {
    private static final long LEAST_EVENTS = 1_000;

    GrowthOptions {
        if (events < LEAST_EVENTS || repetitions < 1 || requests < 1) {
            throw new IllegalArgumentException("bench.events must be at least " + LEAST_EVENTS
                    + ", bench.repetitions and bench.requests at least 1");
        }
        if (stored.stream().anyMatch(it -> it < StoredRows.ROWS_OF_A_ROOM)) {
            throw new IllegalArgumentException(
                    "bench.stored must be at least " + StoredRows.ROWS_OF_A_ROOM + ", are " + stored);
        }
    }

    /** {@code -Dbench.…}. */
    static GrowthOptions ofSystem() {
        return new GrowthOptions(
                Long.getLong("bench.events", 500_000),
                Integer.getInteger("bench.repetitions", 3),
                numbers(System.getProperty("bench.stored", "1000000,10000000")),
                System.getProperty("bench.points", ""),
                Integer.getInteger("bench.requests", 500),
                System.getProperty("bench.heap", "256m"),
                Long.getLong("bench.seed", 1),
                Options.outputOfSystem(),
                Options.serversOfSystem());
    }

    static List<Long> numbers(String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .map(Long::valueOf)
                        .toList();
    }

    List<GrowthPoint> chosen() {
        return GrowthPoint.chosen(GrowthPoint.all(stored), points);
    }

    /** The line that repeats it. */
    String command() {
        return "mvn -q -B -Pbench verify -Dbench.run=growth -Dbench.events=" + events + " -Dbench.repetitions="
                + repetitions + " -Dbench.stored="
                + stored.stream().map(String::valueOf).collect(Collectors.joining(",")) + " -Dbench.requests="
                + requests + " -Dbench.seed=" + seed + " -Dbench.heap=" + heap
                + (points.isBlank() ? "" : " '-Dbench.points=" + points + "'");
    }
}
