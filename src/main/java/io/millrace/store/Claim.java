package io.millrace.store;

/** The answer to a claim of a Kafka partition. */
public sealed interface Claim {
    /** Read from {@code nextOffset} on and commit under {@code epoch}. */
    record Granted(long epoch, long nextOffset) implements Claim {}

    /** The books speak of another topic of this name: an operator must decide. Nothing was changed. */
    record TopicRecreated() implements Claim {}
}
