package io.millrace.query;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a minute is held against: the mean of the minutes before it.
 *
 * @param sum over those minutes
 * @param minutes how many they are
 */
record Baseline(BigDecimal sum, int minutes) {
    /** How far back. */
    static final Duration WIDTH = Duration.ofMinutes(15);

    /** A mean of fewer minutes tells nothing: every broadcast begins with a rise. */
    private static final int LEAST_MINUTES = 5;

    private static final BigDecimal SPIKE = BigDecimal.valueOf(3);

    /**
     * Of the minutes of the broadcast before {@code at}. A minute that is not there counts as a zero; of viewers it is a minute without
     * a sample, and does not count.
     *
     * @param since the first minute of the broadcast
     * @return null where there are too few
     */
    static @Nullable Baseline before(
            Instant at, SpikeMetric metric, NavigableMap<Instant, MinuteFigures> figures, Instant since) {
        Instant from = at.minus(WIDTH).isBefore(since) ? since : at.minus(WIDTH);
        List<BigDecimal> values = figures.subMap(from, true, from.isBefore(at) ? at : from, false).values().stream()
                .map(minute -> minute.of(metric))
                .filter(Objects::nonNull)
                .toList();
        int minutes = metric == SpikeMetric.VIEWERS
                ? values.size()
                : (int) Duration.between(from, at).toMinutes();
        return minutes < LEAST_MINUTES
                ? null
                : new Baseline(values.stream().reduce(BigDecimal.ZERO, BigDecimal::add), minutes);
    }

    /** Compared without a division, so that nothing is rounded. */
    boolean isExceededBy(BigDecimal value) {
        return value.multiply(BigDecimal.valueOf(minutes)).compareTo(sum.multiply(SPIKE)) >= 0;
    }

    BigDecimal mean() {
        return Ratio.over(sum, minutes);
    }

    /** How many times the mean; null where that is 0. */
    @Nullable
    BigDecimal factor(BigDecimal value) {
        return Ratio.of(value.multiply(BigDecimal.valueOf(minutes)), sum);
    }
}
