#!/usr/bin/env bash
# The containers of this machine, as ./start.sh postgres|kafka|service|all|observability|stop|status|logs|psql|promote runs them, and
# their backups, as ./start.sh backup|backups|verify-backup|restore makes and uses them. See docker/README.md.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$1"; }
fail() {
    printf 'start.sh: %s\n' "$1" >&2
    exit 1
}
compose() { docker compose --project-directory docker --file docker/compose.yaml "$@"; }

need_docker() {
    command -v docker >/dev/null ||
        fail "Docker is needed for containers, and there is no 'docker' here: install Docker Engine, or run ./start.sh alone, which needs none"
    local answer
    answer=$(docker info 2>&1 >/dev/null) ||
        fail "Docker does not answer: $(head -n 1 <<<"$answer"). Is its engine running, and may you use it?"
    docker compose version >/dev/null 2>&1 ||
        fail "Docker Compose v2 is needed, and 'docker compose' is not there: install the package docker-compose-plugin (or docker-compose of Debian 13)"
}

# Variables of the stack, from config.json and the environment; secrets are made where they are missing.
configure() {
    ./millrace config env --write config.json >/dev/null || exit 1
    use_configuration
}

# By config.json, or by Compose's own variable for one time.
use_replica() {
    if [[ $POSTGRES_REPLICA_ENABLED == true && ",${COMPOSE_PROFILES:-}," != *,ha,* ]]; then
        export COMPOSE_PROFILES=${COMPOSE_PROFILES:+$COMPOSE_PROFILES,}ha
    fi
    if has_replica; then export REPLICA_HOST=replica; fi
}
has_replica() { [[ ",${COMPOSE_PROFILES:-}," == *,ha,* ]]; }

use_configuration() {
    [[ -e .env ]] || fail "nothing has been started from here yet: there is no .env"
    set -a
    # shellcheck disable=SC1091 # Made when it was started.
    source ./.env
    set +a
    [[ -n ${POSTGRES_REPLICA_ENABLED:-} && -e $SETTINGS_DIRECTORY/service.env ]] || fail ".env is of an older version: ./millrace config env --write"
    use_replica
}

is_running() { [[ -n "$(compose ps --quiet --status running "$1" 2>/dev/null)" ]]; }

# NAME HOST PORT KEY
need_port() {
    is_running "$1" && return
    local host=$2
    [[ $host == 0.0.0.0 ]] && host=127.0.0.1
    # Whoever answers there is not ours.
    if (exec 3<>"/dev/tcp/$host/$3") 2>/dev/null; then
        local where="$4 in config.json"
        [[ $4 == [A-Z]* ]] && where="the variable $4"
        fail "port $3 of $host is taken by another program: stop that one, or set $where to another"
    fi
}

need_directory() {
    mkdir -p "$1" 2>/dev/null || fail "$2 $1 cannot be made"
    [[ -d $1 ]] || fail "$2 $1 is no directory"
}

prepare_postgres() {
    need_port postgres "$POSTGRES_HOST" "$POSTGRES_PORT" postgres.port
    need_directory "$POSTGRES_DATA_DIRECTORY" postgres.data_directory
    [[ -z ${POSTGRES_BACKUP_DIRECTORY:-} ]] || need_backups
    # A database belongs to its container's user, who lets nobody else look.
    if [[ ! -r $POSTGRES_DATA_DIRECTORY || -s $POSTGRES_DATA_DIRECTORY/PG_VERSION ]]; then
        say "PostgreSQL: Skipping initialization, $POSTGRES_DATA_DIRECTORY has a database, which is kept"
    elif [[ -n "$(ls -A "$POSTGRES_DATA_DIRECTORY")" ]]; then
        fail "postgres.data_directory $POSTGRES_DATA_DIRECTORY is neither empty nor a database"
    else
        say "PostgreSQL: a new database is made in $POSTGRES_DATA_DIRECTORY"
    fi
}

prepare_replica() {
    local directory=$POSTGRES_REPLICA_DATA_DIRECTORY port=$POSTGRES_REPLICA_PORT
    need_port replica "$POSTGRES_HOST" "$port" postgres.replica.port
    need_directory "$directory" postgres.replica.data_directory
    if [[ ! -r $directory || -s $directory/PG_VERSION ]]; then
        say "Replica: $directory has a copy, which is kept"
    elif [[ -n "$(ls -A "$directory")" && ! -e $directory/copying ]]; then
        fail "postgres.replica.data_directory $directory is neither empty nor a database"
    else
        say "Replica: PostgreSQL is copied into $directory"
    fi
}

prepare_kafka() {
    need_port kafka "$KAFKA_HOST" "$KAFKA_PORT" kafka.port
    need_directory "$KAFKA_DATA_DIRECTORY" kafka.data_directory
}

prepare_service() {
    need_port service 127.0.0.1 "$SERVICE_HTTP_PORT" service.http.port
}

