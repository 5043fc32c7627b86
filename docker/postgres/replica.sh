#!/usr/bin/env bash
# A standby: copies a primary into an empty data directory, follows its log from then on, and answers reads. Once promoted it is a server
# like any other, and stays one when this is run again. Knows nothing of any schema.
#
#   REPLICA_OF                    the primary's host (postgres)
#   REPLICA_OF_PORT               its port (5432)
#   REPLICA_SLOT                  the slot by which the primary keeps its log for this standby (replica)
#   REPLICA_USER                  a role with REPLICATION, which may connect to POSTGRES_DB as well
#   REPLICA_PASSWORD_FILE         its password
#   REPLICA_CA_FILE               the authority that signed the primary's certificate (/tls/ca.crt)
set -euo pipefail

data=${PGDATA:?}
if [[ $(id -u) == 0 ]]; then
    install -d -o postgres -g postgres -m 700 "$data"
    [[ -z ${POSTGRES_BACKUP_DIRECTORY:-} ]] || install -d -o postgres -g postgres -m 755 "$POSTGRES_BACKUP_DIRECTORY"
    install -d -o postgres -g postgres -m 3777 /var/run/postgresql
    exec gosu postgres "$0" "$@"
fi

host=${REPLICA_OF:-postgres}
port=${REPLICA_OF_PORT:-5432}
slot=${REPLICA_SLOT:-replica}
user=${REPLICA_USER:?}
database=${POSTGRES_DB:?}
passwords=/var/run/postgresql/replica.pass

say() { printf 'replica: %s\n' "$1"; }
fail() {
    printf 'replica: %s\n' "$1" >&2
    exit 1
}

# Not in an environment, which others may look at, nor among the settings that a copy takes along.
password=$(<"${REPLICA_PASSWORD_FILE:?}")
password=${password//\\/\\\\}
(umask 077 && printf '*:*:*:%s:%s\n' "$user" "${password//:/\\:}" >"$passwords")
primary="host=$host port=$port user=$user passfile=$passwords sslmode=verify-full sslrootcert=${REPLICA_CA_FILE:-/tls/ca.crt}"
primary+=" application_name=$slot"

# From here on the primary keeps what the copy will need. A slot that is lost would be taken, and keep nothing.
make_slot() {
    psql -X -q -A -t -v ON_ERROR_STOP=1 -v slot="$slot" "$primary dbname=$database connect_timeout=5" >/dev/null <<'SQL'
SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = :'slot' AND wal_status = 'lost' AND NOT active;
SELECT pg_create_physical_replication_slot(:'slot', true)
 WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = :'slot');
SQL
}

# Whole or not at all: a copy that was interrupted is made again from its beginning.
copy() {
    local part=$data/copying
    # An interrupted copy of ours may be thrown away; whatever else is there may not.
    [[ -z "$(ls -A "$data")" || -e $part ]] || fail "$data is neither empty nor a database"
    find "$data" -mindepth 1 -delete
    until make_slot; do
        say "waits for the primary at $host:$port"
        sleep 2
    done
    say "copies $host:$port"
    pg_basebackup --dbname="$primary" --pgdata="$part" --write-recovery-conf --slot="$slot" --checkpoint=fast --no-password
    # The version last: it says that there is a database.
    find "$part" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv -t "$data" {} +
    mv "$part/PG_VERSION" "$data/PG_VERSION"
    rmdir "$part"
    say "has copied $host:$port"
}

if [[ -s $data/PG_VERSION ]]; then
    if [[ -e $data/standby.signal ]]; then
        # As after a change of roles, when the primary of now has never heard of this one.
        make_slot || say "the primary at $host:$port does not answer; follows it when it does"
    else
        say "is no standby any more: it was promoted"
    fi
else
    copy
fi

# What the primary has not archived when it dies would be missing in the archive: a standby takes what it gets for archived, but for always.
archive=()
[[ -z ${POSTGRES_BACKUP_DIRECTORY:-} ]] || archive=(-c archive_mode=always)

# What replay would have to wait for is ended instead, after a second: such a read is tried again on the primary.
exec postgres "${archive[@]}" -c primary_conninfo="$primary" -c primary_slot_name="$slot" -c max_standby_streaming_delay=1s -c max_standby_archive_delay=1s
