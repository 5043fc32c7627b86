-- Dead letters have a way back: what a replay needs to read one as intake did, and what the commands find them by.

ALTER TABLE dead_letters ADD COLUMN recorded_at timestamptz;
COMMENT ON COLUMN dead_letters.recorded_at IS 'the Kafka record''s timestamp; null where it had none, and in letters of older versions: received_at stands for it';
COMMENT ON COLUMN dead_letters.replayed_at IS 'when a replay stored it, or found it known; null: open. dead_lettered in ingest_ledger counts the open ones';

-- One letter by its address; and, when an offset is read again, whether its letter stands already, under whatever reason.
CREATE INDEX dead_letters_address ON dead_letters (topic, partition, "offset");
-- The newest first for a list, the oldest first for a replay and an export, page by page.
CREATE INDEX dead_letters_received ON dead_letters (received_at, topic, partition, "offset");
