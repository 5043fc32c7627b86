#!/usr/bin/env bash
# Makes one backup: a copy of the server that is verified, a dump, and the hashes of all rows in the dump's snapshot. Then takes away the
# oldest beyond POSTGRES_BACKUP_KEEP, and the WAL that only they needed. By the network, as a role that cannot write.
source "${BASH_SOURCE[0]%/*}/common.sh"
become_postgres "$@"

keep=${POSTGRES_BACKUP_KEEP:-7}
archive_wait_seconds=120
snapshot_tries=20
started=$(now)
part=

fail() {
    [[ -z $part ]] || rm -rf "$part"
    note_failure backup "$1" || true
    printf 'backup.sh: %s\n' "$1" >&2
    exit 1
}

# COMMAND...: its first line is the reason where it fails.
attempt() {
    local what=$1 answer
    shift
    answer=$("$@" 2>&1) || fail "$what: $(grep -m 1 . <<<"$answer" || echo "no reason was given")"
}

# A copy is as large as the database. How large its dump is, the last one tells; before there is one, at most half of that is believed.
need_space_for_copy() {
    local copy wal dump=0 last
    read -r copy wal < <(sql -F ' ' -c "SELECT sum(pg_database_size(oid)), pg_size_bytes(current_setting('max_wal_size'))
                                          FROM pg_database WHERE has_database_privilege(oid, 'CONNECT')") ||
        fail "the server cannot be asked how large its database is"
    if [[ ${POSTGRES_BACKUP_DUMP:-true} == true ]]; then
        last=$(find "$backups/$(newest)/" -maxdepth 1 -name dump.pgdump -printf '%s' 2>/dev/null) || true
        dump=${last:-$((copy / 2))}
    fi
    need_space "$backups" "there is no room for a backup" $((copy + dump + wal + spare_bytes))
}

copy_server() {
    attempt "the server cannot be copied" \
        pg_basebackup --pgdata "$part/base" --wal-method stream --checkpoint fast --label "$name" --no-password
    verify_files "$part"
}

# The snapshot, and right after it where the WAL stood: a drill brings the copy to that place, and then sees the same rows. A transaction that
# was just committing may be before the place and not in the snapshot. Such a one is over a moment later, and another snapshot is taken;
# the moment becomes shorter with each, since among many transactions there are always some that end in it.
snapshot_script() {
    printf '\\set doubtful true\nBEGIN;\n'
    local try
    for ((try = snapshot_tries; try > 0; try--)); do
        cat <<SQL
\if :doubtful
ROLLBACK;
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_current_snapshot() AS snapshot, pg_current_wal_insert_lsn() AS lsn \gset
\o /dev/null
SELECT pg_sleep($try * 0.005);
\o
SELECT EXISTS (SELECT FROM pg_snapshot_xip(:'snapshot') AS x WHERE pg_xact_status(x) = 'committed') AS doubtful \gset
\endif
SQL
    done
    cat <<SQL
SELECT pg_export_snapshot() AS snapshot_id \gset
\o $part/snapshot
\qecho 'snapshot=':snapshot
\qecho 'lsn=':lsn
\o
\setenv SNAPSHOT :snapshot_id
SQL
    [[ ${POSTGRES_BACKUP_DUMP:-true} != true ]] || cat <<SQL
\! pg_dump --format custom --compress 1 --snapshot "\$SNAPSHOT" --file '$part/dump.pgdump'
\if :SHELL_ERROR
  DO \$\$ BEGIN RAISE 'pg_dump failed'; END \$\$;
\endif
\! pg_dumpall --database '$PGDATABASE' --globals-only --no-role-passwords --file '$part/roles.sql'
\if :SHELL_ERROR
  DO \$\$ BEGIN RAISE 'pg_dumpall failed'; END \$\$;
\endif
SQL
    cat <<SQL
\o $part/rows.tsv
\i $scripts/rows.sql
\o
COMMIT;
SQL
}

dump_and_hash() {
    attempt "the database cannot be dumped" sql -F $'\t' -f <(snapshot_script)
}

failures_of_archive() {
    sql -c "SELECT format('%s failures, the last one with %s', failed_count, coalesce(last_failed_wal, 'none')) FROM pg_stat_archiver"
}

# The WAL up to the snapshot must have arrived, or the copy could not be brought there.
await_wal() {
    local file
    [[ $(sql -c "SHOW archive_mode") != off ]] ||
        fail "the server does not archive its WAL yet: restart it (archive_mode is set when it starts)"
    # Where nothing was written since the last switch, it answers with the beginning of the next piece, which may stay empty for long.
    file=$backups/wal/$system/$(sql -c "SELECT pg_walfile_name(pg_switch_wal() - 1)").gz ||
        fail "the WAL cannot be switched: run ./start.sh postgres, which grants that"
    local deadline=$((SECONDS + archive_wait_seconds))
    until [[ -e $file ]]; do
        ((SECONDS < deadline)) ||
            fail "the WAL is not archived: ${file##*/} is missing after $archive_wait_seconds s, $(failures_of_archive)"
        sleep 0.2
    done
}

write_info() {
    cat >"$part/info" <<INFO
name=$name
started_at=$started
finished_at=$(now)
seconds=$SECONDS
system=$system
timeline=$timeline
postgres=$(pg_basebackup --version | cut -d ' ' -f 3)
database=$PGDATABASE
bytes=$(du -sb "$part" | cut -f 1)
rows=$(awk '{ n += $2 } END { printf "%d", n }' "$part/rows.tsv")
tables=$(wc -l <"$part/rows.tsv")
$(cat "$part/snapshot")
INFO
    rm "$part/snapshot"
    sync --file-system "$part"
    mv "$part" "$backups/$name"
}

# By another name first: what is half taken away is no backup.
take_away() {
    mv "$1" "$1.part"
    rm -rf "$1.part"
}

# Runs only when a newer one stands verified. Another database's backups are not counted, and stay.
retain() {
    local old
    while read -r old; do
        take_away "$backups/$old"
        say "took away $old: there are $keep newer ones"
    done < <(names | head -n "-$keep")
    find "$backups/wal" -name '*.part' -mmin +60 -delete
    local directory first
    for directory in "$backups"/wal/*/; do
        first=$(first_piece_of "$(basename "$directory")")
        if [[ -n $first ]]; then
            pg_archivecleanup -x .gz "${directory%/}" "$first"
        elif [[ $(basename "$directory") != "$system" ]]; then
            take_away "${directory%/}"
        fi
    done
}

# The first piece that a backup of this system begins with.
first_piece_of() {
    local system=$1 each
    while read -r each; do
        sed -n 's/^START WAL LOCATION: .*(file \([0-9A-F]*\))$/\1/p' "$backups/$each/base/backup_label"
    done < <(names) | sort -k 1.9 | head -n 1
}

lock
# Another one may have been at work until now.
started=$(now)
name=$started
part=$backups/$name.part
trap 'code=$?; rm -rf "$part"; note_end backup "$started" $code' EXIT
use_password
find_system
rm -rf "$backups"/[0-9]*.part
need_space_for_copy
mkdir "$part"
copy_server
read -r system timeline < <(pg_controldata -D "$part/base" |
    awk -F ': *' '/^Database system identifier/ { s = $2 } /^Latest checkpoint.s TimeLineID/ { t = $2 } END { print s, t }')
dump_and_hash
await_wal
write_info
rm -f "$backups/failed-backup" "$backups/.wanted"
retain
write_status
say "$name: $(info "$name" rows) rows in $(info "$name" tables) tables, $(($(info "$name" bytes) / 1000000)) MB, verified, $SECONDS s"
