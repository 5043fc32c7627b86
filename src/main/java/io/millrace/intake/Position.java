package io.millrace.intake;

import io.millrace.store.IncidentKind;
import java.util.HashSet;
import java.util.Set;

/** Where this process stands in one Kafka partition that Kafka has assigned to it. */
sealed interface Position {
    /**
     * Ours to write.
     *
     * @param nextOffset what the ledger says, and the only offset from which a slice may begin
     * @param gaps the offsets beyond {@code nextOffset} at which a poll began, whereupon Kafka was asked for {@code nextOffset} again
     */
    record Held(String topicId, long epoch, long nextOffset, Set<Long> gaps) implements Position {
        Held(String topicId, long epoch, long nextOffset) {
            this(topicId, epoch, nextOffset, Set.of());
        }

        Held movedTo(long offset) {
            return new Held(topicId, epoch, offset);
        }

        Held withGap(long beginsAt) {
            Set<Long> all = new HashSet<>(gaps);
            all.add(beginsAt);
            return new Held(topicId, epoch, nextOffset, Set.copyOf(all));
        }
    }

    /** To be claimed again: another consumer has claimed it since, or what was claimed holds no more. */
    record Lost() implements Position {}

    /** Books and log do not go together; an operator decides. */
    record Stopped(IncidentKind incident) implements Position {}
}
