-- The books four seconds on, with records in Kafka that they do not have yet; and a day that was analyzed.
UPDATE ingest_ledger
   SET next_offset = next_offset + 50, received = received + 50, stored = stored + 50, log_end_offset = next_offset + 57,
       updated_at = '2026-11-20T12:00:29Z'
 WHERE topic = 'tiktok.live-events';
ANALYZE live_events_p20261120;
