package io.millrace.store;

/** How the writing of a batch ended. */
public sealed interface Outcome {
    /** It is committed now. */
    record Committed(Account account) implements Outcome {}

    /** It was committed before, by this very claim: an earlier try whose answer was lost. */
    record AlreadyApplied() implements Outcome {}

    /** The ledger stands elsewhere or belongs to another consumer: nothing was written, and trying again will not help. */
    record Fenced() implements Outcome {}
}
