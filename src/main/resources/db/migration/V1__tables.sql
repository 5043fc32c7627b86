-- The tables of Millrace. Ids are bigint, times timestamptz, bounds half-open, days UTC.
-- How a row grows is told at the statement that writes it (io.millrace.store); what a figure means in docs/figures.md.
-- Partitions are made by V2's functions, never by hand.

-- History ------------------------------------------------------------------------------------------------------------

-- One row an accepted event. The key is the identity of an event, and at the same time the road by which the API reads
-- a room's newest events: one index instead of two on the table that receives every row.
CREATE TABLE live_events (
  room_id         bigint      NOT NULL,
  occurred_at     timestamptz NOT NULL,
  msg_id          bigint      NOT NULL,
  user_id         bigint,
  gift_id         bigint,
  gift_group_id   bigint,
  diamonds        bigint,
  repeat_count    bigint,
  like_count      bigint,
  like_total      bigint,
  viewers         bigint,
  viewers_total   bigint,
  follower_total  bigint,
  captured_at     timestamptz,
  host_user_id    bigint,
  gift_streakable boolean,
  event_type      text        NOT NULL,
  type_name       text        NOT NULL,
  unique_id       text,
  nickname        text,
  comment         text,
  gift_name       text,
  source          text,
  title           text,
  raw             jsonb,
  CONSTRAINT live_events_pk PRIMARY KEY (room_id, occurred_at, msg_id)
) PARTITION BY RANGE (occurred_at);
COMMENT ON COLUMN live_events.occurred_at IS 'payload createTime, else captured_at, else the Kafka record''s timestamp; never the time of writing';
COMMENT ON COLUMN live_events.msg_id IS 'TikTok''s message id; negative: derived from the content, because the message has none or not a number';
COMMENT ON COLUMN live_events.event_type IS 'comment like gift join follow share viewers pause resume end other';
COMMENT ON COLUMN live_events.type_name IS 'the type as the scraper named it';
COMMENT ON COLUMN live_events.gift_group_id IS 'names a streak within (room, user, gift); mostly the epoch milliseconds of its start; negative: derived from a group that is not a number';
COMMENT ON COLUMN live_events.gift_streakable IS 'gift type 1: frames of one group repeat a cumulative count';
COMMENT ON COLUMN live_events.diamonds IS 'of one gift, not of the frame';
COMMENT ON COLUMN live_events.repeat_count IS 'cumulative within a streak';
COMMENT ON COLUMN live_events.like_count IS 'likes in this one message, 1 to 15';
COMMENT ON COLUMN live_events.like_total IS 'the room''s total that came with this message; not monotonic';
COMMENT ON COLUMN live_events.viewers IS 'concurrent viewers';
COMMENT ON COLUMN live_events.viewers_total IS 'all entries since the start; never a viewer count';
COMMENT ON COLUMN live_events.follower_total IS 'followers of the host, exact, that came with a follow or share';
COMMENT ON COLUMN live_events.captured_at IS 'the scraper''s clock';
COMMENT ON COLUMN live_events.host_user_id IS 'the host that the envelope or the payload named in this very message; likewise title';
COMMENT ON COLUMN live_events.raw IS 'the payload, where millrace.store.raw keeps it';

-- Where the server has lz4, payloads are compressed with it: as small as with pglz, and several times faster. Leaves inherit it.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
    ALTER TABLE live_events ALTER COLUMN raw SET COMPRESSION lz4;
  END IF;
END $$;

-- Messages that have an id but no time of their own. Each delivery brings another captured_at; the least one is the
-- event's time, whatever arrived first. live_events alone could not see that they are the same message.
CREATE TABLE undated_messages (
  room_id     bigint      NOT NULL,
  msg_id      bigint      NOT NULL,
  occurred_at timestamptz NOT NULL,
  previous_at timestamptz,
  CONSTRAINT undated_messages_pk PRIMARY KEY (room_id, msg_id)
);
COMMENT ON COLUMN undated_messages.occurred_at IS 'the least captured_at of all deliveries so far';
COMMENT ON COLUMN undated_messages.previous_at IS 'occurred_at before the last delivery; null after the first';

-- What is kept per broadcast ------------------------------------------------------------------------------------------

