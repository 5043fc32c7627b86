package io.millrace.store;

import io.millrace.partition.Partition;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The road of accepted records through the tables of their kind. Intake and replay both take it; they differ in the books alone.
 *
 * @param <T> what an accepted record was read as
 */
interface RecordTables<T> {
    /** The partitions by time that these records need; they must stand before the transaction begins. */
    Set<Partition> partitionsOf(List<T> accepted);

    /**
     * Writes history and figures in the caller's transaction, and has the caller write the books. Records may be known already.
     *
     * @param portions at least one; of one topic, each of another partition, in their order
     * @param books given how many of each portion's records were new, in the order of the portions; may be sent before the figures have
     *     answered
     * @return what the books answered; fails with {@link NotAtPosition}, or with the client's exception
     */
    <R> Uni<R> write(SqlConnection connection, List<Portion<T>> portions, Function<long[], Uni<R>> books);

    /**
     * The same in less time where records are new, as most are. Where one is known after all that did not look so, it may fail with what
     * {@link #isSurprise} recognises; then nothing is written, and {@link #write} will do.
     */
    default <R> Uni<R> writeNews(SqlConnection connection, List<Portion<T>> portions, Function<long[], Uni<R>> books) {
        return write(connection, portions, books);
    }

    /** Whether a failure of {@link #writeNews} says no more than that a record is known already. */
    default boolean isSurprise(Throwable failure) {
        return false;
    }
}
