#!/usr/bin/env bash
# PostgreSQL's restore_command: fetch-wal.sh SYSTEM %f %p. Exit code 1: the archive ends here. Above 125, which ends the recovery: it does
# not end here, but a piece of it is missing or damaged.
set -euo pipefail

directory=${BACKUPS:-/backups}/wal/$1
file=$directory/$2.gz

if [[ -e $file ]]; then
    gzip -dc "$file" >"$3" && exit 0
    printf 'fetch-wal: %s is damaged\n' "$file" >&2
    exit 200
fi
# A piece has 24 digits, 8 of them for the timeline; the same place may stand on another.
[[ $2 =~ ^[0-9A-F]{24}$ ]] || exit 1
place=${2:8}
later=
for other in "$directory"/*.gz; do
    other=${other##*/}
    [[ $other =~ ^[0-9A-F]{24}\.gz$ ]] || continue
    other=${other:8:16}
    [[ $other != "$place" ]] || exit 1
    [[ ! $other > $place ]] || later=$other
done
# What the backup brought along is looked for next; it is before anything that the archive may lack.
[[ -z $later || -e $PGDATA/pg_wal/$2 ]] && exit 1
printf 'fetch-wal: %s is missing, and later pieces of the WAL are there\n' "$file" >&2
exit 200
