#!/usr/bin/env bash
# Writes pictures of every page type into ./screenshots.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Tests/Browser/prepare.sh
exec $python Tests/Browser/screenshots.py "$@"
