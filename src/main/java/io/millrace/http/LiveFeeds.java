package io.millrace.http;

import io.millrace.query.OverviewQuery;
import io.millrace.query.StreamBoard;
import io.millrace.telemetry.ReaderMetrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The overview and single rooms, told to whoever listens when they change, at most once a second. However many listen: a second costs the
 * overview once, and one statement for each 500 rooms.
 */
@Singleton
class LiveFeeds {
    /** In the place of a room's id: no room has it. */
    static final long OVERVIEW = 0;

    private static final Duration STEP = Duration.ofSeconds(1);

    private final StreamBoard board;
    private final OverviewQuery overviews;
    private final AnswerForms forms;
    private final ReaderMetrics metrics;
    private final Vertx vertx;
    private final Map<Long, LiveFeed> feeds = new ConcurrentHashMap<>();
    private final AtomicBoolean isBusy = new AtomicBoolean();

    LiveFeeds(StreamBoard board, OverviewQuery overviews, AnswerForms forms, ReaderMetrics metrics, Vertx vertx) {
        this.board = board;
        this.overviews = overviews;
        this.forms = forms;
        this.metrics = metrics;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent start) {
        metrics.listeners(this::connected);
        vertx.setPeriodic(STEP.toMillis(), timer -> look());
    }

    void stop(@Observes ShutdownEvent stop) {
        listeners().forEach(Listener::end);
    }

    /** What there is to tell of a room or of the overview now; null where there is no such room. Fails as a read does. */
    Uni<@Nullable Change> newest(long id) {
        LiveFeed known = feeds.get(id);
        if (known != null) {
            return Uni.createFrom().item(known.last());
        }
        return id == OVERVIEW
                ? overview()
                : board.one(id).map(found -> found.map(this::change).orElse(null));
    }

    /**
     * @param newest what there was to tell when he came
     * @param known the id of what he was told last, before he came back; null: he comes for the first time
     */
    void join(long id, Change newest, Listener listener, @Nullable String known) {
        feeds.compute(id, (same, feed) -> {
            LiveFeed joined = feed == null ? new LiveFeed(newest) : feed;
            joined.join(listener, known);
            return joined;
        });
    }

    void leave(long id, Listener listener) {
        feeds.computeIfPresent(id, (same, feed) -> feed.leave(listener) ? null : feed);
    }

    /** One step; while one is underway, nothing is asked. */
    void look() {
        listeners().forEach(listener -> listener.look(metrics::listenerDropped));
        if (feeds.isEmpty() || !isBusy.compareAndSet(false, true)) {
            return;
        }
        Uni.combine()
                .all()
                .unis(
                        lookAtOverview().onFailure().invoke(failure -> tellThatNobodyKnows(id -> id == OVERVIEW)),
                        lookAtRooms().onFailure().invoke(failure -> tellThatNobodyKnows(id -> id != OVERVIEW)))
                // One must not end the other: the overview takes longer than a room does, and reads more.
                .collectFailures()
                .discardItems()
                .onTermination()
                .invoke(() -> isBusy.set(false))
                .subscribe()
                .with(nothing -> {}, alreadyTold -> {});
    }

    private Uni<?> lookAtOverview() {
        return feeds.containsKey(OVERVIEW)
                ? overview().invoke(state -> tell(OVERVIEW, state))
                : Uni.createFrom().voidItem();
    }

    private Uni<?> lookAtRooms() {
        List<Long> rooms = feeds.keySet().stream().filter(id -> id != OVERVIEW).toList();
        return board.all(rooms).invoke(found -> found.forEach(this::tellIfAnother));
    }

    private void tellIfAnother(long id, StreamBoard.Seen seen) {
        LiveFeed feed = feeds.get(id);
        if (feed != null && !feed.knows(seen.version())) {
            feed.is(change(seen));
        }
    }

    private void tell(long id, Change state) {
        LiveFeed feed = feeds.get(id);
        if (feed != null) {
            feed.is(state);
        }
    }

    private Uni<Change> overview() {
        return overviews.now().map(now -> Change.of("", forms.encode(now, Representation.JSON)));
    }

    private Change change(StreamBoard.Seen seen) {
        return Change.of(seen.version(), forms.encode(seen.summary(), Representation.JSON));
    }

    private void tellThatNobodyKnows(LongPredicate of) {
        Change away = Change.away(forms.encode(Problems.away(LiveRoutes.PATH)));
        feeds.forEach((id, feed) -> {
            if (of.test(id)) {
                feed.isAway(away);
            }
        });
    }

    long connected() {
        return listeners().count();
    }

    private Stream<Listener> listeners() {
        return feeds.values().stream().flatMap(feed -> feed.listeners().stream());
    }
}
