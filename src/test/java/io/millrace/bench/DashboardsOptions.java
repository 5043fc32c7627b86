package io.millrace.bench;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How many dashboards ask, and how many readers listen, while how much is taken in.
 *
 * @param rate events a second
 * @param dashboards each with a room of its own, so the generator has as many
 * @param rounds of each kind of window, in turns
 */
record DashboardsOptions(
        double rate,
        int dashboards,
        int listeners,
        int rounds,
        Duration warmUp,
        Duration window,
        String heap,
        long seed,
        Path output,
        Path servers) {

    static DashboardsOptions ofSystem() {
        return new DashboardsOptions(
                Double.parseDouble(System.getProperty("bench.rate", "20000")),
                Integer.getInteger("bench.dashboards", 1000),
                Integer.getInteger("bench.listeners", 2000),
                Integer.getInteger("bench.rounds", 3),
                Duration.ofSeconds(Long.getLong("bench.warmup", 80)),
                Duration.ofSeconds(Long.getLong("bench.seconds", 20)),
                System.getProperty("bench.heap", "256m"),
                Long.getLong("bench.seed", 1),
                Options.outputOfSystem(),
                Options.serversOfSystem());
    }

    /** The load lasts for all windows, what lies between them, and a while longer. */
    Duration load() {
        int windows = 2 * rounds + 2;
        return warmUp.multipliedBy(2)
                .plus(window.plusSeconds(8).multipliedBy(windows))
                .plusSeconds(90);
    }

    String command() {
        return "mvn -q -B -Pbench verify -Dbench.run=dashboards -Dbench.rate=" + Math.round(rate)
                + " -Dbench.dashboards=" + dashboards + " -Dbench.listeners=" + listeners + " -Dbench.rounds=" + rounds
                + " -Dbench.warmup=" + warmUp.toSeconds() + " -Dbench.seconds=" + window.toSeconds();
    }
}
