package io.millrace.event;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far from now an event may lie. A partition is made for every day inside, so the window bounds what a wrong clock
 * can do. Both ends belong to it.
 *
 * @param past how old an event may be; not negative
 * @param future how far ahead of our clock an event may be; not negative
 */
public record AcceptedWindow(Duration past, Duration future) {

    public AcceptedWindow {
        if (past.isNegative()) {
            throw new IllegalArgumentException("past must not be negative, is " + past);
        }
        if (future.isNegative()) {
            throw new IllegalArgumentException("future must not be negative, is " + future);
        }
    }

    /** Null: inside the window; else {@link RefusalReason#TOO_OLD} or {@link RefusalReason#IN_FUTURE}. */
    public @Nullable RefusalReason refusalOf(long occurredAtMillis, Instant now) {
        Instant occurredAt = Instant.ofEpochMilli(occurredAtMillis);
        if (Duration.between(occurredAt, now).compareTo(past) > 0) {
            return RefusalReason.TOO_OLD;
        }
        return Duration.between(now, occurredAt).compareTo(future) > 0 ? RefusalReason.IN_FUTURE : null;
    }
}
