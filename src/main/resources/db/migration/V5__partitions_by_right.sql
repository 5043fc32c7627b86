-- A partition is made by whoever may only write rows: what is made follows from the table and the day alone, so nothing else can be made
-- through this, and it runs with the rights of the tables' owner. Built apart and then attached, because CREATE … PARTITION OF would lock
-- the parent against readers. Answers whether it was made now. Waits no longer than lock_timeout for its locks; the caller tries again.
-- The days are bounded, so that who may make no tables cannot fill the database with them: from before there was anything to record until
-- far beyond what the service accepts.
DROP FUNCTION ensure_partition(text, text, timestamptz, timestamptz, text);

CREATE FUNCTION ensure_partition(parent text, day date)
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET lock_timeout = '200ms'
AS $$
DECLARE
  earliest CONSTANT date := '2016-01-01';
  latest CONSTANT date := (now() AT TIME ZONE 'UTC')::date + interval '2 years';
  monthly boolean;
  options text;
  first_day date;
  next_day date;
  child text;
  is_locked boolean := false;
BEGIN
  CASE parent
    -- Insert-only: the default of 20 % new rows before autovacuum is a night's work on a busy day.
    WHEN 'live_events' THEN
      monthly := false; options := 'WITH (autovacuum_vacuum_insert_scale_factor = 0.05)';
    -- The current minute's row changes with nearly every batch: free space on its page keeps that HOT.
    WHEN 'live_minute_stats' THEN
      monthly := true; options := 'WITH (fillfactor = 60)';
    WHEN 'user_stats_history_partitioned' THEN
      monthly := true; options := '';
    ELSE
      RAISE EXCEPTION 'no table that is partitioned by time: %', parent USING ERRCODE = 'invalid_parameter_value';
  END CASE;
  IF (day BETWEEN earliest AND latest) IS NOT TRUE THEN
    RAISE EXCEPTION 'no partition of % for %: days are from % to %', parent, day, earliest, latest
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  first_day := CASE WHEN monthly THEN date_trunc('month', day)::date ELSE day END;
  next_day := (first_day + CASE WHEN monthly THEN interval '1 month' ELSE interval '1 day' END)::date;
  child := parent || '_p' || to_char(first_day, CASE WHEN monthly THEN 'YYYYMM' ELSE 'YYYYMMDD' END);
  -- Two keepers at once would both create the table; the second waits here and then finds it. The lock is the one that attaching takes
  -- anyway: writers and readers go on beside it, and who may only read cannot take it, as anybody can an advisory one. Only the parent's:
  -- the leaves' would be in the way of their vacuum. Without need it is not asked for, since an ANALYZE of the table holds it for long.
  -- It must be looked by a scan of the catalogue: to_regclass() may answer from a cache that does not know yet what was committed while
  -- this one waited.
  LOOP
    IF EXISTS (SELECT
                 FROM pg_inherits i
                 JOIN pg_class c ON c.oid = i.inhrelid
                WHERE c.relname = child AND i.inhparent = parent::regclass) THEN
      RETURN false;
    END IF;
    EXIT WHEN is_locked;
    EXECUTE format('LOCK TABLE ONLY %I IN SHARE UPDATE EXCLUSIVE MODE', parent);
    is_locked := true;
  END LOOP;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) %s', child, parent, options);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                 parent, child, first_day::timestamp AT TIME ZONE 'UTC', next_day::timestamp AT TIME ZONE 'UTC');
  RETURN true;
END $$;
COMMENT ON FUNCTION ensure_partition IS 'parent: a table that is partitioned by time; makes the partition that this UTC day is in';
REVOKE ALL ON FUNCTION ensure_partition FROM PUBLIC;

-- With another's rights, names are looked for where they stand now, and never first among the caller's temporary tables.
DO $$ BEGIN
  EXECUTE format('ALTER FUNCTION ensure_partition SET search_path = %I, pg_temp', current_schema());
END $$;
