package io.millrace.store;

/**
 * Where the ledger stands for a Kafka partition. Whoever writes names the position it believes in, and nothing is written where the
 * ledger stands elsewhere.
 */
record LedgerPosition(String topic, String topicId, int partition, long epoch, long nextOffset) {}
