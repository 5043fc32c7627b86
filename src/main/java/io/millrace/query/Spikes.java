package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a room stood out from what it had been just before, oldest first. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Spikes(String roomId, List<Spike> items, Instant asOf) implements Answer {
    public Spikes {
        items = List.copyOf(items);
    }

    /**
     * Consecutive minutes of one metric.
     *
     * @param until the end of its last minute
     * @param peak the greatest of its minutes
     * @param baseline the mean of the 15 minutes before it
     * @param factor peak ÷ baseline; null where the baseline is 0
     * @param partial true on a spike whose last minute is not over, absent on all others
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Spike(
            SpikeMetric metric,
            Instant from,
            Instant until,
            BigDecimal peak,
            BigDecimal baseline,
            @Nullable BigDecimal factor,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean partial) {}
}
