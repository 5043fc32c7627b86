-- Each table with how many rows it has and a hash of them in which their order does not matter, as this transaction sees them.
SET LOCAL timezone = 'UTC';
SET LOCAL datestyle = 'ISO';
SET LOCAL intervalstyle = 'postgres';
SET LOCAL bytea_output = 'hex';
SET LOCAL extra_float_digits = 1;
SET LOCAL search_path = pg_catalog;
SELECT format('SELECT %L, count(*), coalesce(sum(hashtextextended(_row_::text, 0)::numeric), 0) FROM %s _row_', c.oid::regclass, c.oid::regclass)
  FROM pg_class c
 WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
 ORDER BY c.oid::regclass::text COLLATE "C"
\gexec
