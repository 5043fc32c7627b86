package io.millrace.store;

import io.millrace.event.LiveEvent;

/**
 * The events that were sent to PostgreSQL lately: a guess at what is known there already, never the truth.
 *
 * <p>Scrapers deliver an event again within seconds, if at all. What is not among these is most likely new, and needs not be looked up
 * before it is inserted; should it be known after all, the primary key says so. About a million events, the last ones, by a hash of their
 * keys; a collision only forgets one. Several threads may use it without a lock: whatever one of them misses, the primary key does not.
 */
final class LatelySent {
    private static final int BITS = 20;

    // 8 MiB.
    private final long[] hashes = new long[1 << BITS];

    /** @return whether it was not among them; it is now */
    boolean add(LiveEvent event) {
        long hash = hash(event);
        int slot = (int) (hash >>> (Long.SIZE - BITS));
        if (hashes[slot] == hash) {
            return false;
        }
        hashes[slot] = hash;
        return true;
    }

    private static long hash(LiveEvent event) {
        return mixed(mixed(mixed(event.roomId()) + event.occurredAtMillis()) + event.msgId());
    }

    // The high bits depend on all of them, and ids that count up are spread.
    private static long mixed(long value) {
        long hash = value * 0x9E3779B97F4A7C15L;
        return hash ^ (hash >>> 29);
    }
}
