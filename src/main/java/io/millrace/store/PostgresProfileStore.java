package io.millrace.store;

import io.millrace.event.ProfileSnapshot;
import io.millrace.partition.Partition;
import io.millrace.partition.PartitionKeeper;
import io.millrace.partition.PartitionedTable;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes profile snapshots: their history, the newest of each user, and the names; then the books; one transaction. */
public final class PostgresProfileStore implements BatchStore<ProfileSnapshot> {
    // Every writer takes its row locks in this order.
    private static final Comparator<ProfileSnapshot> ORDER =
            Comparator.comparingLong(ProfileSnapshot::userId).thenComparingLong(ProfileSnapshot::capturedAtMillis);

    private final Pool pool;
    private final Ledger ledger;
    private final PartitionKeeper partitions;
    private final ReadOnlySessions readOnlySessions;

    public PostgresProfileStore(Pool pool, PartitionKeeper partitions) {
        this.pool = pool;
        this.ledger = new Ledger(pool);
        this.partitions = partitions;
        this.readOnlySessions = new ReadOnlySessions(pool);
    }

    @Override
    public Uni<Outcome> store(Batch<ProfileSnapshot> batch) {
        return partitions
                .ensure(partitionsOf(batch.accepted()))
                .chain(() -> pool.withTransaction(connection -> write(connection, batch)))
                .onFailure(NotAtPosition.class)
                .recoverWithUni(() -> ledger.explain(batch.slice()))
                .onFailure(failure -> Fault.of(failure) == Fault.MISSING_PARTITION)
                .invoke(partitions::forget)
                .onFailure(ReadOnlySessions::isCauseOf)
                .call(readOnlySessions::end);
    }

    private static Uni<Outcome> write(SqlConnection connection, Batch<ProfileSnapshot> batch) {
        List<ProfileSnapshot> snapshots = sorted(batch.accepted());
        Uni<Integer> written = snapshots.isEmpty()
                ? Uni.createFrom().item(0)
                : ProfileStatement.execute(connection, batch.slice(), snapshots);
        return written.chain(stored -> writeBooks(connection, batch, stored));
    }

    private static Uni<Outcome> writeBooks(SqlConnection connection, Batch<ProfileSnapshot> batch, long stored) {
        long deadLettered = batch.deadLetters().size();
        Account account = new Account(batch.received(), stored, batch.received() - stored - deadLettered, deadLettered);
        return BooksStatement.execute(connection, batch.slice(), account, batch.deadLetters())
                .replaceWith(new Outcome.Committed(account));
    }

    private static List<ProfileSnapshot> sorted(List<ProfileSnapshot> snapshots) {
        List<ProfileSnapshot> sorted = new ArrayList<>(snapshots);
        sorted.sort(ORDER);
        return sorted;
    }

    private static Set<Partition> partitionsOf(List<ProfileSnapshot> snapshots) {
        Set<Partition> partitions = new LinkedHashSet<>();
        for (ProfileSnapshot snapshot : snapshots) {
            partitions.add(
                    PartitionedTable.USER_STATS_HISTORY.partitionOf(FigureDeltas.dayOf(snapshot.capturedAtMillis())));
        }
        return partitions;
    }
}
