#!/usr/bin/env bash
# Runs a command beside the services that adapters are tested against (S3, SQS, SMTP), and stops them afterwards.
#   scripts/test-peers.sh COMMAND [ARGUMENT...]
# The command finds their addresses in the file that PANELAPP_TEST_PEERS names. When the variable is set already, those
# services are used and none are started.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ $# -gt 0 ] || die "usage: $0 COMMAND [ARGUMENT...]"
if [ -n "${PANELAPP_TEST_PEERS:-}" ]; then exec "$@"; fi
[ -x .venv/bin/python ] && .venv/bin/python -c 'import moto, aiosmtpd' 2>/dev/null ||
    die "moto and aiosmtpd are missing; run scripts/install-deps.sh --for test"

folder=$(mktemp -d "${TMPDIR:-/tmp}/panelapp-peers.XXXXXX")
peers=
cleanup() {
    [ -z "$peers" ] || { kill "$peers" 2>/dev/null; wait "$peers" 2>/dev/null; } || true
    rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

.venv/bin/python Tests/Peers/peers.py "$folder" >"$folder/peers.log" 2>&1 &
peers=$!
for _ in $(seq 300); do
    [ -e "$folder/peers.json" ] && break
    kill -0 "$peers" 2>/dev/null || break
    sleep 0.2
done
[ -e "$folder/peers.json" ] || { tail -n 20 "$folder/peers.log" >&2; die "the services for the tests did not start"; }
say "S3, SQS and SMTP for the tests: $(sed 's/.*"aws": "\([^"]*\)".*/\1/' "$folder/peers.json")"
export PANELAPP_TEST_PEERS=$folder/peers.json
code=0
"$@" || code=$?
exit $code
