#!/usr/bin/env bash
# Applies settings, access rules and certificates from the container's environment to a database that exists: it is not made anew, and
# nobody is disconnected. Says which settings still need a restart. Running it again changes nothing. Knows nothing of any schema.
#
#   POSTGRES_SETTINGS_<NAME>    a setting of PostgreSQL; a dot in its name is _
#   POSTGRES_ACCESS_FROM        who may connect: addresses of pg_hba.conf, separated by blanks (samenet)
#   POSTGRES_OWNER              the database's owner; where it is another than POSTGRES_USER, that one may not come by network
#   POSTGRES_REPLICATION_USERS  roles, separated by blanks, that may copy the server and its WAL
#   POSTGRES_BACKUP_DIRECTORY   where the WAL is archived, and backups lie; without one nothing is archived
#   POSTGRES_TLS_NAMES          what the generated certificate is for, beside postgres, replica, localhost and the loopback addresses
#   POSTGRES_TLS_CERT_FILE, POSTGRES_TLS_KEY_FILE, POSTGRES_TLS_CA_FILE   a certificate of your own instead
#   POSTGRES_CONFIG_FILE        a file of such variables, as a shell writes them: read each time, so that a change needs no new container
#
# Exit code 0: applied; 1: refused, with the reason, and everything is as it was.
set -euo pipefail

[[ $(id -u) != 0 ]] || exec gosu postgres "$0" "$@"

if [[ -n ${POSTGRES_CONFIG_FILE:-} ]]; then
    [[ -r $POSTGRES_CONFIG_FILE ]] || {
        printf 'update-config: %s, which POSTGRES_CONFIG_FILE names, cannot be read\n' "$POSTGRES_CONFIG_FILE" >&2
        exit 1
    }
    set -a
    # shellcheck disable=SC1090
    source "$POSTGRES_CONFIG_FILE"
    set +a
fi

data=${PGDATA:?}
superuser=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$superuser}
owner=${POSTGRES_OWNER:-$superuser}
certificates=$data/tls
# Where clients find the authority, in a directory that others may mount.
published=${POSTGRES_TLS_PUBLISHED:-/tls}
days_of_authority=3650
days_of_certificate=825
renewed_before_seconds=$((30 * 24 * 3600))

say() { printf 'update-config: %s\n' "$1"; }
fail() {
    printf 'update-config: %s\n' "$*" >&2
    exit 1
}
sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 -U "$superuser" -d "$database" "$@"; }

# ---- settings ----

included="include_if_exists = 'settings.conf'"
# What the containers rest on, and this script sets itself or the image does.
ours=' archive_command archive_library archive_mode config_file data_directory hba_file ident_file listen_addresses password_encryption port ssl ssl_cert_file ssl_key_file '

