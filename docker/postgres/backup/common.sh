# shellcheck shell=bash
# What the scripts beside this file share. The directory of backups:
#
#   20261122T050000Z/          a backup that is whole and verified; one that is being made, or taken away, ends with .part
#     base/                    the server's files, as pg_basebackup copies them
#     dump.pgdump, roles.sql   the database and the roles (without passwords) as SQL, of one snapshot; unless postgres.backup.dump is false
#     rows.tsv                 table, rows and their hash in that snapshot
#     info                     key=value, read and never executed
#     verified, drill          when it was last verified, and last restored on trial
#     abandoned                the database has been restored to a moment before this backup; it is taken when it is named only
#   wal/SYSTEM/                the server's WAL, of each database ever made here under its system identifier
#   restores                   a line for each restore: when it was finished, the system, the timelines before and since, and the time asked for
#   failed-backup, failed-drill   the last one's failure, until the next one succeeds
#   status.json                ages and results, for monitoring
#
# All of it holds what the database holds, and its owner alone may read it; status.json everybody.
set -euo pipefail
umask 077

backups=${BACKUPS:-/backups}
scripts=/usr/local/lib/backup
# A backup by hand waits that long for the scheduled one.
wait_seconds=3600
# What is left free beside a copy, besides what the server's WAL may take: for whoever else writes there meanwhile.
spare_bytes=$((1024 * 1024 * 1024))
# The database whose backups count, by its system identifier; empty: all of them.
system=

say() { printf '%s: %s\n' "${0##*/}" "$1"; }
fail() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 1
}

# The directory comes from the host, and belongs to whoever made it.
become_postgres() {
    [[ $(id -u) == 0 ]] || return 0
    chown postgres:postgres "$backups" "$PGDATA"
    chmod 755 "$backups"
    chmod 700 "$PGDATA"
    exec gosu postgres "$0" "$@"
}

lock() {
    exec 9>"$backups/.lock"
    flock --nonblock 9 && return
    say "another backup, restore or drill is at work: waiting for it"
    flock --wait "$wait_seconds" 9 || fail "it is still at work after $wait_seconds s"
}

# Time as one word, and back.
now() { date -u +%Y%m%dT%H%M%SZ; }
iso() { sed -E 's/^(....)(..)(..)T(..)(..)(..)Z$/\1-\2-\3T\4:\5:\6Z/' <<<"$1"; }
seconds_of() { date -u -d "$(iso "$1")" +%s; }

# FILE KEY
value_of() { sed -n "s/^$2=//p" "$1" 2>/dev/null || true; }
info() { value_of "$backups/$1/info" "$2"; }

# ---- the server, by the network ----

sql() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }

use_password() {
    [[ -z ${POSTGRES_BACKUP_PASSWORD_FILE:-} ]] || PGPASSWORD=$(cat "$POSTGRES_BACKUP_PASSWORD_FILE")
    export PGPASSWORD PGAPPNAME=backup
}

# While the server does not answer, the database of the newest backup is taken for its own.
find_system() {
    system=
    system=$(sql -c "SELECT system_identifier FROM pg_control_system()" 2>/dev/null || info "$(names | tail -n 1)" system)
}

# ---- backups ----

# Whole ones of the database, oldest first.
names() {
    local path
    for path in "$backups"/[0-9]*T[0-9]*Z; do
        [[ -s $path/info ]] || continue
        [[ -n $system && $(value_of "$path/info" system) != "$system" ]] || printf '%s\n' "${path##*/}"
    done
}
# Those of the line of history that the database is on.
current_names() {
    local name
    while read -r name; do
        [[ -e $backups/$name/abandoned ]] || printf '%s\n' "$name"
    done < <(names)
}
newest() { current_names | tail -n 1; }
# How many databases have backups here.
systems() {
    local name
    while read -r name; do
        info "$name" system
    done < <(names) | sort -u | wc -l
}

# NAME, or nothing: the newest.
chosen() {
    local name=${1:-}
    if [[ -z $name ]]; then
        (($(systems) < 2)) || fail "there are backups of several databases: name one of them (./start.sh backups lists them)"
        name=$(newest)
    fi
    [[ -n $name ]] || fail "there is no backup yet: ./start.sh backup makes one"
    [[ $name =~ ^[0-9]{8}T[0-9]{6}Z$ && -s $backups/$name/info ]] || fail "there is no backup $name: ./start.sh backups lists them"
    printf '%s' "$name"
}