-- One row a room. Counters change with nearly every batch: fillfactor 50 and no index on a counter keep the updates HOT.
CREATE TABLE live_streams (
  room_id               bigint        NOT NULL,
  user_id               bigint,
  user_id_at            timestamptz,
  user_id_msg_id        bigint,
  unique_id             text,
  unique_id_at          timestamptz,
  nickname              text,
  nickname_at           timestamptz,
  title                 text,
  title_at              timestamptz,
  title_msg_id          bigint,
  events                bigint        NOT NULL DEFAULT 0,
  first_event_at        timestamptz   NOT NULL,
  last_event_at         timestamptz   NOT NULL,
  end_at                timestamptz,
  paused                boolean       NOT NULL DEFAULT false,
  paused_at             timestamptz,
  paused_msg_id         bigint,
  comments              bigint        NOT NULL DEFAULT 0,
  shares                bigint        NOT NULL DEFAULT 0,
  joins                 bigint        NOT NULL DEFAULT 0,
  follows               bigint        NOT NULL DEFAULT 0,
  commenters            bigint        NOT NULL DEFAULT 0,
  gifters               bigint        NOT NULL DEFAULT 0,
  new_followers         bigint        NOT NULL DEFAULT 0,
  engaged               bigint        NOT NULL DEFAULT 0,
  participants          bigint        NOT NULL DEFAULT 0,
  likes_observed        bigint        NOT NULL DEFAULT 0,
  like_total            bigint,
  gifts                 bigint        NOT NULL DEFAULT 0,
  diamonds              bigint        NOT NULL DEFAULT 0,
  viewers_now           bigint,
  viewers_at            timestamptz,
  viewers_msg_id        bigint,
  viewers_peak          bigint,
  viewers_total         bigint,
  follower_total        bigint,
  follower_total_at     timestamptz,
  follower_total_msg_id bigint,
  sampled_minutes       bigint        NOT NULL DEFAULT 0,
  viewer_minutes        numeric(24,6) NOT NULL DEFAULT 0,
  updated_at            timestamptz   NOT NULL,
  likes      bigint GENERATED ALWAYS AS (greatest(like_total, likes_observed)) STORED,
  started_at timestamptz GENERATED ALWAYS AS (
    CASE WHEN first_event_at - to_timestamp((room_id >> 32)::double precision) BETWEEN interval '0' AND interval '48 hours'
         THEN to_timestamp((room_id >> 32)::double precision) ELSE first_event_at END) STORED,
  ended_at   timestamptz GENERATED ALWAYS AS (
    CASE WHEN last_event_at - end_at <= interval '10 minutes' THEN end_at END) STORED,
  CONSTRAINT live_streams_pk PRIMARY KEY (room_id)
) WITH (fillfactor = 50);
-- A BRIN index, because since PostgreSQL 16 it does not stand in the way of HOT updates.
CREATE INDEX live_streams_last_event ON live_streams USING brin (last_event_at) WITH (pages_per_range = 8, autosummarize = on);
CREATE INDEX live_streams_host ON live_streams (user_id, room_id) WHERE user_id IS NOT NULL;
COMMENT ON COLUMN live_streams.user_id IS 'the host, of the newest event that named one';
COMMENT ON COLUMN live_streams.user_id_at IS 'with user_id_msg_id: the event that user_id is of; all …_at, …_msg_id pairs here are such marks of the newest event';
COMMENT ON COLUMN live_streams.unique_id IS 'the host''s, the newest that an event named; of two at the same time the greater text; likewise nickname';
COMMENT ON COLUMN live_streams.end_at IS 'of the newest end event; it ends the stream only where ended_at says so';
COMMENT ON COLUMN live_streams.paused IS 'the newest of pause and resume was a pause';
COMMENT ON COLUMN live_streams.engaged IS 'distinct users who commented, gifted, shared or followed';
COMMENT ON COLUMN live_streams.like_total IS 'the greatest total seen';
COMMENT ON COLUMN live_streams.sampled_minutes IS 'minutes that have a viewer sample';
COMMENT ON COLUMN live_streams.viewer_minutes IS 'sum over the sampled minutes of the minute''s mean, each mean rounded to 6 digits so that sums are exact in any order';
COMMENT ON COLUMN live_streams.updated_at IS 'time of the newest commit that changed the row';

