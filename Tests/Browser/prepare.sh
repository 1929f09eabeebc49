# What both scripts need: a Python with Playwright, pytest and axe. Sourced, not run.
python=.venv/bin/python
if ! $python -c 'import playwright, pytest, axe_playwright_python' >/dev/null 2>&1; then
    echo "Installing playwright, pytest and axe into .venv (pip)"
    [ -x $python ] || python3 -m venv .venv
    $python -m pip -q --disable-pip-version-check install playwright pytest axe-playwright-python
fi
. scripts/lib.sh
CHROMIUM=${CHROMIUM:-$(chromium_path)}
[ -n "$CHROMIUM" ] || die "no Chromium; scripts/install-deps.sh --for test installs it"
export CHROMIUM
