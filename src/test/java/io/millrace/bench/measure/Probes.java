package io.millrace.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Marks that were published, each with a greater number than the one before, and when each was first seen. Who sees a number sees all lesser
 * ones. Published and seen by two threads; seeing may come before the broker's answer.
 *
 * <p>Marks are published at their own times, whether the last one was seen or not: a stall delays all that are due in it, and all of them
 * count.
 */
public final class Probes {
    private final NavigableMap<Long, Double> published = new TreeMap<>();
    private final NavigableMap<Long, Double> seen = new TreeMap<>();

    /** @param at milliseconds on the broker's clock */
    public synchronized void published(long number, double at) {
        published.put(number, at);
    }

    /**
     * The figure showed this number.
     *
     * @param at milliseconds on the same clock; not before that of an earlier call
     */
    public synchronized void seen(long number, double at) {
        if (seen.isEmpty() || number > seen.lastKey()) {
            seen.put(number, at);
        }
    }

    /** The greatest number that was seen; 0: none. */
    public synchronized long greatestSeen() {
        return seen.isEmpty() ? 0 : seen.lastKey();
    }

    /** Milliseconds from published to seen, of those published in this time, half-open; {@code unseen} are not among them. */
    public synchronized List<Double> latencies(double from, double until) {
        List<Double> latencies = new ArrayList<>();
        published.forEach((number, at) -> {
            Map.Entry<Long, Double> first = seen.ceilingEntry(number);
            if (at >= from && at < until && first != null) {
                latencies.add(first.getValue() - at);
            }
        });
        return latencies;
    }

    /** How many published in this time were never seen. */
    public synchronized long unseen(double from, double until) {
        return published.entrySet().stream()
                .filter(it -> it.getValue() >= from && it.getValue() < until && seen.ceilingEntry(it.getKey()) == null)
                .count();
    }
}
