-- Moves an event to an earlier time, in the history and in every figure: afterwards all is as if it had come with that time.
-- What it reads is the stretch between the two times and the minutes at both ends, however large the room is.

-- Adds to the minute of a time, to its day and to its room; less than nothing takes away. The greatest and the least sample of the
-- minute are found anew among its events, which must stand where they belong by then.
CREATE OR REPLACE FUNCTION add_to_minute(room bigint, at timestamptz, more_events bigint DEFAULT 0, more_comments bigint DEFAULT 0,
                                         more_likes bigint DEFAULT 0, more_gifts bigint DEFAULT 0, more_diamonds bigint DEFAULT 0,
                                         more_joins bigint DEFAULT 0, more_follows bigint DEFAULT 0, more_shares bigint DEFAULT 0,
                                         more_samples bigint DEFAULT 0, more_viewers bigint DEFAULT 0) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  its_minute timestamptz := date_trunc('minute', at, 'UTC');
  its_day date := (at AT TIME ZONE 'UTC')::date;
  before live_minute_stats;
  now live_minute_stats;
  more_viewer_minutes numeric;
BEGIN
  SELECT * INTO before FROM live_minute_stats WHERE room_id = room AND minute = its_minute;
  INSERT INTO live_minute_stats AS m (room_id, minute, events, comments, likes_observed, gifts, diamonds, joins, follows, shares,
                                      viewer_samples, viewers_sum)
  VALUES (room, its_minute, more_events, more_comments, more_likes, more_gifts, more_diamonds, more_joins, more_follows, more_shares,
          more_samples, more_viewers)
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
         viewers_sum = m.viewers_sum + excluded.viewers_sum
  RETURNING * INTO now;
  more_viewer_minutes := coalesce(round(now.viewers_sum::numeric / nullif(now.viewer_samples, 0), 6), 0)
                         - coalesce(round(before.viewers_sum::numeric / nullif(before.viewer_samples, 0), 6), 0);
  INSERT INTO live_stream_days AS d (room_id, date, events, event_minutes, viewer_minutes, comments, likes_observed, gifts, diamonds,
                                     follows, shares, joins)
  VALUES (room, its_day, more_events, (now.events > 0)::int - coalesce(before.events > 0, false)::int, more_viewer_minutes,
          more_comments, more_likes, more_gifts, more_diamonds, more_follows, more_shares, more_joins)
  ON CONFLICT (room_id, date) DO UPDATE
     SET events = d.events + excluded.events,
         event_minutes = d.event_minutes + excluded.event_minutes,
         viewer_minutes = d.viewer_minutes + excluded.viewer_minutes,
         comments = d.comments + excluded.comments,
         likes_observed = d.likes_observed + excluded.likes_observed,
         gifts = d.gifts + excluded.gifts,
         diamonds = d.diamonds + excluded.diamonds,
         follows = d.follows + excluded.follows,
         shares = d.shares + excluded.shares,
         joins = d.joins + excluded.joins;
  IF more_samples <> 0 THEN
    UPDATE live_minute_stats
       SET (viewers_min, viewers_max) =
           (SELECT min(e.viewers), max(e.viewers) FROM live_events e
             WHERE e.room_id = room AND e.occurred_at >= its_minute AND e.occurred_at < its_minute + interval '1 minute'
               AND e.event_type = 'viewers')
     WHERE room_id = room AND minute = its_minute;
    UPDATE live_stream_days
       SET viewers_peak = (SELECT max(m.viewers_max) FROM live_minute_stats m
                            WHERE m.room_id = room AND m.minute >= its_day::timestamp AT TIME ZONE 'UTC'
                              AND m.minute < (its_day + 1)::timestamp AT TIME ZONE 'UTC')
     WHERE room_id = room AND date = its_day;
    UPDATE live_streams
       SET sampled_minutes = sampled_minutes + (now.viewer_samples > 0)::int - coalesce(before.viewer_samples > 0, false)::int,
           viewer_minutes = viewer_minutes + more_viewer_minutes
     WHERE room_id = room;
  END IF;
END $$;

