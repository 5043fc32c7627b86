package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an account broadcast day by day (UTC), oldest first; a day without a broadcast is left out. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record UserDays(String userId, List<Day> items, Instant asOf) {
    public UserDays {
        items = List.copyOf(items);
    }

    /**
     * One day of {@code daily_live_analytics}.
     *
     * @param partial true on today, absent on all others
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Day(
            LocalDate date,
            long streams,
            long liveSeconds,
            @Nullable Long viewersPeak,
            BigDecimal viewerMinutes,
            long comments,
            long likesObserved,
            long gifts,
            long diamonds,
            long follows,
            long shares,
            long joins,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean partial) {}
}
