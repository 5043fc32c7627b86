-- What happened to a Kafka log that its books cannot explain. A partition with an open incident is not read.
CREATE TABLE ingest_incidents (
  id              bigint      GENERATED ALWAYS AS IDENTITY,
  topic           text        NOT NULL,
  partition       integer     NOT NULL,
  kind            text        NOT NULL,
  found_at        timestamptz NOT NULL,
  topic_id        text        NOT NULL,
  found_topic_id  text        NOT NULL,
  next_offset     bigint      NOT NULL,
  last_log_end    bigint,
  log_start       bigint      NOT NULL,
  log_end         bigint      NOT NULL,
  decision        text,
  decided_at      timestamptz,
  resumed_at      timestamptz,
  resumed_offset  bigint,
  skipped         bigint,
  CONSTRAINT ingest_incidents_pk PRIMARY KEY (id),
  CONSTRAINT ingest_incidents_kind CHECK (kind IN ('topic_recreated', 'offset_below_log_start', 'offset_beyond_log_end')),
  CONSTRAINT ingest_incidents_decision CHECK (decision IN ('start', 'end') OR decision ~ '^[0-9]{1,18}$'),
  CONSTRAINT ingest_incidents_resumed CHECK ((resumed_at IS NULL) = (resumed_offset IS NULL))
);
-- One open incident a partition; whoever finds it second finds it there.
CREATE UNIQUE INDEX ingest_incidents_open ON ingest_incidents (topic, partition) WHERE resumed_at IS NULL;
COMMENT ON COLUMN ingest_incidents.kind IS 'topic_recreated: another topic of this name; offset_below_log_start: retention has passed the books; offset_beyond_log_end: the log ends before the books do';
COMMENT ON COLUMN ingest_incidents.topic_id IS 'of the books, when it was found; found_topic_id: of Kafka';
COMMENT ON COLUMN ingest_incidents.next_offset IS 'where the books stood';
COMMENT ON COLUMN ingest_incidents.last_log_end IS 'where the log of the books'' topic ended when intake last looked; what lies from next_offset to there is lost with a topic that was deleted';
COMMENT ON COLUMN ingest_incidents.log_start IS 'where Kafka''s log began and log_end where it ended when it was found';
COMMENT ON COLUMN ingest_incidents.decision IS 'where to go on: start or end of Kafka''s log, or an offset; an operator''s, or that of millrace.intake.lost-offsets; null: to be decided';
COMMENT ON COLUMN ingest_incidents.resumed_at IS 'when the decision was carried out; null: the partition stands still';
COMMENT ON COLUMN ingest_incidents.skipped IS 'offsets that were never received because of it; null: not known';
