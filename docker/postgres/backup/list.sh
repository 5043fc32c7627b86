#!/usr/bin/env bash
# Lists the backups with their ages. Exit code 1 with --healthy: the last backup or drill failed, one of them is older than two of its
# intervals, or the archive stands still.
source "${BASH_SOURCE[0]%/*}/common.sh"
become_postgres "$@"

every_hours=${POSTGRES_BACKUP_EVERY_HOURS:-24}
drill_days=${POSTGRES_BACKUP_DRILL_EVERY_DAYS:-7}
# Five of archive_timeout: a server that archives tries again after a minute.
archived_within_seconds=300

age_seconds() { printf '%s' $(($(date +%s) - $(seconds_of "$1"))); }
age() {
    [[ -n $1 ]] || { printf never && return; }
    local seconds
    seconds=$(age_seconds "$1")
    if ((seconds < 120)); then
        printf '%d s' "$seconds"
    elif ((seconds < 7200)); then
        printf '%d min' $((seconds / 60))
    elif ((seconds < 172800)); then
        printf '%d h' $((seconds / 3600))
    else
        printf '%d d' $((seconds / 86400))
    fi
}
first_line() { head -n 1 "$1" 2>/dev/null || true; }

# WHAT TIME INTERVAL_SECONDS: where it is older than two of them; never where there are none.
need_young() {
    (($3 == 0)) || (($(age_seconds "$2") < 2 * $3)) || fail "$1 ($(age "$2"))"
}

# Since when there has been something to back up, as far as can be told here: the first piece of the WAL, or the container's start.
beginning() {
    local piece
    piece=$(pieces | sed -n 1p)
    piece=${piece% *}
    date -u -d "@${piece:-$(stat -c %Y /proc/1)}" +%Y%m%dT%H%M%SZ
}

# The server writes into the piece after the one that it archived last. Two pieces further, it waits for the archive: that is no fault for as
# long as pieces arrive. A database to which nobody writes stays where it is, however old its newest piece.
check_archive() {
    local piece file failing behind
    piece=$(newest_piece)
    file=${piece#* }
    # Without an answer nothing is said of the archive: that the server is away is told by its own health.
    failing=$(sql -c "SELECT coalesce(last_failed_wal, '') FROM pg_stat_archiver
                       WHERE last_failed_time > coalesce(last_archived_time, '-infinity')" 2>/dev/null) || return 0
    [[ -z $failing ]] || fail "the WAL cannot be archived: $failing failed, the newest in the archive is ${file:-none}"
    if [[ -z $piece ]]; then
        (($(age_seconds "$(beginning)") < archived_within_seconds)) || fail "no WAL is archived"
        return
    fi
    behind=$(sql -c "SELECT (pg_split_walfile_name(pg_walfile_name(pg_current_wal_insert_lsn()))).segment_number
                            - (pg_split_walfile_name('${file%.gz}')).segment_number" 2>/dev/null) || return 0
    ((behind < 3 || $(date +%s) - ${piece%%.*} < archived_within_seconds)) || fail "the archive stands still: it is $behind pieces of the WAL behind"
}

use_password
find_system
if [[ ${1:-} == --healthy ]]; then
    failure=$(newest_failure)
    [[ -z $failure ]] || fail "$(value_of "$failure" reason)"
    last=$(newest)
    if [[ -n $last ]]; then
        need_young "the last backup is too old" "$(info "$last" finished_at)" $((every_hours * 3600))
    else
        need_young "there is no backup, and something to back up" "$(beginning)" $((every_hours * 3600))
    fi
    drilled=$(newest_of drill copy same)
    drilled=${drilled% *}
    oldest=$(names | head -n 1)
    since=${drilled:-${oldest:+$(info "$oldest" finished_at)}}
    [[ -z $since ]] || need_young "no drill has found the rows that the database had" "$since" $((drill_days * 86400))
    check_archive
    exit 0
fi

write_status
printf '%-17s %8s %9s %12s %9s %9s  %s\n' backup age MB rows verified drill copy
own=$system
system=
while read -r name; do
    printf '%-17s %8s %9d %12d %9s %9s  %s%s%s\n' "$name" "$(age "$(info "$name" finished_at)")" $(($(info "$name" bytes) / 1000000)) \
        "$(info "$name" rows)" "$(age "$(first_line "$backups/$name/verified")")" "$(age "$(first_line "$backups/$name/drill")")" \
        "$(value_of "$backups/$name/drill" copy)" "$([[ ! -e $backups/$name/abandoned ]] || printf '  abandoned by a restore')" \
        "$([[ $(info "$name" system) == "$own" ]] || printf '  of another database')"
done < <(names)
system=$own
last=$(newest)
drill=$(newest_of drill)
printf '\nlast backup %s, last drill %s, newest WAL %s ago, kept %s\n' "$(age "${last:+$(info "$last" finished_at)}")" "$(age "${drill% *}")" \
    "$(age "$(log_until)")" "${POSTGRES_BACKUP_KEEP:-7}"
for failure in "$backups"/failed-*; do
    [[ ! -s $failure ]] ||
        printf 'the last %s failed %s ago: %s\n' "${failure##*-}" "$(age "$(value_of "$failure" at)")" "$(value_of "$failure" reason)"
done
