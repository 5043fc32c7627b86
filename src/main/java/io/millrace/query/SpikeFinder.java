package io.millrace.query;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the minutes of one room that stand out from those before them. Knows no clock. */
final class SpikeFinder {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final NavigableMap<Instant, MinuteFigures> figures = new TreeMap<>();
    private final Instant since;

    /**
     * @param minutes in any order, each once; those that are left out were silent
     * @param firstEventAt what lies before its minute is no part of the broadcast, though a streak may have begun there
     */
    SpikeFinder(Collection<MinuteFigures> minutes, Instant firstEventAt) {
        minutes.forEach(minute -> figures.put(minute.at(), minute));
        this.since = firstEventAt.truncatedTo(ChronoUnit.MINUTES);
    }

    /**
     * Consecutive minutes in which one metric spikes.
     *
     * @param peak the greatest of its minutes
     * @param baseline of its first minute
     */
    record Found(SpikeMetric metric, Instant from, Instant until, BigDecimal peak, Baseline baseline) {
        private Found and(Found next) {
            return new Found(metric, from, next.until, peak.max(next.peak), baseline);
        }
    }

    /** Whether anything spikes in the minute that starts then. */
    boolean isSpike(Instant minute) {
        return Stream.of(SpikeMetric.values()).anyMatch(metric -> at(minute, metric) != null);
    }

    /** Of the minutes that start in the range, by time and then by metric. A spike is cut where the range is. */
    List<Found> in(TimeRange range) {
        return Stream.of(SpikeMetric.values())
                .flatMap(metric -> of(metric, range).stream())
                .sorted(Comparator.comparing(Found::from).thenComparing(Found::metric))
                .toList();
    }

    private Deque<Found> of(SpikeMetric metric, TimeRange range) {
        Deque<Found> found = new ArrayDeque<>();
        for (Instant minute : figures.keySet()) {
            Found next = range.contains(minute) ? at(minute, metric) : null;
            Found last = found.peekLast();
            if (next != null && last != null && last.until().equals(next.from())) {
                found.removeLast();
                found.addLast(last.and(next));
            } else if (next != null) {
                found.addLast(next);
            }
        }
        return found;
    }

    private @Nullable Found at(Instant minute, SpikeMetric metric) {
        MinuteFigures there = figures.get(minute);
        BigDecimal value = there == null ? null : there.of(metric);
        if (value == null || value.compareTo(metric.floor()) < 0) {
            return null;
        }
        Baseline baseline = Baseline.before(minute, metric, figures, since);
        return baseline == null || !baseline.isExceededBy(value)
                ? null
                : new Found(metric, minute, minute.plus(MINUTE), value, baseline);
    }
}
