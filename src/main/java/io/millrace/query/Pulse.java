package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that are on, at a glance; most viewers first, the unknown last.
 *
 * @param minute the start of the last whole minute of the clock: the one that all figures of minutes end with
 * @param asOf null where no room is on
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Pulse(
        List<RoomPulse> items, Instant minute, @Nullable Instant asOf) implements Answer {
    public Pulse {
        items = List.copyOf(items);
    }

    /**
     * One room.
     *
     * @param state live or paused
     * @param viewers the means of the last 15 whole minutes, oldest first; null where a minute has no sample
     * @param commentsPerMinute over the last five whole minutes; likewise diamondsPerMinute
     * @param trend viewers of the last five whole minutes over those of the five before, less 1; null where either is unknown or those
     *     before are 0
     * @param spike whether anything spiked in the last whole minute
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record RoomPulse(
            String roomId,
            StreamSummary.Host host,
            @Nullable String title,
            StreamState state,
            Instant startedAt,
            @Nullable Long viewersNow,
            List<@Nullable BigDecimal> viewers,
            BigDecimal commentsPerMinute,
            BigDecimal diamondsPerMinute,
            @Nullable BigDecimal trend,
            boolean spike) {
        public RoomPulse {
            viewers = Collections.unmodifiableList(new ArrayList<>(viewers));
        }
    }
}
