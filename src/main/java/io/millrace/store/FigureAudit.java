package io.millrace.store;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Holds the figures that are kept against those that history tells, and puts them right.
 *
 * <p>Goes room by room, a few at once, and may run beside writers: a room is read in one snapshot, and rebuilt in one transaction that
 * its writers wait for.
 *
 * <p>History is {@code live_events}, and today nothing is ever taken out of it: a room whose figures have no event is a difference like
 * any other. A rebuild refuses such a room all the same, because it would leave nothing of it. Whoever lets days of history go must
 * make {@code verify_room} read what became of them, or a room that lost only some of its days would be rebuilt from the rest.
 *
 * <p>The host's handle and nickname in {@code live_streams} are no figures: history does not hold them, so they are neither compared nor
 * rebuilt.
 */
public final class FigureAudit {
    private static final String SOME_ROOMS = """
            -- The rooms of history by leaps from one to the next: a DISTINCT would read every row of it.
            WITH RECURSIVE leap AS (
              SELECT (SELECT min(e.room_id) FROM live_events e WHERE e.room_id > $1::bigint) AS room_id
               UNION ALL
              SELECT (SELECT min(e.room_id) FROM live_events e WHERE e.room_id > l.room_id) FROM leap l WHERE l.room_id IS NOT NULL
            )
            SELECT room_id
              FROM ((SELECT room_id FROM live_streams WHERE room_id > $1::bigint ORDER BY room_id LIMIT $2::int)
                     UNION
                    (SELECT DISTINCT room_id FROM live_stream_days WHERE room_id > $1::bigint ORDER BY room_id LIMIT $2::int)
                     UNION
                    (SELECT room_id FROM leap WHERE room_id IS NOT NULL LIMIT $2::int)) AS known
             ORDER BY room_id
             LIMIT $2::int
            """;

    private static final String ROOMS_OF_DAY = """
            SELECT DISTINCT room_id FROM live_events WHERE occurred_at >= $1::timestamptz AND occurred_at < $2::timestamptz
             UNION
            SELECT room_id FROM live_stream_days WHERE date = $3::date
             ORDER BY room_id
            """;

    private static final String ONE_ROOM = """
            SELECT $1::bigint AS room_id
             WHERE EXISTS (SELECT FROM live_streams WHERE room_id = $1::bigint)
                OR EXISTS (SELECT FROM live_stream_days WHERE room_id = $1::bigint)
                OR EXISTS (SELECT FROM live_events WHERE room_id = $1::bigint)
            """;

    private static final String VERIFY = """
            SELECT relation, key, kept::text AS kept, recomputed::text AS recomputed
              FROM verify_room($1::bigint)
             ORDER BY relation, key
            """;

    private static final String HAS_HISTORY =
            "SELECT EXISTS (SELECT FROM live_events WHERE room_id = $1::bigint) AS has";

    private static final String REBUILD = "SELECT rebuild_room($1::bigint)";

    /** Two readers a core of a small server; the pool has room for them beside a service's own. */
    private static final int ROOMS_AT_ONCE = 4;

    /** Bounds what is held of the list of rooms. */
    private static final int ROOMS_A_PAGE = 1_000;

    /** A rebuild and a writer that has a part of the room already may wait for each other; the server ends one of them. */
    private static final int REBUILD_ATTEMPTS = 10;

    private final Pool pool;

    public FigureAudit(Pool pool) {
        this.pool = pool;
    }

    /**
     * Which rooms are meant; each is always taken as a whole.
     *
     * @param roomId only this one; null for any
     * @param day only those with an event on this UTC day, or with figures of it; null for any
     */
    public record Rooms(@Nullable Long roomId, @Nullable LocalDate day) {
        /** Every room that has an event or a figure. */
        public static final Rooms ALL = new Rooms(null, null);
    }

    /**
     * A row that is kept and is not what history tells.
     *
     * @param relation the table of the figures
     * @param key of the row within the room
     * @param kept the row's figures as a JSON object; null where it is missing
     * @param recomputed what they should be; null where the row should not be there
     */
    public record Difference(
            long roomId,
            String relation,
            String key,
            @Nullable String kept,
            @Nullable String recomputed) {}

    /** A room and what is wrong in it; mostly nothing. */
    public record Verified(long roomId, List<Difference> differences) {
        public Verified {
            differences = List.copyOf(differences);
        }
    }