# A variable has lost the dot of an extension's setting.
name_of() {
    local extension name=${1#POSTGRES_SETTINGS_}
    name=${name,,}
    for extension in pg_stat_statements auto_explain pg_trgm postgres_fdw; do
        name=${name/#${extension}_/$extension.}
    done
    printf '%s' "$name"
}

settings() {
    cat <<CONF
# Made by update-config.sh from the container's environment; what is changed here is lost.
listen_addresses = '*'
password_encryption = 'scram-sha-256'
ssl = on
ssl_cert_file = '$certificates/server.crt'
ssl_key_file = '$certificates/server.key'
ssl_min_protocol_version = 'TLSv1.2'
shared_preload_libraries = 'pg_stat_statements'
hba_file = '$data/pg_hba.conf'
ident_file = '$data/pg_ident.conf'
CONF
    if [[ -n ${POSTGRES_BACKUP_DIRECTORY:-} ]]; then
        # A piece of the WAL is closed after a minute with a write in it: what a minute brings is what can be lost.
        cat <<CONF
archive_mode = on
archive_command = 'BACKUPS=$POSTGRES_BACKUP_DIRECTORY /usr/local/lib/backup/archive-wal.sh %p %f'
archive_timeout = 60
CONF
    else
        # A server that archives goes on trying until it is started anew, and keeps all of its WAL meanwhile.
        printf "archive_command = '/bin/true'\n"
    fi
    local variable value
    while read -r variable; do
        value=${!variable}
        value=${value//\\/\\\\}
        printf "%s = '%s'\n" "$(name_of "$variable")" "${value//\'/\'\'}"
    done < <(compgen -e | grep '^POSTGRES_SETTINGS_.' | LC_ALL=C sort)
}

# The server itself says what it does not know or does not take, before anything is put in place: it begins to start beside the one that
# runs, in a directory with as much of a database in it as it looks at on the way, and ends when it has reckoned its memory.
check_settings() {
    local scratch answer status=0 try=$data/settings.try
    scratch=$(mktemp -d)
    mkdir "$scratch/global"
    cp "$data/PG_VERSION" "$scratch"
    cp "$data/global/pg_control" "$scratch/global"
    [[ ! -e $data/postgresql.auto.conf ]] || cp "$data/postgresql.auto.conf" "$scratch"
    { grep -v "^$included" "$data/postgresql.conf"; printf "\ninclude '%s'\n" "$1"; } >"$try"
    # Certificates are looked after by themselves, and may still be to come.
    answer=$(postgres -D "$scratch" --config-file="$try" -c ssl=off -C shared_memory_size 2>&1 >/dev/null) || status=$?
    rm -rf "$scratch" "$try"
    [[ $status != 0 ]] || return 0
    rm -f "$1"
    fail "refused: $(sed -n -E 's/^(.*(LOG|FATAL|ERROR|DETAIL):|postgres:) +//p' <<<"$answer" | grep -v 'contains errors' |
        sed "s| in file \".*\" line [0-9]*||" | paste -sd ';')"
}

try_settings() {
    local variable name
    while read -r variable; do
        name=$(name_of "$variable")
        [[ $ours != *" $name "* ]] || fail "refused: $name is set by the container itself"
    done < <(compgen -e | grep '^POSTGRES_SETTINGS_.')
    settings >"$data/settings.new"
    check_settings "$data/settings.new"
}

write_settings() {
    mv "$data/settings.new" "$data/settings.conf"
    grep -q "^$included" "$data/postgresql.conf" || printf '\n%s\n' "$included" >>"$data/postgresql.conf"
}

# ---- certificates ----

names() {
    local name list="DNS:postgres,DNS:replica,DNS:localhost,IP:127.0.0.1,IP:::1"
    for name in ${POSTGRES_TLS_NAMES:-}; do
        if [[ $name =~ ^[0-9.]+$ || $name == *:* ]]; then list+=",IP:$name"; else list+=",DNS:$name"; fi
    done
    printf '%s' "$list"
}

try_given_certificate() {
    [[ -n ${POSTGRES_TLS_KEY_FILE:-} ]] || fail "POSTGRES_TLS_CERT_FILE is set, and POSTGRES_TLS_KEY_FILE is not"
    local file
    for file in "$POSTGRES_TLS_CERT_FILE" "$POSTGRES_TLS_KEY_FILE"; do
        [[ -r $file ]] || fail "$file cannot be read"
    done
    [[ $(openssl x509 -in "$POSTGRES_TLS_CERT_FILE" -noout -pubkey) == "$(openssl pkey -in "$POSTGRES_TLS_KEY_FILE" -pubout)" ]] ||
        fail "the key in $POSTGRES_TLS_KEY_FILE is not the certificate's in $POSTGRES_TLS_CERT_FILE"
}

put_given_certificate() {
    install -m 644 "$POSTGRES_TLS_CERT_FILE" "$certificates/server.crt"
    install -m 600 "$POSTGRES_TLS_KEY_FILE" "$certificates/server.key"
    install -m 644 "${POSTGRES_TLS_CA_FILE:-$POSTGRES_TLS_CERT_FILE}" "$certificates/given.crt"
    # Without it, the next generated one would be taken for made.
    rm -f "$certificates/names"
}

# The authority stays, so that who trusts it does so over renewals; the certificate goes with its names and its time.
generated_certificate() {
    if [[ ! -s $certificates/ca.key ]]; then
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days $days_of_authority -subj "/CN=PostgreSQL of this container" \
            -addext "keyUsage=critical,keyCertSign,cRLSign" -keyout "$certificates/ca.key" -out "$certificates/ca.crt" 2>/dev/null
    fi
    if [[ $(cat "$certificates/names" 2>/dev/null) == "$(names)" ]] &&
        openssl x509 -in "$certificates/server.crt" -noout -checkend $renewed_before_seconds >/dev/null 2>&1; then
        return
    fi
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=postgres" \
        -keyout "$certificates/server.key.new" -out "$certificates/server.csr" 2>/dev/null
    openssl x509 -req -in "$certificates/server.csr" -CA "$certificates/ca.crt" -CAkey "$certificates/ca.key" -CAcreateserial \
        -days $days_of_certificate -out "$certificates/server.crt.new" \
        -extfile <(printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$(names)") 2>/dev/null
    mv "$certificates/server.key.new" "$certificates/server.key"
    mv "$certificates/server.crt.new" "$certificates/server.crt"
    names >"$certificates/names"
    say "made a certificate for $(names)"
}

write_certificates() {
    (umask 077 && mkdir -p "$certificates")
    umask 077
    local authority=$certificates/ca.crt
    if [[ -n ${POSTGRES_TLS_CERT_FILE:-} ]]; then
        put_given_certificate
        authority=$certificates/given.crt
    else
        generated_certificate
    fi
    if [[ -d $published && -w $published ]]; then
        install -m 644 "$authority" "$published/ca.crt"
    fi
}

# ---- access ----

access() {
    printf '# Made by update-config.sh; what is changed here is lost. The first line that fits decides.\n'
    printf '# The superuser from inside the container, where the system has already asked who it is.\n'
    printf 'local all "%s" peer map=inside\n' "$superuser"
    printf 'local all all scram-sha-256\n'
    [[ $owner == "$superuser" ]] || printf 'host all "%s" all reject\n' "$superuser"
    local address role
    for address in ${POSTGRES_ACCESS_FROM:-samenet}; do
        for role in ${POSTGRES_REPLICATION_USERS:-}; do
            printf 'hostssl replication "%s" %s scram-sha-256\n' "$role" "$address"
        done
        printf 'hostssl "%s" all %s scram-sha-256\n' "$database" "$address"
    done
    # The health check, and tools inside the container.
    printf 'hostssl "%s" all 127.0.0.1/32 scram-sha-256\n' "$database"
    printf 'host all all all reject\n'
}

write_access() {
    printf 'inside postgres "%s"\n' "$superuser" >"$data/pg_ident.conf"
    access >"$data/pg_hba.new"
    mv "$data/pg_hba.new" "$data/pg_hba.conf"
}

# The server reads the rules that lie there and tells what is wrong with them; it goes on with those of before until it is told to reload.
try_access() {
    cp "$data/pg_hba.conf" "$data/pg_hba.before"
    trap 'mv "$data/pg_hba.before" "$data/pg_hba.conf"; rm -f "$data/settings.new"' EXIT
    write_access
    local wrong
    wrong=$(sql -c "SELECT string_agg(format('%s (line %s)', error, line_number), '; ') FROM pg_hba_file_rules WHERE error IS NOT NULL")
    [[ -z $wrong ]] || fail "refused: access rules: $wrong"
    trap - EXIT
    rm -f "$data/pg_hba.before"
}

# PostgreSQL's entrypoint takes a directory for a database as soon as there is something in it.
need_whole_database() {
    [[ $(psql -X -q -A -t -v ON_ERROR_STOP=1 -v database="$database" -v owner="$owner" -U "$superuser" -d postgres <<<"
        SELECT EXISTS (SELECT FROM pg_database WHERE datname = :'database') AND EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner')") == t ]] ||
        fail "this server has no database $database, or no role $owner to own it. postgres.db and postgres.user of config.json (POSTGRES_DB and" \
            "POSTGRES_OWNER here) count only when the database is made: put those of then back. Only if the first start was interrupted" \
            "does it hold nothing; then empty the data directory, and start again"
}

# After a first start that was interrupted before its settings counted, there is a server without TLS, to which rules for encrypted
# connections are none.
turn_on_tls() {
    [[ $(sql -c "SHOW ssl") == off ]] || return 0
    write_certificates
    write_settings
    sql -c "SELECT pg_reload_conf()" >/dev/null
    for _ in {1..50}; do
        [[ $(sql -c "SHOW ssl") == off ]] || break
        sleep 0.2
    done
    try_settings
}

# ---- apply ----

# All that can be refused is, before anything is put in place.
if [[ ${1:-} != --initial ]]; then need_whole_database; fi
if [[ -n ${POSTGRES_TLS_CERT_FILE:-} ]]; then try_given_certificate; fi
try_settings
if [[ ${1:-} == --initial ]]; then
    # This server is up for the sake of the other scripts alone, and lets them in by the rules that it was started with.
    write_certificates
    write_settings
    write_access
    exit 0
fi
turn_on_tls
try_access
write_certificates
write_settings

# Who copies the WAL closes its last piece first. A standby has the right from its primary.
for role in ${POSTGRES_REPLICATION_USERS:-}; do
    sql -v role="$role" -f - <<'SQL'
SELECT format('GRANT EXECUTE ON FUNCTION pg_catalog.pg_switch_wal() TO %I', rolname) FROM pg_roles WHERE rolname = :'role' AND NOT pg_is_in_recovery() \gexec
SQL
done

sql -c "SELECT pg_reload_conf()" >/dev/null
say "settings, access rules and certificates are applied"
# The postmaster reads its files after it was told to.
sleep 0.5
waiting=$(sql -c "SELECT string_agg(name, ', ' ORDER BY name) FROM pg_settings WHERE pending_restart")
if [[ -n $waiting ]]; then
    say "these need a restart of the server: $waiting"
fi
