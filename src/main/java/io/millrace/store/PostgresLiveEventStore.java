package io.millrace.store;

import io.millrace.event.LiveEvent;
import io.millrace.partition.PartitionKeeper;
import io.vertx.mutiny.sqlclient.Pool;

/** Writes live events: history first, then what was new in it into every figure, then the books; one transaction. */
public final class PostgresLiveEventStore extends PostgresBatchStore<LiveEvent> {
    public PostgresLiveEventStore(Pool pool, PartitionKeeper partitions) {
        this(pool, partitions, true);
    }

    /** @param figures whether the figures are kept; false: history alone */
    public PostgresLiveEventStore(Pool pool, PartitionKeeper partitions, boolean figures) {
        super(pool, partitions, new LiveEventTables(figures));
    }
}
