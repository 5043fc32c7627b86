-- More than world.sql: a busy evening, as the pictures of the page show it. All of it is made up, and the same each time.
TRUNCATE live_events, live_streams, live_minute_stats, live_participants, live_stream_days, users, nickname_history, unique_id_history,
         user_stats_history_partitioned, ingest_ledger;
SELECT ensure_partition('live_events', '2026-11-20'),
       ensure_partition('live_minute_stats', '2026-09-01'),
       ensure_partition('live_minute_stats', '2026-10-01'),
       ensure_partition('live_minute_stats', '2026-11-01'),
       ensure_partition('user_stats_history_partitioned', '2026-10-01'),
       ensure_partition('user_stats_history_partitioned', '2026-11-01');

CREATE TEMPORARY TABLE cast_of_hosts ON COMMIT PRESERVE ROWS AS
SELECT i, 6800000000000000000 + i AS user_id, handle, nickname, title, greatest(12, (5200 * exp(-i / 4.5))::bigint) AS viewers
  FROM (VALUES (1, 'harbour.kitchen', 'Harbour Kitchen', 'Sunday bread, ask me anything'),
               (2, 'mara.plays', 'Mara plays', 'Road to the last boss'),
               (3, 'old.town.chess', 'Old Town Chess', 'Blitz with viewers'),
               (4, 'quiet.piano', 'Quiet Piano', 'Requests until midnight'),
               (5, 'juno.and.pia', 'Juno & Pia', NULL),
               (6, 'pottery.ana', 'Pottery with Ana', 'A teapot, from the beginning'),
               (7, 'kite.club', 'Kite Club', 'Wind at last'),
               (8, 'lotte.bakes', 'Lotte bakes', 'Cardamom buns'),
               (9, 'night.radio', 'Night Radio', 'Late shift'),
               (10, 'sable.harbour', 'Sable Harbour', 'Drawing your dogs'),
               (11, 'fernweh', 'Fernweh', 'Walking through Lisbon'),
               (12, 'two.left.hands', 'Two Left Hands', 'We repair a radio')) AS names(i, handle, nickname, title);

INSERT INTO live_streams (room_id, user_id, unique_id, nickname, title, events, first_event_at, last_event_at, paused, comments, shares, joins,
                          follows, commenters, gifters, new_followers, engaged, participants, likes_observed, like_total, gifts, diamonds,
                          viewers_now, viewers_peak, viewers_total, follower_total, sampled_minutes, viewer_minutes, updated_at)
SELECT 500 + i, user_id, handle, nickname, title, viewers * 12, '2026-11-20T10:04Z', '2026-11-20T12:00:20Z', i = 9, viewers * 3, viewers / 40,
       viewers * 4, viewers / 9, viewers / 2, viewers / 11, viewers / 9, viewers * 3 / 5, viewers * 2, viewers * 90, viewers * 400, viewers / 2,
       viewers * 14, viewers, viewers * 5 / 4, viewers * 11, 20000 * (14 - i), 114, viewers * 92, '2026-11-20T12:00:21Z'
  FROM cast_of_hosts;

INSERT INTO live_minute_stats (room_id, minute, events, comments, likes_observed, gifts, diamonds, joins, follows, shares, viewer_samples,
                               viewers_sum, viewers_min, viewers_max)
