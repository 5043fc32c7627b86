package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The viewers of a room who gave, wrote or liked most; nobody with a zero. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Leaders(String roomId, LeaderKind by, List<Leader> items, Instant asOf) implements Answer {
    public Leaders {
        items = List.copyOf(items);
    }

    /**
     * One viewer.
     *
     * @param rank the place, from 1; of two with the same value the smaller user id stands first
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Leader(
            int rank,
            String userId,
            @Nullable String uniqueId,
            @Nullable String nickname,
            long value) {}
}