    /** What a rebuild did to a room. */
    public enum Repair {
        /** Nothing was wrong, and nothing was written. */
        NOT_NEEDED,
        /** Its figures are what history tells now. */
        REBUILT,
        /** History has no event of it, so a rebuild would erase it; nothing was written. */
        REFUSED
    }

    /**
     * A room and its rebuild.
     *
     * @param found what was wrong before
     */
    public record Rebuilt(long roomId, Repair repair, List<Difference> found) {
        public Rebuilt {
            found = List.copyOf(found);
        }
    }

    /** Reads only. One item a room, in no particular order; fails with the client's exception. */
    public Multi<Verified> verify(Rooms rooms) {
        return idsOf(rooms)
                .onItem()
                .transformToUni(room -> differences(pool, room).map(found -> new Verified(room, found)))
                .merge(ROOMS_AT_ONCE);
    }

    /** What a {@link #rebuild} would do; nothing is written. */
    public Multi<Rebuilt> plan(Rooms rooms) {
        return idsOf(rooms).onItem().transformToUni(room -> examine(pool, room)).merge(ROOMS_AT_ONCE);
    }

    /**
     * Writes anew what differs. One item a room, in no particular order; fails with the client's exception, and what was rebuilt before
     * stays.
     */
    public Multi<Rebuilt> rebuild(Rooms rooms) {
        return idsOf(rooms)
                .onItem()
                .transformToUni(room -> pool.withTransaction(connection -> rebuild(connection, room))
                        .onFailure(failure -> Fault.of(failure) == Fault.TRANSIENT)
                        .retry()
                        .withBackOff(Duration.ofMillis(20), Duration.ofSeconds(1))
                        .atMost(REBUILD_ATTEMPTS))
                .merge(ROOMS_AT_ONCE);
    }

    private static Uni<Rebuilt> rebuild(SqlConnection connection, long room) {
        return examine(connection, room)
                .chain(examined -> examined.repair() == Repair.REBUILT
                        ? connection
                                .preparedQuery(REBUILD)
                                .execute(Tuple.of(room))
                                .replaceWith(examined)
                        : Uni.createFrom().item(examined));
    }

    private static Uni<Rebuilt> examine(SqlClient client, long room) {
        return differences(client, room)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(new Rebuilt(room, Repair.NOT_NEEDED, found))
                        : hasHistory(client, room)
                                .map(has -> new Rebuilt(room, has ? Repair.REBUILT : Repair.REFUSED, found)));
    }

    private static Uni<Boolean> hasHistory(SqlClient client, long room) {
        return client.preparedQuery(HAS_HISTORY)
                .execute(Tuple.of(room))
                .map(rows -> rows.iterator().next().getBoolean("has"));
    }

    private static Uni<List<Difference>> differences(SqlClient client, long room) {
        return client.preparedQuery(VERIFY)
                .execute(Tuple.of(room))
                .map(rows -> rows.stream().map(row -> difference(room, row)).toList());
    }

    private static Difference difference(long room, Row row) {
        return new Difference(
                room,
                row.getString("relation"),
                row.getString("key"),
                row.getString("kept"),
                row.getString("recomputed"));
    }

    private Multi<Long> idsOf(Rooms rooms) {
        Long wanted = rooms.roomId();
        LocalDate day = rooms.day();
        if (day != null) {
            return ids(ROOMS_OF_DAY, Tuple.of(startOf(day), startOf(day.plusDays(1)), day))
                    .filter(id -> wanted == null || id.equals(wanted));
        }
        return wanted != null ? ids(ONE_ROOM, Tuple.of(wanted)) : allIds();
    }

    private static OffsetDateTime startOf(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    private Multi<Long> ids(String sql, Tuple parameters) {
        return page(sql, parameters).onItem().transformToMulti(ids -> Multi.createFrom()
                .iterable(ids));
    }

    private Multi<Long> allIds() {
        AtomicLong last = new AtomicLong(Long.MIN_VALUE);
        return Multi.createBy()
                .repeating()
                .uni(() -> page(SOME_ROOMS, Tuple.of(last.get(), ROOMS_A_PAGE)).invoke(ids -> ids.forEach(last::set)))
                .whilst(ids -> ids.size() == ROOMS_A_PAGE)
                .onItem()
                .transformToMultiAndConcatenate(ids -> Multi.createFrom().iterable(ids));
    }

    private Uni<List<Long>> page(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).map(FigureAudit::ids);
    }

    private static List<Long> ids(RowSet<Row> rows) {
        return rows.stream().map(row -> row.getLong("room_id")).toList();
    }
}
