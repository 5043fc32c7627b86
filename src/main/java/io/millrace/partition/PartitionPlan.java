package io.millrace.partition;

import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Which partitions must stand on a given day, so that midnight finds them made. Pure. */
public final class PartitionPlan {
    private static final int ENOUGH = 2;

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

    /**
     * How many partitions of each table follow without a gap upon the one that holds today; a table without today's has none.
     *
     * @param attached of all tables, in any order
     */
    public static Map<PartitionedTable, Integer> ahead(Collection<Partition> attached, LocalDate today) {
        Map<PartitionedTable, Integer> ahead = new EnumMap<>(PartitionedTable.class);
        for (PartitionedTable table : PartitionedTable.values()) {
            int standing = 0;
            for (Partition next = table.partitionOf(today); attached.contains(next); next = table.next(next)) {
                standing++;
            }
            ahead.put(table, Math.max(0, standing - 1));
        }
        return ahead;
    }

    /** Whether so many ahead leave time to find out why no more are made. */
    public static boolean isEnough(int ahead) {
        return ahead >= ENOUGH;
    }

    private LocalDate lastDay(PartitionedTable table, LocalDate today) {
        return switch (table) {
            case LIVE_EVENTS -> today.plusDays(daysAhead);
            case LIVE_MINUTE_STATS, USER_STATS_HISTORY -> today.plusMonths(monthsAhead);
        };
    }
}
