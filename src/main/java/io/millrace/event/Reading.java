package io.millrace.event;

/**
 * What became of one record: a value, or the reason why there is none.
 *
 * @param <T> what an accepted record holds
 */
public sealed interface Reading<T> {

    /** The record holds {@code value}. */
    record Accepted<T>(T value) implements Reading<T> {}

    /**
     * The record is a dead letter.
     *
     * @param reason the class of the fault
     * @param detail which field, and what is wrong with it, for the operator; holds at most 64 characters of the
     *     record's own text, with all but printable ASCII escaped, so that it can be logged and stored as it is
     */
    record Refused<T>(RefusalReason reason, String detail) implements Reading<T> {}
}
