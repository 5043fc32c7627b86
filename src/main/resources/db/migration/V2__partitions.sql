-- Makes one partition: built apart and then attached, because CREATE … PARTITION OF would lock the parent against readers.
-- Answers whether it was made now. Waits no longer than lock_timeout for its locks; the caller tries again.
CREATE FUNCTION ensure_partition(parent text, child text, lower_bound timestamptz, upper_bound timestamptz, options text)
RETURNS boolean
LANGUAGE plpgsql
SET lock_timeout = '200ms'
SET search_path FROM CURRENT
AS $$
BEGIN
  -- Two keepers at once would both create the table; the second waits here and then finds it. It must look by a scan of the catalogue:
  -- to_regclass() may answer from a cache that does not know yet what was committed while this one waited.
  PERFORM pg_advisory_xact_lock(hashtext('millrace.partition'));
  IF EXISTS (SELECT
               FROM pg_inherits i
               JOIN pg_class c ON c.oid = i.inhrelid
              WHERE c.relname = child AND i.inhparent = parent::regclass) THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) %s', child, parent, options);
  EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, child, lower_bound, upper_bound);
  RETURN true;
END $$;
COMMENT ON FUNCTION ensure_partition IS 'parent, child: table names; bounds half-open; options: WITH (…) of the leaf or empty';
