package io.millrace.bench;

import io.millrace.bench.servers.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A database in which something has happened already: broadcasts of {@value #ROWS_OF_A_ROOM} events each over the last 30 days, a third of them
 * today, made by SQL; the figures are what {@code rebuild_room} says that the events come to.
 *
 * <p>Rows lie as they would have arrived: broadcasts side by side, not one behind the other.
 */
final class StoredRows {
    static final int ROWS_OF_A_ROOM = 10_000;

    /** So that the rows of a statement are not held back too long, and progress can be told. */
    private static final int ROWS_A_STATEMENT = 1_000;

    private static final int ROOMS_A_TRANSACTION = 20;
    private static final int CONNECTIONS = 2;
    private static final int DAYS = 30;

    /** The load that is measured happens behind them. */
    private static final long ENDED_SECONDS_AGO = 1_800;

    /** Just after midnight, today is short. */
    private static final long LEAST_SECONDS_OF_TODAY = 60;

    private static final String BROADCASTS = """
            CREATE UNLOGGED TABLE bench_broadcasts AS
            SELECT b.n, b.starts_at, b.seconds,
                   (extract(epoch FROM b.starts_at)::bigint - 1 << 32) | (1000000000 + b.n) AS room_id,
                   7200000000000000000 + b.n AS host_id
              FROM (SELECT n,
                           timestamptz '%1$s'
                             + CASE WHEN n %% 3 = 0 THEN 0.7 * %2$s * u.unit * interval '1 second'
                                    ELSE - (1 + n %% %3$s) * interval '1 day' + 79200 * u.unit * interval '1 second' END AS starts_at,
                           CASE WHEN n %% 3 = 0 THEN least(7200, 0.3 * %2$s)::float8 ELSE 7200::float8 END AS seconds
                      FROM generate_series(0, %4$s - 1) n
                     CROSS JOIN LATERAL (SELECT (hashint8extended(n, 1) & 16777215) / 16777216::float8 AS unit) u) b
            """;

    /**
     * Of every hundred events 33 comments, 27 joins, 18 frames of gifts in streaks of up to four, 12 likes, 3 follows, 2 shares and 5 samples
     * of viewers. Half of what is said in a room comes from a quarter of its people.
     */
    private static final String EVENTS = """
            INSERT INTO live_events (
                   room_id, occurred_at, msg_id, user_id, gift_id, gift_group_id, diamonds, repeat_count, like_count, like_total, viewers,
                   viewers_total, follower_total, captured_at, host_user_id, gift_streakable, event_type, type_name, unique_id, nickname,
                   comment, gift_name, source)
            SELECT b.room_id, t.at, 7000000000000000000 + b.n::bigint * %3$s + i,
                   CASE WHEN k < 95 THEN 6800000000000000000 + p.person END,
                   CASE WHEN gift THEN 5655 END,
                   CASE WHEN gift THEN (extract(epoch FROM t.streak_at) * 1000)::bigint END,
                   CASE WHEN gift THEN 1 END,
                   CASE WHEN gift THEN (k - 60) %% 4 + 1 END,
                   CASE WHEN k BETWEEN 78 AND 89 THEN 15 END,
                   CASE WHEN k BETWEEN 78 AND 89 THEN 1000 + 20 * i END,
                   CASE WHEN k >= 95 THEN 500 + i %% 97 END,
                   CASE WHEN k >= 95 THEN 20000 + i END,
                   CASE WHEN k BETWEEN 90 AND 94 THEN 10000 + i / 30 END,
                   t.at + interval '150 milliseconds',
                   b.host_id,
                   CASE WHEN gift THEN true END,
                   CASE WHEN k < 33 THEN 'comment' WHEN k < 60 THEN 'join' WHEN gift THEN 'gift' WHEN k < 90 THEN 'like'
                        WHEN k < 93 THEN 'follow' WHEN k < 95 THEN 'share' ELSE 'viewers' END,
                   CASE WHEN k < 33 THEN 'WebcastChatMessage' WHEN k < 60 THEN 'WebcastMemberMessage' WHEN gift THEN 'WebcastGiftMessage'
                        WHEN k < 90 THEN 'WebcastLikeMessage' WHEN k < 95 THEN 'WebcastSocialMessage'
                        ELSE 'WebcastRoomUserSeqMessage' END,
                   CASE WHEN k < 95 THEN 'viewer_' || p.person END,
                   CASE WHEN k < 95 THEN 'Viewer ' || p.person END,
                   CASE WHEN k < 33 THEN 'what somebody says, number ' || i END,
                   CASE WHEN gift THEN 'Rose' END,
                   'tiktok-live-connector-3'
              FROM generate_series(%1$s, %2$s) i
             CROSS JOIN LATERAL (SELECT i %% 100 AS k, i %% 100 BETWEEN 60 AND 77 AS gift,
                                        CASE WHEN i %% 100 BETWEEN 60 AND 77 THEN i - (i %% 100 - 60) %% 4 ELSE i END AS one) s
             -- OFFSET 0 keeps the broadcasts in the inner loop.
             CROSS JOIN LATERAL (SELECT n, room_id, host_id, starts_at, seconds FROM bench_broadcasts WHERE i >= 0 OFFSET 0) b
             CROSS JOIN LATERAL (SELECT (hashint8extended(b.n::bigint * %3$s + s.one, 2) & 16777215) / 16777216::float8 AS unit) u
             CROSS JOIN LATERAL (SELECT hashint8extended(b.n::bigint * %3$s + floor(u.unit * u.unit * %4$s)::bigint, 3) & 4194303
                                     AS person) p
             CROSS JOIN LATERAL (SELECT date_trunc('milliseconds', b.starts_at + i * b.seconds / %3$s * interval '1 second') AS at,
                                        date_trunc('milliseconds', b.starts_at + s.one * b.seconds / %3$s * interval '1 second')
                                     AS streak_at) t
            """;

    /** The service knows a host by every envelope; {@code rebuild_room} leaves accounts as they are. */
    private static final String HOSTS = """
            INSERT INTO users (user_id, unique_id, unique_id_at, first_seen_at, last_seen_at, updated_at)
            SELECT b.host_id, 'host_' || b.n, s.last_event_at, s.first_event_at, s.last_event_at, s.updated_at
              FROM bench_broadcasts b
              JOIN live_streams s USING (room_id)
            """;

    private static final String NAMES = """
            INSERT INTO unique_id_history (user_id, unique_id, first_seen_at, last_seen_at)
            SELECT user_id, unique_id, first_seen_at, last_seen_at FROM users
            """;

    private static final String SIZES = """
            SELECT format('%s, %s rows, %s participants, %s minutes, %s streaks, %s hosts', pg_size_pretty(pg_database_size(current_database())),
                          (SELECT count(*) FROM live_events), (SELECT count(*) FROM live_participants),
                          (SELECT count(*) FROM live_minute_stats), (SELECT count(*) FROM gift_streaks),
                          (SELECT count(*) FROM users))
            """;

    /** Different people of a room, at most. */
    private static final int PEOPLE_OF_A_ROOM = 2_500;

    private StoredRows() {}

    /** For the report. */
    static String how() {
        return String.format(
                "Rows stored already were made by INSERT … SELECT from generate_series: broadcasts of %,d events and up to %,d people each,"
                        + " a third of them today, the others over the 29 days before, side by side as they would have arrived;"
                        + " then every broadcast's figures by `rebuild_room`, and its host; then VACUUM (ANALYZE), which autovacuum would"
                        + " otherwise do in the middle of a run, and CHECKPOINT. Each run begins with a copy of that database, or"
                        + " beyond %,d rows with what the run before has left.",
                ROWS_OF_A_ROOM, PEOPLE_OF_A_ROOM, Growth.MOST_COPIED);
    }

    /** The days that they lie on, seen from this one. */
    static SortedSet<LocalDate> days(LocalDate today) {
        SortedSet<LocalDate> days = new TreeSet<>();
        for (int i = 0; i < DAYS; i++) {
            days.add(today.minusDays(i));
        }
        return days;
    }

    /**
     * @param database migrated, with the partitions of {@link #days}, and empty
     * @param rows rounded down to whole broadcasts
     * @throws IllegalStateException the figures are not what the events say
     */
    static void fill(PostgresServer postgres, String database, long rows, Instant now)
            throws SQLException, InterruptedException {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Instant midnight = today.atStartOfDay(ZoneOffset.UTC).toInstant();
        long seconds =
                Math.max(LEAST_SECONDS_OF_TODAY, now.getEpochSecond() - midnight.getEpochSecond() - ENDED_SECONDS_AGO);
        postgres.execute(
                database,
                String.format(BROADCASTS, midnight, seconds, DAYS - 1, rows / ROWS_OF_A_ROOM),
                "ANALYZE bench_broadcasts");
        for (int from = 0; from < ROWS_OF_A_ROOM; from += ROWS_A_STATEMENT) {
            postgres.execute(
                    database,
                    String.format(EVENTS, from, from + ROWS_A_STATEMENT - 1, ROWS_OF_A_ROOM, PEOPLE_OF_A_ROOM));
            Stage.say(database + ": " + 100 * (from + ROWS_A_STATEMENT) / ROWS_OF_A_ROOM + " % of the rows");
        }
        // Rebuilding a room reads it by its index; without statistics the whole partition would be read.
        postgres.execute(database, "VACUUM (ANALYZE) live_events");
        List<String> rooms = postgres.query(database, "SELECT room_id FROM bench_broadcasts ORDER BY starts_at");
        rebuild(postgres, database, rooms);
        Stage.say(database + ": the figures of " + rooms.size() + " rooms");
        requireTrue(postgres, database, rooms.get(rooms.size() - 1));
        postgres.execute(database, HOSTS, NAMES, "DROP TABLE bench_broadcasts", "VACUUM (ANALYZE)", "CHECKPOINT");
        Stage.say(database + ": " + postgres.query(database, SIZES).get(0));
    }

    private static void rebuild(PostgresServer postgres, String database, List<String> rooms)
            throws SQLException, InterruptedException {
        ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                List<String> part = everyNth(rooms, i);
                parts.add(connections.submit(() -> {
                    rebuildPart(postgres, database, part);
                    return null;
                }));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new SQLException("the figures cannot be made", e);
        } finally {
            connections.shutdownNow();
        }
    }

    private static List<String> everyNth(List<String> rooms, int first) {
        List<String> part = new ArrayList<>();
        for (int i = first; i < rooms.size(); i += CONNECTIONS) {
            part.add(rooms.get(i));
        }
        return part;
    }

    private static void rebuildPart(PostgresServer postgres, String database, List<String> rooms) throws SQLException {
        try (Connection connection = postgres.connect(database);
                Statement settings = connection.createStatement();
                PreparedStatement rebuild = connection.prepareStatement("SELECT rebuild_room(?)")) {
            connection.setAutoCommit(false);
            settings.execute("SET synchronous_commit = off");
            for (int i = 0; i < rooms.size(); i++) {
                rebuild.setLong(1, Long.parseLong(rooms.get(i)));
                rebuild.execute();
                if (i % ROOMS_A_TRANSACTION == 0) {
                    connection.commit();
                }
            }
            connection.commit();
        }
    }

    private static void requireTrue(PostgresServer postgres, String database, String room) throws SQLException {
        List<String> differences =
                postgres.query(database, "SELECT relation || ' ' || key FROM verify_room(" + room + ")");
        if (!differences.isEmpty()) {
            throw new IllegalStateException("stored figures differ from the events: " + differences);
        }
    }
}
