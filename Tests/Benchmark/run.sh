#!/usr/bin/env bash
# `make bench`: the figures of docs/benchmarks.md, from the release build. --write puts them into that page.
set -euo pipefail
cd "$(dirname "$0")/../.."
export PANELAPP_BIN="${PANELAPP_BIN:-$PWD/.build/release/panelapp}"
exec scripts/test-postgres.sh python3 Tests/Benchmark/bench.py "$@"
