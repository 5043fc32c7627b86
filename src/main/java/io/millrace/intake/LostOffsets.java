package io.millrace.intake;

import io.millrace.store.Decision;
import org.jspecify.annotations.Nullable;

/** What happens where Kafka's retention has deleted records that were never read. */
public enum LostOffsets {
    /** The partition stops, and an operator decides. */
    STOP(null),
    /** Reading goes on at the log's start; the incident says what was skipped. */
    SKIP(Decision.START);

    private final @Nullable Decision decision;

    LostOffsets(@Nullable Decision decision) {
        this.decision = decision;
    }

    @Nullable
    Decision decision() {
        return decision;
    }
}
