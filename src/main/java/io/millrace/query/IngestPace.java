package io.millrace.query;

import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * How fast the books grow: records a second, between the oldest and the newest state of them that was read here within a minute of
 * their own time. So the same books give the same pace, whoever asks and how often; only when they have not moved for a minute does
 * the pace become 0. Safe to use from many threads.
 */
@Singleton
class IngestPace {
    /** Bounds the time over which the mean is taken. */
    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** Bounds the states that are remembered: more often than that nobody needs a point. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private static final long MILLIS_PER_SECOND = 1000;

    private final Clock clock;
    private final Deque<State> states = new ArrayDeque<>();

    IngestPace(Clock clock) {
        this.clock = clock;
    }

    /** Null while only one state of the books is known. */
    synchronized @Nullable BigDecimal recordsPerSecond(Ingest books) {
        if (books.asOf() == null) {
            return null;
        }
        remember(new State(books.asOf(), books.totals().received()));
        State oldest = states.getFirst();
        State newest = states.getLast();
        if (newest.at().isBefore(clock.instant().minus(WINDOW))) {
            return BigDecimal.ZERO;
        }
        long millis = Duration.between(oldest.at(), newest.at()).toMillis();
        return Ratio.of((newest.received() - oldest.received()) * MILLIS_PER_SECOND, millis);
    }

    private void remember(State state) {
        State newest = states.peekLast();
        if (newest == null || !state.at().isBefore(newest.at().plus(STEP))) {
            states.addLast(state);
        }
        while (states.getFirst().at().isBefore(states.getLast().at().minus(WINDOW))) {
            states.removeFirst();
        }
    }

    private record State(Instant at, long received) {}
}
