package io.millrace.store;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Writes batches.
 *
 * @param <T> what an accepted record was read as
 */
public interface BatchStore<T> {
    /**
     * Writes the batches and moves the ledger past each of them in one transaction: all or none. May be tried again after any failure:
     * batches that were committed although their answer was lost are {@link Outcome.AlreadyApplied}. Batches of one Kafka partition must
     * be handed over one after the other; those of different partitions may run side by side.
     *
     * @param batches at least one; of one topic, each of another of its partitions
     * @return the outcome of all; fails with the client's exception, whose meaning {@link Fault#of} tells
     */
    Uni<Outcome> store(List<Batch<T>> batches);

    /** The same for one batch alone. */
    default Uni<Outcome> store(Batch<T> batch) {
        return store(List.of(batch));
    }
}
