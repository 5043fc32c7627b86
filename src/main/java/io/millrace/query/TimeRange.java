package io.millrace.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Half-open; null: not bounded on that side. */
public record TimeRange(@Nullable Instant from, @Nullable Instant until) {
    public static final TimeRange ALL = new TimeRange(null, null);

    public TimeRange {
        if (from != null && until != null && !until.isAfter(from)) {
            throw new IllegalArgumentException("until must be after from");
        }
    }

    boolean contains(Instant time) {
        return (from == null || !time.isBefore(from)) && (until == null || time.isBefore(until));
    }
}
