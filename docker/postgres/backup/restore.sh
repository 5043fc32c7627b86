#!/usr/bin/env bash
# restore.sh [BACKUP] [--until TIME]: makes a database of a backup and the log in $PGDATA, which must be empty, and
# stops it again. Without a time: of all of the log that there is. Without a backup: of the newest, or of the newest that was finished at that time.
source "${BASH_SOURCE[0]%/*}/common.sh"
become_postgres "$@"
source "$scripts/recovery.sh"

name='' until=''
while [[ $# -gt 0 ]]; do
    case $1 in
        --until) until=${2:?--until needs a time} && shift 2 ;;
        --until=*) until=${1#*=} && shift ;;
        -*) fail "unknown option $1" ;;
        *) name=$1 && shift ;;
    esac
done

# The newest that was finished by then, in seconds.
finished_by() {
    local each found=
    while read -r each; do
        (($(seconds_of "$(info "$each" finished_at)") > $1)) || found=$each
    done < <(current_names)
    printf '%s' "$found"
}

settings=("archive_mode=on" "archive_command=$scripts/archive-wal.sh %p %f")
if [[ -n $until ]]; then
    wanted=$(date -u -d "$until" +%s 2>/dev/null) || fail "--until: '$until' is no time; say it as '2026-11-22 05:00:00+00'"
    ((wanted <= $(date +%s))) || fail "--until: $until is still to come"
    name=${name:-$(finished_by "$wanted")}
    [[ -n $name ]] || fail "no backup is as old as $until: the oldest is $(current_names | head -n 1)"
    settings+=("recovery_target_time=$(date -u -d "$until" '+%Y-%m-%d %H:%M:%S.%6N+00')")
fi
name=$(chosen "$name")
(($(seconds_of "$(info "$name" finished_at)") <= ${wanted:-9999999999})) || fail "$name was finished after $until: take an older one"
# Its own history goes on where the database's does not.
history=latest
[[ ! -e $backups/$name/abandoned ]] || history=own
[[ $history == latest ]] || settings+=("recovery_target_timeline=current")

lock
say "$name is verified …"
verify_files "$backups/$name"
say "… copied …"
copy_base "$name"
say "… and brought to ${until:-the end of the log} …"
recover "$name" "${settings[@]}"
check_books
reached=$(inside -c "SELECT to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')")
reached=${reached:+the transaction of $reached+00}
reached=${reached:-the end of the backup}
# A restart of the machine must not find it half written.
stop_server
rm "$recovery_log"
sync --file-system "$PGDATA"
rm "$marker"

# What was made after the moment that the database now stands at is not its history any more; nor is another branch of it.
while read -r later; do
    if [[ $later > $name && (-n $until || ($history == own && $(info "$later" timeline) != $(info "$name" timeline))) ]]; then
        now >"$backups/$later/abandoned"
    elif [[ $history == own && $(info "$later" timeline) == $(info "$name" timeline) ]]; then
        rm -f "$backups/$later/abandoned"
    fi
done < <(names)
# The schedule makes one of the new history soon.
touch "$backups/.wanted"
write_status
say "restored $name with the log up to $reached, $SECONDS s"