CREATE TABLE live_minute_stats (
  room_id        bigint      NOT NULL,
  minute         timestamptz NOT NULL,
  events         bigint      NOT NULL DEFAULT 0,
  comments       bigint      NOT NULL DEFAULT 0,
  likes_observed bigint      NOT NULL DEFAULT 0,
  gifts          bigint      NOT NULL DEFAULT 0,
  diamonds       bigint      NOT NULL DEFAULT 0,
  joins          bigint      NOT NULL DEFAULT 0,
  follows        bigint      NOT NULL DEFAULT 0,
  shares         bigint      NOT NULL DEFAULT 0,
  viewer_samples bigint      NOT NULL DEFAULT 0,
  viewers_sum    bigint      NOT NULL DEFAULT 0,
  viewers_min    bigint,
  viewers_max    bigint,
  CONSTRAINT live_minute_stats_pk PRIMARY KEY (room_id, minute)
) PARTITION BY RANGE (minute);
COMMENT ON TABLE live_minute_stats IS 'one row a room and minute; gifts and diamonds stand at the start of their streak, so a minute may have them without an event, or zeros after a streak has moved';
COMMENT ON COLUMN live_minute_stats.viewers_sum IS 'sum of the samples; mean = viewers_sum / viewer_samples';

CREATE TABLE gift_streaks (
  room_id         bigint      NOT NULL,
  user_id         bigint      NOT NULL,
  gift_id         bigint      NOT NULL,
  gift_group_id   bigint      NOT NULL,
  repeat_count    bigint      NOT NULL,
  diamonds        bigint      NOT NULL,
  started_at      timestamptz NOT NULL,
  previous_repeat_count bigint,
  previous_diamonds     bigint,
  previous_started_at   timestamptz,
  CONSTRAINT gift_streaks_pk PRIMARY KEY (room_id, user_id, gift_id, gift_group_id)
) WITH (fillfactor = 70);
COMMENT ON COLUMN gift_streaks.user_id IS '0: the gift came without a user';
COMMENT ON COLUMN gift_streaks.repeat_count IS 'the greatest seen in its frames';
COMMENT ON COLUMN gift_streaks.diamonds IS 'of one gift, the greatest seen in its frames';
COMMENT ON COLUMN gift_streaks.started_at IS 'the least over its frames of the group id read as epoch milliseconds where that lies within 24 h before the frame, else of the frame''s time';
COMMENT ON COLUMN gift_streaks.previous_repeat_count IS 'the three previous_… columns: what stood here before the last batch, so that the upsert can return old and new; null after the first';

CREATE TABLE live_participants (
  room_id       bigint      NOT NULL,
  user_id       bigint      NOT NULL,
  comments      bigint      NOT NULL DEFAULT 0,
  likes         bigint      NOT NULL DEFAULT 0,
  gifts         bigint      NOT NULL DEFAULT 0,
  gift_messages bigint      NOT NULL DEFAULT 0,
  diamonds      bigint      NOT NULL DEFAULT 0,
  shares        bigint      NOT NULL DEFAULT 0,
  follows       bigint      NOT NULL DEFAULT 0,
  joins         bigint      NOT NULL DEFAULT 0,
  events        bigint      NOT NULL DEFAULT 0,
  first_at      timestamptz NOT NULL,
  last_at       timestamptz NOT NULL,
  unique_id_at  timestamptz,
  nickname_at   timestamptz,
  unique_id     text,
  nickname      text,
  CONSTRAINT live_participants_pk PRIMARY KEY (room_id, user_id)
) PARTITION BY HASH (room_id);
COMMENT ON COLUMN live_participants.likes IS 'observed likes: a lower bound, TikTok samples big rooms';
COMMENT ON COLUMN live_participants.gift_messages IS 'gift events; above 0: the user is a gifter';
COMMENT ON COLUMN live_participants.unique_id IS 'the newest one that is not empty; of two at the same time the greater text';
DO $$
BEGIN
  FOR i IN 0..7 LOOP
    EXECUTE format('CREATE TABLE live_participants_h%s PARTITION OF live_participants FOR VALUES WITH (MODULUS 8, REMAINDER %s) WITH (fillfactor = 80)', i, i);
  END LOOP;
