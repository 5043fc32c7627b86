package io.millrace.intake;

import io.millrace.event.Reading;
import io.millrace.store.Slice;
import io.millrace.telemetry.IntakeMetrics;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Writes one poll, as its {@link PollPlan plan} says: lanes side by side, the transactions of each lane one after the other.
 *
 * <p>A poll may be older than the last seek: fetched before a rebalance, or before a partition was lost and claimed again. So nothing is
 * taken for granted: what lies before the position has been written already and is passed over; what lies beyond it leaves a gap, and
 * is read again from the position. Only where Kafka answers with the same gap a second time is it Kafka that has those offsets no more.
 *
 * @param <T> what an accepted record holds
 */
final class PollWriter<T> {
    private static final Logger LOG = Logger.getLogger(PollWriter.class);
    private static final Duration BEFORE_CLAIMING_AGAIN = Duration.ofSeconds(1);

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
    }

    /**
     * Completes when every record of the poll is committed, belongs to a partition that is no longer ours, or is left to whoever comes
     * after this process; never fails.
     */
    Uni<Void> write(ConsumerRecords<byte[], byte[]> poll) {
        return Uni.createFrom().deferred(() -> {
            drain.begun();
            return writeLanes(poll).eventually(drain::ended);
        });
    }

    private Uni<Void> writeLanes(ConsumerRecords<byte[], byte[]> poll) {
        PollPlan plan = PollPlan.of(
                poll, new PollPlan.Bounds(config.writers(), config.maxBatchRecords(), config.maxBatchBytes()));
        return Multi.createFrom()
                .iterable(plan.lanes())
                .onItem()
                .transformToUni(this::writeLane)
                .merge(config.writers())
                .collect()
                .last()
                .replaceWithVoid();
    }

    // What comes behind a chunk that was not written would only leave a gap.
    private Uni<Void> writeLane(PollPlan.Lane lane) {
        Set<TopicPartition> left = new HashSet<>();
        return Multi.createFrom()
                .iterable(lane.transactions())
                .onItem()
                .transformToUniAndConcatenate(chunks -> writeTogether(chunks, left))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** A chunk at the position from which it may be written. */
    private record Piece(
            TopicPartition partition, Position.Held held, Slice slice, List<ConsumerRecord<byte[], byte[]>> records) {}

    /** @param left partitions of which nothing more is to be written; those of which nothing was are added */
    private Uni<Void> writeTogether(List<PollPlan.Chunk> chunks, Set<TopicPartition> left) {
        List<Piece> pieces = new ArrayList<>();
        for (PollPlan.Chunk chunk : chunks) {
            if (!left.contains(chunk.partition())) {
                add(chunk, pieces, left);
            }
        }
        return pieces.isEmpty() ? Uni.createFrom().voidItem() : write(pieces, left);
    }

    private void add(PollPlan.Chunk chunk, List<Piece> pieces, Set<TopicPartition> left) {
        TopicPartition partition = chunk.partition();
        Position.Held held = positions.held(partition).orElse(null);
        if (held == null || state.isStopping()) {
            left.add(partition);
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> unwritten = unwritten(chunk.records(), held.nextOffset());
        if (unwritten.isEmpty()) {
            return;
        }
        long first = unwritten.get(0).offset();
        if (first > held.nextOffset() && !Long.valueOf(first).equals(held.confirmedGap())) {
            readAgain(partition, held, first);
            left.add(partition);
            return;
        }
        reportGap(partition, held, first);
        Slice slice = new Slice(
                partition.topic(),
                held.topicId(),
                partition.partition(),
                held.epoch(),
                held.nextOffset(),
                chunk.nextOffset());
        pieces.add(new Piece(partition, held, slice, unwritten));
    }

    private static List<ConsumerRecord<byte[], byte[]>> unwritten(
            List<ConsumerRecord<byte[], byte[]>> records, long nextOffset) {
        return records.get(0).offset() >= nextOffset
                ? records
                : records.stream()
                        .filter(record -> record.offset() >= nextOffset)
                        .toList();
    }

    private Uni<Void> write(List<Piece> pieces, Set<TopicPartition> left) {
        Instant receivedAt = clock.instant();
        int records = pieces.stream().mapToInt(piece -> piece.records().size()).sum();
        return Uni.createFrom()
                .item(() -> read(pieces, receivedAt))
                // Reading is work for a processor, and the caller may be an event loop.
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(writer::write)
                .invoke(ends -> metrics.batch(
                        pieces.get(0).partition().topic(), records, Duration.between(receivedAt, clock.instant())))
                .invoke(ends -> {
                    for (int i = 0; i < ends.size(); i++) {
                        ended(pieces.get(i), ends.get(i), left);
                    }
                })
                .replaceWithVoid();
    }

    private void ended(Piece piece, SliceEnd end, Set<TopicPartition> left) {
        switch (end) {
            case WRITTEN ->
                positions.replace(
                        piece.partition(),
                        piece.held(),
                        piece.held().movedTo(piece.slice().nextOffset()));
            case FENCED -> {
                left.add(piece.partition());
                lost(piece.partition(), piece.held());
            }
            case LEFT -> left.add(piece.partition());
        }
    }

    private List<SliceRecords<T>> read(List<Piece> pieces, Instant receivedAt) {
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
        // Not waited for: the polling thread may itself wait for this poll to end.
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
