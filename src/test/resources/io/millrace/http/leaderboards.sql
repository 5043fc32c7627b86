-- Host 300 has as many diamonds as host 200, in two rooms; room 103 has many and no known host.
INSERT INTO users (user_id, unique_id, nickname, first_seen_at, last_seen_at, updated_at)
VALUES (200, 'two', 'Two', '2026-11-20T00:00Z', '2026-11-20T11:00Z', '2026-11-20T11:59:30Z'),
       (300, 'three', NULL, '2026-11-20T00:00Z', '2026-11-20T11:00Z', '2026-11-20T11:00Z');
INSERT INTO live_streams (room_id, user_id, first_event_at, last_event_at, updated_at)
VALUES (201, 200, '2026-11-20T11:10Z', '2026-11-20T11:10Z', '2026-11-20T11:10:01Z'),
       (301, 300, '2026-11-20T10:00Z', '2026-11-20T11:05Z', '2026-11-20T11:05:01Z'),
       (302, 300, '2026-11-20T11:20Z', '2026-11-20T11:20Z', '2026-11-20T11:20:01Z');
INSERT INTO live_minute_stats (room_id, minute, events, comments, diamonds, viewer_samples, viewers_sum, viewers_min, viewers_max)
VALUES (201, '2026-11-20T11:10Z', 2, 0, 70, 1, 400, 400, 400),
       (301, '2026-11-20T10:00Z', 3, 9, 1000, 0, 0, NULL, NULL),
       (301, '2026-11-20T11:01Z', 3, 1, 40, 0, 0, NULL, NULL),
       (301, '2026-11-20T11:05Z', 1, 0, 0, 0, 0, NULL, NULL),
       (302, '2026-11-20T11:20Z', 3, 1, 30, 0, 0, NULL, NULL);
INSERT INTO live_stream_days (room_id, date, events, event_minutes, viewers_peak, comments, diamonds)
VALUES (201, '2026-11-20', 2, 1, 400, 0, 70), (301, '2026-11-20', 7, 3, NULL, 10, 1040),
       (302, '2026-11-20', 3, 1, NULL, 1, 30), (103, '2026-11-20', 2, 2, 20, 1, 310);
