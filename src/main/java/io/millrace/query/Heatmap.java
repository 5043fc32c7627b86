package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When in the week a host broadcasts, and with what success.
 *
 * @param weeks whole weeks before the running one
 * @param tz the zone that weekdays and hours are of
 * @param from the start of the first of those weeks; {@code until} is the end of the running minute
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Heatmap(
        String userId, int weeks, String tz, Instant from, Instant until, List<WeekHour> items, Instant asOf)
        implements Answer {
    public Heatmap {
        items = List.copyOf(items);
    }

    /**
     * One hour of the week, over all weeks.
     *
     * @param weekday 1 is Monday
     * @param hour 0 to 23
     * @param liveMinutes minutes with an event; 0 where only streaks began
     * @param viewersAvg mean over its sampled minutes of the minute's mean
     * @param diamondsPerHour over the live minutes, likewise commentsPerMinute; null where there are none
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record WeekHour(
            int weekday,
            int hour,
            long liveMinutes,
            @Nullable BigDecimal viewersAvg,
            long diamonds,
            long comments,
            @Nullable BigDecimal diamondsPerHour,
            @Nullable BigDecimal commentsPerMinute) {}
}
