package io.millrace.store;

import io.millrace.event.ProfileSnapshot;
import io.millrace.partition.PartitionKeeper;
import io.vertx.mutiny.sqlclient.Pool;

/** Writes profile snapshots: their history, the newest of each user, and the names; then the books; one transaction. */
public final class PostgresProfileStore extends PostgresBatchStore<ProfileSnapshot> {
    public PostgresProfileStore(Pool pool, PartitionKeeper partitions) {
        super(pool, partitions, new ProfileTables());
    }
}
