package io.millrace.store;

import io.millrace.event.LiveEvent;
import io.millrace.partition.PartitionKeeper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** Writes live events: history first, then what was new in it into every figure, then the books; one transaction. */
public final class PostgresLiveEventStore implements BatchStore<LiveEvent> {
    private static final RecordTables<LiveEvent> TABLES = new LiveEventTables();

    private final Pool pool;
    private final Ledger ledger;
    private final PartitionKeeper partitions;
    private final ReadOnlySessions readOnlySessions;

    public PostgresLiveEventStore(Pool pool, PartitionKeeper partitions) {
        this.pool = pool;
        this.ledger = new Ledger(pool);
        this.partitions = partitions;
        this.readOnlySessions = new ReadOnlySessions(pool);
    }

    @Override
    public Uni<Outcome> store(Batch<LiveEvent> batch) {
        return Transactions.bounded(partitions.ensure(TABLES.partitionsOf(batch.accepted())))
                .chain(() -> Transactions.run(pool, connection -> write(connection, batch)))
                .onFailure(NotAtPosition.class)
                .recoverWithUni(() -> Transactions.bounded(ledger.explain(batch.slice())))
                .onFailure(failure -> Fault.of(failure) == Fault.MISSING_PARTITION)
                .invoke(partitions::forget)
                .onFailure(ReadOnlySessions::isCauseOf)
                .call(() ->
                        Transactions.bounded(readOnlySessions.end()).onFailure().recoverWithNull());
    }

    private static Uni<Outcome> write(SqlConnection connection, Batch<LiveEvent> batch) {
        return TABLES.write(
                connection,
                batch.slice().start(),
                batch.accepted(),
                stored -> BooksStatement.execute(connection, batch, stored));
    }
}
