package io.millrace.store;

/** What became of a batch's records: {@code received = stored + duplicate + deadLettered}, always. */
public record Account(long received, long stored, long duplicate, long deadLettered) {
    public Account {
        if (received != stored + duplicate + deadLettered) {
            throw new IllegalArgumentException(
                    "the books do not balance: %d received, %d stored, %d duplicate, %d dead-lettered"
                            .formatted(received, stored, duplicate, deadLettered));
        }
    }

    /** Both together. */
    Account and(Account other) {
        return new Account(
                received + other.received,
                stored + other.stored,
                duplicate + other.duplicate,
                deadLettered + other.deadLettered);
    }
}
