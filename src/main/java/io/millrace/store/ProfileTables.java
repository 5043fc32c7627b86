package io.millrace.store;

import io.millrace.event.ProfileSnapshot;
import io.millrace.partition.Partition;
import io.millrace.partition.PartitionedTable;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/** Profile snapshots: their history, the newest of each user, and the names; then the books. */
final class ProfileTables implements RecordTables<ProfileSnapshot> {
    // Every writer takes its row locks in this order.
    private static final Comparator<ProfileSnapshot> ORDER =
            Comparator.comparingLong(ProfileSnapshot::userId).thenComparingLong(ProfileSnapshot::capturedAtMillis);

    @Override
    public <R> Uni<R> write(
            SqlConnection connection,
            LedgerPosition position,
            List<ProfileSnapshot> accepted,
            LongFunction<Uni<R>> books) {
        return accepted.isEmpty()
                ? books.apply(0)
                : ProfileStatement.execute(connection, position, sorted(accepted))
                        .chain(stored -> books.apply(stored));
    }

    private static List<ProfileSnapshot> sorted(List<ProfileSnapshot> snapshots) {
        List<ProfileSnapshot> sorted = new ArrayList<>(snapshots);
        sorted.sort(ORDER);
        return sorted;
    }

    @Override
    public Set<Partition> partitionsOf(List<ProfileSnapshot> snapshots) {
        Set<Partition> partitions = new LinkedHashSet<>();
        for (ProfileSnapshot snapshot : snapshots) {
            partitions.add(
                    PartitionedTable.USER_STATS_HISTORY.partitionOf(FigureDeltas.dayOf(snapshot.capturedAtMillis())));
        }
        return partitions;
    }
}