# These two ports are variables alone.
prepare_observability() {
    need_port prometheus 127.0.0.1 "${PROMETHEUS_PORT:-9090}" PROMETHEUS_PORT
    need_port grafana 127.0.0.1 "${GRAFANA_PORT:-3000}" GRAFANA_PORT
}

up() {
    say "Starting $* …"
    compose build --quiet "$@" || fail "an image cannot be built: see above"
    # More than the start_period of PostgreSQL's health check: recovery after a crash is no failure.
    if ! compose up --detach --wait --wait-timeout 330 "$@"; then
        compose logs --tail 20 "$@" >&2
        fail "not all of it became healthy; what it said last is above, and all of it is in: ./start.sh logs"
    fi
}

apply_settings() {
    compose exec -T "$1" /update-config.sh || fail "config.json's settings of PostgreSQL are not applied to $1; it runs with those of before"
}

# The second server when the first is up. A large database takes its time to be copied.
start_replica() {
    has_replica || return 0
    prepare_replica
    say "Starting replica …"
    if ! compose up --detach --wait --wait-timeout "${REPLICA_COPIED_WITHIN_SECONDS:-3600}" replica; then
        compose logs --tail 20 replica >&2
        fail "the replica did not become healthy; what it said last is above"
    fi
    apply_settings replica
}

# Of a container: whether its server takes rows. Fails where it does not answer.
is_primary() {
    local answer
    answer=$(compose exec -T --user postgres "$1" \
        psql -X -A -t -U postgres -d "$POSTGRES_DB" -c 'SELECT NOT pg_is_in_recovery()' 2>/dev/null </dev/null) && [[ $answer == t ]]
}

# The replica becomes the primary. The old one must not take rows again: it is ended, and told to be a standby should it ever be started.
promote() {
    is_running replica || fail "there is no replica running that could be promoted"
    if is_primary replica; then fail "the replica is the primary already"; fi
    # One that is being started again and again does not run just now, and might the next moment.
    say "Stopping the primary, if it is there; it sends what the replica has not got yet …"
    compose stop postgres || fail "the primary cannot be stopped, so nothing is promoted: two would take rows"
    compose run --rm --no-deps -T --entrypoint '' postgres \
        install -o postgres -g postgres -m 600 /dev/null /var/lib/postgresql/data/standby.signal >/dev/null 2>&1 ||
        say "the old primary's data cannot be marked: do not start it again before docs/database.md tells you how"
    compose exec -T --user postgres replica pg_ctl promote --wait --timeout 60
    say "The replica is the primary now. How to have two servers again: docs/database.md, \"Read replica and promotion\"."
}

tell_postgres() {
    compose cp postgres:/tls/ca.crt "$SECRETS_DIRECTORY/postgres_ca.crt" >/dev/null 2>&1
    say "  PostgreSQL  $POSTGRES_HOST:$POSTGRES_PORT, database $POSTGRES_DB, user $POSTGRES_USER (TLS; ./start.sh psql)"
    say "              password  $POSTGRES_OWNER_PASSWORD_FILE"
    say "              authority $SECRETS_DIRECTORY/postgres_ca.crt"
    say "              data      $POSTGRES_DATA_DIRECTORY"
}
tell_replica() {
    has_replica || return 0
    say "  replica     $POSTGRES_HOST:$POSTGRES_REPLICA_PORT"
    say "              data      $POSTGRES_REPLICA_DATA_DIRECTORY"
}
tell_kafka() {
    say "  Kafka       $KAFKA_HOST:$KAFKA_PORT"
    say "              data      $KAFKA_DATA_DIRECTORY"
}
tell_service() { say "  dashboard   http://127.0.0.1:$SERVICE_HTTP_PORT/"; }

# ---- backups ----

need_backups() {
    [[ -n ${POSTGRES_BACKUP_DIRECTORY:-} ]] ||
        fail "there is no directory for backups: set postgres.backup.directory in config.json, and start postgres anew"
    need_directory "$POSTGRES_BACKUP_DIRECTORY" postgres.backup.directory
}

# Its first backup takes its time, and nothing waits for it.
start_backups() {
    if [[ -z ${POSTGRES_BACKUP_DIRECTORY:-} ]]; then
        # One of before would go on where it was told to.
        compose --profile backup rm --stop --force backup >/dev/null 2>&1 || fail "the container of backups cannot be ended"
        return
    fi
    compose up --detach --no-deps backup || fail "backups are not made: see above"
    local when="every $POSTGRES_BACKUP_EVERY_HOURS h"
    [[ $POSTGRES_BACKUP_EVERY_HOURS != 0 ]] || when="when they are asked for"
    say "Backups $when into $POSTGRES_BACKUP_DIRECTORY (./start.sh backups)"
}

