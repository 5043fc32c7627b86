#!/usr/bin/env bash
# Runs everything on this machine: PostgreSQL, Kafka and Millrace, without Docker; or each of them as a container, with it.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: ./start.sh [--no-demo]
       ./start.sh postgres|kafka|service|all|observability
       ./start.sh stop|status|logs|psql|promote [ARGUMENT...]
       ./start.sh backup|backups|verify-backup [BACKUP]
       ./start.sh restore [BACKUP] [--until TIME]

Alone: runs PostgreSQL, Kafka and Millrace on this machine, and plays a recorded capture unless told not to.
  MILLRACE_HOME        where the data stay (default: data/ beside this script)
  MILLRACE_HTTP_PORT   the dashboard and the API (8080)
  MILLRACE_KAFKA_PORT  Kafka (9092)
  MILLRACE_PG_PORT     PostgreSQL (5432)

With a name: runs that, or all of it, in containers, as config.json says (docker/README.md).
  observability        all, with Prometheus and Grafana beside it
  stop                 ends the containers; the data stay
  status, logs         what runs, and what it says
  psql                 the database, as its owner
  promote              makes the replica the primary, and ends the old one
  backup, backups      makes a backup now; lists them with their ages
  verify-backup        verifies one, the newest if none is named, and restores it on trial
  restore              makes the database of one and of the log after it, up to the time; the database of before is moved aside
USAGE
}

fail() {
    echo "start.sh: $1" >&2
    exit 1
}

containers=
case "${1:-}" in
    postgres | kafka | service | all | observability | stop | status | logs | psql | promote) containers=yes ;;
    backup | backups | verify-backup | restore) containers=yes ;;
esac

[[ -n $containers ]] || for argument in "$@"; do
    case "$argument" in
        --no-demo) ;;
        -h | --help)
            usage
            exit 0
            ;;
        *)
            echo "start.sh: unknown argument: $argument" >&2
            usage >&2
            exit 2
            ;;
    esac
done

# What is relative is meant from where the caller stands.
if [[ -n "${MILLRACE_HOME:-}" && "$MILLRACE_HOME" != /* ]]; then
    export MILLRACE_HOME="$PWD/$MILLRACE_HOME"
fi
if [[ -n "${MILLRACE_CONFIG:-}" && "$MILLRACE_CONFIG" != /* ]]; then
    export MILLRACE_CONFIG="$PWD/$MILLRACE_CONFIG"
fi
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
export MILLRACE_HOME="${MILLRACE_HOME:-$PWD/data}"
export MILLRACE_CONFIG="${MILLRACE_CONFIG-$PWD/config.json}"

case "${1:-}" in
    stop | status | logs | psql | promote | backup | backups | verify-backup) exec docker/stack.sh "$@" ;;
esac

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
command -v "$java" >/dev/null || fail "Java 17 or newer is needed, and there is no 'java' here"
version="$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')"
[[ "${version%%.*}" -ge 17 ]] || fail "Java 17 or newer is needed, and '$java' is Java $version"

service=target/quarkus-app/quarkus-run.jar
if [[ ! -e $service || ! -d target/standalone-lib ]] ||
    [[ -n "$(find pom.xml src/main -newer "$service" -print -quit)" ]]; then
    command -v mvn >/dev/null || fail "Maven is needed to build Millrace, and there is no 'mvn' here"
    echo "Building Millrace (the first time, Maven downloads what it needs) …"
    mvn -q -B -Dquick package -DskipTests >&2 || fail "the build failed: see above"
fi

if [[ -n $containers ]]; then
    exec docker/stack.sh "$@"
fi

# The launcher holds the broker: 256 MB is what it needs with room to spare, and the serial collector keeps it small.
exec "$java" -Xmx256m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError \
    -cp "target/quarkus-app/app/*:target/quarkus-app/lib/main/*:target/quarkus-app/lib/boot/*:target/standalone-lib/*" \
    io.millrace.standalone.AllInOne "$@"
