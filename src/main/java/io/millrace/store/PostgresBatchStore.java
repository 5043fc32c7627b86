package io.millrace.store;

import io.millrace.partition.PartitionKeeper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * The one transaction of a batch, whatever its records are, and what its failures mean for the store itself.
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
    public final Uni<Outcome> store(Batch<T> batch) {
        return Transactions.bounded(partitions.ensure(tables.partitionsOf(batch.accepted())))
                .chain(() -> Transactions.run(pool, connection -> write(connection, batch)))
                .onFailure(NotAtPosition.class)
                .recoverWithUni(() -> Transactions.bounded(ledger.explain(batch.slice())))
                .onFailure(failure -> Fault.of(failure) == Fault.MISSING_PARTITION)
                .invoke(partitions::forget)
                .onFailure(ReadOnlySessions::isCauseOf)
                .call(() ->
                        Transactions.bounded(readOnlySessions.end()).onFailure().recoverWithNull());
    }

    private Uni<Outcome> write(SqlConnection connection, Batch<T> batch) {
        return tables.write(
                connection,
                batch.slice().start(),
                batch.accepted(),
                stored -> BooksStatement.execute(connection, batch, stored));
    }
}
