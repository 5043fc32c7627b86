-- Of host 500: three ended broadcasts, one that is still on, the one that is compared, and an ended one after it.
INSERT INTO live_streams (room_id, user_id, first_event_at, last_event_at, end_at, viewers_peak, sampled_minutes, viewer_minutes, comments,
                          likes_observed, gifts, diamonds, new_followers, participants, gifters, engaged, updated_at)
VALUES (601, 500, '2026-11-17T10:00:10Z', '2026-11-17T10:59:30Z', NULL, 100, 10, 600, 10, 100, 1, 10, 1, 10, 1, 5, '2026-11-17T11:00Z'),
       (602, 500, '2026-11-18T10:00:10Z', '2026-11-18T11:29:30Z', NULL, 200, 20, 2400, 20, 300, 4, 40, 3, 20, 4, 5, '2026-11-18T11:30Z'),
       (603, 500, '2026-11-19T10:00:10Z', '2026-11-19T10:29:30Z', NULL, NULL, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, '2026-11-19T10:30Z'),
       (605, 500, '2026-11-20T11:00:00Z', '2026-11-20T12:00:10Z', NULL, 9999, 1, 9999, 999, 999, 99, 999, 99, 99, 99, 99, '2026-11-20T12:00:25Z'),
       (600, 500, '2026-11-20T11:30:10Z', '2026-11-20T12:00:20Z', NULL, 150, 5, 450, 30, 200, 4, 20, 2, 8, 2, 6, '2026-11-20T12:00:21Z'),
       (604, 500, '2026-11-20T11:45:00Z', '2026-11-20T11:50:00Z', '2026-11-20T11:50:00Z', 9999, 1, 9999, 999, 999, 99, 999, 99, 99, 99, 99, '2026-11-20T12:00:26Z');
