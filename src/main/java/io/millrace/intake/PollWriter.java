package io.millrace.intake;

import io.millrace.event.Reading;
import io.millrace.store.Slice;
import io.millrace.telemetry.IntakeMetrics;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the polls of a topic bring: transactions side by side, each with what {@link WaitingRecords} gives it, those of a partition one
 * after the other. While some are written, others are read, and more polls are let in.
 *
 * <p>A poll may be older than the last seek: fetched before a rebalance, or before a partition was lost and claimed again. So nothing is
 * taken for granted: what lies before the position has been written already and is passed over; what lies beyond it leaves a gap, and
 * is read again from the position. Only where Kafka answers with the same gap a second time is it Kafka that has those offsets no more: what
 * was polled before the answer begins elsewhere, and what was polled behind it is taken behind it.
 *
 * @param <T> what an accepted record holds
 */
final class PollWriter<T> {
    private static final Logger LOG = Logger.getLogger(PollWriter.class);
    private static final Duration BEFORE_CLAIMING_AGAIN = Duration.ofSeconds(1);
    /** A few records wait for a transaction that is being written, in order to go with more; not for one that hangs. */
    private static final Duration HELD_BACK_AT_MOST = Duration.ofMillis(100);

    private final String channel;
    private final Function<ConsumerRecord<byte[], byte[]>, Reading<T>> reader;
    private final SliceWriter<T> writer;
    private final Positions positions;
    private final PartitionClaims claims;
    private final ChannelConsumers consumers;
    private final Drain drain;
    private final IntakeState state;
    private final IntakeConfig config;
    private final IntakeMetrics metrics;
    private final Clock clock;
    private final WaitingRecords waiting;
    // Those who brought a poll and wait for room for the next.
    private final Queue<UniEmitter<? super Void>> polls = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean soon = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();
    // By the clock of System.nanoTime; null: nothing is. Only whoever begins transactions reads and writes it.
    private @Nullable Long heldBackSince;

    PollWriter(
            String channel,
            Function<ConsumerRecord<byte[], byte[]>, Reading<T>> reader,
            SliceWriter<T> writer,
            PollWriters shared) {
        this.channel = channel;
        this.reader = reader;
        this.writer = writer;
        this.positions = shared.positions();
        this.claims = shared.claims();
        this.consumers = shared.consumers();
        this.drain = shared.drain();
        this.state = shared.state();
        this.config = shared.config();
        this.metrics = shared.metrics();
        this.clock = Clock.systemUTC();
        this.waiting = new WaitingRecords(
                new WaitingRecords.Bounds(config.writers(), config.maxBatchRecords(), config.maxBatchBytes()));
    }

    /**
     * Takes over a poll: each of its records is committed, or belongs to a partition that is no longer ours, or is left to whoever comes
     * after this process.
     *
     * @return completes when another poll is wanted; never fails
     */
    Uni<Void> write(ConsumerRecords<byte[], byte[]> poll) {
        waiting.add(poll);
        writeWaiting();
        return room();
    }

    private Uni<Void> room() {
        return Uni.createFrom().emitter(poll -> {
            polls.add(poll);
            letIn();
        });
    }

    private void letIn() {
        while (!waiting.areMany()) {
            UniEmitter<? super Void> poll = polls.poll();
            if (poll == null) {
                return;
            }
            poll.complete(null);
        }
    }

    /** Begins what can be. One thread at a time, which does for the others what they came for: so nothing that ends at once goes deeper. */
    private void writeWaiting() {
        int seen = calls.incrementAndGet();
        if (seen > 1) {
            return;
        }
        while (seen != 0) {
            try {
                List<Chunk> chunks = waiting.take(isHeldBackLongEnough());
                while (!chunks.isEmpty()) {
                    begin(chunks);
                    chunks = waiting.take(false);
                }
                holdBack();
                letIn();
            } catch (RuntimeException wrong) {
                broken(wrong);
            }
            seen = calls.addAndGet(-seen);
        }
    }

    private boolean isHeldBackLongEnough() {
        return heldBackSince != null && System.nanoTime() - heldBackSince >= HELD_BACK_AT_MOST.toNanos();
    }

    private void holdBack() {
        if (!waiting.areHeldBack()) {
            heldBackSince = null;
            return;
        }
        long now = System.nanoTime();
        long since = Objects.requireNonNullElse(heldBackSince, now);
        heldBackSince = since;
        if (soon.compareAndSet(false, true)) {
            Infrastructure.getDefaultWorkerPool()
                    .schedule(
                            () -> {
                                soon.set(false);
                                writeWaiting();
                            },
                            HELD_BACK_AT_MOST.toNanos() - (now - since),
                            TimeUnit.NANOSECONDS);
        }
    }

    private void begin(List<Chunk> chunks) {
        drain.begun();
        Uni.createFrom()
                .deferred(() -> writeTogether(chunks))
                .eventually(drain::ended)
                .subscribe()
                .with(
                        written -> {
                            waiting.ended();
                            writeWaiting();
                        },
                        this::broken);
    }

    // The partitions of the transaction stay taken: what has gone wrong once is not tried over and over.
    private void broken(Throwable wrong) {
        LOG.errorf(wrong, "intake cannot go on: channel=%s", channel);
        state.broken(channel, wrong.toString());
    }

