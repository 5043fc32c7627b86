package io.millrace.partition;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How far ahead of the clock partitions are made. */
@ConfigMapping(prefix = "millrace.partition")
public interface PartitionConfig {
    /**
     * Whether this process keeps partitions ahead, and is not ready while they are not. Default: where it takes events in. A row that
     * comes for a missing one makes it in any case.
     */
    @WithDefault("${millrace.intake.enabled:true}")
    boolean enabled();

    /**
     * Bounds the days of {@code live_events} that are made before they begin. A larger value survives a longer failure of the
     * keeper, at the price of empty tables; below two ahead, readiness falls. 2 to 30, default 3: a long weekend.
     */
    @WithDefault("3")
    @Min(2)
    @Max(30)
    int daysAhead();

    /** The same for the tables by month. 2 to 12, default 2. */
    @WithDefault("2")
    @Min(2)
    @Max(12)
    int monthsAhead();
}
