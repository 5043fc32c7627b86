-- A small world around 2026-11-20 12:00:30 UTC, as the store would have left it.
TRUNCATE live_events, live_streams, live_minute_stats, live_participants, live_stream_days, users, nickname_history, unique_id_history,
         user_stats_history_partitioned, ingest_ledger;
SELECT ensure_partition('live_events', '2026-11-19'),
       ensure_partition('live_events', '2026-11-20'),
       ensure_partition('live_minute_stats', '2026-11-01'),
       ensure_partition('user_stats_history_partitioned', '2026-10-01'),
       ensure_partition('user_stats_history_partitioned', '2026-11-01');

-- Room 101 is live, 102 paused, 103 ended by its end event, 104 silent for ten minutes to the second.
INSERT INTO live_streams (room_id, user_id, unique_id, nickname, title, events, first_event_at, last_event_at, end_at, paused, comments, shares,
                          joins, follows, commenters, gifters, new_followers, engaged, participants, likes_observed, like_total, gifts, diamonds,
                          viewers_now, viewers_peak, viewers_total, follower_total, sampled_minutes, viewer_minutes, updated_at)
VALUES (101, 6800000000000000123, 'Some.Host', 'Some Host', 'Cooking', 40, '2026-11-20T11:30:10Z', '2026-11-20T12:00:20.123456Z', NULL, false,
        16, 2, 5, 3, 4, 2, 3, 6, 7, 45, 1200, 12, 310, 150, 180, 2400, 90001, 3, 480.333333, '2026-11-20T12:00:21.5Z'),
       (102, 6800000000000000123, 'Some.Host', 'Some Host', NULL, 1, '2026-11-20T11:55:00Z', '2026-11-20T11:55:00Z', NULL, true,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0, 0, NULL, NULL, NULL, NULL, 0, 0, '2026-11-20T11:55:01Z'),
       (103, NULL, NULL, NULL, NULL, 2, '2026-11-20T10:00:00Z', '2026-11-20T11:59:00Z', '2026-11-20T11:58:00Z', false,
        1, 0, 0, 0, 1, 0, 0, 1, 1, 0, NULL, 0, 310, 20, 20, NULL, NULL, 1, 20, '2026-11-20T11:59:01Z'),
       (104, 6800000000000000124, 'other', NULL, NULL, 1, '2026-11-20T11:50:30Z', '2026-11-20T11:50:30Z', NULL, false,
        1, 0, 0, 0, 1, 0, 0, 1, 1, 0, NULL, 0, 0, 150, 150, NULL, NULL, 1, 150, '2026-11-20T11:50:31Z');

INSERT INTO live_minute_stats (room_id, minute, events, comments, likes_observed, gifts, diamonds, joins, follows, shares, viewer_samples,
                               viewers_sum, viewers_min, viewers_max)
VALUES (101, '2026-11-20T10:50Z', 0, 0, 0, 1, 100, 0, 0, 0, 0, 0, NULL, NULL), -- a streak that began long before its first frame
       (101, '2026-11-20T11:30Z', 10, 4, 15, 1, 10, 2, 1, 0, 3, 500, 160, 180),
       (101, '2026-11-20T11:31Z', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL),   -- left behind by a streak that moved
       (101, '2026-11-20T11:34Z', 10, 2, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL),
       (101, '2026-11-20T11:59Z', 8, 4, 15, 5, 100, 1, 1, 1, 2, 327, 163, 164),
       (101, '2026-11-20T12:00Z', 12, 6, 15, 5, 100, 2, 1, 1, 1, 150, 150, 150),
       (103, '2026-11-20T11:59Z', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL),
       (103, '2026-11-20T10:00Z', 1, 1, 0, 0, 310, 0, 0, 0, 1, 20, 20, 20);

INSERT INTO live_participants (room_id, user_id, comments, likes, gifts, diamonds, events, first_at, last_at, unique_id, nickname)
VALUES (101, 11, 3, 15, 2, 200, 9, '2026-11-20T11:31Z', '2026-11-20T12:00Z', 'eleven', '<script>window.pwned=1</script><img src=x onerror="window.pwned=1">'),
       (101, 9, 7, 0, 5, 100, 9, '2026-11-20T11:31Z', '2026-11-20T12:00Z', 'nine', NULL),
       (101, 10, 3, 30, 5, 100, 9, '2026-11-20T11:31Z', '2026-11-20T12:00Z', NULL, NULL),
       (101, 12, 3, 0, 0, 0, 9, '2026-11-20T11:31Z', '2026-11-20T12:00Z', 'twelve', 'Twelve');

