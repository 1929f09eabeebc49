#!/usr/bin/env bash
# `make test`: every check of the project, one after the other, each with a limit. All suites run even when one fails;
# the last line says which did.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

if [ "${1:-}" = --with-database ]; then
    # The part that runs while PostgreSQL is up.
    shift
    failed=()
    suite() {
        local name=$1 limit=$2 start=$SECONDS
        shift 2
        say "=== $name"
        # What failed is told once more at the very end, where it is found.
        limited "$limit" "$@" 2>&1 | tee "$PANELAPP_TEST_FAILED.log"
        local code=${PIPESTATUS[0]}
        if [ "$code" -eq 0 ]; then
            say "--- $name passed ($((SECONDS - start)) s)"
        else
            say "--- $name FAILED with $code ($((SECONDS - start)) s)"
            failed+=("$name")
            { say "$name ended with $code:"
              grep -aE '^(✘|FAILED|ERROR|FAIL|error:)|[Ff]atal error|unexpected signal|differ, |rogram crashed|^ *[0-9]+ .* (in|at) ' \
                  "$PANELAPP_TEST_FAILED.log" | cut -c1-500 | head -n 30; } >>"$PANELAPP_TEST_FAILED.told"
        fi
    }
    suite "Swift suites" 1300 scripts/swift-test.sh
    # What runs against services, which the suites above would keep waiting; and apart from what measures time, the program
    # as a process.
    suite "S3, SQS and SMTP" 600 scripts/test-peers.sh scripts/swift-test.sh --filter \
        '^ContractTests\.(BlobStore|StaticStore|JobQueue|Mailer|SMTP)'
    suite "Programs" 900 scripts/test-peers.sh scripts/swift-test.sh --filter \
        '^ContractTests\.LeastPrivilege|^CommandTests\.(AWS|LocalFiles|DatabaseOutage|ReadOnly|ServerVariable|[A-Za-z]*ProgramTests)'
    # Each of these drives the built program from outside.
    [ ! -x Tests/Compatibility/run.sh ] || suite "Compatibility" 900 Tests/Compatibility/run.sh
    [ ! -x Tests/Browser/run.sh ] || suite "Browser" 900 Tests/Browser/run.sh
    suite "Chaos" 600 scripts/chaos.sh --seconds 40 --seed 1
    # Compiles the release program first.
    PANELAPP_IMAGES_OPTIONAL=1 suite "Images" 1800 scripts/images.sh
    [ ${#failed[@]} -eq 0 ] || { printf '%s\n' "${failed[@]}" >"$PANELAPP_TEST_FAILED"; exit 1; }
    exit 0
fi

# A step that all others need: its failure ends the run.
step() {
    local name=$1 limit=$2 start=$SECONDS
    shift 2
    say "=== $name"
    limited "$limit" "$@" || { code=$?; say "make test: FAILED: $name (exit $code)"; exit 1; }
    say "--- $name done ($((SECONDS - start)) s)"
}

export PANELAPP_TEST_FAILED
PANELAPP_TEST_FAILED=$(mktemp)
trap 'rm -f "$PANELAPP_TEST_FAILED" "$PANELAPP_TEST_FAILED".*' EXIT

step "Dependencies" 900 scripts/install-deps.sh --for test
step "Layout" 300 swift format lint --strict --parallel --recursive Package.swift Sources Tests
step "Build" 2400 swift build --build-tests

if limited 4500 scripts/test-postgres.sh "$PWD/scripts/test.sh" --with-database; then
    say "make test: all suites passed ($((SECONDS / 60)) min $((SECONDS % 60)) s)"
else
    [ ! -e "$PANELAPP_TEST_FAILED.told" ] || cat "$PANELAPP_TEST_FAILED.told"
    failed=$(paste -sd, "$PANELAPP_TEST_FAILED" | sed 's/,/, /g')
    say "make test: FAILED: ${failed:-the test database or a time limit} ($((SECONDS / 60)) min $((SECONDS % 60)) s)"
    exit 1
fi
