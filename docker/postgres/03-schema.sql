-- Roles and tables. This is the only file to change for another schema: everything else in this image knows nothing of ours.
-- Once, as the superuser, while the database is made. docs/database.md tells what each role is for.

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
