package io.millrace.store;

import io.millrace.event.Host;
import io.millrace.event.LiveEvent;
import io.millrace.partition.PartitionedTable;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Inserts the events of a batch into the history and tells which were new, and what the new gift frames did to their streaks.
 *
 * <p>One statement of 25 arrays; two, sent together, where some of the events look new and others known. The arrays are unnested in the
 * SELECT list, where PostgreSQL takes them element by element: in FROM each would first be written into a store of its own, which took a
 * sixth of the whole statement. Each locks the ledger's rows first, so that a batch under a lost claim ends here. Only new frames reach a
 * streak, because a second delivery must change nothing even where it tells another count.
 */
final class HistoryStatement {
    private static final String INTO = LedgerPositions.HELD + """
            , fresh AS (
              INSERT INTO live_events (
                     room_id, occurred_at, msg_id, user_id, gift_id, gift_group_id, diamonds, repeat_count, like_count, like_total,
                     viewers, viewers_total, follower_total, captured_at, host_user_id, gift_streakable, event_type, type_name,
                     unique_id, nickname, comment, gift_name, source, title, raw)
              SELECT e.room_id, e.occurred_at, e.msg_id, e.user_id, e.gift_id, e.gift_group_id, e.diamonds, e.repeat_count, e.like_count,
                     e.like_total, e.viewers, e.viewers_total, e.follower_total, e.captured_at, e.host_user_id, e.gift_streakable,
                     e.event_type, e.type_name, e.unique_id, e.nickname, e.comment, e.gift_name, e.source, e.title, e.raw::jsonb
                FROM (SELECT unnest($6::bigint[]) AS room_id, unnest($7::timestamptz[]) AS occurred_at, unnest($8::bigint[]) AS msg_id,
                             unnest($9::bigint[]) AS user_id, unnest($10::bigint[]) AS gift_id, unnest($11::bigint[]) AS gift_group_id,
                             unnest($12::bigint[]) AS diamonds, unnest($13::bigint[]) AS repeat_count,
                             unnest($14::bigint[]) AS like_count, unnest($15::bigint[]) AS like_total, unnest($16::bigint[]) AS viewers,
                             unnest($17::bigint[]) AS viewers_total, unnest($18::bigint[]) AS follower_total,
                             unnest($19::timestamptz[]) AS captured_at, unnest($20::bigint[]) AS host_user_id,
                             unnest($21::boolean[]) AS gift_streakable, unnest($22::text[]) AS event_type,
                             unnest($23::text[]) AS type_name, unnest($24::text[]) AS unique_id, unnest($25::text[]) AS nickname,
                             unnest($26::text[]) AS comment, unnest($27::text[]) AS gift_name, unnest($28::text[]) AS source,
                             unnest($29::text[]) AS title, unnest($30::text[]) AS raw) AS e
               WHERE (SELECT h.everywhere FROM held h)
            """;

    private static final String UNLESS_KNOWN = """
              ON CONFLICT (room_id, occurred_at, msg_id) DO NOTHING
            """;

    private static final String RETURNING = """
              RETURNING room_id, occurred_at, msg_id, user_id, gift_id, gift_group_id, gift_streakable, repeat_count, diamonds
            )""";

    private static final String STREAKS = """
            , streak AS (
              INSERT INTO gift_streaks AS s (room_id, user_id, gift_id, gift_group_id, repeat_count, diamonds, started_at)
              SELECT f.room_id, coalesce(f.user_id, 0), coalesce(f.gift_id, 0), f.gift_group_id,
                     max(coalesce(f.repeat_count, 0)), max(coalesce(f.diamonds, 0)),
                     min(CASE WHEN (extract(epoch FROM f.occurred_at) * 1000)::bigint - greatest(f.gift_group_id, 0) BETWEEN 0 AND 86400000
                              THEN to_timestamp(f.gift_group_id / 1000.0) ELSE f.occurred_at END)
                FROM fresh f
               WHERE f.gift_streakable AND f.gift_group_id IS NOT NULL
               GROUP BY 1, 2, 3, 4
               ORDER BY 1, 2, 3, 4
              ON CONFLICT (room_id, user_id, gift_id, gift_group_id) DO UPDATE
                 SET previous_repeat_count = s.repeat_count,
                     previous_diamonds = s.diamonds,
                     previous_started_at = s.started_at,
                     repeat_count = greatest(s.repeat_count, excluded.repeat_count),
                     diamonds = greatest(s.diamonds, excluded.diamonds),
                     started_at = least(s.started_at, excluded.started_at)
              RETURNING room_id, user_id, repeat_count, diamonds, started_at,
                        previous_repeat_count, previous_diamonds, previous_started_at
            ), counted AS (
              SELECT count(*) AS fresh_count FROM fresh
            )
            SELECT (SELECT h.everywhere FROM held h) AS held_everywhere,
                   counted.fresh_count,
                   -- The keys are sent back only where some were known already.
                   known.room_ids, known.occurred_ats, known.msg_ids,
                   streaks.*
              FROM counted
              LEFT JOIN LATERAL (SELECT array_agg(room_id) AS room_ids, array_agg(occurred_at) AS occurred_ats, array_agg(msg_id) AS msg_ids
                                   FROM fresh) known ON counted.fresh_count < cardinality($6::bigint[])
             CROSS JOIN (SELECT array_agg(room_id) AS streak_room_ids, array_agg(user_id) AS streak_user_ids,
                                array_agg(repeat_count) AS repeat_counts, array_agg(diamonds) AS diamonds,
                                array_agg(started_at) AS started_ats, array_agg(previous_repeat_count) AS previous_repeat_counts,
                                array_agg(previous_diamonds) AS previous_diamonds, array_agg(previous_started_at) AS previous_started_ats
                           FROM streak) streaks
            """;