SELECT 500 + i, minute, 90, comments * CASE WHEN i = 1 AND n BETWEEN 62 AND 64 THEN 4 WHEN i IN (3, 6) AND n = 115 THEN 9 ELSE 1 END, 40, diamonds / 40,
       diamonds * CASE WHEN i = 1 AND n = 88 THEN 7 ELSE 1 END, viewers_then / 30, 1, 1,
       CASE WHEN n BETWEEN 31 AND 33 THEN 0 ELSE 1 END, CASE WHEN n BETWEEN 31 AND 33 THEN 0 ELSE viewers_then END,
       CASE WHEN n BETWEEN 31 AND 33 THEN NULL ELSE viewers_then END, CASE WHEN n BETWEEN 31 AND 33 THEN NULL ELSE viewers_then END
  FROM (SELECT i, n, timestamptz '2026-11-20T10:04Z' + n * interval '1 minute' AS minute,
               (viewers * (1.1 - exp(-n / 18.0)) * (1 + 0.13 * sin(n / 13.0 + i * 2) + 0.025 * sin(n * n + i))
                * (1 + greatest(0, n - 105) * (ARRAY[0, 0.05, 0, -0.022, 0.012, 0.031, 0, -0.03, 0, -0.004, 0.06, 0])[i]))::bigint AS viewers_then,
               (viewers / 42.0 * (1 + 0.3 * sin(n / 6.0 + i) + 0.25 * sin(n * n)))::bigint AS comments,
               (viewers / 9.0 * (1 + 0.9 * sin(n * 7 + i) * sin(n * n)))::bigint AS diamonds
          FROM cast_of_hosts CROSS JOIN generate_series(0, 116) n) made;

INSERT INTO live_participants (room_id, user_id, comments, likes, gifts, gift_messages, diamonds, events, first_at, last_at, unique_id, nickname)
SELECT 501, 100 + i, 90 - i * 5, 4000 / i, 40 - i, 5, (9200 / (i + 0.6))::bigint, 40, '2026-11-20T10:10Z', '2026-11-20T12:00Z', 'fan' || i, name
  FROM unnest(ARRAY['Tove', 'Captain Crumb', 'marius_k', 'Sol', 'Bea & Otto', 'le petit four', 'Ines', 'rye.not', 'Dough Vader', 'Hana', 'Piet'])
       WITH ORDINALITY AS fans(name, i);

INSERT INTO live_events (room_id, occurred_at, msg_id, user_id, event_type, type_name, nickname, comment, gift_name, diamonds, repeat_count,
                         like_count, viewers)
SELECT 501, timestamptz '2026-11-20T12:00:20Z' - i * interval '2 seconds', 7500000000000000000 - i, 100 + i, kind, kind, name, said, given, price, many,
       15, 4180
  FROM (VALUES (1, 'comment', 'Tove', 'the crust! look at the crust', NULL, NULL, NULL),
               (2, 'gift', 'Captain Crumb', NULL, 'Rose', 1, 25),
               (3, 'comment', 'Hana', 'how long did it rest?', NULL, NULL, NULL),
               (4, 'follow', 'Piet', NULL, NULL, NULL, NULL),
               (5, 'viewers', NULL, NULL, NULL, NULL, NULL),
               (6, 'comment', 'rye.not', 'rye next week please', NULL, NULL, NULL),
               (7, 'like', 'Ines', NULL, NULL, NULL, NULL),
               (8, 'gift', 'Sol', NULL, 'Hand Hearts', 100, 3),
               (9, 'join', 'Bea & Otto', NULL, NULL, NULL, NULL),
               (10, 'comment', 'le petit four', 'bonsoir from Nantes', NULL, NULL, NULL),
               (11, 'share', 'marius_k', NULL, NULL, NULL, NULL),
               (12, 'comment', 'Dough Vader', 'I find your lack of yeast disturbing', NULL, NULL, NULL))
       AS told(i, kind, name, said, given, price, many);

INSERT INTO users (user_id, unique_id, unique_id_at, nickname, nickname_at, verified, private_account, signature, follower_count, following_count,
                   friend_count, heart_count, video_count, digg_count, precision, profile_at, first_seen_at, last_seen_at, updated_at)
SELECT user_id, handle, '2026-11-20T12:00Z', nickname, '2026-11-20T12:00Z', i < 4, false, 'Bread, soup and a view of the boats. Live most evenings.',
       261480 / i, 212, 31, 4812331 / i, 312, 9001, 'exact', '2026-11-20T12:00Z', '2026-05-02T00:00Z', '2026-11-20T12:00:20Z', '2026-11-20T12:00:22Z'
  FROM cast_of_hosts;

INSERT INTO user_stats_history_partitioned (user_id, captured_at, follower_count, following_count, friend_count, heart_count, video_count, digg_count,
                                            precision)
