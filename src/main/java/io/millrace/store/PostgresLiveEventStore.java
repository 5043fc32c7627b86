package io.millrace.store;

import io.millrace.event.LiveEvent;
import io.millrace.partition.Partition;
import io.millrace.partition.PartitionKeeper;
import io.millrace.partition.PartitionedTable;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes live events: history first, then what was new in it into every figure, then the books; one transaction. */
public final class PostgresLiveEventStore implements BatchStore<LiveEvent> {
    private static final Comparator<LiveEvent> BY_MESSAGE =
            Comparator.comparingLong(LiveEvent::roomId).thenComparingLong(LiveEvent::msgId);

    private final Pool pool;
    private final Ledger ledger;
    private final PartitionKeeper partitions;
    private final ReadOnlySessions readOnlySessions;

    public PostgresLiveEventStore(Pool pool, PartitionKeeper partitions) {
        this.pool = pool;
        this.ledger = new Ledger(pool);
        this.partitions = partitions;
        this.readOnlySessions = new ReadOnlySessions(pool);
    }

    @Override
    public Uni<Outcome> store(Batch<LiveEvent> batch) {
        return partitions
                .ensure(partitionsOf(batch.accepted()))
                .chain(() -> pool.withTransaction(connection -> write(connection, batch)))
                .onFailure(NotAtPosition.class)
                .recoverWithUni(() -> ledger.explain(batch.slice()))
                .onFailure(failure -> Fault.of(failure) == Fault.MISSING_PARTITION)
                .invoke(partitions::forget)
                .onFailure(ReadOnlySessions::isCauseOf)
                .call(readOnlySessions::end);
    }

    private Uni<Outcome> write(SqlConnection connection, Batch<LiveEvent> batch) {
        List<LiveEvent> undated = undated(batch.accepted());
        if (undated.isEmpty()) {
            return writeRecognised(connection, batch, UndatedStatement.Recognised.NOTHING);
        }
        return UndatedStatement.recognise(connection, undated)
                .chain(recognised -> writeRecognised(connection, batch, recognised));
    }

    private Uni<Outcome> writeRecognised(
            SqlConnection connection, Batch<LiveEvent> batch, UndatedStatement.Recognised recognised) {
        List<LiveEvent> candidates = candidates(batch.accepted(), recognised.known());
        if (candidates.isEmpty()) {
            return writeBooks(connection, batch, 0).chain(outcome -> move(connection, recognised, outcome));
        }
        return HistoryStatement.execute(connection, batch.slice(), candidates)
                .chain(fresh -> writeFiguresAndBooks(connection, batch, fresh))
                .chain(outcome -> move(connection, recognised, outcome));
    }

    // Both are sent before either has answered; the transaction commits only after both have.
    private static Uni<Outcome> writeFiguresAndBooks(
            SqlConnection connection, Batch<LiveEvent> batch, HistoryStatement.Fresh fresh) {
        int stored = fresh.events().size();
        if (stored == 0) {
            return writeBooks(connection, batch, 0);
        }
        Uni<Void> figures = FiguresStatement.execute(connection, FigureDeltas.of(fresh));
        return Uni.combine()
                .all()
                .unis(figures, writeBooks(connection, batch, stored))
                .with((done, outcome) -> outcome);
    }

    private static Uni<Outcome> writeBooks(SqlConnection connection, Batch<LiveEvent> batch, long stored) {
        long deadLettered = batch.deadLetters().size();
        Account account = new Account(batch.received(), stored, batch.received() - stored - deadLettered, deadLettered);
        return BooksStatement.execute(connection, batch.slice(), account, batch.deadLetters())
                .replaceWith(new Outcome.Committed(account));
    }

    private static Uni<Outcome> move(
            SqlConnection connection, UndatedStatement.Recognised recognised, Outcome outcome) {
        return recognised.moves().isEmpty()
                ? Uni.createFrom().item(outcome)
                : UndatedStatement.move(connection, recognised.moves()).replaceWith(outcome);
    }

    /** The batch without what is in it twice and without what is known already, in the order of the key. */
    private static List<LiveEvent> candidates(List<LiveEvent> events, Set<UndatedStatement.MessageKey> known) {
        Map<Object, LiveEvent> distinct = new LinkedHashMap<>(events.size() * 2);
        for (LiveEvent event : events) {
            if (event.dated()) {
                distinct.putIfAbsent(EventKey.of(event), event);
            } else if (!known.contains(UndatedStatement.MessageKey.of(event))) {
                distinct.merge(UndatedStatement.MessageKey.of(event), event, PostgresLiveEventStore::earlier);
            }
        }
        List<LiveEvent> candidates = new ArrayList<>(distinct.values());
        candidates.sort(EventKey.ORDER);
        return candidates;
    }

    private static List<LiveEvent> undated(List<LiveEvent> events) {
        Map<UndatedStatement.MessageKey, LiveEvent> distinct = new LinkedHashMap<>();
        for (LiveEvent event : events) {
            if (!event.dated()) {
                distinct.merge(UndatedStatement.MessageKey.of(event), event, PostgresLiveEventStore::earlier);
            }
        }
        List<LiveEvent> undated = new ArrayList<>(distinct.values());
        undated.sort(BY_MESSAGE);
        return undated;
    }

    private static LiveEvent earlier(LiveEvent a, LiveEvent b) {
        return b.occurredAtMillis() < a.occurredAtMillis() ? b : a;
    }

    /** Those of the events' own days, and of the day before for a streak, which may stand up to 24 h before its frame. */
    private static Set<Partition> partitionsOf(List<LiveEvent> events) {
        Set<LocalDate> days = new HashSet<>();
        Set<LocalDate> streakDays = new HashSet<>();
        for (LiveEvent event : events) {
            LocalDate day = FigureDeltas.dayOf(event.occurredAtMillis());
            days.add(day);
            if (FigureDeltas.isStreakFrame(event)) {
                streakDays.add(day.minusDays(1));
            }
        }
        Set<Partition> partitions = new LinkedHashSet<>();
        days.forEach(day -> partitions.add(PartitionedTable.LIVE_EVENTS.partitionOf(day)));
        days.forEach(day -> partitions.add(PartitionedTable.LIVE_MINUTE_STATS.partitionOf(day)));
        streakDays.forEach(day -> partitions.add(PartitionedTable.LIVE_MINUTE_STATS.partitionOf(day)));
        return partitions;
    }
}
