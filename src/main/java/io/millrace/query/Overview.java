package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The whole house at a glance.
 *
 * @param liveRooms rooms in state live
 * @param viewersNow summed over them; null where rooms are live but none has a sample
 * @param eventsPerMinute events of all rooms in the last whole minute of the clock
 * @param diamondsLastHour of all rooms, in the running minute and the 59 before it
 * @param ingestLag records in Kafka that are not in the books yet
 * @param ingestRate records a second that enter the books; null until two states of them were seen
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Overview(
        long liveRooms,
        long pausedRooms,
        @Nullable Long viewersNow,
        long eventsPerMinute,
        long diamondsLastHour,
        @Nullable Long ingestLag,
        @Nullable BigDecimal ingestRate,
        @Nullable Instant asOf)
        implements Answer {}
