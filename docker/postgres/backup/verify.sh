#!/usr/bin/env bash
# verify.sh [BACKUP]: verifies a backup's files, and restores it on trial into $PGDATA, which is thrown away: the copy, brought by
# the archived WAL to the place of the dump's snapshot, and the dump, must each have the rows that the database had. The drill's time is written down.
source "${BASH_SOURCE[0]%/*}/common.sh"
become_postgres "$@"
source "$scripts/recovery.sh"

# A server of its own beside the one that works: it needs no more than to get there.
drill_memory=128MB
started=$(now)
use_password
find_system
name=$(chosen "${1:-}")
system=$(info "$name" system)
# From here on a failure is the drill's, and is seen until one succeeds.
fail() {
    note_failure drill "$1" || true
    printf 'verify.sh: %s\n' "$1" >&2
    exit 1
}
backup=$backups/$name

# FILE WHAT
compare() {
    local differing
    differing=$({ diff <(LC_ALL=C sort "$backup/rows.tsv") <(LC_ALL=C sort "$1") || [[ $? == 1 ]]; } | sed -n 's/^[<>] \([^\t]*\)\t.*/\1/p' | sort -u | paste -sd ' ')
    [[ -z $differing ]] || fail "$name: $2 has other rows than the database had, in: $differing"
}

# Whether a transaction that the snapshot did not see had its commit in the WAL already, in the little time between the two.
commits_in_between() {
    inside -c "SELECT count(*)
                 FROM generate_series(pg_snapshot_xmin('$1')::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1) AS x
                WHERE NOT pg_visible_in_snapshot(x::text::xid8, '$1') AND pg_xact_status(x::text::xid8) = 'committed'"
}

lock
trap 'code=$?; stop_server 2>/dev/null || true; empty_data; note_end drill "$started" $code' EXIT
verify_files "$backup"
# The restored dump lies beside the restored copy.
beside=0
[[ ! -e $backup/dump.pgdump ]] || beside=$(du -sb "$backup/base" | cut -f 1)
copy_base "$name" "$beside"
recover "$name" archive_mode=off "shared_buffers=$drill_memory" recovery_target_timeline=current \
    "recovery_target_lsn=$(info "$name" lsn)" recovery_target_inclusive=off
check_books
between=$(commits_in_between "$(info "$name" snapshot)") || fail "$name: it cannot be asked which commits its snapshot did not see"
if [[ $between == 0 ]]; then
    rows_of "$PGDATABASE" >"$PGDATA/rows.copy"
    compare "$PGDATA/rows.copy" "the restored copy"
    copy=same
else
    copy="not comparable"
fi
dump=none
if [[ -e $backup/dump.pgdump ]]; then
    inside -c 'CREATE DATABASE drill TEMPLATE template0'
    answer=$(pg_restore -h "$socket" -U "$superuser" -d drill --exit-on-error --jobs 2 "$backup/dump.pgdump" 2>&1) ||
        fail "$name: the dump cannot be restored: $(head -n 1 <<<"$answer")"
    rows_of drill >"$PGDATA/rows.dump"
    compare "$PGDATA/rows.dump" "the restored dump"
    dump=same
fi
printf '%s\nseconds=%s\ncopy=%s\ndump=%s\n' "$(now)" "$SECONDS" "$copy" "$dump" >"$backup/drill.part"
mv "$backup/drill.part" "$backup/drill"
[[ $copy == same ]] || say "$name: a commit fell between its snapshot and its place in the WAL: the next backup will do"
rm -f "$backups/failed-drill"
write_status
say "$name: files verified; restored, $(info "$name" rows) rows in $(info "$name" tables) tables: copy $copy, dump $dump; $SECONDS s"
