package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened in a room over time, oldest first; a bucket in which nothing happened is left out, or filled on request. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Timeline(String roomId, Bucket bucket, List<TimelinePoint> items, Instant asOf) implements Answer {
    public Timeline {
        items = List.copyOf(items);
    }

    /**
     * One bucket.
     *
     * @param at its start
     * @param comments null, as the other counts, only in a bucket that was filled so
     * @param viewersAvg mean over its sampled minutes of the minute's mean
     * @param partial true on a bucket that may still grow, absent on all others
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record TimelinePoint(
            Instant at,
            @Nullable Long comments,
            @Nullable Long likesObserved,
            @Nullable Long gifts,
            @Nullable Long diamonds,
            @Nullable Long joins,
            @Nullable Long follows,
            @Nullable Long shares,
            @Nullable Long viewersMin,
            @Nullable BigDecimal viewersAvg,
            @Nullable Long viewersMax,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean partial) {

        static TimelinePoint empty(Instant at, Fill fill, @Nullable Boolean partial) {
            Long none = fill.count();
            return new TimelinePoint(at, none, none, none, none, none, none, none, null, null, null, partial);
        }
    }
}
