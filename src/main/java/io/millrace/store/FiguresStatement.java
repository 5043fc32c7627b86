package io.millrace.store;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds a batch's deltas to every figure: participants, minutes, days, the room, its host and the host's names.
 *
 * <p>One statement. What a delta cannot know by itself is answered by the rows as they stand afterwards: whether a user is new to a
 * count, whether a minute is, and by how much a minute's mean has moved.
 */
final class FiguresStatement {
    private static final String SQL = """
            WITH participant_delta AS MATERIALIZED (
              SELECT unnest($1::bigint[]) AS room_id, unnest($2::bigint[]) AS user_id, unnest($3::bigint[]) AS comments,
                     unnest($4::bigint[]) AS likes, unnest($5::bigint[]) AS gifts, unnest($6::bigint[]) AS gift_messages,
                     unnest($7::bigint[]) AS diamonds, unnest($8::bigint[]) AS shares, unnest($9::bigint[]) AS follows,
                     unnest($10::bigint[]) AS joins, unnest($11::bigint[]) AS events, unnest($12::timestamptz[]) AS first_at,
                     unnest($13::timestamptz[]) AS last_at, unnest($14::text[]) AS unique_id,
                     unnest($15::timestamptz[]) AS unique_id_at, unnest($16::text[]) AS nickname,
                     unnest($17::timestamptz[]) AS nickname_at
            ), participant AS (
              INSERT INTO live_participants AS p (
                     room_id, user_id, comments, likes, gifts, gift_messages, diamonds, shares, follows, joins, events, first_at,
                     last_at, unique_id, unique_id_at, nickname, nickname_at)
              SELECT d.room_id, d.user_id, d.comments, d.likes, d.gifts, d.gift_messages, d.diamonds, d.shares, d.follows,
                     d.joins, d.events, d.first_at, d.last_at, d.unique_id, d.unique_id_at, d.nickname, d.nickname_at
                FROM participant_delta d
              ON CONFLICT (room_id, user_id) DO UPDATE
                 SET comments = p.comments + excluded.comments,
                     likes = p.likes + excluded.likes,
                     gifts = p.gifts + excluded.gifts,
                     gift_messages = p.gift_messages + excluded.gift_messages,
                     diamonds = p.diamonds + excluded.diamonds,
                     shares = p.shares + excluded.shares,
                     follows = p.follows + excluded.follows,
                     joins = p.joins + excluded.joins,
                     events = p.events + excluded.events,
                     first_at = least(p.first_at, excluded.first_at),
                     last_at = greatest(p.last_at, excluded.last_at),
                     unique_id = CASE WHEN p.unique_id_at IS NULL OR (excluded.unique_id_at, excluded.unique_id COLLATE "C") > (p.unique_id_at, p.unique_id COLLATE "C") THEN excluded.unique_id ELSE p.unique_id END,
                     unique_id_at = greatest(p.unique_id_at, excluded.unique_id_at),
                     nickname = CASE WHEN p.nickname_at IS NULL OR (excluded.nickname_at, excluded.nickname COLLATE "C") > (p.nickname_at, p.nickname COLLATE "C") THEN excluded.nickname ELSE p.nickname END,
                     nickname_at = greatest(p.nickname_at, excluded.nickname_at)
              RETURNING room_id, user_id, comments, gift_messages, follows, shares, events
            ), participant_change AS (
              -- A count that equals what was just added was 0 before: that user is new to it.
              SELECT d.room_id,
                     count(*) FILTER (WHERE d.comments > 0 AND p.comments = d.comments)           AS commenters,
                     count(*) FILTER (WHERE d.gift_messages > 0 AND p.gift_messages = d.gift_messages) AS gifters,
                     count(*) FILTER (WHERE d.follows > 0 AND p.follows = d.follows)              AS new_followers,
                     count(*) FILTER (WHERE d.comments + d.gift_messages + d.follows + d.shares > 0
                                        AND p.comments + p.gift_messages + p.follows + p.shares
                                          = d.comments + d.gift_messages + d.follows + d.shares)  AS engaged,
                     count(*) FILTER (WHERE d.events > 0 AND p.events = d.events)                 AS participants
                FROM participant_delta d
                JOIN participant p USING (room_id, user_id)
               GROUP BY d.room_id
            ), minute_delta AS MATERIALIZED (
              SELECT unnest($18::bigint[]) AS room_id, unnest($19::timestamptz[]) AS minute, unnest($20::bigint[]) AS events,
                     unnest($21::bigint[]) AS comments, unnest($22::bigint[]) AS likes_observed, unnest($23::bigint[]) AS gifts,
                     unnest($24::bigint[]) AS diamonds, unnest($25::bigint[]) AS joins, unnest($26::bigint[]) AS follows,
                     unnest($27::bigint[]) AS shares, unnest($28::bigint[]) AS viewer_samples, unnest($29::bigint[]) AS viewers_sum,
                     unnest($30::bigint[]) AS viewers_min, unnest($31::bigint[]) AS viewers_max
            ), minute AS (
              INSERT INTO live_minute_stats AS m (
                     room_id, minute, events, comments, likes_observed, gifts, diamonds, joins, follows, shares, viewer_samples,
                     viewers_sum, viewers_min, viewers_max)
              SELECT d.room_id, d.minute, d.events, d.comments, d.likes_observed, d.gifts, d.diamonds, d.joins, d.follows,
                     d.shares, d.viewer_samples, d.viewers_sum, d.viewers_min, d.viewers_max
                FROM minute_delta d
              ON CONFLICT (room_id, minute) DO UPDATE
                 SET events = m.events + excluded.events,
                     comments = m.comments + excluded.comments,
                     likes_observed = m.likes_observed + excluded.likes_observed,
                     gifts = m.gifts + excluded.gifts,
                     diamonds = m.diamonds + excluded.diamonds,
                     joins = m.joins + excluded.joins,
                     follows = m.follows + excluded.follows,
                     shares = m.shares + excluded.shares,
                     viewer_samples = m.viewer_samples + excluded.viewer_samples,
                     viewers_sum = m.viewers_sum + excluded.viewers_sum,
                     viewers_min = least(m.viewers_min, excluded.viewers_min),
                     viewers_max = greatest(m.viewers_max, excluded.viewers_max)
              RETURNING room_id, minute, events, viewer_samples, viewers_sum
            ), minute_change AS (
              SELECT d.room_id,
                     (d.minute AT TIME ZONE 'UTC')::date AS date,
                     count(*) FILTER (WHERE d.events > 0 AND m.events = d.events) AS event_minutes,
                     count(*) FILTER (WHERE d.viewer_samples > 0 AND m.viewer_samples = d.viewer_samples) AS sampled_minutes,
                     -- The minute's mean now less its mean before. Each is rounded by itself, so that the differences add up exactly.
                     sum(coalesce(round(m.viewers_sum::numeric / nullif(m.viewer_samples, 0), 6), 0)
                         - coalesce(round((m.viewers_sum - d.viewers_sum)::numeric / nullif(m.viewer_samples - d.viewer_samples, 0), 6), 0))
                       AS viewer_minutes
                FROM minute_delta d
                JOIN minute m USING (room_id, minute)
               GROUP BY 1, 2
            ), day_delta AS MATERIALIZED (
              SELECT unnest($32::bigint[]) AS room_id, unnest($33::date[]) AS date, unnest($34::bigint[]) AS events,
                     unnest($35::bigint[]) AS viewers_peak, unnest($36::bigint[]) AS comments, unnest($37::bigint[]) AS likes_observed,
                     unnest($38::bigint[]) AS gifts, unnest($39::bigint[]) AS diamonds, unnest($40::bigint[]) AS follows,
                     unnest($41::bigint[]) AS shares, unnest($42::bigint[]) AS joins
            ), day AS (
              INSERT INTO live_stream_days AS s (
                     room_id, date, events, viewers_peak, comments, likes_observed, gifts, diamonds, follows, shares, joins,
                     event_minutes, viewer_minutes)
              SELECT d.room_id, d.date, d.events, d.viewers_peak, d.comments, d.likes_observed, d.gifts, d.diamonds, d.follows,
                     d.shares, d.joins, coalesce(c.event_minutes, 0), coalesce(c.viewer_minutes, 0)
                FROM day_delta d
                LEFT JOIN minute_change c USING (room_id, date)
               ORDER BY d.room_id, d.date
              ON CONFLICT (room_id, date) DO UPDATE
                 SET events = s.events + excluded.events,
                     comments = s.comments + excluded.comments,
                     likes_observed = s.likes_observed + excluded.likes_observed,
                     gifts = s.gifts + excluded.gifts,
                     diamonds = s.diamonds + excluded.diamonds,
                     follows = s.follows + excluded.follows,
                     shares = s.shares + excluded.shares,
                     joins = s.joins + excluded.joins,
                     event_minutes = s.event_minutes + excluded.event_minutes,
                     viewer_minutes = s.viewer_minutes + excluded.viewer_minutes,
                     viewers_peak = greatest(s.viewers_peak, excluded.viewers_peak)
            ), room_delta AS MATERIALIZED (
              SELECT unnest($43::bigint[]) AS room_id, unnest($44::bigint[]) AS user_id, unnest($45::timestamptz[]) AS user_id_at,
                     unnest($46::bigint[]) AS user_id_msg_id, unnest($47::text[]) AS unique_id,
                     unnest($48::timestamptz[]) AS unique_id_at, unnest($49::text[]) AS nickname,
                     unnest($50::timestamptz[]) AS nickname_at, unnest($51::text[]) AS title, unnest($52::timestamptz[]) AS title_at,
                     unnest($53::bigint[]) AS title_msg_id, unnest($54::bigint[]) AS events,
                     unnest($55::timestamptz[]) AS first_event_at, unnest($56::timestamptz[]) AS last_event_at,
                     unnest($57::timestamptz[]) AS end_at, unnest($58::boolean[]) AS paused, unnest($59::timestamptz[]) AS paused_at,
                     unnest($60::bigint[]) AS paused_msg_id, unnest($61::bigint[]) AS comments, unnest($62::bigint[]) AS shares,
                     unnest($63::bigint[]) AS joins, unnest($64::bigint[]) AS follows, unnest($65::bigint[]) AS likes_observed,
                     unnest($66::bigint[]) AS like_total, unnest($67::bigint[]) AS gifts, unnest($68::bigint[]) AS diamonds,
                     unnest($69::bigint[]) AS viewers_now, unnest($70::timestamptz[]) AS viewers_at,
                     unnest($71::bigint[]) AS viewers_msg_id, unnest($72::bigint[]) AS viewers_peak,
                     unnest($73::bigint[]) AS viewers_total, unnest($74::bigint[]) AS follower_total,
                     unnest($75::timestamptz[]) AS follower_total_at, unnest($76::bigint[]) AS follower_total_msg_id
            ), stream AS (
              INSERT INTO live_streams AS s (
                     room_id, user_id, user_id_at, user_id_msg_id, unique_id, unique_id_at, nickname, nickname_at, title,
                     title_at, title_msg_id, events, first_event_at, last_event_at, end_at, paused, paused_at, paused_msg_id,
                     comments, shares, joins, follows, likes_observed, like_total, gifts, diamonds, viewers_now, viewers_at,
                     viewers_msg_id, viewers_peak, viewers_total, follower_total, follower_total_at, follower_total_msg_id,
                     commenters, gifters, new_followers, engaged, participants, sampled_minutes, viewer_minutes, updated_at)
              SELECT d.room_id, d.user_id, d.user_id_at, d.user_id_msg_id, d.unique_id, d.unique_id_at, d.nickname,
                     d.nickname_at, d.title, d.title_at, d.title_msg_id, d.events, d.first_event_at, d.last_event_at, d.end_at,
                     coalesce(d.paused, false), d.paused_at, d.paused_msg_id, d.comments, d.shares, d.joins, d.follows,
                     d.likes_observed, d.like_total, d.gifts, d.diamonds, d.viewers_now, d.viewers_at, d.viewers_msg_id,
                     d.viewers_peak, d.viewers_total, d.follower_total, d.follower_total_at, d.follower_total_msg_id,
                     coalesce(p.commenters, 0), coalesce(p.gifters, 0), coalesce(p.new_followers, 0), coalesce(p.engaged, 0),
                     coalesce(p.participants, 0), coalesce(m.sampled_minutes, 0), coalesce(m.viewer_minutes, 0), clock_timestamp()
                FROM room_delta d
                LEFT JOIN participant_change p USING (room_id)
                LEFT JOIN (SELECT room_id, sum(sampled_minutes) AS sampled_minutes, sum(viewer_minutes) AS viewer_minutes
                             FROM minute_change GROUP BY room_id) m USING (room_id)
               ORDER BY d.room_id
              ON CONFLICT (room_id) DO UPDATE
                 SET user_id = CASE WHEN s.user_id_at IS NULL OR (excluded.user_id_at, excluded.user_id_msg_id) > (s.user_id_at, s.user_id_msg_id) THEN excluded.user_id ELSE s.user_id END,
                     user_id_at = CASE WHEN s.user_id_at IS NULL OR (excluded.user_id_at, excluded.user_id_msg_id) > (s.user_id_at, s.user_id_msg_id) THEN excluded.user_id_at ELSE s.user_id_at END,
                     user_id_msg_id = CASE WHEN s.user_id_at IS NULL OR (excluded.user_id_at, excluded.user_id_msg_id) > (s.user_id_at, s.user_id_msg_id) THEN excluded.user_id_msg_id ELSE s.user_id_msg_id END,
                     unique_id = CASE WHEN s.unique_id_at IS NULL OR (excluded.unique_id_at, excluded.unique_id COLLATE "C") > (s.unique_id_at, s.unique_id COLLATE "C") THEN excluded.unique_id ELSE s.unique_id END,
                     unique_id_at = greatest(s.unique_id_at, excluded.unique_id_at),
                     nickname = CASE WHEN s.nickname_at IS NULL OR (excluded.nickname_at, excluded.nickname COLLATE "C") > (s.nickname_at, s.nickname COLLATE "C") THEN excluded.nickname ELSE s.nickname END,
                     nickname_at = greatest(s.nickname_at, excluded.nickname_at),
                     title = CASE WHEN s.title_at IS NULL OR (excluded.title_at, excluded.title_msg_id) > (s.title_at, s.title_msg_id) THEN excluded.title ELSE s.title END,
                     title_at = CASE WHEN s.title_at IS NULL OR (excluded.title_at, excluded.title_msg_id) > (s.title_at, s.title_msg_id) THEN excluded.title_at ELSE s.title_at END,
                     title_msg_id = CASE WHEN s.title_at IS NULL OR (excluded.title_at, excluded.title_msg_id) > (s.title_at, s.title_msg_id) THEN excluded.title_msg_id ELSE s.title_msg_id END,
                     first_event_at = least(s.first_event_at, excluded.first_event_at),
                     last_event_at = greatest(s.last_event_at, excluded.last_event_at),
                     end_at = greatest(s.end_at, excluded.end_at),
                     paused = CASE WHEN s.paused_at IS NULL OR (excluded.paused_at, excluded.paused_msg_id) > (s.paused_at, s.paused_msg_id) THEN excluded.paused ELSE s.paused END,
                     paused_at = CASE WHEN s.paused_at IS NULL OR (excluded.paused_at, excluded.paused_msg_id) > (s.paused_at, s.paused_msg_id) THEN excluded.paused_at ELSE s.paused_at END,
                     paused_msg_id = CASE WHEN s.paused_at IS NULL OR (excluded.paused_at, excluded.paused_msg_id) > (s.paused_at, s.paused_msg_id) THEN excluded.paused_msg_id ELSE s.paused_msg_id END,
                     events = s.events + excluded.events,
                     comments = s.comments + excluded.comments,
                     shares = s.shares + excluded.shares,
                     joins = s.joins + excluded.joins,
                     follows = s.follows + excluded.follows,
                     likes_observed = s.likes_observed + excluded.likes_observed,
                     gifts = s.gifts + excluded.gifts,
                     diamonds = s.diamonds + excluded.diamonds,
                     commenters = s.commenters + excluded.commenters,
                     gifters = s.gifters + excluded.gifters,
                     new_followers = s.new_followers + excluded.new_followers,
                     engaged = s.engaged + excluded.engaged,
                     participants = s.participants + excluded.participants,
                     sampled_minutes = s.sampled_minutes + excluded.sampled_minutes,
                     viewer_minutes = s.viewer_minutes + excluded.viewer_minutes,
                     like_total = greatest(s.like_total, excluded.like_total),
                     viewers_now = CASE WHEN s.viewers_at IS NULL OR (excluded.viewers_at, excluded.viewers_msg_id) > (s.viewers_at, s.viewers_msg_id) THEN excluded.viewers_now ELSE s.viewers_now END,
                     viewers_at = CASE WHEN s.viewers_at IS NULL OR (excluded.viewers_at, excluded.viewers_msg_id) > (s.viewers_at, s.viewers_msg_id) THEN excluded.viewers_at ELSE s.viewers_at END,
                     viewers_msg_id = CASE WHEN s.viewers_at IS NULL OR (excluded.viewers_at, excluded.viewers_msg_id) > (s.viewers_at, s.viewers_msg_id) THEN excluded.viewers_msg_id ELSE s.viewers_msg_id END,
                     viewers_peak = greatest(s.viewers_peak, excluded.viewers_peak),
                     viewers_total = greatest(s.viewers_total, excluded.viewers_total),
                     follower_total = CASE WHEN s.follower_total_at IS NULL OR (excluded.follower_total_at, excluded.follower_total_msg_id) > (s.follower_total_at, s.follower_total_msg_id) THEN excluded.follower_total ELSE s.follower_total END,
                     follower_total_at = CASE WHEN s.follower_total_at IS NULL OR (excluded.follower_total_at, excluded.follower_total_msg_id) > (s.follower_total_at, s.follower_total_msg_id) THEN excluded.follower_total_at ELSE s.follower_total_at END,
                     follower_total_msg_id = CASE WHEN s.follower_total_at IS NULL OR (excluded.follower_total_at, excluded.follower_total_msg_id) > (s.follower_total_at, s.follower_total_msg_id) THEN excluded.follower_total_msg_id ELSE s.follower_total_msg_id END,
                     updated_at = greatest(s.updated_at, excluded.updated_at)
            ), host_delta AS MATERIALIZED (
              SELECT unnest($77::bigint[]) AS user_id, unnest($78::timestamptz[]) AS first_seen_at,
                     unnest($79::timestamptz[]) AS last_seen_at, unnest($80::text[]) AS unique_id,
                     unnest($81::timestamptz[]) AS unique_id_at, unnest($82::text[]) AS nickname,
                     unnest($83::timestamptz[]) AS nickname_at
            ), host AS (
              INSERT INTO users AS u (user_id, first_seen_at, last_seen_at, unique_id, unique_id_at, nickname, nickname_at, updated_at)
              SELECT d.user_id, d.first_seen_at, d.last_seen_at, d.unique_id, d.unique_id_at, d.nickname, d.nickname_at, clock_timestamp()
                FROM host_delta d
              ON CONFLICT (user_id) DO UPDATE
                 SET unique_id = CASE WHEN u.unique_id_at IS NULL OR (excluded.unique_id_at, excluded.unique_id COLLATE "C") > (u.unique_id_at, u.unique_id COLLATE "C") THEN excluded.unique_id ELSE u.unique_id END,
                     unique_id_at = greatest(u.unique_id_at, excluded.unique_id_at),
                     nickname = CASE WHEN u.nickname_at IS NULL OR (excluded.nickname_at, excluded.nickname COLLATE "C") > (u.nickname_at, u.nickname COLLATE "C") THEN excluded.nickname ELSE u.nickname END,
                     nickname_at = greatest(u.nickname_at, excluded.nickname_at),
                     first_seen_at = least(u.first_seen_at, excluded.first_seen_at),
                     last_seen_at = greatest(u.last_seen_at, excluded.last_seen_at),
                     updated_at = greatest(u.updated_at, excluded.updated_at)
            ), unique_id_delta AS MATERIALIZED (
              SELECT unnest($84::bigint[]) AS user_id, unnest($85::text[]) AS unique_id, unnest($86::timestamptz[]) AS first_seen_at,
                     unnest($87::timestamptz[]) AS last_seen_at
            ), unique_id_seen AS (
              INSERT INTO unique_id_history AS h (user_id, unique_id, first_seen_at, last_seen_at)
              SELECT d.user_id, d.unique_id, d.first_seen_at, d.last_seen_at FROM unique_id_delta d
              ON CONFLICT (user_id, unique_id) DO UPDATE
                 SET first_seen_at = least(h.first_seen_at, excluded.first_seen_at),
                     last_seen_at = greatest(h.last_seen_at, excluded.last_seen_at)
            ), nickname_delta AS MATERIALIZED (
              SELECT unnest($88::bigint[]) AS user_id, unnest($89::text[]) AS nickname, unnest($90::timestamptz[]) AS first_seen_at,
                     unnest($91::timestamptz[]) AS last_seen_at
            ), nickname_seen AS (
              INSERT INTO nickname_history AS h (user_id, nickname, first_seen_at, last_seen_at)
              SELECT d.user_id, d.nickname, d.first_seen_at, d.last_seen_at FROM nickname_delta d
              ON CONFLICT (user_id, nickname) DO UPDATE
                 SET first_seen_at = least(h.first_seen_at, excluded.first_seen_at),
                     last_seen_at = greatest(h.last_seen_at, excluded.last_seen_at)
            )
            SELECT 1
            """;

