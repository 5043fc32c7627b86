-- Ten comments a minute but for a silent 11:05, then 28, 40 and 27; a streak that began before the first event.
INSERT INTO live_streams (room_id, first_event_at, last_event_at, updated_at)
VALUES (201, '2026-11-20T11:00:40Z', '2026-11-20T11:17:10Z', '2026-11-20T11:17:11Z');
INSERT INTO live_minute_stats (room_id, minute, diamonds) VALUES (201, '2026-11-20T10:50Z', 5000);
INSERT INTO live_minute_stats (room_id, minute, events, comments)
SELECT 201, timestamptz '2026-11-20T11:00Z' + i * interval '1 minute', 10, CASE i WHEN 15 THEN 28 WHEN 16 THEN 40 WHEN 17 THEN 27 ELSE 10 END
  FROM generate_series(0, 17) i WHERE i <> 5;
UPDATE live_minute_stats SET viewer_samples = 2, viewers_sum = 40 WHERE room_id = 201 AND minute BETWEEN '2026-11-20T11:00Z' AND '2026-11-20T11:03Z';
UPDATE live_minute_stats SET viewer_samples = 1, viewers_sum = 100 WHERE room_id = 201 AND minute IN ('2026-11-20T11:04Z', '2026-11-20T11:06Z');
UPDATE live_minute_stats SET viewer_samples = 1, viewers_sum = 200 WHERE room_id = 201 AND minute = '2026-11-20T11:07Z';
UPDATE live_minute_stats SET follows = 5, joins = 19 WHERE room_id = 201 AND minute = '2026-11-20T11:10Z';
