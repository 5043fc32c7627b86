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
import java.util.function.Function;

/** Profile snapshots: their history, the newest of each user, and the names; then the books. */
final class ProfileTables implements RecordTables<ProfileSnapshot> {
    // Every writer takes its row locks in this order.
    private static final Comparator<ProfileSnapshot> ORDER =
            Comparator.comparingLong(ProfileSnapshot::userId).thenComparingLong(ProfileSnapshot::capturedAtMillis);

    @Override
    public <R> Uni<R> write(
            SqlConnection connection, List<Portion<ProfileSnapshot>> portions, Function<long[], Uni<R>> books) {
        List<ProfileSnapshot> accepted = portions.stream()
                .flatMap(portion -> portion.accepted().stream())
                .toList();
        return accepted.isEmpty()
                ? books.apply(new long[portions.size()])
                : ProfileStatement.execute(
                                connection,
                                portions.stream().map(Portion::position).toList(),
                                sorted(accepted))
                        .chain(fresh -> books.apply(stored(portions, fresh)));
    }

    // A snapshot that came twice was stored with the first of them.
    private static long[] stored(List<Portion<ProfileSnapshot>> portions, Set<ProfileStatement.Key> fresh) {
        return portions.stream()
                .mapToLong(portion -> portion.accepted().stream()
                        .filter(snapshot -> fresh.remove(ProfileStatement.Key.of(snapshot)))
                        .count())
                .toArray();
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
