#!/usr/bin/env bash
# Drives the built program with a real browser. Arguments go to pytest. PANELAPP_BASE names a running site instead.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Tests/Browser/prepare.sh
# The story on a deployment needs a database and services.
exec scripts/test-postgres.sh scripts/test-peers.sh $python -m pytest -q -p no:cacheprovider --tb=short -ra Tests/Browser "$@"
