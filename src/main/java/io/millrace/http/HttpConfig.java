package io.millrace.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Where the service listens, who reaches it there, and how long an answer is good for more than one reader. */
@ConfigMapping(prefix = "millrace.http")
public interface HttpConfig {
    /** The address that it listens on. Default: this machine alone. */
    @NotBlank
    String host();

    /** Its port. Default 8080. */
    @Min(0)
    @Max(65535)
    int port();

    /**
     * Under which address others reach that port. In a container the service listens on all its addresses, and what counts is where the port
     * is published. Anything but loopback asks for tokens. Default: the address that it listens on.
     */
    @NotBlank
    String published();

    /**
     * The names by which this machine is asked where no token is needed, beside {@code localhost}; an address always may. Under any other
     * name a request is refused: a web page may have its own name point here. Separated by commas, without ports. Default: none.
     */
    Optional<
                    List<
                            @Pattern(
                                    regexp = "[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*",
                                    message = "must be a name like dashboards.example, without a port")
                            String>>
            names();

    /**
     * The web pages of other hosts that may ask from a browser, as {@code https://dashboards.example}, separated by commas. Never
     * {@code *}. Default: none.
     */
    Optional<
                    List<
                            @Pattern(
                                    regexp = "https?://[a-z0-9.-]+(:[0-9]{1,5})?",
                                    message = "must be like https://name.example:port")
                            String>>
            corsOrigins();

    /** Bounds the open connections; one more is closed at once. 10 to 100,000, default 8,000: more than listeners. */
    @Min(10)
    @Max(100_000)
    int connections();

    /** Bounds how long a connection is kept on which nothing moves. A second to a day, default PT1M. */
    @DurationMin(seconds = 1)
    @DurationMax(days = 1)
    Duration idle();

    /** Bounds how long a request may take to arrive, from its first byte, or from the connection's beginning. 1 s to 5 min, default PT10S. */
    @WithDefault("PT10S")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 5)
    Duration arrival();

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
     * Bounds how old what comes may be; a range that ended two days before that is given to readers to keep for an hour. Default: as
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
