package io.millrace.store;

import io.millrace.event.LiveEvent;
import io.millrace.partition.Partition;
import io.millrace.partition.PartitionedTable;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Live events: history first, then what was new in it into every figure, beside them the books. Answers come on the connection's event
 * loop, and what follows them is work for a processor.
 */
final class LiveEventTables implements RecordTables<LiveEvent> {
    private static final Comparator<LiveEvent> BY_MESSAGE =
            Comparator.comparingLong(LiveEvent::roomId).thenComparingLong(LiveEvent::msgId);

    /** After a surprise: where an old log is read anew all of it is known, and each try at news would be in vain. */
    private static final int CAREFUL_FOR_TRANSACTIONS = 100;

    private final boolean figures;
    private final LatelySent latelySent = new LatelySent();
    private final AtomicInteger carefulFor = new AtomicInteger();

    /** @param figures whether the figures are kept; false: history alone */
    LiveEventTables(boolean figures) {
        this.figures = figures;
    }

    @Override
    public <R> Uni<R> write(
            SqlConnection connection, List<Portion<LiveEvent>> portions, Function<long[], Uni<R>> books) {
        return write(connection, portions, books, event -> {
            // Or what is sent meanwhile would be the next surprise.
            latelySent.add(event);
            return false;
        });
    }

    @Override
    public <R> Uni<R> writeNews(
            SqlConnection connection, List<Portion<LiveEvent>> portions, Function<long[], Uni<R>> books) {
        return carefulFor.getAndUpdate(transactions -> Math.max(0, transactions - 1)) > 0
                ? write(connection, portions, books)
                : write(connection, portions, books, latelySent::add)
                        .onFailure(this::isSurprise)
                        .invoke(() -> carefulFor.set(CAREFUL_FOR_TRANSACTIONS));
    }

    @Override
    public boolean isSurprise(Throwable failure) {
        return HistoryStatement.isKnownAlready(failure);
    }

    /** @param isNews whether an event is taken for new; asked once for each */
    private <R> Uni<R> write(
            SqlConnection connection,
            List<Portion<LiveEvent>> portions,
            Function<long[], Uni<R>> books,
            Predicate<LiveEvent> isNews) {
        List<LiveEvent> accepted = portions.stream()
                .flatMap(portion -> portion.accepted().stream())
                .toList();
        List<LiveEvent> undated = undated(accepted);
        if (undated.isEmpty()) {
            return writeRecognised(connection, portions, accepted, UndatedStatement.Recognised.NOTHING, books, isNews);
        }
        return UndatedStatement.recognise(connection, undated)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(recognised -> writeRecognised(connection, portions, accepted, recognised, books, isNews));
    }

    private <R> Uni<R> writeRecognised(
            SqlConnection connection,
            List<Portion<LiveEvent>> portions,
            List<LiveEvent> accepted,
            UndatedStatement.Recognised recognised,
            Function<long[], Uni<R>> books,
            Predicate<LiveEvent> isNews) {
        List<LiveEvent> candidates = candidates(accepted, recognised.known());
        if (candidates.isEmpty()) {
            return books.apply(new long[portions.size()]).chain(answer -> move(connection, recognised, answer));
        }
        List<LedgerPosition> positions =
                portions.stream().map(Portion::position).toList();
        return writeHistory(connection, positions, candidates, isNews)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(fresh -> writeFiguresAndBooks(connection, fresh, stored(portions, fresh.events()), books))
                .chain(answer -> move(connection, recognised, answer));
    }

    private Uni<HistoryStatement.Fresh> writeHistory(
            SqlConnection connection,
            List<LedgerPosition> positions,
            List<LiveEvent> candidates,
            Predicate<LiveEvent> isNews) {
        List<LiveEvent> news = new ArrayList<>(candidates.size());
        List<LiveEvent> others = new ArrayList<>();
        for (LiveEvent candidate : candidates) {
            (isNews.test(candidate) ? news : others).add(candidate);
        }
        if (others.isEmpty()) {
            return HistoryStatement.news(connection, positions, news, figures);
        }
        if (news.isEmpty()) {
            return HistoryStatement.execute(connection, positions, others, figures);
        }
        return Uni.combine()
                .all()
                .unis(
                        HistoryStatement.news(connection, positions, news, figures),
                        HistoryStatement.execute(connection, positions, others, figures))
                .with(HistoryStatement.Fresh::and);
    }

