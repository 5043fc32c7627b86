package io.millrace.store;

import io.smallrye.mutiny.Uni;

/**
 * Writes batches.
 *
 * @param <T> what an accepted record was read as
 */
public interface BatchStore<T> {
    /**
     * Writes the batch and moves the ledger past it in one transaction. May be tried again after any failure: a batch that was
     * committed although its answer was lost is {@link Outcome.AlreadyApplied}. Batches of one Kafka partition must be handed over one
     * after the other; those of different partitions may run side by side.
     *
     * @return the outcome; fails with the client's exception, whose meaning {@link Fault#of} tells
     */
    Uni<Outcome> store(Batch<T> batch);
}
