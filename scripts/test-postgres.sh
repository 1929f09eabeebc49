#!/usr/bin/env bash
# Runs a command with a PostgreSQL server of its own, and stops the server afterwards.
#   scripts/test-postgres.sh COMMAND [ARGUMENT...]
# The command finds the server in PANELAPP_TEST_POSTGRES (an address with user and database). When the variable is set
# already, that server is used and none is started.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ $# -gt 0 ] || die "usage: $0 COMMAND [ARGUMENT...]"
if [ -n "${PANELAPP_TEST_POSTGRES:-}" ]; then exec "$@"; fi

bin=$(postgres_bin)
[ -n "$bin" ] || die "no PostgreSQL server found; run scripts/install-deps.sh --for test"

# PostgreSQL refuses to run as root.
as_user=()
if [ "$(id -u)" -eq 0 ]; then
    user=postgres
    getent passwd postgres >/dev/null || user=nobody
    as_user=(runuser -u "$user" --)
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/panelapp-postgres.XXXXXX")
[ ${#as_user[@]} -eq 0 ] || chown "$user" "$folder"
# A folder that the other user can enter, for a command started in ours.
pg() { (cd / && "${as_user[@]}" "$@"); }

started=
cleanup() {
    [ -z "$started" ] || pg "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

pg "$bin/initdb" -D "$folder/data" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; die "initdb failed"; }

# Data of a test need not survive a power cut.
options="-c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c synchronous_commit=off"
options+=" -c full_page_writes=off -c max_connections=200 -c shared_buffers=256MB -c log_min_messages=fatal"

for _ in 1 2 3 4 5 6 7 8 9 10; do
    port=$((12000 + RANDOM % 20000))
    if (: </dev/tcp/127.0.0.1/$port) 2>/dev/null; then continue; fi
    if pg "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 -o "$options -p $port" start >/dev/null; then
        started=1
        break
    fi
done
[ -n "$started" ] || { cat "$folder/server.log" >&2; die "PostgreSQL did not start"; }

export PATH="$bin:$PATH" PANELAPP_TEST_POSTGRES="postgresql://postgres@127.0.0.1:$port/postgres"
say "PostgreSQL for the tests: port $port"
code=0
"$@" || code=$?
exit $code
