#!/usr/bin/env bash
# Three webs and two workers under users while everything fails; see docs/reliability.md. Takes the debug build, or that of
# PANELAPP_BIN.
#   scripts/chaos.sh [--minutes M | --seconds S] [--seed N] [--keep FOLDER] [--write]
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
[ -x .venv/bin/python ] && .venv/bin/python -c 'import moto, aiosmtpd' 2>/dev/null ||
    die "moto and aiosmtpd are missing; run scripts/install-deps.sh --for test"
[ -x "${PANELAPP_BIN:-.build/debug/panelapp}" ] || die "no built program; run swift build --product panelapp"
exec .venv/bin/python Tests/Chaos/chaos.py "$@"
