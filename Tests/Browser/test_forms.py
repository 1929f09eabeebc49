"""How forms behave: nothing typed is lost, choosing while typing, saving in place, explanations; checked with axe."""
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

WIDTHS = [1280, 360]


def first_gene(page, panel="/panels/1/"):
    page.goto(panel)
    link = page.locator("tbody tr th a[href*='gene/']").first.get_attribute("href")
    return f"{panel}{link.split('?')[0]}" if not link.startswith("/") else link.split("?")[0]


def end_session(page):
    """The login ends; the browser keeps its cookie and finds out when it asks."""
    cookies = page.context.cookies()
    for cookie in cookies:
        if cookie["name"] == "sessionid":
            page.context.add_cookies([{**cookie, "value": "x" * 32}])


def sign_in_again(page, logins, name):
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(logins[name])
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("where", ["page", "in place"])
def test_a_review_survives_the_end_of_the_login(demo, signed_in, script, where):
    _, logins = demo
    page = signed_in("demo-reviewer", script)
    gene = first_gene(page)
    prefix = "" if where == "page" else "review-"
    page.goto(f"{gene}review/" if where == "page" else gene)
    if where == "in place":
        page.locator("#review-form > summary").click()
    words = f"Typed before it ended, {script} {where}.\nSecond line <b>"
    page.locator(f"#{prefix}id_comments").fill(words)
    page.locator(f"#{prefix}id_rating").select_option("AMBER")
    end_session(page)
    page.get_by_role("button", name="Submit review").click()
    page.locator("#id_password").wait_for()
    assert "your form was not saved" in page.get_by_role("status").first.inner_text()
    page.locator("#id_username").fill("demo-reviewer")
    page.locator("#id_password").fill("mistyped")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    sign_in_again(page, logins, "demo-reviewer")
    if not script:
        assert "not saved yet" in page.get_by_role("status").first.inner_text()
        assert "Typed before it ended" in page.locator("dl").inner_text()
        page.get_by_role("button", name="Show the form as I filled it").click()
    page.locator("#id_comments").wait_for()
    assert page.locator("#id_comments").input_value() == words
    assert page.locator("#id_rating").input_value() == "AMBER"
    page.get_by_role("button", name="Submit review").click()
    page.locator("blockquote", has_text=f"Typed before it ended, {script} {where}.").first.wait_for()
    page.goto(f"{gene}review/")
    assert page.locator("#id_comments").input_value() == "", "the draft went with the save"


def test_a_draft_comes_back_and_can_be_discarded(demo, signed_in):
    _, logins = demo
    page = signed_in("demo-reviewer")
    gene = first_gene(page)
    page.goto(f"{gene}review/")
    page.locator("#id_comments").fill("Half a thought")
    page.goto("/panels/")
    page.goto(f"{gene}review/")
    note = page.get_by_role("status").filter(has_text="Your draft from")
    assert re.search(r"Your draft from \d\d:\d\d is back", note.inner_text())
    assert page.locator("#id_comments").input_value() == "Half a thought"
    note.get_by_role("button", name="Discard").click()
    assert page.locator("#id_comments").input_value() == ""
    page.reload()
    assert page.get_by_text("Your draft from").count() == 0

    # Another person on this browser does not see it, and signing out takes it along.
    page.locator("#id_comments").fill("Not for others")
    end_session(page)
    page.goto("/accounts/login/")
    sign_in_again(page, logins, "demo-curator")
    page.goto(f"{gene}review/")
    assert page.locator("#id_comments").input_value() == ""
    page.get_by_role("button", name="Sign out").click()
    sign_in_again(page, logins, "demo-reviewer")
    page.goto(f"{gene}review/")
    assert page.locator("#id_comments").input_value() == "Not for others"
    page.get_by_role("button", name="Sign out").click()
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('draft'))") == []


def test_leaving_with_changes_asks(signed_in):
    page = signed_in("demo-reviewer")
    page.goto(f"{first_gene(page)}review/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Panels").first.click()
    page.wait_for_url("**/panels/")
    assert asked == []
    page.goto(f"{first_gene(page)}review/")
    page.locator("#id_comments").press_sequentially("x")
    page.get_by_role("link", name="Panels").first.click()
    page.wait_for_url("**/panels/")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("width", WIDTHS)