END $$;

-- One row a room and UTC day: the parts of daily_live_analytics. Kept by room, so that a host who is named only later
-- has the earlier days too.
CREATE TABLE live_stream_days (
  room_id        bigint        NOT NULL,
  date           date          NOT NULL,
  events         bigint        NOT NULL DEFAULT 0,
  event_minutes  bigint        NOT NULL DEFAULT 0,
  viewers_peak   bigint,
  viewer_minutes numeric(24,6) NOT NULL DEFAULT 0,
  comments       bigint        NOT NULL DEFAULT 0,
  likes_observed bigint        NOT NULL DEFAULT 0,
  gifts          bigint        NOT NULL DEFAULT 0,
  diamonds       bigint        NOT NULL DEFAULT 0,
  follows        bigint        NOT NULL DEFAULT 0,
  shares         bigint        NOT NULL DEFAULT 0,
  joins          bigint        NOT NULL DEFAULT 0,
  CONSTRAINT live_stream_days_pk PRIMARY KEY (room_id, date)
) WITH (fillfactor = 50);
CREATE INDEX live_stream_days_date ON live_stream_days (date, room_id);
COMMENT ON COLUMN live_stream_days.event_minutes IS 'minutes of the day with an event';

CREATE VIEW daily_live_analytics AS
SELECT s.user_id,
       d.date,
       count(*) FILTER (WHERE d.events > 0)    AS streams,
       (60 * sum(d.event_minutes))::bigint     AS live_seconds,
       max(d.viewers_peak)                     AS viewers_peak,
       sum(d.viewer_minutes)                   AS viewer_minutes,
       sum(d.comments)::bigint                 AS comments,
       sum(d.likes_observed)::bigint           AS likes_observed,
       sum(d.gifts)::bigint                    AS gifts,
       sum(d.diamonds)::bigint                 AS diamonds,
       sum(d.follows)::bigint                  AS follows,
       sum(d.shares)::bigint                   AS shares,
       sum(d.joins)::bigint                    AS joins
  FROM live_stream_days d
  JOIN live_streams s ON s.room_id = d.room_id
 WHERE s.user_id IS NOT NULL
   AND (d.events <> 0 OR d.gifts <> 0 OR d.diamonds <> 0)
 GROUP BY s.user_id, d.date;
COMMENT ON VIEW daily_live_analytics IS 'one row a host and UTC day; a broadcast over midnight is split at midnight';

-- Profiles -------------------------------------------------------------------------------------------------------------

CREATE TABLE users (
  user_id         bigint      NOT NULL,
  unique_id       text,
  unique_id_at    timestamptz,
  nickname        text,
  nickname_at     timestamptz,
  sec_uid            text,
  sec_uid_at         timestamptz,
  verified           boolean,
  verified_at        timestamptz,
  private_account    boolean,
  private_account_at timestamptz,
  signature          text,
  signature_at       timestamptz,
  avatar_url         text,
  avatar_url_at      timestamptz,
  follower_count  bigint,
  following_count bigint,
  friend_count    bigint,
  heart_count     bigint,
  video_count     bigint,
  digg_count      bigint,
  precision       text,
  profile_at      timestamptz,
  first_seen_at   timestamptz NOT NULL,
  last_seen_at    timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  CONSTRAINT users_pk PRIMARY KEY (user_id)
) WITH (fillfactor = 70);
CREATE INDEX users_unique_id ON users (lower(unique_id)) WHERE unique_id IS NOT NULL;
COMMENT ON TABLE users IS 'hosts and profiled accounts; the viewers of a room stand in live_participants';
COMMENT ON COLUMN users.unique_id_at IS 'captured_at of the newest observation that told unique_id; likewise each other …_at beside its column. An empty text tells nothing';
COMMENT ON COLUMN users.profile_at IS 'captured_at of the snapshot that the counts and precision are of: the newest one';
COMMENT ON COLUMN users.precision IS 'exact: from statsV2; rounded: from stats alone';

CREATE TABLE nickname_history (
  user_id       bigint      NOT NULL,
  nickname      text        NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL,
  CONSTRAINT nickname_history_pk PRIMARY KEY (user_id, nickname)
) WITH (fillfactor = 70);

