package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an account broadcast day by day (UTC), oldest first; a day without a broadcast is left out, or filled on request. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record UserDays(String userId, List<Day> items, Instant asOf) implements Answer {
    public UserDays {
        items = List.copyOf(items);
    }

    /**
     * One day of {@code daily_live_analytics}.
     *
     * @param streams null, as all that is counted, only on a day that was filled so
     * @param partial true on today, absent on all others
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Day(
            LocalDate date,
            @Nullable Long streams,
            @Nullable Long liveSeconds,
            @Nullable Long viewersPeak,
            @Nullable BigDecimal viewerMinutes,
            @Nullable Long comments,
            @Nullable Long likesObserved,
            @Nullable Long gifts,
            @Nullable Long diamonds,
            @Nullable Long follows,
            @Nullable Long shares,
            @Nullable Long joins,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean partial) {

        static Day empty(LocalDate date, Fill fill, @Nullable Boolean partial) {
            Long none = fill.count();
            BigDecimal minutes = none == null ? null : BigDecimal.ZERO;
            return new Day(date, none, none, null, minutes, none, none, none, none, none, none, none, partial);
        }
    }
}
