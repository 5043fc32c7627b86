package io.millrace.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is kept, with how long it is good without asking.
 *
 * @param roomVersion that of the room which the answer is made of, and of nothing else; null: it is made of more, or of other things
 * @param madeNanos when the database was asked for it
 * @param provenNanos when it was last known to be what the database would say
 */
record Kept(Outcome outcome, @Nullable String roomVersion, long madeNanos, long provenNanos, Duration freshFor) {

    boolean isFresh(long nowNanos) {
        return nowNanos - provenNanos < freshFor.toNanos();
    }

    boolean isOlderThan(Duration bound, long nowNanos) {
        return nowNanos - provenNanos > bound.toNanos();
    }

    Kept proven(long nowNanos) {
        return new Kept(outcome, roomVersion, madeNanos, nowNanos, freshFor);
    }

    /** Marked for who reads it as older than it should be. */
    Outcome stale(long nowNanos) {
        long seconds = Duration.ofNanos(nowNanos - provenNanos).toSeconds();
        return outcome.with("Age", Long.toString(seconds))
                .with("Cache-Control", "no-store")
                .with("Cache-Status", "millrace; hit; ttl=-" + Math.max(1, seconds) + "; detail=stale");
    }
}