CREATE TABLE unique_id_history (
  user_id       bigint      NOT NULL,
  unique_id     text        NOT NULL,
  first_seen_at timestamptz NOT NULL,
  last_seen_at  timestamptz NOT NULL,
  CONSTRAINT unique_id_history_pk PRIMARY KEY (user_id, unique_id)
) WITH (fillfactor = 70);

CREATE TABLE user_stats_history_partitioned (
  user_id         bigint      NOT NULL,
  captured_at     timestamptz NOT NULL,
  follower_count  bigint,
  following_count bigint,
  friend_count    bigint,
  heart_count     bigint,
  video_count     bigint,
  digg_count      bigint,
  precision       text        NOT NULL,
  CONSTRAINT user_stats_history_pk PRIMARY KEY (user_id, captured_at)
) PARTITION BY RANGE (captured_at);
COMMENT ON COLUMN user_stats_history_partitioned.precision IS 'exact: from statsV2; rounded: from stats alone. Growth is never computed between the two';
COMMENT ON COLUMN user_stats_history_partitioned.heart_count IS 'null where the source had wrapped at 32 bits';

CREATE VIEW user_stats_history AS
SELECT user_id, captured_at, follower_count, following_count, friend_count, heart_count, video_count, digg_count, precision
  FROM user_stats_history_partitioned;

-- The books ------------------------------------------------------------------------------------------------------------

CREATE TABLE ingest_ledger (
  topic         text        NOT NULL,
  topic_id      text        NOT NULL,
  partition     integer     NOT NULL,
  next_offset   bigint      NOT NULL,
  epoch         bigint      NOT NULL,
  received      bigint      NOT NULL DEFAULT 0,
  stored        bigint      NOT NULL DEFAULT 0,
  duplicate     bigint      NOT NULL DEFAULT 0,
  dead_lettered bigint      NOT NULL DEFAULT 0,
  log_end_offset bigint,
  updated_at    timestamptz NOT NULL,
  CONSTRAINT ingest_ledger_pk PRIMARY KEY (topic, partition),
  CONSTRAINT ingest_ledger_balance CHECK (received = stored + duplicate + dead_lettered)
) WITH (fillfactor = 20);
COMMENT ON COLUMN ingest_ledger.topic_id IS 'Kafka''s id of the topic: another one means that the topic was deleted and made again';
COMMENT ON COLUMN ingest_ledger.next_offset IS 'where consumption starts, whatever Kafka''s committed offset says';
COMMENT ON COLUMN ingest_ledger.log_end_offset IS 'where Kafka''s log ended when intake last looked, every two seconds; lag = log_end_offset - next_offset; null before the first look';
COMMENT ON COLUMN ingest_ledger.epoch IS 'raised by every consumer that takes the partition over; a commit under an older one is refused';

CREATE TABLE dead_letters (
  topic       text        NOT NULL,
  topic_id    text        NOT NULL,
  partition   integer     NOT NULL,
  "offset"    bigint      NOT NULL,
  received_at timestamptz NOT NULL,
  reason      text        NOT NULL,
  detail      text        NOT NULL,
  key         bytea,
  value       bytea,
  headers     jsonb       NOT NULL,
  replayed_at timestamptz,
  CONSTRAINT dead_letters_pk PRIMARY KEY (reason, topic, topic_id, partition, "offset")
) PARTITION BY LIST (reason);
COMMENT ON COLUMN dead_letters.key IS 'the bytes as they came; so is value';
COMMENT ON COLUMN dead_letters.headers IS 'array of [name, value in base64 or null], in the order of the record';
DO $$
DECLARE
  reason text;
BEGIN
  FOREACH reason IN ARRAY ARRAY['malformed_json', 'not_an_object', 'missing_room_id', 'missing_user_id', 'missing_payload',
                                'bad_id', 'bad_value', 'too_old', 'in_future', 'too_large', 'no_user_info', 'rejected_by_database'] LOOP
    EXECUTE format('CREATE TABLE dead_letters_%s PARTITION OF dead_letters FOR VALUES IN (%L)', reason, reason);
  END LOOP;
  CREATE TABLE dead_letters_default PARTITION OF dead_letters DEFAULT;
END $$;
