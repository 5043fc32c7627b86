package io.millrace.store;

/** The ledger does not stand where the batch begins; ends the transaction without a stack trace, because it is an answer. */
final class NotAtPosition extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAtPosition() {
        super("the ledger stands elsewhere", null, false, false);
    }
}
