package io.millrace.intake;

import io.millrace.event.Reading;
import io.millrace.store.Slice;
import io.millrace.telemetry.IntakeMetrics;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
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
    private final KafkaClientService kafka;
    private final IntakeConfig config;
    private final IntakeMetrics metrics;
    private final Clock clock;

    PollWriter(
            String channel,
            Function<ConsumerRecord<byte[], byte[]>, Reading<T>> reader,
            SliceWriter<T> writer,
            Positions positions,
            PartitionClaims claims,
            KafkaClientService kafka,
            IntakeConfig config,
            IntakeMetrics metrics,
            Clock clock) {
        this.channel = channel;
        this.reader = reader;
        this.writer = writer;
        this.positions = positions;
        this.claims = claims;
        this.kafka = kafka;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Completes when every record of the poll is committed, or belongs to a partition that is no longer ours; never fails. */
    Uni<Void> write(ConsumerRecords<byte[], byte[]> poll) {
        return Multi.createFrom()
                .iterable(poll.partitions())
                .onItem()
                .transformToUni(partition -> writePartition(partition, poll.records(partition)))
                .merge(config.writers())
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Boolean> writePartition(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        return writeChunks(partition, chunks(records).iterator());
    }

    // What comes behind a chunk that was not written would only leave a gap.
    private Uni<Boolean> writeChunks(TopicPartition partition, Iterator<List<ConsumerRecord<byte[], byte[]>>> chunks) {
        return writeChunk(partition, chunks.next())
                .chain(written -> written && chunks.hasNext()
                        ? writeChunks(partition, chunks)
                        : Uni.createFrom().item(written));
    }

    private List<List<ConsumerRecord<byte[], byte[]>>> chunks(List<ConsumerRecord<byte[], byte[]>> records) {
        List<List<ConsumerRecord<byte[], byte[]>>> chunks = new ArrayList<>();
        for (int from = 0; from < records.size(); from += config.maxBatchRecords()) {
            chunks.add(records.subList(from, Math.min(records.size(), from + config.maxBatchRecords())));
        }
        return chunks;
    }

    private Uni<Boolean> writeChunk(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        Position.Held held = positions.held(partition).orElse(null);
        if (held == null) {
            return Uni.createFrom().item(false);
        }
        List<ConsumerRecord<byte[], byte[]>> unwritten = records.stream()
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
        return writeSlice(partition, held, unwritten);
    }

    private Uni<Boolean> writeSlice(
            TopicPartition partition, Position.Held held, List<ConsumerRecord<byte[], byte[]>> records) {
        Instant receivedAt = clock.instant();
        long nextOffset = records.get(records.size() - 1).offset() + 1;
        Slice slice = new Slice(
                partition.topic(), held.topicId(), partition.partition(), held.epoch(), held.nextOffset(), nextOffset);
        return Uni.createFrom()
                .item(() -> read(records, receivedAt))
                // Reading is work for a processor, and the caller may be an event loop.
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(read -> writer.write(slice, read))
                .invoke(ours ->
                        metrics.batch(partition.topic(), records.size(), Duration.between(receivedAt, clock.instant())))
                .chain(ours -> ours ? moved(partition, held, nextOffset) : lost(partition, held));
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

    private void reportGap(TopicPartition partition, Position.Held held, long first) {
        if (first > held.nextOffset()) {
            LOG.warnf(
                    "Kafka has these offsets no more: partition=%s from=%d until=%d",
                    partition, held.nextOffset(), first);
            metrics.gap(partition.topic(), first - held.nextOffset());
        }
    }

    private Uni<Void> onPollingThread(java.util.function.Consumer<Consumer<byte[], byte[]>> action) {
        KafkaConsumer<byte[], byte[]> consumer = kafka.getConsumer(channel);
        return consumer.runOnPollingThread(action);
    }
}