# Every file against the checksum that was taken while it was copied, and the WAL that belongs to it.
verify_files() {
    local answer
    answer=$(pg_verifybackup --quiet "$1/base" 2>&1) || fail "$1 is damaged: $(head -n 1 <<<"$answer")"
    now >"$1/verified"
}

# DIRECTORY WHAT BYTES: fails where they are not free there.
need_space() {
    local free
    free=$(df --output=avail --block-size=1 "$1" | tail -n 1)
    ((free >= $3)) || fail "$2: $((free / 1000000)) MB are free in $1, and $(($3 / 1000000)) MB are needed"
}

# The pieces of the WAL that the archive has, oldest first: when each came, and its name.
pieces() {
    local directory=$backups/wal${system:+/$system}
    find "$directory" -type f -name '*.gz' -printf '%T@ %f\n' 2>/dev/null | grep -E ' [0-9A-F]{24}\.gz$' | sort -n || true
}
# Nothing where there are none.
newest_piece() { pieces | tail -n 1; }
log_until() {
    local piece
    piece=$(newest_piece)
    [[ -z $piece ]] || date -u -d "@${piece% *}" +%Y%m%dT%H%M%SZ
}

# ---- what became of them ----

# KIND REASON: of a backup or a drill; the next one of its kind that succeeds takes it away. Both are read by write_status.
note_failure() {
    printf 'at=%s\nreason=%s\n' "$(now)" "$2" >"$backups/failed-$1" && write_status
}
newest_failure() { grep -H '^at=' "$backups"/failed-* 2>/dev/null | sort -t = -k 2 | tail -n 1 | sed 's/:at=.*//' || true; }

# KIND STARTED EXIT_CODE, at a script's end: whatever ended it is noted, unless it has said so itself, or somebody has ended it.
note_end() {
    [[ $3 != 0 && $3 != 130 && $3 != 143 ]] || return 0
    [[ ! $(value_of "$backups/failed-$1" at) < $2 ]] || note_failure "$1" "it ended with exit code $3: see ./start.sh logs backup" || true
}

text() { if [[ -n $1 ]]; then printf '"%s"' "${1//[\"\\]/}"; else printf null; fi; }
number() { printf '%s' "${1:-null}"; }
time_text() { if [[ -n $1 ]]; then text "$(iso "$1")"; else printf null; fi; }
# FILE [KEY VALUE]: with when it was written, of those whose file has that value.
newest_of() {
    local name
    while read -r name; do
        [[ ! -s $backups/$name/$1 || $(value_of "$backups/$name/$1" "${2:-}") != "${3:-}" ]] ||
            printf '%s %s\n' "$(head -n 1 "$backups/$name/$1")" "$name"
    done < <(names) | sort | tail -n 1
}

write_status() {
    local last verified drill same failure part=$backups/.status.$HOSTNAME.$BASHPID
    last=$(newest)
    failure=$(newest_failure)
    verified=$(newest_of verified)
    drill=$(newest_of drill)
    same=$(newest_of drill copy same)
    cat >"$part" <<JSON
{
  "updated_at": $(time_text "$(now)"),
  "backups": $(names | wc -l),
  "last_backup": $(text "$last"),
  "last_backup_at": $(time_text "${last:+$(info "$last" finished_at)}"),
  "last_backup_bytes": $(number "${last:+$(info "$last" bytes)}"),
  "last_backup_seconds": $(number "${last:+$(info "$last" seconds)}"),
  "last_verified_at": $(time_text "${verified% *}"),
  "last_drill": $(text "${drill#* }"),
  "last_drill_at": $(time_text "${drill% *}"),
  "last_drill_seconds": $(number "${drill:+$(value_of "$backups/${drill#* }/drill" seconds)}"),
  "last_drill_copy": $(text "${drill:+$(value_of "$backups/${drill#* }/drill" copy)}"),
  "last_drill_with_same_copy_at": $(time_text "${same% *}"),
  "last_failure_at": $(time_text "${failure:+$(value_of "$failure" at)}"),
  "last_failure": $(text "${failure:+$(value_of "$failure" reason)}"),
  "restorable_from": $(time_text "$(current_names | head -n 1 | while read -r name; do info "$name" finished_at; done)"),
  "log_until": $(time_text "$(log_until)")
}
JSON
    chmod 644 "$part"
    mv "$part" "$backups/status.json"
}