INSERT INTO live_events (room_id, occurred_at, msg_id, user_id, gift_id, gift_group_id, diamonds, repeat_count, like_count, like_total, viewers,
                         viewers_total, follower_total, captured_at, gift_streakable, event_type, type_name, unique_id, nickname, comment,
                         gift_name, source)
VALUES (101, '2026-11-20T12:00:20.123456Z', 7500000000000000009, 11, 5655, 1795000000123, 1, 5, NULL, NULL, NULL, NULL, NULL,
        '2026-11-20T12:00:20.2Z', true, 'gift', 'WebcastGiftMessage', 'eleven',
        '<script>window.pwned=1</script><img src=x onerror="window.pwned=1">', NULL, 'Rose', 'tiktok-live-connector-3'),
       (101, '2026-11-20T12:00:10Z', 7500000000000000007, 9, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'comment', 'chat',
        'nine', NULL, 'hello', NULL, NULL),
       (101, '2026-11-20T12:00:10Z', -5, 9, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'comment', 'chat', 'nine', NULL, 'again',
        NULL, NULL),
       (101, '2026-11-20T12:00:10Z', 7500000000000000006, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 150, 2400, NULL, NULL, NULL, 'viewers', 'roomUser',
        NULL, NULL, NULL, NULL, NULL),
       (101, '2026-11-20T11:30:10Z', 7500000000000000001, 10, NULL, NULL, NULL, NULL, 15, 1200, NULL, NULL, NULL, NULL, NULL, 'like', 'like', NULL,
        NULL, NULL, NULL, NULL);

INSERT INTO users (user_id, unique_id, unique_id_at, nickname, nickname_at, sec_uid, verified, private_account, signature, avatar_url,
                   follower_count, following_count, friend_count, heart_count, video_count, digg_count, precision, profile_at, first_seen_at,
                   last_seen_at, updated_at)
VALUES (6800000000000000123, 'Some.Host', '2026-11-20T12:00Z', 'Some Host', '2026-11-20T12:00Z', 'MS4w', true, false, 'hi', 'https://a.example/1',
        1000, 20, 3, NULL, 50, 7, 'exact', '2026-11-20T12:00:00Z', '2026-10-01T00:00Z', '2026-11-20T12:00:20.123456Z', '2026-11-20T12:00:22Z'),
       (6800000000000000124, 'other', '2026-11-20T11:50Z', NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-20T11:50Z', '2026-11-20T11:50Z', '2026-11-20T11:50:31Z'),
       (6800000000000000999, 'some.host', '2026-01-01T00:00Z', 'Former', NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-01-01T00:00Z', '2026-01-01T00:00Z', '2026-01-01T00:00Z');

INSERT INTO user_stats_history_partitioned (user_id, captured_at, follower_count, following_count, friend_count, heart_count, video_count, digg_count, precision)
VALUES (6800000000000000123, '2026-10-20T12:00Z', 400, 20, 3, 500, 40, 7, 'exact'),
       (6800000000000000123, '2026-11-19T10:00Z', 900, 19, 3, 5000, 49, 7, 'exact'),
       (6800000000000000123, '2026-11-20T10:30Z', 990, 20, 3, 5100, 50, 7, 'exact'),
       (6800000000000000123, '2026-11-20T11:00Z', 900, 20, NULL, NULL, 50, NULL, 'rounded'),
       (6800000000000000123, '2026-11-20T12:00Z', 1000, 20, 3, NULL, 50, 7, 'exact');

INSERT INTO nickname_history VALUES (6800000000000000123, 'Old Name', '2026-10-01T00:00Z', '2026-10-09T00:00Z'),
                                    (6800000000000000123, 'Some Host', '2026-10-09T00:00Z', '2026-11-20T12:00Z');
INSERT INTO unique_id_history VALUES (6800000000000000123, 'Some.Host', '2026-10-01T00:00Z', '2026-11-20T12:00Z');

INSERT INTO live_stream_days (room_id, date, events, event_minutes, viewers_peak, viewer_minutes, comments, likes_observed, gifts, diamonds, follows, shares, joins)
VALUES (101, '2026-11-20', 40, 5, 180, 480.333333, 16, 45, 12, 310, 3, 2, 5),
       (102, '2026-11-20', 1, 1, NULL, 0, 0, 0, 0, 0, 0, 0, 0),
       (102, '2026-11-19', 3, 2, 60, 60, 3, 0, 0, 0, 0, 0, 0);

INSERT INTO ingest_ledger (topic, topic_id, partition, next_offset, epoch, received, stored, duplicate, dead_lettered, updated_at)
VALUES ('tiktok.live-events', 'abc', 1, 90, 3, 90, 80, 7, 3, '2026-11-20T12:00:21.5Z'),
       ('tiktok.live-events', 'abc', 0, 200, 2, 150, 150, 0, 0, '2026-11-20T12:00:25Z');
