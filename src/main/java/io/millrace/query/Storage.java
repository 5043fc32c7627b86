package io.millrace.query;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the tables take on disk, as PostgreSQL's own statistics tell it.
 *
 * @param items by name
 * @param asOf of the books, which move with every write; null where they are empty
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Storage(
        StorageTotals totals,
        List<StoredTable> items,
        @Nullable Instant asOf) implements Answer {
    public Storage {
        items = List.copyOf(items);
    }

    /** All tables together. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record StorageTotals(
            long heapBytes,
            long indexBytes,
            long toastBytes,
            long totalBytes,
            @Nullable Long estimatedRows,
            long deadRows) {}

    /**
     * One table, its partitions included.
     *
     * @param estimatedRows when it was last vacuumed or analyzed; null where none of its parts ever was
     * @param deadRows row versions that the next vacuum clears away
     * @param lastVacuum by hand or by itself; of a partitioned table the newest of its partitions; likewise lastAnalyze
     * @param partitions by name; empty where the table is not partitioned, or has none yet
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record StoredTable(
            String table,
            long heapBytes,
            long indexBytes,
            long toastBytes,
            long totalBytes,
            @Nullable Long estimatedRows,
            long deadRows,
            @Nullable Instant lastVacuum,
            @Nullable Instant lastAnalyze,
            List<StoredPartition> partitions) {
        public StoredTable {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * One partition.
     *
     * @param from where it begins, {@code until} is not included; null where it is not one by time
     * @param state null where it is not one by time
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record StoredPartition(
            String name,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable PartitionState state,
            long heapBytes,
            long indexBytes,
            long toastBytes,
            long totalBytes,
            @Nullable Long estimatedRows,
            long deadRows,
            @Nullable Instant lastVacuum,
            @Nullable Instant lastAnalyze) {}

    /** Where a partition lies, beside today (UTC). */
    public enum PartitionState {
        /** It begins after today. */
        AHEAD,
        /** Today lies in it. */
        HOT,
        /** It ended before today. */
        CLOSED;

        private final String label = name().toLowerCase(Locale.ROOT);

        @JsonValue
        public String label() {
            return label;
        }

        /** @param until exclusive */
        public static PartitionState of(Instant from, Instant until, Instant startOfToday) {
            if (from.isAfter(startOfToday)) {
                return AHEAD;
            }
            return until.isAfter(startOfToday) ? HOT : CLOSED;
        }
    }
}
