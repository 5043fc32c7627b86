package io.millrace.partition;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/** A table that is partitioned by time. How a leaf is made and stored, {@code ensure_partition} in the database knows. */
public enum PartitionedTable {
    LIVE_EVENTS("live_events", Width.DAY),
    LIVE_MINUTE_STATS("live_minute_stats", Width.MONTH),
    USER_STATS_HISTORY("user_stats_history_partitioned", Width.MONTH);

    enum Width {
        DAY,
        MONTH
    }

    private static final DateTimeFormatter DAY_NAME = DateTimeFormatter.ofPattern("yyyyMMdd");
    private static final DateTimeFormatter MONTH_NAME = DateTimeFormatter.ofPattern("yyyyMM");

    private static final String INFIX = "_p";

    private final String tableName;
    private final Width width;

    PartitionedTable(String tableName, Width width) {
        this.tableName = tableName;
        this.width = width;
    }

    /** The partition that holds rows of this UTC day. */
    public Partition partitionOf(LocalDate day) {
        return switch (width) {
            case DAY -> new Partition(this, tableName + INFIX + DAY_NAME.format(day), day, day.plusDays(1));
            case MONTH -> {
                LocalDate first = day.withDayOfMonth(1);
                yield new Partition(this, tableName + INFIX + MONTH_NAME.format(first), first, first.plusMonths(1));
            }
        };
    }

    /** Whether a table of this name is one of its partitions. */
    public boolean isPartition(String name) {
        return name.startsWith(tableName + INFIX);
    }

    /** The partition after this one. */
    Partition next(Partition partition) {
        return partitionOf(partition.until());
    }

    /** @throws IllegalArgumentException where none has this name */
    static PartitionedTable named(String tableName) {
        return Arrays.stream(values())
                .filter(table -> table.tableName.equals(tableName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no table that is partitioned by time: " + tableName));
    }

    static String[] names() {
        return Arrays.stream(values()).map(PartitionedTable::tableName).toArray(String[]::new);
    }

    public String tableName() {
        return tableName;
    }
}
