package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How well a broadcast was seen.
 *
 * @param coverage sampled minutes ÷ minutes
 * @param minutes from the first event's to the last event's, both included
 * @param gapCount how many gaps there are in all; gapMinutes likewise
 * @param gaps the longest first, of equal ones the older; at most {@value RoomQualityQuery#GAPS_LIMIT}
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RoomQuality(
        String roomId,
        BigDecimal coverage,
        long minutes,
        long sampledMinutes,
        long events,
        long gapCount,
        long gapMinutes,
        List<Gap> gaps,
        RecentEvents recent,
        Instant asOf)
        implements Answer {
    public RoomQuality {
        gaps = List.copyOf(gaps);
    }

    /** Two minutes or more in a row without any event. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Gap(Instant from, Instant until, long minutes) {}

    /**
     * The events of the 24 hours before the last one, or the newest of them where they are too many.
     *
     * @param from when the oldest of them happened; null where none is kept any more
     * @param withoutUser those that nobody did
     * @param captured those whose time of capture is known
     * @param late those of them that were captured more than a minute after they happened
     * @param lateShare late ÷ captured; null where none was
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record RecentEvents(
            @Nullable Instant from,
            long events,
            long withoutUser,
            long captured,
            long late,
            @Nullable BigDecimal lateShare) {}
}