SELECT user_id, timestamptz '2026-11-20T12:00Z' - h * interval '1 hour', 261480 / i - (h * 42 + 1500 * sin(h / 37.0) - 0.02 * h * h)::bigint, 212, 31,
       4812331 / i - h * 611 - (9000 * sin(h / 50.0))::bigint, 312 - h / 60, 9001, 'exact'
  FROM cast_of_hosts CROSS JOIN generate_series(0, 740) h
 WHERE i < 4;

INSERT INTO nickname_history (user_id, nickname, first_seen_at, last_seen_at)
VALUES (6800000000000000001, 'Kitchen on the pier', '2026-05-02T00:00Z', '2026-08-14T18:00Z'),
       (6800000000000000001, 'Harbour Kitchen', '2026-08-14T18:00Z', '2026-11-20T12:00Z');
INSERT INTO unique_id_history (user_id, unique_id, first_seen_at, last_seen_at)
VALUES (6800000000000000001, 'harbour.kitchen', '2026-05-02T00:00Z', '2026-11-20T12:00Z');

-- Half a year of evenings before this one, most of them from Thursday to Sunday.
CREATE TEMPORARY TABLE evenings ON COMMIT PRESERVE ROWS AS
SELECT n, day::date AS date, day + interval '16 hours' + (n % 4) * interval '35 minutes' AS began, 70 + (n * 37 % 120) AS lasted,
       1400 + (n * 617 % 2600) AS viewers
  FROM (SELECT row_number() OVER (ORDER BY day) AS n, day
          FROM generate_series(timestamptz '2026-05-25T00:00Z', '2026-11-19T00:00Z', '1 day') day
         WHERE extract(isodow FROM day AT TIME ZONE 'UTC') >= 4 OR extract(doy FROM day AT TIME ZONE 'UTC')::int % 5 = 0) days;
INSERT INTO live_streams (room_id, user_id, unique_id, nickname, title, events, first_event_at, last_event_at, end_at, comments, gifts, diamonds,
                          commenters, gifters, new_followers, engaged, participants, likes_observed, like_total, viewers_now, viewers_peak,
                          sampled_minutes, viewer_minutes, updated_at)
SELECT 1000 + n, 6800000000000000001, 'harbour.kitchen', 'Harbour Kitchen', (ARRAY['Soup week', 'Bread, again', 'Your questions', 'The big oven'])[n % 4 + 1],
       9000, began, began + lasted * interval '1 minute', began + lasted * interval '1 minute', viewers * 3, viewers / 3, viewers * 11, viewers / 2,
       viewers / 14, viewers / 12, viewers * 3 / 5, viewers * 2, viewers * 80, viewers * 330, viewers / 2, viewers, lasted, viewers * lasted * 3 / 4,
       began + lasted * interval '1 minute'
  FROM evenings;
INSERT INTO live_stream_days (room_id, date, events, event_minutes, viewers_peak, viewer_minutes, comments, likes_observed, gifts, diamonds, follows,
                              shares, joins)
SELECT 1000 + n, date, 9000, lasted, viewers, viewers * lasted * 3 / 4, viewers * 3, viewers * 80, viewers / 3, viewers * 11, viewers / 12, 20, viewers * 4
  FROM evenings;
INSERT INTO live_minute_stats (room_id, minute, events, comments, diamonds, viewer_samples, viewers_sum, viewers_min, viewers_max)
SELECT 1000 + n, date_trunc('minute', began) + m * interval '1 minute', 80, viewers / 40, viewers / 8, 1, viewers, viewers, viewers
  FROM evenings CROSS JOIN generate_series(0, 190) m
 WHERE m < lasted AND date >= '2026-09-21';

INSERT INTO ingest_ledger (topic, topic_id, partition, next_offset, epoch, received, stored, duplicate, dead_lettered, log_end_offset, updated_at)
VALUES ('tiktok.live-events', 'abc', 0, 812044, 2, 812044, 806120, 5911, 13, 812051, '2026-11-20T12:00:25Z'),
       ('tiktok.live-events', 'abc', 1, 798310, 2, 798310, 792502, 5790, 18, 798310, '2026-11-20T12:00:25Z');
DROP TABLE cast_of_hosts, evenings;
