package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts by what they reached in a window that ends now; nobody with a zero.
 *
 * @param from included, {@code until} is not
 * @param asOf null where nobody stands here
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Leaderboard(
        LeaderboardKind by,
        LeaderboardWindow window,
        Instant from,
        Instant until,
        List<RankedHost> items,
        @Nullable Instant asOf)
        implements Answer {
    public Leaderboard {
        items = List.copyOf(items);
    }

    /**
     * One host.
     *
     * @param rank the place, from 1; of two with the same value the smaller user id stands first
     * @param streams broadcasts of the host with an event in the window
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record RankedHost(
            int rank,
            String userId,
            @Nullable String uniqueId,
            @Nullable String nickname,
            long value,
            long streams) {}
}
