package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the records, of each topic and in total.
 *
 * @param asOf of the books and the incidents; null where there are no books
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record HouseQuality(
        RecordQuality totals,
        List<TopicQuality> topics,
        @Nullable Instant asOf) implements Answer {
    public HouseQuality {
        topics = List.copyOf(topics);
    }

    /**
     * All topics together.
     *
     * @param duplicateShare duplicate ÷ received, null where nothing was; likewise deadLetterShare
     * @param lag null where that of one partition is unknown, or where there is none
     * @param openIncidents partitions that stand still until somebody decides
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record RecordQuality(
            long received,
            long duplicate,
            @Nullable BigDecimal duplicateShare,
            long deadLettered,
            @Nullable BigDecimal deadLetterShare,
            @Nullable Long lag,
            long openIncidents) {}

    /** One topic. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record TopicQuality(
            String topic,
            long received,
            long duplicate,
            @Nullable BigDecimal duplicateShare,
            long deadLettered,
            @Nullable BigDecimal deadLetterShare,
            @Nullable Long lag,
            long openIncidents) {}
}
