package io.millrace.intake;

/** How the writing of a slice ended. */
enum SliceEnd {
    /** It is in the books. */
    WRITTEN,
    /** The books stand elsewhere or belong to another consumer. */
    FENCED,
    /** The process stops before it could be written; whoever claims the partition next reads it again. */
    LEFT
}
