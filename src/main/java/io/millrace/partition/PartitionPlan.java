package io.millrace.partition;

import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which partitions must stand on a given day, so that midnight finds them made. Pure. */
public final class PartitionPlan {
    private final int daysAhead;
    private final int monthsAhead;

    public PartitionPlan(int daysAhead, int monthsAhead) {
        this.daysAhead = daysAhead;
        this.monthsAhead = monthsAhead;
    }

    /** Today's and yesterday's partitions of every table (late rows are usual), and those ahead; oldest first for each table. */
    public Set<Partition> wantedOn(LocalDate today) {
        Set<Partition> wanted = new LinkedHashSet<>();
        for (PartitionedTable table : PartitionedTable.values()) {
            Partition partition = table.partitionOf(today.minusDays(1));
            LocalDate lastDay = lastDay(table, today);
            while (!partition.from().isAfter(lastDay)) {
                wanted.add(partition);
                partition = table.next(partition);
            }
        }
        return wanted;
    }

    private LocalDate lastDay(PartitionedTable table, LocalDate today) {
        return switch (table) {
            case LIVE_EVENTS -> today.plusDays(daysAhead);
            case LIVE_MINUTE_STATS, USER_STATS_HISTORY -> today.plusMonths(monthsAhead);
        };
    }
}