# [OPTION...] SCRIPT [ARGUMENT...]: in a container of its own, which goes with all that is in it.
backup_tool() {
    local options=()
    while [[ $1 == -* ]]; do
        options+=("$1" "$2")
        shift 2
    done
    local script=$1
    shift
    compose run --rm --no-deps --no-TTY --quiet-pull "${options[@]}" --entrypoint "/usr/local/lib/backup/$script" backup "$@"
}

make_backup() {
    is_running postgres || is_running replica || fail "PostgreSQL does not run: ./start.sh postgres"
    backup_tool backup.sh
}

# The database of before is touched only when the new one stands.
restore() {
    is_running postgres && fail "PostgreSQL runs: stop it first (./start.sh stop)"
    if is_running replica && is_primary replica; then
        fail "a promoted replica is the database now: ./start.sh stop first, and see docs/database.md, \"Read replica and promotion\""
    fi
    # What is being started again and again does not run just now, and would go on in a directory that has been moved away.
    compose rm --stop --force postgres >/dev/null 2>&1 || fail "PostgreSQL's container cannot be taken away: ./start.sh stop"
    local part=$POSTGRES_DATA_DIRECTORY.part aside
    aside=$POSTGRES_DATA_DIRECTORY.before-$(date -u +%Y%m%dT%H%M%SZ)
    need_directory "$part" "beside postgres.data_directory"
    compose build --quiet postgres || fail "the image cannot be built: see above"
    backup_tool --volume "$part:/var/lib/postgresql/data" restore.sh "$@"
    if [[ -e $POSTGRES_DATA_DIRECTORY ]]; then
        if ! rmdir "$POSTGRES_DATA_DIRECTORY" 2>/dev/null; then
            mv -T "$POSTGRES_DATA_DIRECTORY" "$aside" || fail "the database of before cannot be moved to $aside; the restored one is $part"
            say "the database of before is $aside: take it away when you do not need it any more"
        fi
    fi
    mv -T "$part" "$POSTGRES_DATA_DIRECTORY" || fail "$part cannot become $POSTGRES_DATA_DIRECTORY"
    say "restored into $POSTGRES_DATA_DIRECTORY; go on with: ./start.sh all"
}

# ---- starting ----

start_postgres() {
    prepare_postgres
    up postgres
    apply_settings postgres
    start_replica
    start_backups
    tell_postgres
    tell_replica
}
start_kafka() {
    prepare_kafka
    up kafka
    tell_kafka
}
start_all() {
    prepare_postgres
    prepare_kafka
    prepare_service
    up postgres
    apply_settings postgres
    start_replica
    start_backups
    up kafka service
    tell_service
    tell_kafka
    tell_postgres
    tell_replica
}

start_observability() {
    prepare_observability
    start_all
    up prometheus grafana
    say "  Prometheus  http://127.0.0.1:${PROMETHEUS_PORT:-9090}/"
    say "  Grafana     http://127.0.0.1:${GRAFANA_PORT:-3000}/, user admin"
    say "              password  $GRAFANA_ADMIN_PASSWORD_FILE"
}

# As the owner, by TLS like everybody else; the password is read inside the container.
run_psql() {
    local terminal=()
    [[ -t 0 && -t 1 ]] || terminal=(-T)
    local server=postgres
    if is_running replica && is_primary replica; then server=replica; fi
    # shellcheck disable=SC2016 # Expanded inside.
    compose exec "${terminal[@]}" --user postgres "$server" bash -c '
        PGPASSWORD=$(cat "$POSTGRES_OWNER_PASSWORD_FILE") PGSSLMODE=verify-full PGSSLROOTCERT=/tls/ca.crt PGHOSTADDR=127.0.0.1 \
            exec psql -h "$0" -U "$POSTGRES_OWNER" -d "$POSTGRES_DB" "$@"' "$server" "$@"
}

command=$1
shift
need_docker
case $command in
    postgres | kafka | service | all | observability)
        [[ $# == 0 ]] || fail "$command takes no arguments: $*"
        configure
        case $command in
            postgres) start_postgres ;;
            kafka) start_kafka ;;
            # It is nothing without the other two.
            service | all) start_all ;;
            observability) start_observability ;;
        esac
        ;;
    restore)
        configure
        # What runs is looked for in all profiles.
        export COMPOSE_PROFILES='*'
        need_backups
        restore "$@"
        ;;
    *)
        use_configuration
        export COMPOSE_PROFILES='*'
        case $command in
            backup | backups | verify-backup) need_backups ;;
        esac
        case $command in
            stop)
                compose down
                say "Stopped; the data stay."
                ;;
            status) compose ps --all "$@" ;;
            logs) compose logs --follow --tail 100 "$@" ;;
            psql) run_psql "$@" ;;
            promote) promote ;;
            backup) make_backup ;;
            backups) backup_tool list.sh ;;
            verify-backup) backup_tool verify.sh "$@" ;;
        esac
        ;;
esac
