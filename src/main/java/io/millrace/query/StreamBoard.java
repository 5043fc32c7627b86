package io.millrace.query;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Single rooms, read many at a time: what is asked for while a statement is on its way waits for the next one. A thousand dashboards, each
 * with its own room, are a hundred statements a second and not a thousand.
 *
 * <p>No answer is older than the question. Safe to use from many threads; answers come on a thread of the SQL client.
 */
@Singleton
public class StreamBoard {
    private static final String ROOMS = """
            SELECT %s,
                   s.xmin::text AS commit_id
              FROM live_streams s
             WHERE s.room_id = ANY($1::bigint[])
            """.formatted(StreamSummary.COLUMNS);

    /** Bounds a statement; more rooms go into the next one. */
    private static final int MOST_ROOMS = 500;

    /** From the begin of a statement to that of the next one: nobody waits for it who asks alone. */
    private static final Duration GAP = Duration.ofMillis(10);

    private final Database database;
    private final QueryConfig config;
    private final Clock clock;
    private final Vertx vertx;

    private final Queue<Reading> waiting = new ArrayDeque<>();
    private boolean isBusy;
    private long begunNanos = System.nanoTime() - GAP.toNanos();

    StreamBoard(Database database, QueryConfig config, Clock clock, Vertx vertx) {
        this.database = database;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * A room as of one commit.
     *
     * @param version another one whenever anything of the room may be another: its row was written, or it has fallen silent
     */
    public record Seen(String version, StreamSummary summary) {}

    private static final class Reading {
        private final Set<Long> rooms = new HashSet<>();
        private final CompletableFuture<Map<Long, Seen>> found = new CompletableFuture<>();
    }

    /** Empty where the room is unknown. */
    public Uni<Optional<Seen>> one(long roomId) {
        return Uni.createFrom()
                .completionStage(() -> wanted(roomId))
                .map(found -> Optional.ofNullable(found.get(roomId)));
    }

    /** Those of the rooms that are known, by id; in one statement for each 500 of them. */
    public Uni<Map<Long, Seen>> all(Collection<Long> roomIds) {
        if (roomIds.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        List<Uni<Optional<Seen>>> each = roomIds.stream().map(this::one).toList();
        return Uni.combine().all().unis(each).with(answers -> {
            Map<Long, Seen> found = new HashMap<>();
            answers.forEach(answer -> ((Optional<?>) answer)
                    .ifPresent(
                            it -> found.put(Long.valueOf(((Seen) it).summary().roomId()), (Seen) it)));
            return found;
        });
    }

    private synchronized CompletableFuture<Map<Long, Seen>> wanted(long roomId) {
        Reading last = null;
        for (Reading each : waiting) {
            last = each;
        }
        if (last == null || last.rooms.size() == MOST_ROOMS) {
            last = new Reading();
            waiting.add(last);
        }
        last.rooms.add(roomId);
        begin();
        return last.found;
    }

    private synchronized void begin() {
        if (isBusy || waiting.isEmpty()) {
            return;
        }
        isBusy = true;
        long leftMillis =
                Duration.ofNanos(begunNanos + GAP.toNanos() - System.nanoTime()).toMillis();
        if (leftMillis > 0) {
            vertx.setTimer(leftMillis, timer -> read());
        } else {
            read();
        }
    }

    private void read() {
        Reading reading = taken();
        Instant idleSince = clock.instant().minus(config.idleAfter());
        database.read(ROOMS, (Object) reading.rooms.toArray(Long[]::new))
                .map(rows -> seen(rows, idleSince))
                .onFailure(DatabaseAway.class)
                .invoke(this::giveUp)
                .onTermination()
                .invoke(this::ended)
                .subscribe()
                .with(reading.found::complete, reading.found::completeExceptionally);
    }

    // Whoever waits behind it would meet the same, but only after as long again.
    private void giveUp(Throwable away) {
        List<Reading> all;
        synchronized (this) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(reading -> reading.found.completeExceptionally(away));
    }

    private synchronized Reading taken() {
        begunNanos = System.nanoTime();
        return waiting.remove();
    }

    private synchronized void ended() {
        isBusy = false;
        begin();
    }

    private static Map<Long, Seen> seen(List<Row> rows, Instant idleSince) {
        Map<Long, Seen> seen = new HashMap<>();
        for (Row row : rows) {
            StreamSummary summary = StreamSummary.of(row, idleSince);
            seen.put(row.getLong("room_id"), new Seen(version(row, summary), summary));
        }
        return seen;
    }

    // Two commits may have the same time, and after a restore the same number: not both.
    private static String version(Row row, StreamSummary summary) {
        return row.getString("commit_id")
                + '/'
                + summary.asOf()
                + '/'
                + summary.state().label();
    }
}
