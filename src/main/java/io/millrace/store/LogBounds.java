package io.millrace.store;

/**
 * What Kafka has of a partition now.
 *
 * @param topicId Kafka's id of the topic, another one after the topic was deleted and made again
 * @param start the first offset that the log still has
 * @param end the offset that the next record will get
 */
public record LogBounds(String topicId, long start, long end) {}