    private FiguresStatement() {}

    static Uni<Void> execute(SqlConnection connection, FigureDeltas deltas) {
        return connection.preparedQuery(SQL).execute(bind(deltas)).replaceWithVoid();
    }

    /** In the order of the parameters. */
    private static Tuple bind(FigureDeltas deltas) {
        Tuple tuple = Tuple.tuple();
        bindParticipants(tuple, deltas.participants());
        bindMinutes(tuple, deltas.minutes());
        bindDays(tuple, deltas.days());
        bindRooms(tuple, deltas.rooms());
        bindHosts(tuple, deltas.hosts());
        bindUniqueIds(tuple, deltas.uniqueIds());
        bindNicknames(tuple, deltas.nicknames());
        return tuple;
    }

    /** One pass over the rows and not one for each column: these are nearly as many as the events. */
    private static void bindParticipants(Tuple tuple, List<FigureDeltas.Participant> rows) {
        int size = rows.size();
        Long[] roomIds = new Long[size];
        Long[] userIds = new Long[size];
        Long[] comments = new Long[size];
        Long[] likes = new Long[size];
        Long[] gifts = new Long[size];
        Long[] giftMessages = new Long[size];
        Long[] diamonds = new Long[size];
        Long[] shares = new Long[size];
        Long[] follows = new Long[size];
        Long[] joins = new Long[size];
        Long[] events = new Long[size];
        OffsetDateTime[] firstAts = new OffsetDateTime[size];
        OffsetDateTime[] lastAts = new OffsetDateTime[size];
        String[] uniqueIds = new String[size];
        OffsetDateTime[] uniqueIdAts = new OffsetDateTime[size];
        String[] nicknames = new String[size];
        OffsetDateTime[] nicknameAts = new OffsetDateTime[size];
        for (int i = 0; i < size; i++) {
            FigureDeltas.Participant row = rows.get(i);
            roomIds[i] = row.roomId;
            userIds[i] = row.userId;
            comments[i] = row.comments;
            likes[i] = row.likes;
            gifts[i] = row.gifts;
            giftMessages[i] = row.giftMessages;
            diamonds[i] = row.diamonds;
            shares[i] = row.shares;
            follows[i] = row.follows;
            joins[i] = row.joins;
            events[i] = row.events;
            // Most do one thing in a batch: then all four times are the same.
            OffsetDateTime lastAt = Columns.utc(row.lastMillis);
            firstAts[i] = row.firstMillis == row.lastMillis ? lastAt : Columns.utc(row.firstMillis);
            lastAts[i] = lastAt;
            uniqueIds[i] = row.uniqueId.text();
            uniqueIdAts[i] = at(row.uniqueId, row.lastMillis, lastAt);
            nicknames[i] = row.nickname.text();
            nicknameAts[i] = at(row.nickname, row.lastMillis, lastAt);
        }
        Columns.bind(
                tuple,
                roomIds,
                userIds,
                comments,
                likes,
                gifts,
                giftMessages,
                diamonds,
                shares,
                follows,
                joins,
                events,
                firstAts,
                lastAts,
                uniqueIds,
                uniqueIdAts,
                nicknames,
                nicknameAts);
    }