    private static final String ALONE = """
            SELECT (SELECT h.everywhere FROM held h) AS held_everywhere,
                   count(*) AS fresh_count,
                   CASE WHEN count(*) < cardinality($6::bigint[]) THEN array_agg(f.room_id) END AS room_ids,
                   CASE WHEN count(*) < cardinality($6::bigint[]) THEN array_agg(f.occurred_at) END AS occurred_ats,
                   CASE WHEN count(*) < cardinality($6::bigint[]) THEN array_agg(f.msg_id) END AS msg_ids
              FROM fresh f
            """;

    private static final String EXECUTE_WITH_STREAKS = INTO + UNLESS_KNOWN + RETURNING + STREAKS;
    private static final String EXECUTE_ALONE = INTO + UNLESS_KNOWN + RETURNING + ALONE;
    private static final String NEWS_WITH_STREAKS = INTO + RETURNING + STREAKS;
    private static final String NEWS_ALONE = INTO + RETURNING + ALONE;

    private HistoryStatement() {}

    /**
     * What was new of a batch.
     *
     * @param events those of each statement in the order of {@link EventKey#ORDER}
     * @param streaks in the order in which they changed
     */
    record Fresh(List<LiveEvent> events, List<StreakChange> streaks) {
        /** With what was new of a statement that was executed later in the same transaction. */
        Fresh and(Fresh later) {
            return new Fresh(joined(events, later.events), joined(streaks, later.streaks));
        }

        private static <E> List<E> joined(List<E> first, List<E> second) {
            List<E> joined = new ArrayList<>(first.size() + second.size());
            joined.addAll(first);
            joined.addAll(second);
            return joined;
        }
    }

    /**
     * Passes over those that are known.
     *
     * @param events in the order of {@link EventKey#ORDER}, no key twice
     * @param streaks whether the streaks of gifts are brought up to date
     * @return fails with {@link NotAtPosition} when the ledger does not stand at each of the positions
     */
    static Uni<Fresh> execute(
            SqlConnection connection, List<LedgerPosition> positions, List<LiveEvent> events, boolean streaks) {
        return execute(streaks ? EXECUTE_WITH_STREAKS : EXECUTE_ALONE, connection, positions, events, streaks);
    }

    /**
     * The same in less time for events that are expected to be new: they are not looked up first. Fails where one
     * is known after all; {@link #isKnownAlready} tells.
     */
    static Uni<Fresh> news(
            SqlConnection connection, List<LedgerPosition> positions, List<LiveEvent> events, boolean streaks) {
        return execute(streaks ? NEWS_WITH_STREAKS : NEWS_ALONE, connection, positions, events, streaks);
    }

    static boolean isKnownAlready(Throwable failure) {
        return failure instanceof PgException refused
                && "23505".equals(refused.getSqlState())
                && refused.getTable() != null
                && PartitionedTable.LIVE_EVENTS.isPartition(refused.getTable());
    }

    private static Uni<Fresh> execute(
            String sql,
            SqlConnection connection,
            List<LedgerPosition> positions,
            List<LiveEvent> events,
            boolean streaks) {
        return connection
                .preparedQuery(sql)
                .execute(bind(positions, events))
                .map(rows -> fresh(rows.iterator().next(), events, streaks));
    }

