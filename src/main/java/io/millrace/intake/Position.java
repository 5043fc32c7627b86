package io.millrace.intake;

import io.millrace.store.IncidentKind;
import org.jspecify.annotations.Nullable;

/** Where this process stands in one Kafka partition that Kafka has assigned to it. */
sealed interface Position {
    /**
     * Ours to write.
     *
     * @param nextOffset what the ledger says, and the only offset from which a slice may begin
     * @param confirmedGap where Kafka's log goes on, when it was asked again for {@code nextOffset} and has it no more; else null
     */
    record Held(
            String topicId,
            long epoch,
            long nextOffset,
            @Nullable Long confirmedGap) implements Position {
        Held movedTo(long offset) {
            return new Held(topicId, epoch, offset, null);
        }

        Held withGap(long resumesAt) {
            return new Held(topicId, epoch, nextOffset, resumesAt);
        }
    }

    /** Another consumer has claimed it since. */
    record Lost() implements Position {}

    /** Books and log do not go together; an operator decides. */
    record Stopped(IncidentKind incident) implements Position {}
}
