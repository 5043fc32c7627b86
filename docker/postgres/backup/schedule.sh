#!/usr/bin/env bash
# Makes a backup when the last one is POSTGRES_BACKUP_EVERY_HOURS old (0: when a restore has asked for one), and a drill when the last one is
# POSTGRES_BACKUP_DRILL_EVERY_DAYS old (0: none). Looks at what there is and remembers nothing, so that a restart changes nothing.
source "${BASH_SOURCE[0]%/*}/common.sh"
become_postgres "$@"

look_seconds=20
retry_seconds=900
every_seconds=$((${POSTGRES_BACKUP_EVERY_HOURS:-24} * 3600))
drill_seconds=$((${POSTGRES_BACKUP_DRILL_EVERY_DAYS:-7} * 86400))

# A child is waited for in the background only, or the signal would wait for it.
run() {
    "$@" &
    wait $!
}
trap 'kill $(jobs -p) 2>/dev/null; wait; exit 0' TERM INT

# Beside a backup or a drill, too, which may take hours.
keep_status() {
    while true; do
        find_system
        write_status || true
        sleep "$look_seconds"
    done
}

# TIME SECONDS
is_due() { [[ -z $1 ]] || (($(date +%s) - $(seconds_of "$1") >= $2)); }
backup_is_due() {
    [[ ! -e $backups/.wanted ]] || return 0
    ((every_seconds > 0)) || return 1
    local last
    last=$(newest)
    is_due "${last:+$(info "$last" started_at)}" "$every_seconds"
}
# Also when the last one could not tell of the copy, and there is another backup to ask.
drill_is_due() {
    ((drill_seconds > 0)) || return 1
    local drill last
    last=$(newest)
    [[ -n $last ]] || return 1
    drill=$(newest_of drill)
    is_due "${drill% *}" "$drill_seconds" || [[ $last != "${drill#* }" && $(value_of "$backups/${drill#* }/drill" copy) != same ]]
}

# KIND SCRIPT: unless the last one has failed just now, by its own note, or by what is remembered where that could not be written.
declare -A failed=([backup]=0 [drill]=0)
try() {
    local at
    at=$(value_of "$backups/failed-$1" at)
    if [[ -n $at ]] && ! is_due "$at" "$retry_seconds"; then return; fi
    (($(date +%s) - ${failed[$1]} >= retry_seconds)) || return 0
    run "$2" || failed[$1]=$(date +%s)
}

rm -f "$backups"/.status.*
use_password
keep_status &
while true; do
    find_system
    if backup_is_due; then try backup "$scripts/backup.sh"; fi
    if drill_is_due; then try drill "$scripts/verify.sh"; fi
    run sleep "$look_seconds"
done
