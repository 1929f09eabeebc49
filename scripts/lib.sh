# What the scripts share. Sourced, not run.

say() { printf '%s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The folder that holds initdb and postgres: newest version first; nothing when there is none.
postgres_bin() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
    if [ -n "$found" ]; then dirname "$found"; return; fi
    found=$(command -v initdb 2>/dev/null) && dirname "$(readlink -f "$found")"
    return 0
}

# Chromium as Debian names it, or as another system does; nothing when there is none.
chromium_path() {
    local name
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null 2>&1; then command -v "$name"; return; fi
    done
    return 0
}

# Runs a command for at most so many seconds. `timeout` makes a process group of its own, which Ctrl-C does not reach, so
# an interrupted script passes the signal on.
limited() {
    local seconds=$1 code=0
    shift
    timeout --kill-after=30 "$seconds" "$@" &
    limited_child=$!
    trap 'kill -TERM "$limited_child" 2>/dev/null; wait "$limited_child"; exit 130' INT TERM
    wait "$limited_child" || code=$?
    trap - INT TERM
    return $code
}
