package io.millrace.query;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a room counted in one minute.
 *
 * @param at the start of the minute
 * @param viewers the mean of its samples; null where it has none
 */
record MinuteFigures(
        Instant at,
        long comments,
        long diamonds,
        long gifts,
        long joins,
        long follows,
        @Nullable BigDecimal viewers) {

    /** Null where it is not known. */
    @Nullable
    BigDecimal of(SpikeMetric metric) {
        return switch (metric) {
            case COMMENTS -> BigDecimal.valueOf(comments);
            case DIAMONDS -> BigDecimal.valueOf(diamonds);
            case GIFTS -> BigDecimal.valueOf(gifts);
            case JOINS -> BigDecimal.valueOf(joins);
            case FOLLOWS -> BigDecimal.valueOf(follows);
            case VIEWERS -> viewers;
        };
    }
}
