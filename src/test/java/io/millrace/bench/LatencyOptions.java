package io.millrace.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which steady rates are to be looked at, and for how long.
 *
 * @param rates events a second, one after the other; each above 0
 * @param warmUp before the window; at least a second
 * @param window at least a second
 * @param heap of the service, as {@code -Xmx} takes it
 */
record LatencyOptions(
        List<Double> rates,
        Duration warmUp,
        Duration window,
        int rooms,
        String heap,
        long seed,
        Path output,
        Path servers) {
    LatencyOptions {
        if (rates.isEmpty() || rates.stream().anyMatch(it -> !(it > 0))) {
            throw new IllegalArgumentException("bench.rates must be above 0, are " + rates);
        }
        if (warmUp.toSeconds() < 1 || window.toSeconds() < 1) {
            throw new IllegalArgumentException("bench.warmup and bench.seconds must be at least 1");
        }
    }

    /** {@code -Dbench.…}; {@code bench.rates} goes before {@code bench.rate}. */
    static LatencyOptions ofSystem() {
        return new LatencyOptions(
                rates(System.getProperty("bench.rates", System.getProperty("bench.rate", "20000"))),
                Duration.ofSeconds(Long.getLong("bench.warmup", 60)),
                Duration.ofSeconds(Long.getLong("bench.seconds", 60)),
                200,
                System.getProperty("bench.heap", "256m"),
                Long.getLong("bench.seed", 1),
                Options.outputOfSystem(),
                Options.serversOfSystem());
    }

    static List<Double> rates(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(Double::valueOf)
                .toList();
    }

    /** The line that repeats it. */
    String command() {
        return "mvn -q -B -Pbench verify -Dbench.run=latency -Dbench.rates="
                + rates.stream().map(LatencyOptions::plain).collect(Collectors.joining(",")) + " -Dbench.warmup="
                + warmUp.toSeconds() + " -Dbench.seconds=" + window.toSeconds() + " -Dbench.seed=" + seed
                + " -Dbench.heap=" + heap;
    }

    private static String plain(double rate) {
        return rate == Math.rint(rate) ? String.valueOf((long) rate) : String.valueOf(rate);
    }
}
