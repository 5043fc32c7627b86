-- A topic without a record, lag, and an incident that is open beside one that is not.
UPDATE ingest_ledger SET log_end_offset = next_offset + 4;
INSERT INTO ingest_ledger (topic, topic_id, partition, next_offset, epoch, updated_at)
VALUES ('tiktok.user-profiles', 'def', 0, 0, 1, '2026-11-20T11:00Z');
INSERT INTO ingest_incidents (topic, partition, kind, found_at, topic_id, found_topic_id, next_offset, log_start, log_end, resumed_at, resumed_offset)
VALUES ('tiktok.live-events', 1, 'topic_recreated', '2026-11-20T12:00:28Z', 'abc', 'xyz', 90, 0, 5, NULL, NULL),
       ('tiktok.live-events', 0, 'topic_recreated', '2026-11-20T12:00:29Z', 'abc', 'xyz', 90, 0, 5, '2026-11-20T12:00:29Z', 0);
