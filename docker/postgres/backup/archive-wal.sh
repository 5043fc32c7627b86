#!/usr/bin/env bash
# PostgreSQL's archive_command: archive-wal.sh %p %f. Success means that the piece of the log is on the disk under its own name, whole; what
# is there already is never overwritten, and is success only if it is the same.
set -euo pipefail
umask 077

backups=${BACKUPS:-/backups}
# A database that is made anew begins with the names of the one before it: each has a directory of its own.
system=$(pg_controldata -D "${PGDATA:?}" | sed -n 's/^Database system identifier: *//p')
directory=$backups/wal/${system:?}
target=$directory/$2.gz

mkdir -p "$directory"
if [[ -e $target ]]; then
    gzip -dc "$target" | cmp -s - "$1" && exit 0
    printf 'archive-wal: %s is there already, and is another: two servers write into %s\n' "$target" "$backups" >&2
    exit 1
fi
gzip -1 -c "$1" >"$target.part"
sync "$target.part"
mv "$target.part" "$target"
sync "$directory"
