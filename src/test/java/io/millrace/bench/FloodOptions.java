package io.millrace.bench;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How much is asked beyond all limits while how much is taken in.
 *
 * @param rate events a second
 * @param requests a second that are asked beyond the limits
 * @param dashboards that ask once a second with a token of their own, each a room of its own
 */
record FloodOptions(
        double rate,
        double requests,
        int dashboards,
        Duration warmUp,
        Duration window,
        String heap,
        long seed,
        Path output,
        Path servers) {

    static FloodOptions ofSystem() {
        return new FloodOptions(
                Double.parseDouble(System.getProperty("bench.rate", "20000")),
                Double.parseDouble(System.getProperty("bench.requests", "10000")),
                Integer.getInteger("bench.dashboards", 50),
                Duration.ofSeconds(Long.getLong("bench.warmup", 30)),
                Duration.ofSeconds(Long.getLong("bench.seconds", 15)),
                System.getProperty("bench.heap", "256m"),
                Long.getLong("bench.seed", 1),
                Options.outputOfSystem(),
                Options.serversOfSystem());
    }

    /** The load lasts for all windows, what lies between them, and a while longer. */
    Duration load() {
        return warmUp.plus(window.plusSeconds(10).multipliedBy(3)).plusSeconds(90);
    }

    String command() {
        return "mvn -q -B -Pbench verify -Dbench.run=flood -Dbench.rate=" + Math.round(rate) + " -Dbench.requests="
                + Math.round(requests) + " -Dbench.dashboards=" + dashboards + " -Dbench.seconds=" + window.toSeconds();
    }
}
