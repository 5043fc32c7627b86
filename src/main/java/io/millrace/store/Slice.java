package io.millrace.store;

/**
 * A range of one Kafka partition and the right under which it is written.
 *
 * @param topicId Kafka's id of the topic, so that a topic made again is not taken for the old one
 * @param epoch what the claim of the partition answered
 * @param firstOffset where the ledger must stand for the batch to be written
 * @param nextOffset where it stands afterwards; greater than {@code firstOffset}
 */
public record Slice(String topic, String topicId, int partition, long epoch, long firstOffset, long nextOffset) {
    public Slice {
        if (nextOffset <= firstOffset) {
            throw new IllegalArgumentException("empty slice " + firstOffset + " to " + nextOffset);
        }
    }

    LedgerPosition start() {
        return new LedgerPosition(topic, topicId, partition, epoch, firstOffset);
    }
}
