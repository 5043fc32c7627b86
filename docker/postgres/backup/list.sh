#!/usr/bin/env bash
# Lists the backups with their ages. Exit code 1 with --healthy: the last one failed, or is older than two intervals.
source "${BASH_SOURCE[0]%/*}/common.sh"
become_postgres "$@"

every_hours=${POSTGRES_BACKUP_EVERY_HOURS:-24}

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

if [[ ${1:-} == --healthy ]]; then
    failure=$(newest_failure)
    [[ -z $failure ]] || fail "$(value_of "$failure" reason)"
    last=$(newest)
    [[ -z $last ]] || (($(age_seconds "$(info "$last" finished_at)") < 2 * every_hours * 3600)) ||
        fail "the last backup is $(age "$(info "$last" finished_at)") old"
    exit 0
fi

write_status
printf '%-17s %8s %9s %12s %9s %9s\n' backup age MB rows verified drill
while read -r name; do
    printf '%-17s %8s %9d %12d %9s %9s%s\n' "$name" "$(age "$(info "$name" finished_at)")" $(($(info "$name" bytes) / 1000000)) \
        "$(info "$name" rows)" "$(age "$(first_line "$backups/$name/verified")")" "$(age "$(first_line "$backups/$name/drill")")" \
        "$([[ ! -e $backups/$name/abandoned ]] || printf '  abandoned by a restore')"
done < <(names)
last=$(newest)
drill=$(newest_of drill)
printf '\nlast backup %s, last drill %s, newest log %s ago, kept %s\n' "$(age "${last:+$(info "$last" finished_at)}")" "$(age "${drill% *}")" \
    "$(age "$(log_until)")" "${POSTGRES_BACKUP_KEEP:-7}"
for failure in "$backups"/failed-*; do
    [[ ! -s $failure ]] ||
        printf 'the last %s failed %s ago: %s\n' "${failure##*-}" "$(age "$(value_of "$failure" at)")" "$(value_of "$failure" reason)"
done
