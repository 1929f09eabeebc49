import re, subprocess, tempfile

import pytest
from playwright.sync_api import sync_playwright

from panelsite import CHROMIUM, PROGRAM, Tour, environment, serve, site


@pytest.fixture(scope="session")
def tour():
    with site() as base:
        yield Tour(base)


@pytest.fixture(scope="session")
def chromium():
    """Starts browsers with further arguments."""
    with sync_playwright() as playwright:
        yield lambda *arguments: playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *arguments])


@pytest.fixture(scope="session")
def browser(chromium):
    browser = chromium()
    yield browser
    browser.close()


@pytest.fixture
def listening_page(tour, chromium):
    """A page in a browser that believes a screen reader is there."""
    browser = chromium("--force-renderer-accessibility")
    yield browser.new_page(base_url=tour.base)
    browser.close()


@pytest.fixture
def open_page(tour, browser):
    """Opens a page of the site in a window of its own; what its console complained about is a failure at the end."""
    contexts, complaints = [], []

    def open_page(path, width=1280, height=900, scheme="light", script=True, expect_status=200):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=script, base_url=tour.base)
        contexts.append(context)
        page = context.new_page()

        def note(message):
            # The browser itself complains about a page that is meant to be missing.
            expected = str(expect_status) in message.text and expect_status != 200
            if message.type in ("error", "warning") and not expected:
                complaints.append(message.text)

        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        assert page.goto(path).status == expect_status
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture(scope="module")
def demo():
    """A site with the demo data, and the passwords that were printed for it."""
    with tempfile.TemporaryDirectory(prefix="panelapp-curation-") as folder:
        done = subprocess.run([PROGRAM, "demo"], env=environment(folder), text=True, capture_output=True, timeout=600, check=True)
        logins = dict(re.findall(r"^\s+(demo-\w+)\s+(\S+)\s+\(", done.stdout + done.stderr, re.M))
        with serve(folder) as base:
            yield base, logins


@pytest.fixture
def signed_in(demo, browser):
    base, logins = demo
    contexts = []

    def signed_in(name, script=True):
        context = browser.new_context(base_url=base, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.locator("#id_username").fill(name)
        page.locator("#id_password").fill(logins[name])
        page.get_by_role("button", name="Sign in").click()
        return page

    yield signed_in
    for context in contexts:
        context.close()
