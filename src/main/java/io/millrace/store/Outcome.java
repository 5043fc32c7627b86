package io.millrace.store;

import java.util.Map;

/** How the writing of a batch ended. */
public sealed interface Outcome {
    /**
     * It is committed now.
     *
     * @param account what was really written: a dead letter that stood already is a duplicate
     * @param deadLetters the new ones, counted by the code of their reason
     */
    record Committed(Account account, Map<String, Long> deadLetters) implements Outcome {
        public Committed {
            deadLetters = Map.copyOf(deadLetters);
        }

        /** Without a new dead letter. */
        public Committed(Account account) {
            this(account, Map.of());
        }
    }

    /** It was committed before, by this very claim: an earlier try whose answer was lost. */
    record AlreadyApplied() implements Outcome {}

    /** The ledger stands elsewhere or belongs to another consumer: nothing was written, and trying again will not help. */
    record Fenced() implements Outcome {}
}
