#!/usr/bin/env bash
# Runs the built Swift suites with a limit, so that a hanging test ends the run instead of stopping it for ever.
#   scripts/swift-test.sh [ARGUMENTS OF swift test]
set -uo pipefail
cd "$(dirname "$0")/.."
# All suites are Swift Testing; without the flag a second, empty run of XCTest would report "0 tests" at the end.
# Of the output the beginnings and the single passes are left out: what failed, what was skipped, and the sums remain.
. scripts/lib.sh
report() {
    # A line may go on over several when an argument contains line ends; `skip` is on until its end.
    awk '
        /^✘|^✔ Test run|^✔ Suite|^➜/ { skip = 0; print; fflush(); next }
        /^◇ |^✔ Test / { skip = 1 }
        skip { if (/ (started|seconds)\.$/) skip = 0; next }
        { print; fflush() }'
}
# A crash tells where: the program's runtime prints the stack of the thread that fell.
export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-enable=yes,color=no,interactive=no,threads=crashed,registers=none,images=none}
limited "${PANELAPP_TEST_LIMIT:-1200}" swift test --skip-build --disable-xctest "$@" 2>&1 | report
exit "${PIPESTATUS[0]}"
