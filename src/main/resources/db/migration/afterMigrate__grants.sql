-- Who may do what. Roles belong to the server and not to this schema: those that exist are given their rights here, after each migration.
-- docs/database.md has the table of them.
DO $$
BEGIN
  -- Writes rows, and takes none away: no DELETE, no TRUNCATE, no DDL but the partitions of ensure_partition.
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'millrace_ingest') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO millrace_ingest', current_schema());
    GRANT SELECT, INSERT, UPDATE
       ON live_events, undated_messages, live_streams, live_minute_stats, gift_streaks, live_participants, live_stream_days,
          users, nickname_history, unique_id_history, user_stats_history_partitioned,
          ingest_ledger, ingest_incidents, dead_letters
       TO millrace_ingest;
    GRANT EXECUTE ON FUNCTION ensure_partition TO millrace_ingest;
  END IF;
  -- Reads what the API shows.
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'millrace_api') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO millrace_api', current_schema());
    GRANT SELECT
       ON live_events, live_streams, live_minute_stats, live_participants, live_stream_days, daily_live_analytics,
          users, nickname_history, unique_id_history, user_stats_history_partitioned, user_stats_history,
          ingest_ledger, ingest_incidents
       TO millrace_api;
    -- And whom it is shown to. What these columns do not tell of a token, the service does not need.
    GRANT SELECT (id, team, scopes, secret_hash, expires_at, revoked_at) ON api_tokens TO millrace_api;
  END IF;
  -- Partitions, through functions that make nothing else.
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'millrace_maintenance') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO millrace_maintenance', current_schema());
    GRANT EXECUTE ON FUNCTION ensure_partition TO millrace_maintenance;
  END IF;
END $$;
