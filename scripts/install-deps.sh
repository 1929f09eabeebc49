#!/usr/bin/env bash
# Installs what is missing on Debian 12 or Ubuntu, and nothing else; says what it does.
#   scripts/install-deps.sh --for run|test|bench
# run: what building and running needs. test: run + PostgreSQL and a browser. bench: test + a load generator.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

purpose=run
while [ $# -gt 0 ]; do
    case "$1" in
        --for) purpose=${2:?--for needs run, test or bench}; shift 2 ;;
        *) die "unknown argument $1; usage: $0 --for run|test|bench" ;;
    esac
done
case "$purpose" in run | test | bench) ;; *) die "--for must be run, test or bench, not '$purpose'" ;; esac

# Swift cannot come from the distribution.
minimum=6.1
if ! command -v swift >/dev/null 2>&1; then
    die "Swift $minimum or later is needed and not in Debian or Ubuntu. Install it from https://www.swift.org/install/linux/
       (swiftly, or the archive for your system) and put its usr/bin into PATH; then run this again."
fi
if ! told=$(swift --version 2>&1); then
    die "swift is installed but does not start: $told
       The packages it needs are listed at https://www.swift.org/install/linux/"
fi
version=$(sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' <<<"$told" | head -n 1)
if [ "$(printf '%s\n%s\n' "$minimum" "$version" | sort -V | head -n 1)" != "$minimum" ]; then
    die "Swift $minimum or later is needed, this is ${version:-unknown}. See https://www.swift.org/install/linux/"
fi

missing=()
need_package() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed' || missing+=("$1"); }
need_command() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }

if ! command -v apt-get >/dev/null 2>&1; then
    say "This system has no apt-get. Needed for '$purpose': libpq, SQLite 3, zlib and libcurl with headers, pkg-config, make;"
    say "for tests also the PostgreSQL server, Chromium, Python 3 with venv, xz, buildah, debootstrap; for benchmarks also wrk."
    exit 0
fi

need_command make make
need_command pkg-config pkg-config
need_package libpq-dev
need_package libsqlite3-dev
need_package zlib1g-dev
need_package libcurl4-openssl-dev
need_package tzdata
if [ "$purpose" != run ]; then
    [ -n "$(postgres_bin)" ] || missing+=(postgresql)
    [ -n "$(chromium_path)" ] || missing+=(chromium)
    # Without a font Chromium shows empty pages.
    need_package fonts-liberation
    need_command python3 python3
    python3 -c 'import venv, ensurepip' >/dev/null 2>&1 || missing+=(python3-venv)
    need_command xz xz-utils
    need_command openssl openssl
    # Images are built without an engine, on a base made here.
    need_command buildah buildah
    need_package debootstrap
    need_command strip binutils
fi
[ "$purpose" != bench ] || need_command wrk wrk

if [ ${#missing[@]} -gt 0 ]; then
    say "Installing ${missing[*]} (apt-get)"
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || die "root or sudo is needed to install: ${missing[*]}"
        as_root=(sudo)
    fi
    # The tests start a server of their own; the package need not make and start one.
    if [[ " ${missing[*]} " == *" postgresql "* ]] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        "${as_root[@]}" mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        -o Dpkg::Options::=--force-confold install "${missing[@]}" >/dev/null
else
    say "All packages for '$purpose' are installed"
fi

# Stand-ins for AWS and a mail server, and the browser's driver: Playwright in an environment of its own, with the system's Chromium.
if [ "$purpose" != run ] && ! .venv/bin/python -c 'import playwright, pytest, moto.server, aiosmtpd, compose_spec, kubernetes_validate' >/dev/null 2>&1; then
    say "Installing playwright, pytest, moto, aiosmtpd and checkers of manifests into .venv (pip)"
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip -q --disable-pip-version-check install playwright pytest "moto[server]" aiosmtpd \
        compose-spec kubernetes-validate
fi
