package io.millrace.partition;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes partitions, each in a transaction of its own, and remembers which ones stand. Safe to call from many threads and many
 * processes at once.
 */
public final class PartitionKeeper {
    private static final String ENSURE = "SELECT ensure_partition($1::text, $2::date)";

    /** lock_not_available: somebody holds the parent; waiting longer would queue every writer behind us. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final int LOCK_ATTEMPTS = 20;

    private final Pool pool;
    private final Set<Partition> standing = ConcurrentHashMap.newKeySet();

    public PartitionKeeper(Pool pool) {
        this.pool = pool;
    }

    /** Completes when all of them stand; fails with the client's exception otherwise. Costs nothing for those known to stand. */
    public Uni<Void> ensure(Collection<Partition> partitions) {
        List<Partition> missing =
                partitions.stream().filter(p -> !standing.contains(p)).toList();
        if (missing.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Multi.createFrom()
                .iterable(missing)
                .onItem()
                .transformToUniAndConcatenate(this::make)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Forgets what stood: the next {@link #ensure} looks again. For when the server says that a partition is missing. */
    public void forget() {
        standing.clear();
    }

    private Uni<Partition> make(Partition partition) {
        return pool.preparedQuery(ENSURE)
                .execute(Tuple.of(partition.table().tableName(), partition.from()))
                .onFailure(PartitionKeeper::isLockTimeout)
                .retry()
                .withBackOff(Duration.ofMillis(50), Duration.ofSeconds(1))
                .withJitter(0.5)
                .atMost(LOCK_ATTEMPTS)
                .replaceWith(partition)
                .invoke(standing::add);
    }

    private static boolean isLockTimeout(Throwable failure) {
        return failure instanceof PgException pg && LOCK_NOT_AVAILABLE.equals(pg.getSqlState());
    }
}
