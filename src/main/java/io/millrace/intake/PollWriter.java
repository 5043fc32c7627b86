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
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Writes one poll: its partitions side by side, the slices of each partition one after the other.
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
            return writePartitions(poll).eventually(drain::ended);
        });
    }

    private Uni<Void> writePartitions(ConsumerRecords<byte[], byte[]> poll) {
        return Multi.createFrom()
                .iterable(poll.partitions())
                .onItem()
                .transformToUni(partition ->
                        writeChunks(partition, chunks(poll, partition).iterator()))
                .merge(config.writers())
                .collect()
                .last()
                .replaceWithVoid();
    }

    // What comes behind a chunk that was not written would only leave a gap.
    private Uni<Boolean> writeChunks(TopicPartition partition, Iterator<Chunk> chunks) {
        return writeChunk(partition, chunks.next())
                .chain(written -> written && chunks.hasNext()
                        ? writeChunks(partition, chunks)
                        : Uni.createFrom().item(written));
    }

    /**
     * Records that are written in one transaction.
     *
     * @param nextOffset where reading goes on behind them; beyond the last record's successor where Kafka's own markers follow
     */
    private record Chunk(List<ConsumerRecord<byte[], byte[]>> records, long nextOffset) {}

    private List<Chunk> chunks(ConsumerRecords<byte[], byte[]> poll, TopicPartition partition) {
        List<ConsumerRecord<byte[], byte[]>> records = poll.records(partition);
        List<Chunk> chunks = new ArrayList<>();
        for (int from = 0; from < records.size(); from += config.maxBatchRecords()) {
            int until = Math.min(records.size(), from + config.maxBatchRecords());
            long successor = records.get(until - 1).offset() + 1;
            chunks.add(new Chunk(
                    records.subList(from, until),
                    until == records.size() ? Math.max(successor, positionAfter(poll, partition)) : successor));
        }
        return chunks;
    }

    // Kafka's client leaves it out of a poll from which another partition was taken away.
    private static long positionAfter(ConsumerRecords<byte[], byte[]> poll, TopicPartition partition) {
        OffsetAndMetadata next = poll.nextOffsets().get(partition);
        return next == null ? 0 : next.offset();
    }

    private Uni<Boolean> writeChunk(TopicPartition partition, Chunk chunk) {
        Position.Held held = positions.held(partition).orElse(null);
        if (held == null || state.isStopping()) {
            return Uni.createFrom().item(false);
        }
        List<ConsumerRecord<byte[], byte[]>> unwritten = chunk.records().stream()
                .filter(record -> record.offset() >= held.nextOffset())
                .toList();
        if (unwritten.isEmpty()) {
            return Uni.createFrom().item(true);
        }
        long first = unwritten.get(0).offset();
        if (first > held.nextOffset() && !Long.valueOf(first).equals(held.confirmedGap())) {
            return readAgain(partition, held, first);
        }
        reportGap(partition, held, first);
        return writeSlice(partition, held, new Chunk(unwritten, chunk.nextOffset()));
    }

    private Uni<Boolean> writeSlice(TopicPartition partition, Position.Held held, Chunk chunk) {
        Instant receivedAt = clock.instant();
        Slice slice = new Slice(
                partition.topic(),
                held.topicId(),
                partition.partition(),
                held.epoch(),
                held.nextOffset(),
                chunk.nextOffset());
        return Uni.createFrom()
                .item(() -> read(chunk.records(), receivedAt))
                // Reading is work for a processor, and the caller may be an event loop.
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(read -> writer.write(slice, read))
                .invoke(end -> metrics.batch(
                        partition.topic(), chunk.records().size(), Duration.between(receivedAt, clock.instant())))
                .chain(end -> switch (end) {
                    case WRITTEN -> moved(partition, held, chunk.nextOffset());
                    case FENCED -> lost(partition, held);
                    case LEFT -> Uni.createFrom().item(false);
                });
    }

    private List<ReadRecord<T>> read(List<ConsumerRecord<byte[], byte[]>> records, Instant receivedAt) {
        List<ReadRecord<T>> read = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            read.add(new ReadRecord<>(record, reader.apply(record), receivedAt));
        }
        return read;
    }

    private Uni<Boolean> moved(TopicPartition partition, Position.Held held, long nextOffset) {
        positions.replace(partition, held, held.movedTo(nextOffset));
        return Uni.createFrom().item(true);
    }

    private Uni<Boolean> lost(TopicPartition partition, Position.Held held) {
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
        return Uni.createFrom().item(false);
    }

    private Uni<Boolean> readAgain(TopicPartition partition, Position.Held held, long first) {
        positions.replace(partition, held, held.withGap(first));
        onPollingThread(consumer -> {
                    if (consumer.assignment().contains(partition)) {
                        consumer.seek(partition, held.nextOffset());
                    }
                })
                .subscribe()
                .with(done -> {}, failure -> LOG.errorf(failure, "cannot seek: partition=%s", partition));
        return Uni.createFrom().item(false);
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
