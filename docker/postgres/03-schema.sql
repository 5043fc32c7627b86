-- Roles and tables. This is the only file to change for another schema: everything else in this image knows nothing of ours.
-- Once, as the superuser, while the database is made. docs/database.md tells what each role is for.

-- Statements with passwords in them: not for the log, nor for the statistics, when this is run again on a server that is up. While the
-- database is made, the library of the first is not loaded, and takes it for a setting that nobody reads.
SET pg_stat_statements.track = 'none';
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';

-- Without a role of its own for it, the superuser owns the database.
\getenv owner POSTGRES_OWNER
\getenv superuser POSTGRES_USER
\if :{?owner}
\else
  \set owner :superuser
\endif

-- Passwords stand in files. Who has none cannot log in.
\set owner_password       `cat "${POSTGRES_OWNER_PASSWORD_FILE:-/dev/null}"`
\set ingest_password      `cat "${POSTGRES_INGEST_PASSWORD_FILE:-/dev/null}"`
\set api_password         `cat "${POSTGRES_API_PASSWORD_FILE:-/dev/null}"`
\set maintenance_password `cat "${POSTGRES_MAINTENANCE_PASSWORD_FILE:-/dev/null}"`
\set backup_password      `cat "${POSTGRES_BACKUP_PASSWORD_FILE:-/dev/null}"`

-- A file that is named and gives nothing is a mistake: its role would be there for ever, and could never log in.
\set ON_ERROR_STOP on
\set useless `for role in OWNER INGEST API MAINTENANCE BACKUP; do name=POSTGRES_${role}_PASSWORD_FILE; file=$(printenv $name); [ -z "$file" ] || grep -q '[^[:space:]]' "$file" || echo "$name"; done 2>/dev/null`
SELECT set_config('millrace.useless', :'useless', false) <> '' AS is_useless \gset
\if :is_useless
  DO $$ BEGIN RAISE EXCEPTION 'cannot be read, or is empty: the file named by %', replace(current_setting('millrace.useless'), E'\n', ', '); END $$;
\endif

SELECT format('CREATE ROLE %I %s', role, CASE WHEN password = '' THEN 'NOLOGIN' ELSE format('LOGIN PASSWORD %L', password) END)
  FROM (VALUES (:'owner',              :'owner_password'),
               ('millrace_ingest',      :'ingest_password'),
               ('millrace_api',         :'api_password'),
               ('millrace_maintenance', :'maintenance_password'),
               ('millrace_backup',      :'backup_password')) AS wanted (role, password)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec

-- Only those who are named may connect, and none may make temporary tables but the owner.
SELECT format('ALTER DATABASE %I OWNER TO %I', current_database(), :'owner'),
       format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()),
       format('GRANT CONNECT ON DATABASE %I TO millrace_ingest, millrace_api, millrace_maintenance, millrace_backup', current_database())
\gexec

-- Large objects belong to no table, so rights on tables keep nobody from filling the disk with them.
REVOKE EXECUTE
    ON FUNCTION lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea), lo_put(oid, bigint, bytea), lowrite(int, bytea),
       lo_truncate(int, int), lo_truncate64(int, bigint), lo_unlink(oid)
  FROM PUBLIC;

-- A reader that runs away is ended, and cannot write by mistake; that it cannot at all, its rights see to.
ALTER ROLE millrace_api SET default_transaction_read_only = on;
ALTER ROLE millrace_api SET statement_timeout = '10s';
-- Sizes, statistics and settings, for those who look after it.
GRANT pg_monitor TO millrace_maintenance;
-- Base backups and the log by replication, dumps by reading.
ALTER ROLE millrace_backup REPLICATION;
GRANT pg_read_all_data TO millrace_backup;

SET ROLE :"owner";
\i /usr/share/millrace/schema.sql
RESET ROLE;
