#!/usr/bin/env bash
# Prints the migrations in a directory as one script, which also books them as Flyway does: Flyway then finds them applied and goes on.
set -euo pipefail
cd -- "$1"

# Of the lines without their ends, as Flyway counts: gzip ends with that CRC-32, and Flyway keeps it as a signed number.
checksum() {
    local crc
    crc=$(tr -d '\r\n' <"$1" | gzip -1 -c | tail -c 8 | od -An -tu4 -N4 | tr -d ' ')
    echo $((crc < 1 << 31 ? crc : crc - (1 << 32)))
}

rank=0
# FILE VERSION NAME: each in a transaction of its own, as Flyway does it, so that a failure leaves whole migrations.
apply() {
    rank=$((rank + 1))
    printf '\nBEGIN;\n'
    cat "$1"
    printf "\nINSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)\n"
    printf "VALUES (%d, %s, '%s', 'SQL', '%s', %d, current_user, 0, true);\nCOMMIT;\n" "$rank" "$2" "${3//_/ }" "$1" "$(checksum "$1")"
}

cat <<'SQL'
-- Flyway's own table, as Flyway makes it.
CREATE TABLE flyway_schema_history (
  installed_rank integer NOT NULL CONSTRAINT flyway_schema_history_pk PRIMARY KEY,
  version        varchar(50),
  description    varchar(200) NOT NULL,
  type           varchar(20) NOT NULL,
  script         varchar(1000) NOT NULL,
  checksum       integer,
  installed_by   varchar(100) NOT NULL,
  installed_on   timestamp NOT NULL DEFAULT now(),
  execution_time integer NOT NULL,
  success        boolean NOT NULL
);
CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);
SQL

while read -r file; do
    name=${file%.sql}
    version=${name%%__*}
    apply "$file" "'${version#V}'" "${name#*__}"
done < <(printf '%s\n' V*__*.sql | sort -V)

# After all versions, in the order of their names.
while read -r file; do
    name=${file%.sql}
    apply "$file" NULL "${name#R__}"
done < <(printf '%s\n' R__*.sql | LC_ALL=C sort)

# What Flyway runs after each migration, and books nowhere.
printf '\nBEGIN;\n'
cat afterMigrate*.sql
printf '\nCOMMIT;\n'