    private static void bindMinutes(Tuple tuple, List<Map.Entry<FigureDeltas.MinuteKey, FigureDeltas.Minute>> rows) {
        tuple.addValue(Columns.of(rows, Long.class, e -> e.getKey().roomId()))
                .addValue(Columns.of(
                        rows, OffsetDateTime.class, e -> Columns.utc(e.getKey().minuteMillis())))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().events))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().comments))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().likesObserved))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().gifts))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().diamonds))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().joins))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().follows))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().shares))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().viewerSamples))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().viewersSum))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().viewersMin))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().viewersMax));
    }

    private static void bindDays(Tuple tuple, List<Map.Entry<FigureDeltas.DayKey, FigureDeltas.Day>> rows) {
        tuple.addValue(Columns.of(rows, Long.class, e -> e.getKey().roomId()))
                .addValue(Columns.of(rows, LocalDate.class, e -> e.getKey().date()))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().events))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().viewersPeak))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().comments))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().likesObserved))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().gifts))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().diamonds))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().follows))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().shares))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().joins));
    }

    private static void bindRooms(Tuple tuple, List<Map.Entry<Long, FigureDeltas.Room>> rows) {
        tuple.addValue(Columns.of(rows, Long.class, e -> e.getKey()))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().userId.value()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> at(e.getValue().userId)))
                .addValue(Columns.of(rows, Long.class, e -> msgId(e.getValue().userId)))
                .addValue(Columns.of(
                        rows, String.class, e -> e.getValue().uniqueId.text()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> at(e.getValue().uniqueId)))
                .addValue(Columns.of(
                        rows, String.class, e -> e.getValue().nickname.text()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> at(e.getValue().nickname)))
                .addValue(Columns.of(rows, String.class, e -> e.getValue().title.value()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> at(e.getValue().title)))
                .addValue(Columns.of(rows, Long.class, e -> msgId(e.getValue().title)))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().events))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> Columns.utc(e.getValue().firstMillis)))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> Columns.utc(e.getValue().lastMillis)))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> Columns.utcOrNull(e.getValue().endMillis)))
                .addValue(
                        Columns.of(rows, Boolean.class, e -> e.getValue().paused.value()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> at(e.getValue().paused)))
                .addValue(Columns.of(rows, Long.class, e -> msgId(e.getValue().paused)))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().comments))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().shares))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().joins))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().follows))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().likesObserved))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().likeTotal))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().gifts))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().diamonds))
                .addValue(Columns.of(
                        rows, Long.class, e -> e.getValue().viewersNow.value()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> at(e.getValue().viewersNow)))
                .addValue(Columns.of(rows, Long.class, e -> msgId(e.getValue().viewersNow)))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().viewersPeak))
                .addValue(Columns.of(rows, Long.class, e -> e.getValue().viewersTotal))
                .addValue(Columns.of(
                        rows, Long.class, e -> e.getValue().followerTotal.value()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> at(e.getValue().followerTotal)))
                .addValue(Columns.of(rows, Long.class, e -> msgId(e.getValue().followerTotal)));
    }

    private static void bindHosts(Tuple tuple, List<Map.Entry<Long, FigureDeltas.SeenHost>> rows) {
        tuple.addValue(Columns.of(rows, Long.class, e -> e.getKey()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> Columns.utc(e.getValue().firstMillis)))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> Columns.utc(e.getValue().lastMillis)))
                .addValue(Columns.of(
                        rows, String.class, e -> e.getValue().uniqueId.text()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> at(e.getValue().uniqueId)))
                .addValue(Columns.of(
                        rows, String.class, e -> e.getValue().nickname.text()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> at(e.getValue().nickname)));
    }

    private static void bindUniqueIds(Tuple tuple, List<Map.Entry<FigureDeltas.NameKey, FigureDeltas.Span>> rows) {
        tuple.addValue(Columns.of(rows, Long.class, e -> e.getKey().userId()))
                .addValue(Columns.of(rows, String.class, e -> e.getKey().name()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> Columns.utc(e.getValue().firstMillis)))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> Columns.utc(e.getValue().lastMillis)));
    }

    private static void bindNicknames(Tuple tuple, List<Map.Entry<FigureDeltas.NameKey, FigureDeltas.Span>> rows) {
        tuple.addValue(Columns.of(rows, Long.class, e -> e.getKey().userId()))
                .addValue(Columns.of(rows, String.class, e -> e.getKey().name()))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> Columns.utc(e.getValue().firstMillis)))
                .addValue(Columns.of(rows, OffsetDateTime.class, e -> Columns.utc(e.getValue().lastMillis)));
    }

    private static @Nullable OffsetDateTime at(Newest.Name name, long knownMillis, OffsetDateTime known) {
        return name.text() != null && name.atMillis() == knownMillis ? known : at(name);
    }

    private static @Nullable OffsetDateTime at(Newest.Name name) {
        return name.text() == null ? null : Columns.utc(name.atMillis());
    }

    private static @Nullable OffsetDateTime at(Newest<?> newest) {
        return newest.value() == null ? null : Columns.utc(newest.atMillis());
    }

    private static @Nullable Long msgId(Newest<?> newest) {
        return newest.value() == null ? null : newest.msgId();
    }
}