    // Both are sent before either has answered; the transaction commits only after both have.
    private <R> Uni<R> writeFiguresAndBooks(
            SqlConnection connection, HistoryStatement.Fresh fresh, long[] stored, Function<long[], Uni<R>> books) {
        if (!figures || fresh.events().isEmpty()) {
            return books.apply(stored);
        }
        Uni<Void> figures = FiguresStatement.execute(connection, FigureDeltas.of(fresh));
        return Uni.combine().all().unis(figures, books.apply(stored)).with((done, answer) -> answer);
    }

    /** How many of each portion were new. A message that stands in several portions counts where its stored delivery came from. */
    private static long[] stored(List<Portion<LiveEvent>> portions, List<LiveEvent> fresh) {
        long accepted = portions.stream()
                .mapToLong(portion -> portion.accepted().size())
                .sum();
        if (fresh.size() == accepted) {
            return portions.stream()
                    .mapToLong(portion -> portion.accepted().size())
                    .toArray();
        }
        // By identity: equal events of two deliveries are two. And each once, should one stand in the list twice.
        Set<LiveEvent> deliveries = Collections.newSetFromMap(new IdentityHashMap<>(fresh.size()));
        deliveries.addAll(fresh);
        return portions.stream()
                .mapToLong(portion ->
                        portion.accepted().stream().filter(deliveries::remove).count())
                .toArray();
    }

    private <R> Uni<R> move(SqlConnection connection, UndatedStatement.Recognised recognised, R answer) {
        return recognised.moves().isEmpty()
                ? Uni.createFrom().item(answer)
                : UndatedStatement.move(connection, recognised.moves(), figures).replaceWith(answer);
    }

    /** The batch without what is in it twice and without what is known already, in the order of the key. */
    private static List<LiveEvent> candidates(List<LiveEvent> events, Set<UndatedStatement.MessageKey> known) {
        Map<UndatedStatement.MessageKey, LiveEvent> undated = new HashMap<>();
        List<LiveEvent> candidates = new ArrayList<>(events.size());
        for (LiveEvent event : events) {
            if (event.dated()) {
                candidates.add(event);
            } else if (!known.contains(UndatedStatement.MessageKey.of(event))) {
                undated.merge(UndatedStatement.MessageKey.of(event), event, LiveEventTables::earlier);
            }
        }
        candidates.addAll(undated.values());
        // Stable, so of equal keys the first delivery stands first.
        candidates.sort(EventKey.ORDER);
        return withoutRepetition(candidates);
    }

    private static List<LiveEvent> withoutRepetition(List<LiveEvent> sorted) {
        List<LiveEvent> distinct = new ArrayList<>(sorted.size());
        LiveEvent last = null;
        for (LiveEvent event : sorted) {
            if (last == null || EventKey.ORDER.compare(last, event) != 0) {
                distinct.add(event);
                last = event;
            }
        }
        return distinct;
    }

    private static List<LiveEvent> undated(List<LiveEvent> events) {
        Map<UndatedStatement.MessageKey, LiveEvent> distinct = new LinkedHashMap<>();
        for (LiveEvent event : events) {
            if (!event.dated()) {
                distinct.merge(UndatedStatement.MessageKey.of(event), event, LiveEventTables::earlier);
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
    @Override
    public Set<Partition> partitionsOf(List<LiveEvent> events) {
        Set<LocalDate> days = new HashSet<>();
        Set<LocalDate> streakDays = new HashSet<>();
        LocalDate last = LocalDate.MIN;
        for (LiveEvent event : events) {
            if (FigureDeltas.epochDayOf(event.occurredAtMillis()) != last.toEpochDay()) {
                last = FigureDeltas.dayOf(event.occurredAtMillis());
                days.add(last);
            }
            if (FigureDeltas.isStreakFrame(event)) {
                streakDays.add(last.minusDays(1));
            }
        }
        Set<Partition> partitions = new LinkedHashSet<>();
        days.forEach(day -> partitions.add(PartitionedTable.LIVE_EVENTS.partitionOf(day)));
        days.forEach(day -> partitions.add(PartitionedTable.LIVE_MINUTE_STATS.partitionOf(day)));
        streakDays.forEach(day -> partitions.add(PartitionedTable.LIVE_MINUTE_STATS.partitionOf(day)));
        return partitions;
    }
}
