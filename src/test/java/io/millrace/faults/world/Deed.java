package io.millrace.faults.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One record as it will be published, and what is expected of it.
 *
 * @param partition null: as Kafka's own partitioner has it
 * @param expect in our own words: {@code kind} event, profile, letter or refused, with its facts or its reason
 */
record Deed(
        String topic, @Nullable Integer partition, byte @Nullable [] key, byte @Nullable [] value, ObjectNode expect) {
    Deed to(int other) {
        return new Deed(topic, other, key, value, expect);
    }
}
