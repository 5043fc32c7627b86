package io.millrace.partition;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How far ahead of the clock partitions are made. */
@ConfigMapping(prefix = "millrace.partition")
public interface PartitionConfig {
    /**
     * Bounds the days of {@code live_events} that are made before they begin. A larger value survives a longer failure of the
     * keeper, at the price of empty tables. 1 to 30, default 3: a long weekend.
     */
    @WithDefault("3")
    @Min(1)
    @Max(30)
    int daysAhead();

    /** The same for the tables by month. 1 to 12, default 1. */
    @WithDefault("1")
    @Min(1)
    @Max(12)
    int monthsAhead();
}
