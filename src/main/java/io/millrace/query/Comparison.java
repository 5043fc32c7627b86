package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One broadcast beside the host's ended ones before it.
 *
 * @param comparedWith how many those are; may be 0
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Comparison(String roomId, int comparedWith, List<Compared> figures, Instant asOf) implements Answer {
    public Comparison {
        figures = List.copyOf(figures);
    }

    /**
     * One figure; what is unknown of a broadcast before counts in nothing.
     *
     * @param value of this broadcast; null where it is not known
     * @param mean of those before; likewise median
     * @param rank 1 is the best of all; of equal ones all have the better place
     * @param ratioToMean null where the mean is 0
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Compared(
            BroadcastFigure figure,
            @Nullable BigDecimal value,
            @Nullable BigDecimal mean,
            @Nullable BigDecimal median,
            @Nullable Integer rank,
            @Nullable BigDecimal ratioToMean) {

        /** @param before of the broadcasts before, in any order, null where unknown */
        static Compared of(BroadcastFigure figure, @Nullable BigDecimal value, List<@Nullable BigDecimal> before) {
            List<BigDecimal> known =
                    before.stream().filter(Objects::nonNull).sorted().toList();
            BigDecimal sum = known.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            return new Compared(
                    figure,
                    value,
                    Ratio.of(sum, known.size()),
                    median(known),
                    value == null ? null : rank(value, known),
                    value == null ? null : Ratio.of(value.multiply(BigDecimal.valueOf(known.size())), sum));
        }

        private static @Nullable BigDecimal median(List<BigDecimal> sorted) {
            int size = sorted.size();
            return size == 0 ? null : Ratio.over(sorted.get((size - 1) / 2).add(sorted.get(size / 2)), 2);
        }

        private static int rank(BigDecimal value, List<BigDecimal> known) {
            return 1
                    + (int) known.stream()
                            .filter(other -> other.compareTo(value) > 0)
                            .count();
        }
    }
}
