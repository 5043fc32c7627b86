package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;

/** How wide the points of a series are. Buckets start at whole multiples since 1970, UTC. */
public enum Bucket {
    /** Every stored row is a point of its own. */
    RAW("raw", Duration.ZERO),
    ONE_MINUTE("1m", Duration.ofMinutes(1)),
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    QUARTER_HOUR("15m", Duration.ofMinutes(15)),
    ONE_HOUR("1h", Duration.ofHours(1)),
    ONE_DAY("1d", Duration.ofDays(1));

    private final String label;
    private final Duration width;

    Bucket(String label, Duration width) {
        this.label = label;
        this.width = width;
    }

    @JsonValue
    public String label() {
        return label;
    }

    long seconds() {
        return width.toSeconds();
    }

    /** Whether the bucket that starts at this time still lasts at the other, or has not begun. */
    boolean isOpen(Instant start, Instant now) {
        return start.plus(width).isAfter(now);
    }
}
