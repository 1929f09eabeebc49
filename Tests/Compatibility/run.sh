#!/usr/bin/env bash
# Holds the built program against answers captured from the original and from a live service.
# Needs: a built panelapp (PANELAPP_BIN or .build/debug/panelapp), PANELAPP_TEST_POSTGRES, the shared data.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec python3 Tests/Compatibility/compatibility.py "$@"
