package io.millrace.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * What the polls of a topic have brought and nobody writes yet; it says what goes into the next transaction.
 *
 * <p>A transaction costs nearly the same whether it holds ten records or a hundred. So little is not divided: it goes into one transaction,
 * whatever partitions it is of, and what arrives meanwhile goes together into the next. Much is divided among several that are written side
 * by side. A partition is in one transaction at a time, its records in the order of their offsets.
 *
 * <p>For several threads.
 */
final class WaitingRecords {
    /** With fewer records, a transaction beside another one costs more than it brings. */
    private static final int LEAST_BESIDE = 500;

    /** Enough for whoever is free next; with less, the next poll is let in. */
    private static final int MANY_RECORDS = 5_000;

    private static final long MANY_BYTES = 8 << 20;

    /** @param writers transactions side by side */
    record Bounds(int writers, int records, long bytes) {}

    private final Bounds bounds;
    // Who has waited longest stands first.
    private final Map<TopicPartition, Deque<Chunk>> waiting = new LinkedHashMap<>();
    private final Set<TopicPartition> busy = new HashSet<>();
    private int transactions;
    private int records;
    private long bytes;

    WaitingRecords(Bounds bounds) {
        this.bounds = bounds;
    }

    synchronized void add(ConsumerRecords<byte[], byte[]> poll) {
        for (TopicPartition partition : poll.partitions()) {
            Chunk chunk = Chunk.of(poll, partition);
            waiting.computeIfAbsent(partition, key -> new ArrayDeque<>()).add(chunk);
            records += chunk.size();
            bytes += chunk.bytes();
        }
    }

    /** Whether the next poll had better wait. */
    synchronized boolean areMany() {
        return records >= MANY_RECORDS || bytes >= MANY_BYTES;
    }

    /** Whether some could be written now, and are too few to be. */
    synchronized boolean areHeldBack() {
        return transactions > 0 && transactions < bounds.writers() && ready() > 0;
    }

    /**
     * Takes what one transaction is to hold; {@link #ended(TopicPartition)} must follow for each chunk, and then {@link #ended()}.
     *
     * @param few whether also a few records, beside transactions that are being written, make one
     * @return each of another partition; empty where nothing is to be written now
     */
    synchronized List<Chunk> take(boolean few) {
        int ready = ready();
        int free = bounds.writers() - transactions;
        if (ready == 0 || free <= 0 || (transactions > 0 && ready < LEAST_BESIDE && !areMany() && !few)) {
            return List.of();
        }
        // What is there is shared by those who have nothing to do.
        Taking taking = new Taking(Math.min(bounds.records(), Math.max(LEAST_BESIDE, (ready + free - 1) / free)));
        for (Map.Entry<TopicPartition, Deque<Chunk>> of : List.copyOf(waiting.entrySet())) {
            if (taking.isEnough()) {
                break;
            }
            if (!busy.contains(of.getKey())) {
                taking.from(of.getKey(), of.getValue());
            }
        }
        transactions++;
        taking.chunks.forEach(chunk -> busy.add(chunk.partition()));
        return taking.chunks;
    }

    private int ready() {
        int ready = 0;
        for (Map.Entry<TopicPartition, Deque<Chunk>> of : waiting.entrySet()) {
            if (!busy.contains(of.getKey())) {
                for (Chunk chunk : of.getValue()) {
                    ready += chunk.size();
                }
            }
        }
        return ready;
    }

    /** What was taken of this partition is written, or will not be: what waits of it may be taken. Once for each chunk taken. */
    synchronized void ended(TopicPartition partition) {
        busy.remove(partition);
    }

    /** A transaction is over, and all of its chunks have ended. */
    synchronized void ended() {
        transactions--;
    }

    private final class Taking {
        private final List<Chunk> chunks = new ArrayList<>();
        private final int enough;
        private int taken;
        private long takenBytes;
        private boolean full;

        Taking(int enough) {
            this.enough = enough;
        }

        boolean isEnough() {
            return full || taken >= enough;
        }

        void from(TopicPartition partition, Deque<Chunk> queue) {
            List<Chunk> joined = new ArrayList<>();
            while (!queue.isEmpty() && !full && continues(joined, queue.element())) {
                takeFrom(queue, joined);
            }
            if (joined.isEmpty()) {
                return;
            }
            chunks.add(Chunk.joined(joined));
            waiting.remove(partition);
            if (!queue.isEmpty()) {
                // Behind those that have waited longer.
                waiting.put(partition, queue);
            }
        }

        // Where reading was set back or forward in between, whoever knows the position decides about each by itself.
        private static boolean continues(List<Chunk> joined, Chunk next) {
            return joined.isEmpty() || joined.get(joined.size() - 1).isContinuedBy(next);
        }

        private void takeFrom(Deque<Chunk> queue, List<Chunk> joined) {
            Chunk chunk = queue.remove();
            int count = chunk.within(bounds.records() - taken, bounds.bytes() - takenBytes);
            if (count == 0 && taken == 0) {
                // Larger than a transaction may be; it cannot be made smaller.
                count = 1;
            }
            full = count < chunk.size();
            if (full) {
                queue.addFirst(chunk.behind(count));
            }
            if (count > 0) {
                Chunk first = full ? chunk.first(count) : chunk;
                long firstBytes = first.bytes();
                joined.add(first);
                taken += count;
                takenBytes += firstBytes;
                records -= count;
                bytes -= firstBytes;
            }
        }
    }
}
