package io.millrace.store;

/** The answer to a claim of a Kafka partition. Whoever had the partition before can commit no more, whatever the answer. */
public sealed interface Claim {
    /** Read from {@code nextOffset} on and commit under {@code epoch}. */
    record Granted(long epoch, long nextOffset) implements Claim {}

    /** Books and log do not go together; nothing is read before somebody has decided. */
    record Stopped(IncidentKind incident) implements Claim {}
}
