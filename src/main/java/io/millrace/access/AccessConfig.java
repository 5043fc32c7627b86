package io.millrace.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Whether tokens are asked for, how soon a change of them acts, and how much anybody may ask. */
@ConfigMapping(prefix = "millrace.access")
public interface AccessConfig {
    /** Whether a token is needed even where the service is reached from this machine alone. Default false. */
    @WithDefault("false")
    boolean required();

    /**
     * Bounds how long a new token is unknown and a revoked one still taken: the tokens are read again this often. 100 ms to 4 s, so that a
     * revocation acts within 5. Default PT2S.
     */
    @WithDefault("PT2S")
    @DurationMin(millis = 100)
    @DurationMax(seconds = 4)
    Duration reread();

    /**
     * Bounds how long the tokens of the last reading hold while the database is away; then nobody is let in until it is back. A second to a
     * day, default PT10M: longer than a restart or a promotion, so that the metrics tell of it.
     */
    @WithDefault("PT10M")
    @DurationMin(seconds = 1)
    @DurationMax(days = 1)
    Duration holds();

    /** Bounds the requests a second with one token, for long. 1 to 1,000,000, default 100: some twenty dashboards. */
    @WithDefault("100")
    @Min(1)
    @Max(1_000_000)
    int tokenRate();

    /** Bounds the requests with one token at once, after a pause. 1 to 1,000,000, default 300. */
    @WithDefault("300")
    @Min(1)
    @Max(1_000_000)
    int tokenBurst();

    /** Bounds the requests a second of one address without a valid token, where one is needed. 1 to 1,000,000, default 50. */
    @WithDefault("50")
    @Min(1)
    @Max(1_000_000)
    int addressRate();

    /** Bounds those at once, after a pause. 1 to 1,000,000, default 200: the page's files, and health, many times over. */
    @WithDefault("200")
    @Min(1)
    @Max(1_000_000)
    int addressBurst();

    /** Bounds the requests a second of one address where no token is needed. 1 to 1,000,000, default 5,000: more than a test asks. */
    @WithDefault("5000")
    @Min(1)
    @Max(1_000_000)
    int openRate();

    /** Bounds those at once, after a pause. 1 to 1,000,000, default 10,000. */
    @WithDefault("10000")
    @Min(1)
    @Max(1_000_000)
    int openBurst();

    /**
     * Bounds the addresses that are remembered, some 200 bytes each; beyond, the one that has been silent longest is forgotten, and begins
     * anew. 100 to 1,000,000, default 20,000.
     */
    @WithDefault("20000")
    @Min(100)
    @Max(1_000_000)
    int addresses();
}