    /** One pass over the events and not one for each column: they are read while they are at hand. */
    private static Tuple bind(List<LedgerPosition> positions, List<LiveEvent> events) {
        int size = events.size();
        Long[] roomIds = new Long[size];
        OffsetDateTime[] occurredAts = new OffsetDateTime[size];
        Long[] msgIds = new Long[size];
        Long[] userIds = new Long[size];
        Long[] giftIds = new Long[size];
        Long[] giftGroupIds = new Long[size];
        Long[] diamonds = new Long[size];
        Long[] repeatCounts = new Long[size];
        Long[] likeCounts = new Long[size];
        Long[] likeTotals = new Long[size];
        Long[] viewers = new Long[size];
        Long[] viewersTotals = new Long[size];
        Long[] followerTotals = new Long[size];
        OffsetDateTime[] capturedAts = new OffsetDateTime[size];
        Long[] hostUserIds = new Long[size];
        Boolean[] giftStreakables = new Boolean[size];
        String[] eventTypes = new String[size];
        String[] typeNames = new String[size];
        String[] uniqueIds = new String[size];
        String[] nicknames = new String[size];
        String[] comments = new String[size];
        String[] giftNames = new String[size];
        String[] sources = new String[size];
        String[] titles = new String[size];
        String[] raws = new String[size];
        for (int i = 0; i < size; i++) {
            LiveEvent event = events.get(i);
            roomIds[i] = event.roomId();
            occurredAts[i] = Columns.utc(event.occurredAtMillis());
            msgIds[i] = event.msgId();
            userIds[i] = event.userId();
            giftIds[i] = event.giftId();
            giftGroupIds[i] = event.giftGroupId();
            diamonds[i] = event.diamonds();
            repeatCounts[i] = event.repeatCount();
            likeCounts[i] = event.likeCount();
            likeTotals[i] = event.likeTotal();
            viewers[i] = event.viewers();
            viewersTotals[i] = event.viewersTotal();
            followerTotals[i] = event.followerTotal();
            capturedAts[i] = Columns.utcOrNull(event.capturedAtMillis());
            hostUserIds[i] = hostUserId(event);
            giftStreakables[i] = event.giftStreakable();
            eventTypes[i] = event.type().label();
            typeNames[i] = event.typeName();
            uniqueIds[i] = event.uniqueId();
            nicknames[i] = event.nickname();
            comments[i] = event.comment();
            giftNames[i] = event.giftName();
            sources[i] = event.source();
            titles[i] = event.title();
            raws[i] = event.raw();
        }
        Tuple tuple = LedgerPositions.bind(positions);
        Columns.bind(
                tuple,
                roomIds,
                occurredAts,
                msgIds,
                userIds,
                giftIds,
                giftGroupIds,
                diamonds,
                repeatCounts,
                likeCounts,
                likeTotals,
                viewers,
                viewersTotals,
                followerTotals,
                capturedAts,
                hostUserIds,
                giftStreakables,
                eventTypes,
                typeNames,
                uniqueIds,
                nicknames,
                comments,
                giftNames,
                sources,
                titles,
                raws);
        return tuple;
    }

    private static @Nullable Long hostUserId(LiveEvent event) {
        Host host = event.host();
        return host == null ? null : host.userId();
    }

    private static Fresh fresh(Row row, List<LiveEvent> events, boolean streaks) {
        if (!row.getBoolean("held_everywhere")) {
            throw new NotAtPosition();
        }
        boolean allFresh = row.getLong("fresh_count") == events.size();
        return new Fresh(allFresh ? events : freshOf(row, events), streaks ? streaks(row) : List.of());
    }

    private static List<LiveEvent> freshOf(Row row, List<LiveEvent> events) {
        Long[] roomIds = row.getArrayOfLongs("room_ids");
        if (roomIds == null) {
            return List.of();
        }
        OffsetDateTime[] occurredAts = row.getArrayOfOffsetDateTimes("occurred_ats");
        Long[] msgIds = row.getArrayOfLongs("msg_ids");
        Set<EventKey> fresh = new HashSet<>(roomIds.length * 2);
        for (int i = 0; i < roomIds.length; i++) {
            fresh.add(new EventKey(roomIds[i], occurredAts[i].toInstant().toEpochMilli(), msgIds[i]));
        }
        return events.stream()
                .filter(event -> fresh.contains(EventKey.of(event)))
                .toList();
    }

    private static List<StreakChange> streaks(Row row) {
        Long[] roomIds = row.getArrayOfLongs("streak_room_ids");
        if (roomIds == null) {
            return List.of();
        }
        Long[] userIds = row.getArrayOfLongs("streak_user_ids");
        Long[] counts = row.getArrayOfLongs("repeat_counts");
        Long[] diamonds = row.getArrayOfLongs("diamonds");
        OffsetDateTime[] startedAts = row.getArrayOfOffsetDateTimes("started_ats");
        Long[] previousCounts = row.getArrayOfLongs("previous_repeat_counts");
        Long[] previousDiamonds = row.getArrayOfLongs("previous_diamonds");
        OffsetDateTime[] previousStarts = row.getArrayOfOffsetDateTimes("previous_started_ats");
        List<StreakChange> changes = new ArrayList<>(roomIds.length);
        for (int i = 0; i < roomIds.length; i++) {
            StreakChange.Standing before = previousCounts[i] == null
                    ? null
                    : standing(previousCounts[i], previousDiamonds[i], previousStarts[i]);
            changes.add(
                    new StreakChange(roomIds[i], userIds[i], before, standing(counts[i], diamonds[i], startedAts[i])));
        }
        return changes;
    }

    private static StreakChange.Standing standing(long repeatCount, long diamonds, OffsetDateTime startedAt) {
        return new StreakChange.Standing(
                repeatCount, diamonds, startedAt.toInstant().toEpochMilli());
    }
}
