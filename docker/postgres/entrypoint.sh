#!/usr/bin/env bash
# The public image's entrypoint, after the directory of backups is the server's: it comes from the host, where Docker makes it as root's, and
# a server that cannot archive keeps its WAL until the disk is full.
set -euo pipefail
if [[ $(id -u) == 0 && -d ${POSTGRES_BACKUP_DIRECTORY:-} ]]; then
    chown postgres:postgres "$POSTGRES_BACKUP_DIRECTORY"
    chmod 755 "$POSTGRES_BACKUP_DIRECTORY"
fi
exec docker-entrypoint.sh "$@"
