package io.millrace.partition;

import io.millrace.telemetry.PartitionMetrics;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far ahead of the clock partitions stand, by what was seen last: it falls at midnight although nobody has looked since, because the
 * database may be what is away.
 */
@Singleton
public class PartitionsAhead {
    private final Clock clock;
    private volatile @Nullable Set<Partition> seen;

    PartitionsAhead(Clock clock, PartitionMetrics metrics) {
        this.clock = clock;
        for (PartitionedTable table : PartitionedTable.values()) {
            metrics.ahead(table.tableName(), () -> {
                Map<PartitionedTable, Integer> ahead = now();
                return ahead == null ? Double.NaN : ahead.get(table);
            });
        }
    }

    /** These are attached now. */
    void saw(Collection<Partition> attached) {
        seen = Set.copyOf(attached);
    }

    /** Each table's partitions that follow without a gap upon that of the present; null before anybody has looked. */
    @Nullable
    Map<PartitionedTable, Integer> now() {
        Set<Partition> attached = seen;
        return attached == null
                ? null
                : PartitionPlan.ahead(attached, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }
}
