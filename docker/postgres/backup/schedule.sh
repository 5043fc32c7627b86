#!/usr/bin/env bash
# Makes a backup when the last one is POSTGRES_BACKUP_EVERY_HOURS old, and a drill when the last one is
# POSTGRES_BACKUP_DRILL_EVERY_DAYS old (0: none). Looks at what there is and remembers nothing, so that a restart changes nothing.
source "${BASH_SOURCE[0]%/*}/common.sh"
become_postgres "$@"

look_seconds=20
retry_seconds=900
every_seconds=$((${POSTGRES_BACKUP_EVERY_HOURS:-24} * 3600))
drill_seconds=$((${POSTGRES_BACKUP_DRILL_EVERY_DAYS:-7} * 86400))
next_try=0

# A child is waited for in the background only, or the signal would wait for it.
run() {
    "$@" &
    wait $!
}
trap 'kill $(jobs -p) 2>/dev/null; wait; exit 0' TERM INT

# TIME SECONDS
is_due() { [[ -z $1 ]] || (($(date +%s) - $(seconds_of "$1") >= $2)); }
backup_is_due() {
    local last
    last=$(newest)
    [[ -e $backups/.wanted ]] || is_due "${last:+$(info "$last" started_at)}" "$every_seconds"
}
drill_is_due() {
    local drill
    drill=$(newest_of drill)
    ((drill_seconds > 0)) && [[ -n $(newest) ]] && is_due "${drill% *}" "$drill_seconds"
}

while true; do
    if (($(date +%s) >= next_try)); then
        { ! backup_is_due || run "$scripts/backup.sh"; } && { ! drill_is_due || run "$scripts/verify.sh"; } ||
            next_try=$(($(date +%s) + retry_seconds))
    fi
    write_status
    run sleep "$look_seconds"
done
