package io.millrace.store;

import io.millrace.partition.Partition;
import io.millrace.partition.PartitionKeeper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The one transaction of batches, whatever their records are, and what its failures mean for the store itself.
 *
 * @param <T> what an accepted record holds
 */
abstract sealed class PostgresBatchStore<T> implements BatchStore<T>
        permits PostgresLiveEventStore, PostgresProfileStore {
    private final Pool pool;
    private final Ledger ledger;
    private final PartitionKeeper partitions;
    private final RecordTables<T> tables;
    private final ReadOnlySessions readOnlySessions;

    PostgresBatchStore(Pool pool, PartitionKeeper partitions, RecordTables<T> tables) {
        this.pool = pool;
        this.ledger = new Ledger(pool);
        this.partitions = partitions;
        this.tables = tables;
        this.readOnlySessions = new ReadOnlySessions(pool);
    }

    @Override
    public final Uni<Outcome> store(List<Batch<T>> together) {
        // As everybody takes the locks of the ledger's rows.
        List<Batch<T>> batches = together.stream()
                .sorted(Comparator.comparingInt(batch -> batch.slice().partition()))
                .toList();
        return Transactions.bounded(partitions.ensure(partitionsOf(batches)))
                .chain(() -> Transactions.run(pool, connection -> write(connection, batches, tables::writeNews)))
                .onFailure(tables::isSurprise)
                .recoverWithUni(() -> Transactions.run(pool, connection -> write(connection, batches, tables::write)))
                .onFailure(NotAtPosition.class)
                .recoverWithUni(() -> explain(batches))
                .onFailure(failure -> Fault.of(failure) == Fault.MISSING_PARTITION)
                .invoke(partitions::forget)
                .onFailure(ReadOnlySessions::isCauseOf)
                .call(() ->
                        Transactions.bounded(readOnlySessions.end()).onFailure().recoverWithNull());
    }

    private Set<Partition> partitionsOf(List<Batch<T>> batches) {
        Set<Partition> needed = new LinkedHashSet<>();
        batches.forEach(batch -> needed.addAll(tables.partitionsOf(batch.accepted())));
        return needed;
    }

    private interface Road<T> {
        Uni<Outcome> write(SqlConnection connection, List<Portion<T>> portions, Function<long[], Uni<Outcome>> books);
    }

    private Uni<Outcome> write(SqlConnection connection, List<Batch<T>> batches, Road<T> road) {
        return road.write(
                connection,
                batches.stream().map(Portion::of).toList(),
                stored -> BooksStatement.execute(connection, batches, stored));
    }

    // All or none were applied: they went together, and no batch of theirs can have gone with others before.
    private Uni<Outcome> explain(List<Batch<T>> batches) {
        return Transactions.bounded(
                ledger.explain(batches.stream().map(Batch::slice).toList()));
    }
}