    /** A chunk at the position from which it may be written. */
    private record Piece(
            TopicPartition partition, Position.Held held, Slice slice, List<ConsumerRecord<byte[], byte[]>> records) {}

    private Uni<Void> writeTogether(List<Chunk> chunks) {
        Map<Slice, Piece> pieces = new LinkedHashMap<>();
        for (Chunk chunk : chunks) {
            Piece piece = piece(chunk);
            if (piece == null) {
                waiting.ended(chunk.partition());
            } else {
                pieces.put(piece.slice(), piece);
            }
        }
        return pieces.isEmpty() ? Uni.createFrom().voidItem() : write(pieces);
    }

    /** Null where nothing of the chunk is to be written. */
    private @Nullable Piece piece(Chunk chunk) {
        TopicPartition partition = chunk.partition();
        Position.Held held = positions.held(partition).orElse(null);
        if (held == null || state.isStopping()) {
            return null;
        }
        List<ConsumerRecord<byte[], byte[]>> unwritten = unwritten(chunk.records(), held.nextOffset());
        if (unwritten.isEmpty()) {
            return null;
        }
        long first = unwritten.get(0).offset();
        if (first > held.nextOffset() && !held.gaps().contains(first)) {
            readAgain(partition, held, first);
            return null;
        }
        reportGap(partition, held, first);
        Slice slice = new Slice(
                partition.topic(),
                held.topicId(),
                partition.partition(),
                held.epoch(),
                held.nextOffset(),
                chunk.nextOffset());
        return new Piece(partition, held, slice, unwritten);
    }

    private static List<ConsumerRecord<byte[], byte[]>> unwritten(
            List<ConsumerRecord<byte[], byte[]>> records, long nextOffset) {
        return records.get(0).offset() >= nextOffset
                ? records
                : records.stream()
                        .filter(record -> record.offset() >= nextOffset)
                        .toList();
    }

    private Uni<Void> write(Map<Slice, Piece> pieces) {
        Instant receivedAt = clock.instant();
        int records = pieces.values().stream()
                .mapToInt(piece -> piece.records().size())
                .sum();
        return Uni.createFrom()
                .item(() -> read(pieces.values(), receivedAt))
                // Reading is work for a processor, and the caller may be an event loop.
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(slices -> writer.write(slices, (ended, end) -> ended(pieces, ended, end)))
                .invoke(() -> metrics.batch(topic(pieces), records, Duration.between(receivedAt, clock.instant())));
    }

    private static String topic(Map<Slice, Piece> pieces) {
        return pieces.keySet().iterator().next().topic();
    }

    private void ended(Map<Slice, Piece> pieces, List<Slice> ended, SliceEnd end) {
        ended.forEach(slice -> ended(Objects.requireNonNull(pieces.get(slice)), end));
        if (ended.size() < pieces.size()) {
            // The transaction has come apart, and its last slice may take long.
            writeWaiting();
        }
    }

    private void ended(Piece piece, SliceEnd end) {
        switch (end) {
            case WRITTEN ->
                positions.replace(
                        piece.partition(),
                        piece.held(),
                        piece.held().movedTo(piece.slice().nextOffset()));
            case FENCED -> lost(piece.partition(), piece.held());
            case LEFT -> {
                // The process stops.
            }
        }
        waiting.ended(piece.partition());
    }

    private List<SliceRecords<T>> read(Collection<Piece> pieces, Instant receivedAt) {
        return pieces.stream()
                .map(piece -> new SliceRecords<>(piece.slice(), readRecords(piece.records(), receivedAt)))
                .toList();
    }

    private List<ReadRecord<T>> readRecords(List<ConsumerRecord<byte[], byte[]>> records, Instant receivedAt) {
        List<ReadRecord<T>> read = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            read.add(new ReadRecord<>(record, reader.apply(record), receivedAt));
        }
        return read;
    }

    private void lost(TopicPartition partition, Position.Held held) {
        LOG.warnf("another consumer has claimed the partition: partition=%s epoch=%d", partition, held.epoch());
        positions.replace(partition, held, new Position.Lost());
        // Not waited for: the polling thread may itself wait for what is being written.
        Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(BEFORE_CLAIMING_AGAIN)
                .chain(() -> onPollingThread(consumer -> claims.claimAgain(consumer, partition)))
                .subscribe()
                .with(done -> {}, failure -> LOG.errorf(failure, "cannot claim again: partition=%s", partition));
    }

    private void readAgain(TopicPartition partition, Position.Held held, long first) {
        positions.replace(partition, held, held.withGap(first));
        onPollingThread(consumer -> {
                    if (consumer.assignment().contains(partition)) {
                        consumer.seek(partition, held.nextOffset());
                    }
                })
                .subscribe()
                .with(done -> {}, failure -> LOG.errorf(failure, "cannot seek: partition=%s", partition));
    }

    // A transaction's marker, or compaction: what retention deletes is an incident and never comes this far.
    private void reportGap(TopicPartition partition, Position.Held held, long first) {
        if (first > held.nextOffset()) {
            LOG.debugf(
                    "Kafka's log has no records at these offsets: partition=%s from=%d until=%d",
                    partition, held.nextOffset(), first);
            metrics.gap(partition.topic(), first - held.nextOffset());
        }
    }

    private Uni<Void> onPollingThread(java.util.function.Consumer<Consumer<byte[], byte[]>> action) {
        return consumers.each(channel, action);
    }
}
