package io.millrace.intake;

import io.millrace.store.Account;
import io.millrace.store.Batch;
import io.millrace.store.BatchStore;
import io.millrace.store.Fault;
import io.millrace.store.Outcome;
import io.millrace.store.Slice;
import io.millrace.telemetry.IntakeMetrics;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Has slices stored, several in one transaction, however long it takes, and decides what a failure means.
 *
 * <ul>
 *   <li>the record's fault: has each slice go alone, and halves the one that it is in until the culprit is alone and dead-letters it; k
 *       bad of n cost about k·log₂ n transactions more
 *   <li>a missing partition, a deadlock: tries again soon, and says so only when it lasts
 *   <li>the environment's or our own fault: says so in readiness and tries again without limit, slower each time, until the process stops
 * </ul>
 *
 * @param <T> what an accepted record holds
 */
final class SliceWriter<T> {
    private static final Logger LOG = Logger.getLogger(SliceWriter.class);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    // Two writers that stood in each other's way are worth a word only when it lasts.
    private static final int UNSEEN_TRIES = 3;
    // Each try on a connection, of which there are a dozen by default.
    private static final int ALONE_SIDE_BY_SIDE = 2;

    private final BatchStore<T> store;
    private final IntakeState state;
    private final IntakeMetrics metrics;
    private final SliceWriter<T> alone;

    SliceWriter(BatchStore<T> store, IntakeState state, IntakeMetrics metrics) {
        this.store = store;
        this.state = state;
        this.metrics = metrics;
        this.alone = new SliceWriter<>(store, new Turns(ALONE_SIDE_BY_SIDE), state, metrics);
    }

    /** Writes one slice at a time; a turn is one try and not all of them, or two slices that cannot pass would hold up the others. */
    private SliceWriter(BatchStore<T> store, Turns turns, IntakeState state, IntakeMetrics metrics) {
        this.store = batches -> turns.take(() -> store.store(batches));
        this.state = state;
        this.metrics = metrics;
        this.alone = this;
    }

    /**
     * Completes when each slice is committed, when it must not be any more, or when the process stops; never fails.
     *
     * @param slices at least one; of one topic, each of another partition
     * @param ended told how slices ended, as soon as they have, those together that went together: one that cannot pass must not hold up
     *     the partitions of the others
     */
    Uni<Void> write(List<SliceRecords<T>> slices, BiConsumer<List<Slice>, SliceEnd> ended) {
        return write(slices, 1, ended);
    }

    private Uni<Void> write(List<SliceRecords<T>> slices, int attempt, BiConsumer<List<Slice>, SliceEnd> ended) {
        List<Batch<T>> batches = slices.stream().map(SliceRecords::batch).toList();
        return Uni.createFrom()
                .deferred(() -> store.store(batches))
                // A failure of whoever is told of the end is not the store's, and nothing to be tried again.
                .onItemOrFailure()
                .transformToUni((outcome, failure) -> failure == null
                        ? finished(slices, outcome, ended)
                        : afterFailure(slices, attempt, failure, ended));
    }

    private Uni<Void> finished(List<SliceRecords<T>> slices, Outcome outcome, BiConsumer<List<Slice>, SliceEnd> ended) {
        slices.forEach(slice -> state.resumed(slice.name()));
        if (outcome instanceof Outcome.Fenced) {
            // Whose fault it is shows when each goes alone.
            return slices.size() > 1 ? writeEachAlone(slices, ended) : all(slices, SliceEnd.FENCED, ended);
        }
        if (outcome instanceof Outcome.Committed committed) {
            count(topic(slices), committed);
        }
        return all(slices, SliceEnd.WRITTEN, ended);
    }

    // Side by side: one that waits holds up none of the others.
    private Uni<Void> writeEachAlone(List<SliceRecords<T>> slices, BiConsumer<List<Slice>, SliceEnd> ended) {
        return Uni.join()
                .all(slices.stream()
                        .map(slice -> alone.write(List.of(slice), ended))
                        .toList())
                .andCollectFailures()
                .replaceWithVoid();
    }

    private Uni<Void> all(List<SliceRecords<T>> slices, SliceEnd end, BiConsumer<List<Slice>, SliceEnd> ended) {
        ended.accept(slices.stream().map(SliceRecords::slice).toList(), end);
        return Uni.createFrom().voidItem();
    }

    private void count(String topic, Outcome.Committed committed) {
        Account account = committed.account();
        metrics.committed(topic, account.received(), account.stored(), account.duplicate(), account.deadLettered());
        committed.deadLetters().forEach((reason, letters) -> metrics.deadLettered(topic, reason, letters));
    }