-- Does nothing where the event is not there (any more). Waits for writers of the room, and lets none in until the caller's
-- transaction ends. The figures must be what the history says when it begins.
CREATE OR REPLACE FUNCTION move_event(room bigint, msg bigint, from_at timestamptz, to_at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  e live_events;
  place record;
  streak gift_streaks;
  started timestamptz;
  gifts bigint := 0;
  diamonds bigint := 0;
  gifts_from timestamptz := from_at;
  gifts_to timestamptz := to_at;
BEGIN
  PERFORM FROM live_streams WHERE room_id = room FOR UPDATE;
  UPDATE live_events SET occurred_at = to_at WHERE room_id = room AND occurred_at = from_at AND msg_id = msg
  RETURNING * INTO e;
  IF NOT FOUND THEN
    RETURN;
  END IF;

  IF e.event_type = 'gift' AND e.gift_streakable AND e.gift_group_id IS NOT NULL THEN
    -- What a frame says of its streak's start grows less with the frame's time, so the least of all is the lesser of both.
    started := CASE WHEN (extract(epoch FROM to_at) * 1000)::bigint - greatest(e.gift_group_id, 0) BETWEEN 0 AND 86400000
                    THEN to_timestamp(e.gift_group_id / 1000.0) ELSE to_at END;
    SELECT * INTO streak FROM gift_streaks s
     WHERE s.room_id = room AND s.user_id = coalesce(e.user_id, 0) AND s.gift_id = coalesce(e.gift_id, 0)
       AND s.gift_group_id = e.gift_group_id;
    IF started < streak.started_at THEN
      UPDATE gift_streaks s SET started_at = started
       WHERE s.room_id = room AND s.user_id = streak.user_id AND s.gift_id = streak.gift_id AND s.gift_group_id = e.gift_group_id;
      gifts := streak.repeat_count;
      diamonds := streak.repeat_count * streak.diamonds;
      gifts_from := streak.started_at;
      gifts_to := started;
    END IF;
  ELSIF e.event_type = 'gift' THEN
    gifts := greatest(e.repeat_count, 1);
    diamonds := gifts * coalesce(e.diamonds, 0);
  END IF;
  IF date_trunc('minute', gifts_from, 'UTC') <> date_trunc('minute', gifts_to, 'UTC') THEN
    PERFORM add_to_minute(room, gifts_from, more_gifts => -gifts, more_diamonds => -diamonds);
    PERFORM add_to_minute(room, gifts_to, more_gifts => gifts, more_diamonds => diamonds);
  END IF;
  IF date_trunc('minute', from_at, 'UTC') <> date_trunc('minute', to_at, 'UTC') THEN
    FOR place IN SELECT * FROM (VALUES (from_at, -1), (to_at, 1)) AS places (at, one) LOOP
      PERFORM add_to_minute(room, place.at,
                            more_events => place.one,
                            more_comments => place.one * (e.event_type = 'comment')::int,
                            more_likes => CASE WHEN e.event_type = 'like' THEN place.one * coalesce(e.like_count, 0) ELSE 0 END,
                            more_joins => place.one * (e.event_type = 'join')::int,
                            more_follows => place.one * (e.event_type = 'follow')::int,
                            more_shares => place.one * (e.event_type = 'share')::int,
                            more_samples => place.one * (e.event_type = 'viewers' AND e.viewers IS NOT NULL)::int,
                            more_viewers => CASE WHEN e.event_type = 'viewers' THEN place.one * coalesce(e.viewers, 0) ELSE 0 END);
    END LOOP;
  END IF;

  -- Whatever was newest at the old time is now newest in the stretch since the new one, in which the event itself stands.
  UPDATE live_participants p
     SET first_at = least(p.first_at, to_at),
         last_at = CASE WHEN p.last_at > from_at THEN p.last_at ELSE
                     (SELECT max(o.occurred_at) FROM live_events o
                       WHERE o.room_id = room AND o.occurred_at BETWEEN to_at AND from_at AND o.user_id = e.user_id) END
   WHERE p.room_id = room AND p.user_id = e.user_id;
  UPDATE live_participants p
     SET (unique_id_at, unique_id) =
         (SELECT o.occurred_at, o.unique_id FROM live_events o
           WHERE o.room_id = room AND o.occurred_at BETWEEN to_at AND from_at AND o.user_id = e.user_id AND o.unique_id <> ''
           ORDER BY o.occurred_at DESC, o.unique_id COLLATE "C" DESC LIMIT 1)
   WHERE p.room_id = room AND p.user_id = e.user_id AND p.unique_id_at = from_at AND e.unique_id <> '';
  UPDATE live_participants p
     SET (nickname_at, nickname) =
         (SELECT o.occurred_at, o.nickname FROM live_events o
           WHERE o.room_id = room AND o.occurred_at BETWEEN to_at AND from_at AND o.user_id = e.user_id AND o.nickname <> ''
           ORDER BY o.occurred_at DESC, o.nickname COLLATE "C" DESC LIMIT 1)
   WHERE p.room_id = room AND p.user_id = e.user_id AND p.nickname_at = from_at AND e.nickname <> '';

  UPDATE live_streams s
     SET first_event_at = least(s.first_event_at, to_at),
         last_event_at = CASE WHEN s.last_event_at > from_at THEN s.last_event_at ELSE
                           (SELECT max(o.occurred_at) FROM live_events o
                             WHERE o.room_id = room AND o.occurred_at BETWEEN to_at AND from_at) END,
         end_at = CASE WHEN e.event_type <> 'end' OR s.end_at > from_at THEN s.end_at ELSE
                    (SELECT max(o.occurred_at) FROM live_events o
                      WHERE o.room_id = room AND o.occurred_at BETWEEN to_at AND from_at AND o.event_type = 'end') END,
         updated_at = greatest(s.updated_at, clock_timestamp())
   WHERE s.room_id = room;
  UPDATE live_streams s
     SET (user_id, user_id_at, user_id_msg_id) =
         (SELECT o.host_user_id, o.occurred_at, o.msg_id FROM live_events o
           WHERE o.room_id = room AND o.occurred_at BETWEEN to_at AND from_at AND o.host_user_id IS NOT NULL
           ORDER BY o.occurred_at DESC, o.msg_id DESC LIMIT 1)
   WHERE s.room_id = room AND (s.user_id_at, s.user_id_msg_id) = (from_at, msg);
  UPDATE live_streams s
     SET (title, title_at, title_msg_id) =
         (SELECT o.title, o.occurred_at, o.msg_id FROM live_events o
           WHERE o.room_id = room AND o.occurred_at BETWEEN to_at AND from_at AND o.title <> ''
           ORDER BY o.occurred_at DESC, o.msg_id DESC LIMIT 1)
   WHERE s.room_id = room AND (s.title_at, s.title_msg_id) = (from_at, msg);
  UPDATE live_streams s
     SET (paused, paused_at, paused_msg_id) =
         (SELECT o.event_type = 'pause', o.occurred_at, o.msg_id FROM live_events o
           WHERE o.room_id = room AND o.occurred_at BETWEEN to_at AND from_at AND o.event_type IN ('pause', 'resume')
           ORDER BY o.occurred_at DESC, o.msg_id DESC LIMIT 1)
   WHERE s.room_id = room AND (s.paused_at, s.paused_msg_id) = (from_at, msg);
  UPDATE live_streams s
     SET (viewers_now, viewers_at, viewers_msg_id) =
         (SELECT o.viewers, o.occurred_at, o.msg_id FROM live_events o
           WHERE o.room_id = room AND o.occurred_at BETWEEN to_at AND from_at AND o.event_type = 'viewers' AND o.viewers IS NOT NULL
           ORDER BY o.occurred_at DESC, o.msg_id DESC LIMIT 1)
   WHERE s.room_id = room AND (s.viewers_at, s.viewers_msg_id) = (from_at, msg);
  UPDATE live_streams s
     SET (follower_total, follower_total_at, follower_total_msg_id) =
         (SELECT o.follower_total, o.occurred_at, o.msg_id FROM live_events o
           WHERE o.room_id = room AND o.occurred_at BETWEEN to_at AND from_at AND o.follower_total IS NOT NULL
           ORDER BY o.occurred_at DESC, o.msg_id DESC LIMIT 1)
   WHERE s.room_id = room AND (s.follower_total_at, s.follower_total_msg_id) = (from_at, msg);
END $$;
