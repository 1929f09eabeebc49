#!/usr/bin/env bash
# Runs the built Swift suites with a limit, so that a hanging test ends the run instead of stopping it for ever.
#   scripts/swift-test.sh [ARGUMENTS OF swift test]
set -euo pipefail
cd "$(dirname "$0")/.."
# All suites are Swift Testing; without the flag a second, empty run of XCTest would report "0 tests" at the end.
. scripts/lib.sh
limited "${PANELAPP_TEST_LIMIT:-1200}" swift test --skip-build --disable-xctest "$@"
