package io.millrace.store;

import java.util.List;

/**
 * What one slice of a Kafka partition holds. Every record of the slice is in exactly one of the lists.
 *
 * @param accepted in the order of their offsets; the same message may stand in it more than once
 * @param deadLetters in the order of their offsets
 * @param <T> what an accepted record was read as
 */
public record Batch<T>(Slice slice, List<T> accepted, List<DeadLetter> deadLetters) {
    public long received() {
        return (long) accepted.size() + deadLetters.size();
    }
}
