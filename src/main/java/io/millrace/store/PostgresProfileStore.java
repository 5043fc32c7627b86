package io.millrace.store;

import io.millrace.event.ProfileSnapshot;
import io.millrace.partition.PartitionKeeper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** Writes profile snapshots: their history, the newest of each user, and the names; then the books; one transaction. */
public final class PostgresProfileStore implements BatchStore<ProfileSnapshot> {
    private static final RecordTables<ProfileSnapshot> TABLES = new ProfileTables();

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

    private static Uni<Outcome> write(SqlConnection connection, Batch<ProfileSnapshot> batch) {
        return TABLES.write(
                connection,
                batch.slice().start(),
                batch.accepted(),
                stored -> BooksStatement.execute(connection, batch, stored));
    }
}
