package io.millrace.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;

/** Where the API listens, and how long an answer is good for more than one reader. */
@ConfigMapping(prefix = "millrace.http")
public interface HttpConfig {
    /** The address that it listens on. Default 127.0.0.1. */
    @NotBlank
    String host();

    /** The port of the API, the dashboard, health and metrics. Default 8080. */
    @Min(0)
    @Max(65535)
    int port();

    /**
     * Bounds the age of an answer that is given again without asking the database. One that took long is given again for ten times as long as
     * it took, at most for ten seconds. PT0S: every question is asked. Default PT0.25S: a dashboard does not see it, and a thousand that ask
     * the same are four questions a second.
     */
    @WithDefault("PT0.25S")
    Duration freshFor();

    /**
     * Bounds the age of an answer that is given, marked as stale, while the database is away. PT0S: none is. Default PT5M: a restart or a
     * failover is over by then.
     */
    @WithDefault("PT5M")
    Duration staleFor();

    /**
     * Bounds how far back what comes may still change a figure; a range that ended before is given to readers to keep for an hour. Default: as
     * millrace.intake.accepted-past.
     */
    Duration closedAfter();

    /** Bounds the answers that are kept, in bytes; the one used least goes first. Default 32M: some ten thousand rooms. */
    @WithDefault("32M")
    MemorySize keptBytes();

    /** Bounds the readers of live streams at one time; one more is answered with 503. Default 5000: about 100 MB. */
    @Min(0)
    @Max(100_000)
    @WithDefault("5000")
    int listeners();
}
