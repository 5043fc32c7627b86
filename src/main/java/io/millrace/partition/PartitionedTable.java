package io.millrace.partition;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** A table that is partitioned by time, with the width of its partitions and the storage options of a leaf. */
public enum PartitionedTable {
    // Insert-only: the default of 20 % new rows before autovacuum is a night's work on a busy day.
    LIVE_EVENTS("live_events", Width.DAY, "WITH (autovacuum_vacuum_insert_scale_factor = 0.05)"),
    // The current minute's row changes with nearly every batch: free space on its page keeps that HOT.
    LIVE_MINUTE_STATS("live_minute_stats", Width.MONTH, "WITH (fillfactor = 60)"),
    USER_STATS_HISTORY("user_stats_history_partitioned", Width.MONTH, "");

    enum Width {
        DAY,
        MONTH
    }

    private static final DateTimeFormatter DAY_NAME = DateTimeFormatter.ofPattern("yyyyMMdd");
    private static final DateTimeFormatter MONTH_NAME = DateTimeFormatter.ofPattern("yyyyMM");

    private static final String INFIX = "_p";

    private final String tableName;
    private final Width width;
    private final String leafOptions;

    PartitionedTable(String tableName, Width width, String leafOptions) {
        this.tableName = tableName;
        this.width = width;
        this.leafOptions = leafOptions;
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

    String tableName() {
        return tableName;
    }

    String leafOptions() {
        return leafOptions;
    }
}
