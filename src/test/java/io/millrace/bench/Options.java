package io.millrace.bench;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What is to be measured, as the command line says it.
 *
 * @param events that are published, each once; at least 1,000
 * @param repetitions of every contender, taken in turns; at least 1
 * @param contenders names with commas between; empty: all
 * @param millraceHeap as {@code -Xmx} takes it
 * @param seed of the events
 * @param output where the reports go, a directory for each start
 * @param servers where PostgreSQL and Kafka keep their data while it runs: on the disk that is to be measured
 */
record Options(
        long events, int repetitions, String contenders, String millraceHeap, long seed, Path output, Path servers) {
    private static final long LEAST_EVENTS = 1_000;

    Options {
        if (events < LEAST_EVENTS) {
            throw new IllegalArgumentException("bench.events must be at least " + LEAST_EVENTS + ", is " + events);
        }
        if (repetitions < 1) {
            throw new IllegalArgumentException("bench.repetitions must be at least 1, is " + repetitions);
        }
    }

    /** {@code -Dbench.…}; what is not given is what the published figures were measured with. */
    static Options ofSystem() {
        return new Options(
                Long.parseLong(System.getProperty("bench.events", "2000000")),
                Integer.parseInt(System.getProperty("bench.repetitions", "3")),
                System.getProperty("bench.contenders", ""),
                System.getProperty("bench.heap", "256m"),
                Long.parseLong(System.getProperty("bench.seed", "1")),
                outputOfSystem(),
                serversOfSystem());
    }

    /** Of every kind of run. */
    static Path outputOfSystem() {
        return Path.of("target", "bench").toAbsolutePath();
    }

    /** Of every kind of run. */
    static Path serversOfSystem() {
        return Path.of(Objects.requireNonNullElse(System.getProperty("bench.servers"), "target/bench-servers"))
                .toAbsolutePath();
    }

    /** Whether a contender with this in its name may be chosen; false is certain. */
    boolean mayInclude(String part) {
        return contenders.isBlank() || contenders.contains("*") || contenders.contains(part);
    }

    /** The line that repeats it. */
    String command() {
        return "mvn -q -B -Pbench verify -Dbench.events=" + events + " -Dbench.repetitions=" + repetitions
                + " -Dbench.seed=" + seed + " -Dbench.heap=" + millraceHeap
                + (contenders.isBlank() ? "" : " -Dbench.contenders=" + contenders);
    }
}
