package io.millrace.store;

import io.millrace.partition.Partition;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The road of accepted records through the tables of their kind. Intake and replay both take it; they differ in the books alone.
 *
 * @param <T> what an accepted record was read as
 */
interface RecordTables<T> {
    /** The partitions by time that these records need; they must stand before the transaction begins. */
    Set<Partition> partitionsOf(List<T> accepted);

    /**
     * Writes history and figures in the caller's transaction, and has the caller write the books.
     *
     * @param accepted in any order; the same message may stand in it more than once
     * @param position where the ledger must stand
     * @param books given how many of the records were new; may be sent before the figures have answered
     * @return what the books answered; fails with {@link NotAtPosition}, or with the client's exception
     */
    <R> Uni<R> write(SqlConnection connection, LedgerPosition position, List<T> accepted, LongFunction<Uni<R>> books);
}
