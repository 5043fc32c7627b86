package io.millrace.query;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The books: {@code received = stored + duplicate + deadLettered}, in every partition and in total. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Ingest(
        Totals totals, List<Partition> partitions, @Nullable Instant asOf) implements Answer {
    public Ingest {
        partitions = List.copyOf(partitions);
    }

    /**
     * All partitions together.
     *
     * @param lag null where that of one partition is unknown, or where there is none
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Totals(
            long received,
            long stored,
            long duplicate,
            long deadLettered,
            @Nullable Long lag) {}

    /**
     * One Kafka partition.
     *
     * @param lag records in Kafka that are not in the books yet; null where the end of the log is unknown
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Partition(
            String topic,
            String topicId,
            int partition,
            long nextOffset,
            long epoch,
            long received,
            long stored,
            long duplicate,
            long deadLettered,
            @Nullable Long lag,
            Instant updatedAt) {}
}