def test_choosing_while_typing(signed_in, width):
    page = signed_in("demo-curator")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/panels/1/gene/add/")
    gene = page.get_by_role("combobox", name="Gene symbol")
    gene.press_sequentially("myh")
    page.get_by_role("option").first.wait_for()
    assert gene.get_attribute("aria-expanded") == "true"
    gene.press("ArrowDown")
    chosen = page.locator(f"#{gene.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true" and chosen.inner_text().startswith("MYH")
    gene.press("Escape")
    assert gene.get_attribute("aria-expanded") == "false" and gene.input_value() == "myh"
    gene.press("ArrowDown")
    page.get_by_role("option").first.wait_for()
    gene.press("ArrowDown")
    gene.press("Enter")
    assert gene.input_value().startswith("MYH") and "(" not in gene.input_value()

    sources = page.get_by_role("combobox", name="Sources")
    for word in ("Lit", "Expert R"):
        sources.press_sequentially(word)
        page.get_by_role("option").first.wait_for()
        sources.press("ArrowDown")
        sources.press("Enter")
    chips = page.locator("#id_source .picked button")
    assert chips.all_inner_texts() == ["Expert Review ×", "Literature ×"]
    assert page.get_by_role("button", name="Remove Literature").is_visible()
    sources.press("Backspace")
    assert chips.all_inner_texts() == ["Expert Review ×"]
    chips.first.click()
    assert chips.count() == 0 and page.evaluate("document.activeElement.id") == "id_source-find"
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_saving_in_place(signed_in, width):
    page = signed_in("demo-curator")
    page.set_viewport_size({"width": width, "height": 900})
    gene = first_gene(page)
    page.goto(gene)
    page.evaluate("window.mark = 'same page'")
    moi, phenotypes = page.locator("#update_entity_moi"), page.locator("#update_entity_phenotypes")
    for fold in (moi, phenotypes):
        fold.locator("summary").click()
    phenotypes.locator("textarea").first.fill(f"Unsaved words {width}")
    moi.locator("select").select_option("Unknown")
    moi.locator("textarea").fill("Not known.")
    moi.get_by_role("button", name="Save mode of inheritance").click()
    page.locator("#live", has_text=re.compile(r"The mode of inheritance is saved\. Version \d+\.\d+\.")).wait_for()
    assert moi.locator("summary").inner_text() == "Mode of inheritance: Unknown"
    assert page.evaluate("document.activeElement.closest('details')?.id") == "update_entity_moi"
    assert not moi.locator("form").is_visible()
    # What was typed elsewhere on the page is still there, and can be saved: it is no conflict with oneself.
    assert phenotypes.locator("textarea").first.input_value() == f"Unsaved words {width}"
    phenotypes.get_by_role("button", name="Save phenotypes").click()
    page.locator("#live", has_text="The phenotypes are saved").wait_for()
    assert f"Unsaved words {width}" in page.locator("#details").inner_text()
    assert page.evaluate("window.mark") == "same page"

    # What is wrong is told at the field, and the server's silence is told too.
    phenotypes.locator("summary").click()
    phenotypes.locator("textarea").first.fill("a;; b")
    phenotypes.get_by_role("button", name="Save phenotypes").click()
    phenotypes.locator(".problem").wait_for()
    assert phenotypes.locator("textarea").first.get_attribute("aria-invalid") == "true"
    page.context.set_offline(True)
    phenotypes.locator("textarea").first.fill("a; b")
    phenotypes.get_by_role("button", name="Save phenotypes").click()
    phenotypes.get_by_role("alert").filter(has_text="cannot be reached").wait_for()
    assert phenotypes.locator("textarea").first.input_value() == "a; b"
    page.context.set_offline(False)
    phenotypes.get_by_role("button", name="Save phenotypes").click()
    page.locator("#live", has_text="The phenotypes are saved").wait_for()


def test_two_curators_in_place(signed_in):
    first, second = signed_in("demo-curator"), signed_in("demo-curator")
    gene = first_gene(first)
    for page in (first, second):
        page.goto(gene)
        page.locator("#update_entity_publications > summary").click()
    first.locator("#update_entity_publications textarea").first.fill("12345678")
    first.get_by_role("button", name="Save publications").click()
    first.locator("#live", has_text="saved").wait_for()
    fold = second.locator("#update_entity_publications")
    fold.locator("textarea").first.fill("87654321")
    second.get_by_role("button", name="Save publications").click()
    fold.locator(".problem", has_text="Now it is: 12345678").wait_for()
    assert fold.locator("textarea").first.input_value() == "87654321"
    second.get_by_role("button", name="Save publications").click()
    second.locator("#live", has_text="saved").wait_for()
    assert "87654321" in second.locator("#details").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_explanations(signed_in, script):
    page = signed_in("demo-reviewer", script)
    page.goto(f"{first_gene(page)}review/")
    for title in ("Rating", "Mode of inheritance", "Mode of pathogenicity", "Current diagnostic practice"):
        opener = page.get_by_role("button", name=f"About: {title}")
        dialog = page.get_by_role("dialog", name=title)
        assert not dialog.is_visible()
        opener.focus()
        page.keyboard.press("Enter")
        assert dialog.is_visible()
        page.keyboard.press("Escape")
        assert not dialog.is_visible()
        opener.click()
        dialog.get_by_role("button", name="Close").click()
        assert not dialog.is_visible()


def test_the_key_of_reviews(signed_in):
    page = signed_in("demo-reviewer")
    page.goto(first_gene(page))
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "review-id_rating"


@pytest.mark.parametrize("width", WIDTHS)
def test_axe(signed_in, width):
    """W96: contrast, names, labels, ids, roles, and whatever else it knows."""
    page = signed_in("demo-curator")
    page.set_viewport_size({"width": width, "height": 900})
    gene = first_gene(page)
    found = []
    for path in (f"{gene}review/", f"{gene}edit/", "/panels/1/gene/add/", "/panels/1/str/add/", "/panels/1/region/add/",
                 "/panels/1/update/", "/panels/create/", "/panels/1/promote/", "/panels/1/bulk/", gene):
        page.goto(path)
        for fold in page.locator("#review-form > summary, #review > details > summary").all() if path == gene else []:
            fold.click()
        answer = Axe().run(page)
        found += [f"{path}: {v['id']}: {v['nodes'][0]['html'][:120]}" for v in answer.response["violations"]]
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, path
    assert found == []
