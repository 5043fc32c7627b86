#!/usr/bin/env bash
# restore.sh [BACKUP] [--until TIME]: makes a database of a backup and the WAL in $PGDATA, which must be empty, and
# stops it again. Without a time: of all of the WAL that there is. Without a backup: of the newest, or of the newest that was finished at that time.
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

# Each restore begins a timeline, and so does each promotion; their numbers go up. What the database had at a time is on the newest
# timeline that there was before the first restore after that time. Nothing: there was none.
timeline_at() {
    local finished of before rest
    while read -r finished of before rest; do
        if (($(seconds_of "$finished") > $1)) && [[ $of == "$system" ]]; then
            printf '%s' "$before"
            return
        fi
    done < <(cat "$backups/restores" 2>/dev/null)
}

history_of() {
    local file
    file=$(printf '%08X.history' "$1")
    cat "$PGDATA/pg_wal/$file" 2>/dev/null || gzip -dc "$backups/wal/$system/$file.gz" 2>/dev/null || true
}
position() { printf '%d' $((16#${1%/*} << 32 | 16#${1#*/})); }

# NAME TIMELINE: whether the timeline goes on from the end of the backup. Its history says in a line where it left which other one.
leads_to() {
    local own end timeline place rest
    own=$(info "$1" timeline)
    [[ $own != "$2" ]] || return 0
    end=$(sed -n 's/.*"End-LSN": *"\([^"]*\)".*/\1/p' "$backups/$1/base/backup_manifest" | tail -n 1)
    while read -r timeline place rest; do
        [[ $timeline != "$own" ]] || (($(position "$place") < $(position "$end"))) || return 0
    done < <(history_of "$2")
    return 1
}

# The newest that was finished by then, in seconds, in the history that the database had then.
finished_by() {
    local each found=
    while read -r each; do
        (($(seconds_of "$(info "$each" finished_at)") <= $1)) || continue
        if [[ -n $timeline ]]; then
            leads_to "$each" "$timeline" || continue
        elif [[ -e $backups/$each/abandoned ]]; then
            continue
        fi
        found=$each
    done < <(names)
    printf '%s' "$found"
}

first_choice=$(chosen "$name")
system=$(info "$first_choice" system)
timeline=
settings=("archive_mode=on" "archive_command=$scripts/archive-wal.sh %p %f")
if [[ -n $until ]]; then
    wanted=$(date -u -d "$until" +%s 2>/dev/null) || fail "--until: '$until' is no time; say it as '2026-11-22 05:00:00+00'"
    ((wanted <= $(date +%s))) || fail "--until: $until is still to come"
    timeline=$(timeline_at "$wanted")
    name=${name:-$(finished_by "$wanted")}
    [[ -n $name ]] || fail "no backup is as old as $until: the oldest is $(names | head -n 1)"
    (($(seconds_of "$(info "$name" finished_at)") <= wanted)) || fail "$name was finished after $until: take an older one"
    [[ -z $timeline ]] || leads_to "$name" "$timeline" ||
        fail "$name is of another history than the database had at $until: leave out the one or the other"
    settings+=("recovery_target_time=$(date -u -d "$until" '+%Y-%m-%d %H:%M:%S.%6N+00')")
fi
name=${name:-$first_choice}
# Its own history goes on where the database's does not.
[[ ! -e $backups/$name/abandoned ]] || timeline=${timeline:-current}

# What a restore that fails has begun must not be taken for the database's history later.
give_back() {
    [[ -n $begun ]] || return 0
    stop_server 2>/dev/null || true
    rm -f "$backups/wal/$system/$begun"*
}

lock
begun=
trap '[[ $? == 0 ]] || give_back' EXIT
say "$name is verified …"
verify_files "$backups/$name"
say "… copied …"
copy_base "$name" 0
say "… and brought to ${until:-the end of the WAL} …"
recover "$name" "recovery_target_timeline=${timeline:-latest}" "${settings[@]}"
begun=$(inside -c "SELECT left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)")
check_books
reached=$(inside -c "SELECT to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')")
reached=${reached:+the transaction of $reached+00}
reached=${reached:-the end of the backup}
# A restart of the machine must not find it half written.
stop_server
rm "$recovery_log"
sync --file-system "$PGDATA"
rm "$marker"

since=$((16#$begun))
printf '%s %s %s %s %s\n' "$(now)" "$system" $((since - 1)) "$since" "${until:-all}" >>"$backups/restores"
while read -r each; do
    if leads_to "$each" "$since"; then
        rm -f "$backups/$each/abandoned"
    else
        now >"$backups/$each/abandoned"
    fi
done < <(names)
begun=
# The schedule makes one of the new history soon.
touch "$backups/.wanted"
write_status
say "restored $name with the WAL up to $reached, $SECONDS s"
say "its roles have the passwords of that time; where the files of secrets have others: docs/database.md, \"Change a password\""
