# shellcheck shell=bash
# Makes a database of a backup in $PGDATA: the copied files, and the WAL after them. For restore.sh and verify.sh.

superuser=${POSTGRES_USER:-postgres}
# While this file is there, what lies in $PGDATA is unfinished work of ours.
marker=$PGDATA/.restoring
recovery_log=$PGDATA/recovery.log
socket=/tmp

empty_data() {
    [[ -z "$(ls -A "$PGDATA")" || -e $marker ]] || fail "$PGDATA has something in it that is not ours"
    find "$PGDATA" -mindepth 1 -not -path "$marker" -delete
    rm -f "$marker"
}

# NAME BYTES: of which so many are needed beside the copy.
copy_base() {
    empty_data
    need_space "$PGDATA" "there is no room for the database" $(($(du -sb "$backups/$1/base" | cut -f 1) + $2 + spare_bytes))
    touch "$marker"
    cp -a --reflink=auto "$backups/$1/base/." "$PGDATA/" || fail "the backup cannot be copied to $PGDATA: see above"
    touch "$PGDATA/recovery.signal"
}

# NAME SETTING=VALUE...: returns when the database has got there and takes writes. No network; the superuser by the socket.
recover() {
    local system options setting
    system=$(info "$1" system)
    shift
    options="-c listen_addresses='' -c unix_socket_directories='$socket' -c hot_standby=off -c recovery_target_action=promote"
    # Nothing but the WAL changes what is here.
    options+=" -c autovacuum=off -c log_min_messages=log"
    options+=" -c log_destination=stderr -c logging_collector=off -c primary_conninfo='' -c synchronous_standby_names=''"
    options+=" -c restore_command='$scripts/fetch-wal.sh $system %f %p'"
    for setting in "$@"; do
        options+=" -c ${setting%%=*}='${setting#*=}'"
    done
    pg_ctl start -D "$PGDATA" --silent --wait --timeout 1000000 --log "$recovery_log" --options "$options" >/dev/null 2>&1 ||
        fail "recovery failed: $(reason)"
    # Started is not recovered: until then it takes nobody in.
    until [[ ! -e $PGDATA/recovery.signal ]] && inside -c 'SELECT 1' >/dev/null 2>&1; do
        pg_ctl status -D "$PGDATA" >/dev/null || fail "recovery failed: $(reason)"
        sleep 0.1
    done
}

reason() {
    local said
    said=$(grep -E 'FATAL:|PANIC:|^fetch-wal:' "$recovery_log" 2>/dev/null | grep -v 'startup process\|the database system is starting up' |
        sed -E 's/^.*(FATAL|PANIC): +//' | awk '!seen[$0]++' | paste -sd ';' | sed 's/;/; /g')
    printf '%s' "${said:-$(tail -n 1 "$recovery_log" 2>/dev/null)}"
}

inside() { psql -X -q -A -t -v ON_ERROR_STOP=1 -h "$socket" -U "$superuser" -d "${PGDATABASE:?}" "$@"; }

# DATABASE: as when the backup was made.
rows_of() { printf 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n\\i %s/rows.sql\n' "$scripts" | inside -d "$1" -F $'\t'; }

# What the schema's own books say to it; nothing: they balance.
check_books() {
    [[ -e $scripts/books.sql ]] || return 0
    local wrong
    wrong=$(inside -f "$scripts/books.sql") || fail "the books cannot be read: see above"
    [[ -z $wrong ]] || fail "the books do not balance: $(paste -sd ';' <<<"$wrong")"
}

stop_server() { pg_ctl stop -D "$PGDATA" --silent --mode fast --wait --timeout 1000000 >/dev/null; }
