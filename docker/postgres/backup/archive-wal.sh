#!/usr/bin/env bash
# PostgreSQL's archive_command: archive-wal.sh %p %f. Success means that the piece of the WAL is on the disk under its own name, whole; what
# is there already is never overwritten, and is success only if it is the same: a primary and its replica both archive each piece.
set -euo pipefail
umask 077

backups=${BACKUPS:-/backups}
# A database that is made anew begins with the names of the one before it: each has a directory of its own.
system=$(pg_controldata -D "${PGDATA:?}" | sed -n 's/^Database system identifier: *//p')
directory=$backups/wal/${system:?}
target=$directory/$2.gz
part=$target.$HOSTNAME.$$.part

is_there() {
    gzip -dc "$target" | cmp -s - "$1" && return
    printf 'archive-wal: %s is there already, and is another: two servers write into %s\n' "$target" "$backups" >&2
    exit 1
}

mkdir -p "$directory"
if [[ -e $target ]]; then
    is_there "$1"
else
    gzip -1 -n -c "$1" >"$part"
    sync "$part"
    mv -n "$part" "$target" || true
    # Another server was faster.
    if [[ -e $part ]]; then
        rm "$part"
        is_there "$1"
    fi
fi
# Also what was there: who put it there may have been ended before its name was on the disk.
sync "$target" "$directory" "$backups/wal" "$backups"
