-- The slow and obvious way to every figure: one room's events read again, and nothing else.
-- It shares nothing with the statements that keep the figures batch by batch, so that each can be held against the other:
-- verify_room() names every difference, rebuild_room() writes what the events say.

-- What a room's gifts come to: one row a streak (its greatest count, its greatest price, at its start), one row a single gift.
CREATE OR REPLACE FUNCTION recomputed_gifts(room bigint)
RETURNS TABLE (user_id bigint, gift_id bigint, gift_group_id bigint, repeat_count bigint, each_diamonds bigint, placed_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT coalesce(e.user_id, 0), coalesce(e.gift_id, 0), e.gift_group_id,
         max(coalesce(e.repeat_count, 0)), max(coalesce(e.diamonds, 0)),
         min(CASE WHEN (extract(epoch FROM e.occurred_at) * 1000)::bigint - greatest(e.gift_group_id, 0) BETWEEN 0 AND 86400000
                  THEN to_timestamp(e.gift_group_id / 1000.0) ELSE e.occurred_at END)
    FROM live_events e
   WHERE e.room_id = room AND e.event_type = 'gift' AND e.gift_streakable AND e.gift_group_id IS NOT NULL
   GROUP BY 1, 2, 3
  UNION ALL
  SELECT coalesce(e.user_id, 0), coalesce(e.gift_id, 0), NULL, greatest(e.repeat_count, 1), coalesce(e.diamonds, 0), e.occurred_at
    FROM live_events e
   WHERE e.room_id = room AND e.event_type = 'gift' AND (e.gift_streakable IS NOT TRUE OR e.gift_group_id IS NULL)
$$;

CREATE OR REPLACE FUNCTION recomputed_minutes(room bigint)
RETURNS TABLE (minute timestamptz, events bigint, comments bigint, likes_observed bigint, gifts bigint, diamonds bigint,
               joins bigint, follows bigint, shares bigint, viewer_samples bigint, viewers_sum bigint, viewers_min bigint, viewers_max bigint)
LANGUAGE sql STABLE AS $$
  WITH seen AS (
    SELECT date_trunc('minute', e.occurred_at, 'UTC') AS minute,
           count(*) AS events,
           count(*) FILTER (WHERE e.event_type = 'comment') AS comments,
           coalesce(sum(e.like_count) FILTER (WHERE e.event_type = 'like'), 0) AS likes_observed,
           count(*) FILTER (WHERE e.event_type = 'join') AS joins,
           count(*) FILTER (WHERE e.event_type = 'follow') AS follows,
           count(*) FILTER (WHERE e.event_type = 'share') AS shares,
           count(e.viewers) FILTER (WHERE e.event_type = 'viewers') AS viewer_samples,
           coalesce(sum(e.viewers) FILTER (WHERE e.event_type = 'viewers'), 0) AS viewers_sum,
           min(e.viewers) FILTER (WHERE e.event_type = 'viewers') AS viewers_min,
           max(e.viewers) FILTER (WHERE e.event_type = 'viewers') AS viewers_max
      FROM live_events e
     WHERE e.room_id = room
     GROUP BY 1
  ), given AS (
    SELECT date_trunc('minute', g.placed_at, 'UTC') AS minute,
           sum(g.repeat_count) AS gifts, sum(g.repeat_count * g.each_diamonds) AS diamonds
      FROM recomputed_gifts(room) g
     GROUP BY 1
  )
  SELECT minute, coalesce(s.events, 0), coalesce(s.comments, 0), coalesce(s.likes_observed, 0)::bigint,
         coalesce(g.gifts, 0)::bigint, coalesce(g.diamonds, 0)::bigint,
         coalesce(s.joins, 0), coalesce(s.follows, 0), coalesce(s.shares, 0),
         coalesce(s.viewer_samples, 0), coalesce(s.viewers_sum, 0)::bigint, s.viewers_min, s.viewers_max
    FROM seen s FULL JOIN given g USING (minute)
   WHERE s.events > 0 OR g.gifts <> 0 OR g.diamonds <> 0
$$;

CREATE OR REPLACE FUNCTION recomputed_days(room bigint)
RETURNS TABLE (date date, events bigint, event_minutes bigint, viewers_peak bigint, viewer_minutes numeric, comments bigint,
               likes_observed bigint, gifts bigint, diamonds bigint, follows bigint, shares bigint, joins bigint)
LANGUAGE sql STABLE AS $$
  SELECT (m.minute AT TIME ZONE 'UTC')::date, sum(m.events)::bigint, count(*) FILTER (WHERE m.events > 0), max(m.viewers_max),
         coalesce(sum(round(m.viewers_sum::numeric / nullif(m.viewer_samples, 0), 6)), 0), sum(m.comments)::bigint,
         sum(m.likes_observed)::bigint, sum(m.gifts)::bigint, sum(m.diamonds)::bigint, sum(m.follows)::bigint,
         sum(m.shares)::bigint, sum(m.joins)::bigint
    FROM recomputed_minutes(room) m
   GROUP BY 1
$$;

CREATE OR REPLACE FUNCTION recomputed_participants(room bigint)
RETURNS TABLE (user_id bigint, comments bigint, likes bigint, gifts bigint, gift_messages bigint, diamonds bigint, shares bigint,
               follows bigint, joins bigint, events bigint, first_at timestamptz, last_at timestamptz,
               unique_id_at timestamptz, nickname_at timestamptz, unique_id text, nickname text)
LANGUAGE sql STABLE AS $$
  WITH seen AS (
    SELECT e.user_id,
           count(*) FILTER (WHERE e.event_type = 'comment') AS comments,
           coalesce(sum(e.like_count) FILTER (WHERE e.event_type = 'like'), 0)::bigint AS likes,
           count(*) FILTER (WHERE e.event_type = 'gift') AS gift_messages,
           count(*) FILTER (WHERE e.event_type = 'share') AS shares,
           count(*) FILTER (WHERE e.event_type = 'follow') AS follows,
           count(*) FILTER (WHERE e.event_type = 'join') AS joins,
           count(*) AS events,
           min(e.occurred_at) AS first_at,
           max(e.occurred_at) AS last_at
      FROM live_events e
     WHERE e.room_id = room AND e.user_id IS NOT NULL
     GROUP BY 1
  ), given AS (
    SELECT g.user_id, sum(g.repeat_count)::bigint AS gifts, sum(g.repeat_count * g.each_diamonds)::bigint AS diamonds
      FROM recomputed_gifts(room) g
     GROUP BY 1
  ), handles AS (
    SELECT DISTINCT ON (e.user_id) e.user_id, e.occurred_at, e.unique_id
      FROM live_events e
     WHERE e.room_id = room AND e.unique_id <> ''
     ORDER BY e.user_id, e.occurred_at DESC, e.unique_id COLLATE "C" DESC
  ), nicknames AS (
    SELECT DISTINCT ON (e.user_id) e.user_id, e.occurred_at, e.nickname
      FROM live_events e
     WHERE e.room_id = room AND e.nickname <> ''
     ORDER BY e.user_id, e.occurred_at DESC, e.nickname COLLATE "C" DESC
  )
  SELECT s.user_id, s.comments, s.likes, coalesce(g.gifts, 0), s.gift_messages, coalesce(g.diamonds, 0), s.shares, s.follows,
         s.joins, s.events, s.first_at, s.last_at, h.occurred_at, n.occurred_at, h.unique_id, n.nickname
    FROM seen s
    LEFT JOIN given g USING (user_id)
    LEFT JOIN handles h USING (user_id)
    LEFT JOIN nicknames n USING (user_id)
$$;

-- No row where the room has no event.
CREATE OR REPLACE FUNCTION recomputed_stream(room bigint)
RETURNS TABLE (user_id bigint, user_id_at timestamptz, user_id_msg_id bigint, title text, title_at timestamptz, title_msg_id bigint,
               events bigint, first_event_at timestamptz, last_event_at timestamptz, end_at timestamptz,
               paused boolean, paused_at timestamptz, paused_msg_id bigint,
               comments bigint, shares bigint, joins bigint, follows bigint,
               commenters bigint, gifters bigint, new_followers bigint, engaged bigint, participants bigint,
               likes_observed bigint, like_total bigint, gifts bigint, diamonds bigint,
               viewers_now bigint, viewers_at timestamptz, viewers_msg_id bigint, viewers_peak bigint, viewers_total bigint,
               follower_total bigint, follower_total_at timestamptz, follower_total_msg_id bigint,
               sampled_minutes bigint, viewer_minutes numeric)
LANGUAGE sql STABLE AS $$
  WITH events AS (
    SELECT e.* FROM live_events e WHERE e.room_id = room
  ), counted AS (
    SELECT count(*) AS events, min(occurred_at) AS first_event_at, max(occurred_at) AS last_event_at,
           max(occurred_at) FILTER (WHERE event_type = 'end') AS end_at,
           count(*) FILTER (WHERE event_type = 'comment') AS comments,
           count(*) FILTER (WHERE event_type = 'share') AS shares,
           count(*) FILTER (WHERE event_type = 'join') AS joins,
           count(*) FILTER (WHERE event_type = 'follow') AS follows,
           count(DISTINCT user_id) FILTER (WHERE event_type = 'comment') AS commenters,
           count(DISTINCT user_id) FILTER (WHERE event_type = 'gift') AS gifters,
           count(DISTINCT user_id) FILTER (WHERE event_type = 'follow') AS new_followers,
           count(DISTINCT user_id) FILTER (WHERE event_type IN ('comment', 'gift', 'share', 'follow')) AS engaged,
           count(DISTINCT user_id) AS participants,
           coalesce(sum(like_count) FILTER (WHERE event_type = 'like'), 0)::bigint AS likes_observed,
           max(like_total) AS like_total,
           max(viewers) FILTER (WHERE event_type = 'viewers') AS viewers_peak,
           max(viewers_total) AS viewers_total
      FROM events
    HAVING count(*) > 0
  ), given AS (
    SELECT coalesce(sum(g.repeat_count), 0)::bigint AS gifts, coalesce(sum(g.repeat_count * g.each_diamonds), 0)::bigint AS diamonds
      FROM recomputed_gifts(room) g
  ), watched AS (
    SELECT count(*) AS sampled_minutes, coalesce(sum(round(m.viewers_sum::numeric / m.viewer_samples, 6)), 0) AS viewer_minutes
      FROM recomputed_minutes(room) m
     WHERE m.viewer_samples > 0
  ), host AS (
    SELECT host_user_id, occurred_at, msg_id FROM events WHERE host_user_id IS NOT NULL ORDER BY occurred_at DESC, msg_id DESC LIMIT 1
  ), titled AS (
    SELECT title, occurred_at, msg_id FROM events WHERE title <> '' ORDER BY occurred_at DESC, msg_id DESC LIMIT 1
  ), pausing AS (
    SELECT event_type, occurred_at, msg_id FROM events WHERE event_type IN ('pause', 'resume') ORDER BY occurred_at DESC, msg_id DESC LIMIT 1
  ), sampled AS (
    SELECT viewers, occurred_at, msg_id FROM events
     WHERE event_type = 'viewers' AND viewers IS NOT NULL ORDER BY occurred_at DESC, msg_id DESC LIMIT 1
  ), followed AS (
    SELECT follower_total, occurred_at, msg_id FROM events WHERE follower_total IS NOT NULL ORDER BY occurred_at DESC, msg_id DESC LIMIT 1
  )
  SELECT h.host_user_id, h.occurred_at, h.msg_id, t.title, t.occurred_at, t.msg_id,
         c.events, c.first_event_at, c.last_event_at, c.end_at,
         coalesce(p.event_type = 'pause', false), p.occurred_at, p.msg_id,
         c.comments, c.shares, c.joins, c.follows, c.commenters, c.gifters, c.new_followers, c.engaged, c.participants,
         c.likes_observed, c.like_total, g.gifts, g.diamonds,
         v.viewers, v.occurred_at, v.msg_id, c.viewers_peak, c.viewers_total,
         f.follower_total, f.occurred_at, f.msg_id, w.sampled_minutes, w.viewer_minutes
    FROM counted c
   CROSS JOIN given g
   CROSS JOIN watched w
    LEFT JOIN host h ON true
    LEFT JOIN titled t ON true
    LEFT JOIN pausing p ON true
    LEFT JOIN sampled v ON true
    LEFT JOIN followed f ON true
$$;

-- One row a difference between what is kept and what the events say; none where all is well. kept or recomputed is null
-- where the row is missing there. Times are told in UTC, whatever the session's zone. In plpgsql, which keeps the plan: planning it
-- anew for every room, over all partitions, takes longer than a small room itself.
CREATE OR REPLACE FUNCTION verify_room(room bigint)
RETURNS TABLE (relation text, key text, kept jsonb, recomputed jsonb)
LANGUAGE plpgsql STABLE
SET timezone = 'UTC'
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT 'live_streams', room::text, to_jsonb(k), to_jsonb(r)
    FROM (SELECT user_id, user_id_at, user_id_msg_id, title, title_at, title_msg_id, events, first_event_at, last_event_at, end_at,
                 paused, paused_at, paused_msg_id, comments, shares, joins, follows, commenters, gifters, new_followers, engaged,
                 participants, likes_observed, like_total, gifts, diamonds, viewers_now, viewers_at, viewers_msg_id, viewers_peak,
                 viewers_total, follower_total, follower_total_at, follower_total_msg_id, sampled_minutes, viewer_minutes
            FROM live_streams WHERE room_id = room) k
    FULL JOIN (SELECT * FROM recomputed_stream(room)) r ON true
   WHERE row(k.*) IS DISTINCT FROM row(r.*)
  UNION ALL
  SELECT 'live_minute_stats', to_char(minute, 'YYYY-MM-DD"T"HH24:MI"Z"'), to_jsonb(k), to_jsonb(r)
    FROM (SELECT minute, events, comments, likes_observed, gifts, diamonds, joins, follows, shares, viewer_samples, viewers_sum,
                 viewers_min, viewers_max
            FROM live_minute_stats WHERE room_id = room AND (events <> 0 OR gifts <> 0 OR diamonds <> 0)) k
    FULL JOIN (SELECT * FROM recomputed_minutes(room)) r USING (minute)
   WHERE row(k.*) IS DISTINCT FROM row(r.*)
  UNION ALL
  SELECT 'live_stream_days', date::text, to_jsonb(k), to_jsonb(r)
    FROM (SELECT date, events, event_minutes, viewers_peak, viewer_minutes, comments, likes_observed, gifts, diamonds, follows, shares, joins
            FROM live_stream_days WHERE room_id = room AND (events <> 0 OR gifts <> 0 OR diamonds <> 0)) k
    FULL JOIN (SELECT * FROM recomputed_days(room)) r USING (date)
   WHERE row(k.*) IS DISTINCT FROM row(r.*)
  UNION ALL
  SELECT 'live_participants', user_id::text, to_jsonb(k), to_jsonb(r)
    FROM (SELECT user_id, comments, likes, gifts, gift_messages, diamonds, shares, follows, joins, events, first_at, last_at,
                 unique_id_at, nickname_at, unique_id, nickname
            FROM live_participants WHERE room_id = room) k
    FULL JOIN (SELECT * FROM recomputed_participants(room)) r USING (user_id)
   WHERE row(k.*) IS DISTINCT FROM row(r.*)
  UNION ALL
  SELECT 'gift_streaks', format('%s/%s/%s', user_id, gift_id, gift_group_id), to_jsonb(k), to_jsonb(r)
    FROM (SELECT user_id, gift_id, gift_group_id, repeat_count, diamonds AS each_diamonds, started_at AS placed_at
            FROM gift_streaks WHERE room_id = room) k
    FULL JOIN (SELECT * FROM recomputed_gifts(room) g WHERE g.gift_group_id IS NOT NULL) r USING (user_id, gift_id, gift_group_id)
   WHERE row(k.*) IS DISTINCT FROM row(r.*);
END $$;

-- Writes what the events say. Waits for writers of the room, and lets none in until the caller's transaction ends. A room
-- without any event loses its figures: where history may have been taken away, the caller must look first.
CREATE OR REPLACE FUNCTION rebuild_room(room bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  -- Writers wait for the room's row. Where it is missing it is made first, or they would come in between the statements below.
  INSERT INTO live_streams (room_id, first_event_at, last_event_at, updated_at)
  SELECT room, min(occurred_at), max(occurred_at), clock_timestamp() FROM live_events WHERE room_id = room
  HAVING count(*) > 0
  ON CONFLICT (room_id) DO NOTHING;
  PERFORM FROM live_streams WHERE room_id = room FOR UPDATE;
  DELETE FROM live_minute_stats WHERE room_id = room;
  INSERT INTO live_minute_stats (room_id, minute, events, comments, likes_observed, gifts, diamonds, joins, follows, shares,
                                 viewer_samples, viewers_sum, viewers_min, viewers_max)
  SELECT room, minute, events, comments, likes_observed, gifts, diamonds, joins, follows, shares,
         viewer_samples, viewers_sum, viewers_min, viewers_max
    FROM recomputed_minutes(room);
  DELETE FROM live_stream_days WHERE room_id = room;
  INSERT INTO live_stream_days (room_id, date, events, event_minutes, viewers_peak, viewer_minutes, comments, likes_observed,
                                gifts, diamonds, follows, shares, joins)
  SELECT room, date, events, event_minutes, viewers_peak, viewer_minutes, comments, likes_observed,
         gifts, diamonds, follows, shares, joins
    FROM recomputed_days(room);
  DELETE FROM live_participants WHERE room_id = room;
  INSERT INTO live_participants (room_id, user_id, comments, likes, gifts, gift_messages, diamonds, shares, follows, joins, events,
                                 first_at, last_at, unique_id_at, nickname_at, unique_id, nickname)
  SELECT room, user_id, comments, likes, gifts, gift_messages, diamonds, shares, follows, joins, events,
         first_at, last_at, unique_id_at, nickname_at, unique_id, nickname
    FROM recomputed_participants(room);
  DELETE FROM gift_streaks WHERE room_id = room;
  INSERT INTO gift_streaks (room_id, user_id, gift_id, gift_group_id, repeat_count, diamonds, started_at)
  SELECT room, user_id, gift_id, gift_group_id, repeat_count, each_diamonds, placed_at
    FROM recomputed_gifts(room)
   WHERE gift_group_id IS NOT NULL;
  INSERT INTO live_streams AS s (
         room_id, user_id, user_id_at, user_id_msg_id, title, title_at, title_msg_id, events, first_event_at, last_event_at, end_at,
         paused, paused_at, paused_msg_id, comments, shares, joins, follows, commenters, gifters, new_followers, engaged, participants,
         likes_observed, like_total, gifts, diamonds, viewers_now, viewers_at, viewers_msg_id, viewers_peak, viewers_total,
         follower_total, follower_total_at, follower_total_msg_id, sampled_minutes, viewer_minutes, updated_at)
  SELECT room, user_id, user_id_at, user_id_msg_id, title, title_at, title_msg_id, events, first_event_at, last_event_at, end_at,
         paused, paused_at, paused_msg_id, comments, shares, joins, follows, commenters, gifters, new_followers, engaged, participants,
         likes_observed, like_total, gifts, diamonds, viewers_now, viewers_at, viewers_msg_id, viewers_peak, viewers_total,
         follower_total, follower_total_at, follower_total_msg_id, sampled_minutes, viewer_minutes, clock_timestamp()
    FROM recomputed_stream(room)
  ON CONFLICT (room_id) DO UPDATE SET (
         user_id, user_id_at, user_id_msg_id, title, title_at, title_msg_id, events, first_event_at, last_event_at, end_at,
         paused, paused_at, paused_msg_id, comments, shares, joins, follows, commenters, gifters, new_followers, engaged, participants,
         likes_observed, like_total, gifts, diamonds, viewers_now, viewers_at, viewers_msg_id, viewers_peak, viewers_total,
         follower_total, follower_total_at, follower_total_msg_id, sampled_minutes, viewer_minutes, updated_at)
       = (excluded.user_id, excluded.user_id_at, excluded.user_id_msg_id, excluded.title, excluded.title_at, excluded.title_msg_id,
         excluded.events, excluded.first_event_at, excluded.last_event_at, excluded.end_at,
         excluded.paused, excluded.paused_at, excluded.paused_msg_id, excluded.comments, excluded.shares, excluded.joins,
         excluded.follows, excluded.commenters, excluded.gifters, excluded.new_followers, excluded.engaged, excluded.participants,
         excluded.likes_observed, excluded.like_total, excluded.gifts, excluded.diamonds, excluded.viewers_now, excluded.viewers_at,
         excluded.viewers_msg_id, excluded.viewers_peak, excluded.viewers_total, excluded.follower_total, excluded.follower_total_at,
         excluded.follower_total_msg_id, excluded.sampled_minutes, excluded.viewer_minutes, excluded.updated_at);
  DELETE FROM live_streams WHERE room_id = room AND NOT EXISTS (SELECT FROM live_events WHERE room_id = room);
END $$;
