package io.millrace.ops.generator;

/**
 * One live event, ready for Kafka.
 *
 * @param key the room's id as text; events of one room share the array, so it must not be changed
 * @param value UTF-8 JSON without line breaks
 * @param occurredAtMillis when it happened (epoch milliseconds); not in the order of arrival
 * @param duplicate an event that was given before, byte by byte or with another time of capture
 */
@SuppressWarnings("ArrayRecordComponent") // handed to Kafka, never compared
public record GeneratedEvent(long roomId, byte[] key, byte[] value, long occurredAtMillis, boolean duplicate) {}
