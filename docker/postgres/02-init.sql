-- Extensions that most projects come to want; none of them does anything until it is used. Needs the superuser.
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;  -- what the server spends its time on; preloaded by /update-config.sh
CREATE EXTENSION IF NOT EXISTS pg_trgm;             -- LIKE '%…%' and similarity by an index
CREATE EXTENSION IF NOT EXISTS btree_gin;           -- plain columns beside others in a GIN index
CREATE EXTENSION IF NOT EXISTS btree_gist;          -- the same for GiST, and exclusion constraints
CREATE EXTENSION IF NOT EXISTS pgcrypto;            -- digests and encryption
CREATE EXTENSION IF NOT EXISTS pgstattuple;         -- how much of a table or an index is dead or free
CREATE EXTENSION IF NOT EXISTS pg_buffercache;      -- what shared_buffers hold
CREATE EXTENSION IF NOT EXISTS file_fdw;            -- files as tables
CREATE EXTENSION IF NOT EXISTS postgres_fdw;        -- another server's tables as tables
