package io.millrace.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it is kept, with all its bytes.
 *
 * @param recordedAt the Kafka record's timestamp; null where it had none, and in letters of older versions
 * @param key null where the record had none; likewise {@code value}
 */
public record KeptLetter(
        Head head,
        @Nullable Instant recordedAt,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<DeadLetter.Header> headers) {

    /**
     * Where in Kafka the record stood.
     *
     * @param topic its name, which another topic may have had before: a {@link Head} knows the id as well
     */
    public record Address(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "/" + partition + "@" + offset;
        }
    }

    /**
     * What is known of a letter without its bytes.
     *
     * @param topicId Kafka's id of the topic, another one after the topic was deleted and made again
     * @param reason the code of the reason why it was refused when it came
     * @param replayedAt when a replay stored it; null: it is open
     * @param bytes of the value; 0 where it has none
     */
    public record Head(
            Address address,
            String topicId,
            Instant receivedAt,
            String reason,
            String detail,
            @Nullable Instant replayedAt,
            long bytes) {}

    /** When the record was written to Kafka, as far as anybody knows. */
    long timestampMillis() {
        return (recordedAt == null ? head.receivedAt() : recordedAt).toEpochMilli();
    }
}