    private Uni<Void> afterFailure(
            List<SliceRecords<T>> slices, int attempt, Throwable failure, BiConsumer<List<Slice>, SliceEnd> ended) {
        Fault fault = Fault.of(failure);
        metrics.retried(topic(slices), fault.name());
        if (slices.size() > 1 && isOfOne(fault, attempt)) {
            return writeEachAlone(slices, ended);
        }
        return switch (fault) {
            case RECORD -> isolate(slices.get(0), attempt, failure, ended);
            case MISSING_PARTITION, TRANSIENT -> {
                if (attempt >= UNSEEN_TRIES) {
                    tell(slices, failure);
                }
                yield again(slices, attempt, ended);
            }
            case ENVIRONMENT -> {
                tell(slices, failure);
                yield again(slices, attempt, ended);
            }
            case PROGRAMMING -> {
                if (attempt == 1) {
                    LOG.errorf(failure, "a statement that cannot pass: partitions=%s", names(slices));
                }
                tell(slices, failure);
                yield again(slices, attempt, ended);
            }
        };
    }

    /** Whether a fault may be that of one partition, which must hold up none of the others and be named alone. */
    private static boolean isOfOne(Fault fault, int attempt) {
        return switch (fault) {
            case RECORD, PROGRAMMING -> true;
            case MISSING_PARTITION, TRANSIENT -> attempt >= UNSEEN_TRIES;
            case ENVIRONMENT -> false;
        };
    }

    private void tell(List<SliceRecords<T>> slices, Throwable failure) {
        slices.forEach(slice -> state.paused(slice.name(), Fault.describe(failure)));
    }

    private Uni<Void> again(List<SliceRecords<T>> slices, int attempt, BiConsumer<List<Slice>, SliceEnd> ended) {
        if (state.isStopping()) {
            return all(slices, SliceEnd.LEFT, ended);
        }
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(wait(attempt))
                .chain(() -> write(slices, attempt + 1, ended));
    }

    // Half of it by chance, so that two writers that stood in each other's way do not meet again.
    private static Duration wait(int attempt) {
        long longest = Math.min(LONGEST_WAIT.toMillis(), SHORTEST_WAIT.toMillis() << Math.min(attempt, 16));
        return Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }

    private Uni<Void> isolate(
            SliceRecords<T> whole, int attempt, Throwable failure, BiConsumer<List<Slice>, SliceEnd> ended) {
        Slice slice = whole.slice();
        List<ReadRecord<T>> records = whole.records();
        long accepted = records.stream().filter(ReadRecord::isAccepted).count();
        if (accepted == 0) {
            // Not even its dead letters can be written: nothing to halve, so it is not the records' fault.
            tell(List.of(whole), failure);
            return again(List.of(whole), attempt, ended);
        }
        if (accepted == 1) {
            String detail = Fault.describe(failure);
            List<ReadRecord<T>> refused = records.stream()
                    .map(record -> record.isAccepted() ? record.rejectedByDatabase(detail) : record)
                    .toList();
            return write(List.of(new SliceRecords<>(slice, refused)), 1, ended);
        }
        int middle = middleOfAccepted(records, accepted);
        long boundary = records.get(middle).record().offset();
        Slice left = new Slice(
                slice.topic(), slice.topicId(), slice.partition(), slice.epoch(), slice.firstOffset(), boundary);
        Slice right = new Slice(
                slice.topic(), slice.topicId(), slice.partition(), slice.epoch(), boundary, slice.nextOffset());
        return half(left, records.subList(0, middle))
                .chain(end -> end == SliceEnd.WRITTEN
                        ? half(right, records.subList(middle, records.size()))
                        : Uni.createFrom().item(end))
                .invoke(end -> ended.accept(List.of(slice), end))
                .replaceWithVoid();
    }

    private Uni<SliceEnd> half(Slice slice, List<ReadRecord<T>> records) {
        AtomicReference<SliceEnd> end = new AtomicReference<>(SliceEnd.LEFT);
        return write(List.of(new SliceRecords<>(slice, records)), 1, (half, its) -> end.set(its))
                .map(done -> end.get());
    }

    /** The index before which half of the accepted records stand; both halves hold at least one. */
    private static <T> int middleOfAccepted(List<ReadRecord<T>> records, long accepted) {
        long seen = 0;
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).isAccepted() && seen++ == accepted / 2) {
                return i;
            }
        }
        throw new IllegalStateException("fewer accepted records than counted");
    }

    private static <T> String topic(List<SliceRecords<T>> slices) {
        return slices.get(0).slice().topic();
    }

    private static <T> String names(List<SliceRecords<T>> slices) {
        return slices.stream().map(SliceRecords::name).collect(Collectors.joining(", "));
    }
}
