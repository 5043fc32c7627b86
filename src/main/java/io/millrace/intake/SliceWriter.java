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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Has one slice stored, however long it takes, and decides what a failure means.
 *
 * <ul>
 *   <li>the record's fault: halves the slice until the culprit is alone and dead-letters it; k bad of n cost about k·log₂ n
 *       transactions more
 *   <li>a missing partition, a deadlock: tries again at once
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

    private final BatchStore<T> store;
    private final IntakeState state;
    private final IntakeMetrics metrics;

    SliceWriter(BatchStore<T> store, IntakeState state, IntakeMetrics metrics) {
        this.store = store;
        this.state = state;
        this.metrics = metrics;
    }

    /** Completes when the slice is committed, when it must not be any more, or when the process stops; never fails. */
    Uni<SliceEnd> write(Slice slice, List<ReadRecord<T>> records) {
        return write(slice, records, 1);
    }

    private Uni<SliceEnd> write(Slice slice, List<ReadRecord<T>> records, int attempt) {
        Batch<T> batch = ReadRecord.batchOf(slice, records);
        return Uni.createFrom()
                .deferred(() -> store.store(batch))
                .map(outcome -> finished(slice, outcome))
                .onFailure()
                .recoverWithUni(failure -> afterFailure(slice, records, attempt, failure));
    }

    private SliceEnd finished(Slice slice, Outcome outcome) {
        state.resumed(name(slice));
        if (outcome instanceof Outcome.Committed committed) {
            count(slice.topic(), committed);
        }
        return outcome instanceof Outcome.Fenced ? SliceEnd.FENCED : SliceEnd.WRITTEN;
    }

    private void count(String topic, Outcome.Committed committed) {
        Account account = committed.account();
        metrics.committed(topic, account.received(), account.stored(), account.duplicate(), account.deadLettered());
        committed.deadLetters().forEach((reason, letters) -> metrics.deadLettered(topic, reason, letters));
    }

    private Uni<SliceEnd> afterFailure(Slice slice, List<ReadRecord<T>> records, int attempt, Throwable failure) {
        Fault fault = Fault.of(failure);
        metrics.retried(slice.topic(), fault.name());
        return switch (fault) {
            case RECORD -> isolate(slice, records, attempt, failure);
            case MISSING_PARTITION, TRANSIENT -> {
                if (attempt >= UNSEEN_TRIES) {
                    tell(slice, failure);
                }
                yield again(slice, records, attempt);
            }
            case ENVIRONMENT -> {
                tell(slice, failure);
                yield again(slice, records, attempt);
            }
            case PROGRAMMING -> {
                if (attempt == 1) {
                    LOG.errorf(failure, "a statement that cannot pass: partition=%s", name(slice));
                }
                tell(slice, failure);
                yield again(slice, records, attempt);
            }
        };
    }

    private void tell(Slice slice, Throwable failure) {
        state.paused(name(slice), Fault.describe(failure));
    }

    private Uni<SliceEnd> again(Slice slice, List<ReadRecord<T>> records, int attempt) {
        if (state.isStopping()) {
            return Uni.createFrom().item(SliceEnd.LEFT);
        }
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(wait(attempt))
                .chain(() -> write(slice, records, attempt + 1));
    }

    // Half of it by chance, so that two writers that stood in each other's way do not meet again.
    private static Duration wait(int attempt) {
        long longest = Math.min(LONGEST_WAIT.toMillis(), SHORTEST_WAIT.toMillis() << Math.min(attempt, 16));
        return Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }

    private Uni<SliceEnd> isolate(Slice slice, List<ReadRecord<T>> records, int attempt, Throwable failure) {
        long accepted = records.stream().filter(ReadRecord::isAccepted).count();
        if (accepted == 0) {
            // Not even its dead letters can be written: nothing to halve, so it is not the records' fault.
            tell(slice, failure);
            return again(slice, records, attempt);
        }
        if (accepted == 1) {
            String detail = Fault.describe(failure);
            return write(
                    slice,
                    records.stream()
                            .map(record -> record.isAccepted() ? record.rejectedByDatabase(detail) : record)
                            .toList(),
                    1);
        }
        int middle = middleOfAccepted(records, accepted);
        long boundary = records.get(middle).record().offset();
        Slice left = new Slice(
                slice.topic(), slice.topicId(), slice.partition(), slice.epoch(), slice.firstOffset(), boundary);
        Slice right = new Slice(
                slice.topic(), slice.topicId(), slice.partition(), slice.epoch(), boundary, slice.nextOffset());
        return write(left, records.subList(0, middle), 1)
                .chain(end -> end == SliceEnd.WRITTEN
                        ? write(right, new ArrayList<>(records.subList(middle, records.size())), 1)
                        : Uni.createFrom().item(end));
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

    private static String name(Slice slice) {
        return slice.topic() + "-" + slice.partition();
    }
}
