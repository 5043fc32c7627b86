package io.millrace.store;

import java.util.HashMap;
import java.util.Map;

/** How the writing of batches that were handed over together ended. */
public sealed interface Outcome {
    /**
     * They are committed now.
     *
     * @param account of all together; what was really written: a dead letter that stood already is a duplicate
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

        /** Both together. */
        Committed and(Committed other) {
            Map<String, Long> letters = new HashMap<>(deadLetters);
            other.deadLetters.forEach((reason, count) -> letters.merge(reason, count, Long::sum));
            return new Committed(account.and(other.account), letters);
        }
    }

    /** They were committed before, by this very claim: an earlier try whose answer was lost. */
    record AlreadyApplied() implements Outcome {}

    /**
     * The ledger stands elsewhere or belongs to another consumer, for one of them at least: nothing was written, and trying the same again
     * will not help.
     */
    record Fenced() implements Outcome {}
}
