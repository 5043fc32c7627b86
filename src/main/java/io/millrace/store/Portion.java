package io.millrace.store;

import java.util.List;

/**
 * The accepted records of one Kafka partition within a transaction.
 *
 * @param position where the ledger must stand for them to be written
 * @param accepted in any order; the same message may stand in it more than once, and in another portion too
 * @param <T> what an accepted record was read as
 */
record Portion<T>(LedgerPosition position, List<T> accepted) {
    static <T> Portion<T> of(Batch<T> batch) {
        return new Portion<>(batch.slice().start(), batch.accepted());
    }
}
