# What both scripts need: a Python with Playwright and pytest. Sourced, not run.
python=.venv/bin/python
if ! $python -c 'import playwright, pytest' >/dev/null 2>&1; then
    echo "Installing playwright and pytest into .venv (pip)"
    [ -x $python ] || python3 -m venv .venv
    $python -m pip -q --disable-pip-version-check install playwright pytest
fi
. scripts/lib.sh
CHROMIUM=${CHROMIUM:-$(chromium_path)}
[ -n "$CHROMIUM" ] || die "no Chromium; scripts/install-deps.sh --for test installs it"
export CHROMIUM
