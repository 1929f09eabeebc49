"""The lists of panels and of entities: filter, order, keys, with and without the script."""
import re

import pytest

VISIBLE = "() => [...document.querySelectorAll('tbody tr:not([hidden]) th a')].map(a => a.getAttribute('href').split('?')[0])"


def visible(page):
    return page.evaluate(VISIBLE)


def settled(page):
    """The script filters in the next frame."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def query(page):
    return page.url.partition("?")[2]


def word(page):
    """A word of some row in the middle."""
    text = page.locator("tbody tr th a").nth(page.locator("tbody tr").count() // 2).text_content()
    return max(re.findall(r"\w+", text), key=len)


def test_panels_filter_as_you_type(open_page):
    page = open_page("/panels/")
    everything = visible(page)
    needle = word(page)
    page.get_by_label("Filter panels", exact=True).last.press_sequentially(needle)
    settled(page)
    shown = visible(page)
    assert 0 < len(shown) < len(everything)
    assert query(page) == f"q={needle}"
    assert page.locator("h1").inner_text() == f"{len(shown)} panel{'' if len(shown) == 1 else 's'}"
    page.reload()
    assert visible(page) == shown
    page.get_by_label("Filter panels", exact=True).last.fill("no such panel at all")
    settled(page)
    assert visible(page) == [] and page.locator("[data-none]").is_visible()


def test_rating_filter_by_keyboard(open_page, tour):
    page = open_page(tour.panel)
    page.get_by_role("checkbox", name="Green").focus()
    page.keyboard.press("Space")
    settled(page)
    assert set(page.evaluate("() => [...document.querySelectorAll('tbody tr:not([hidden])')].map(r => r.className)")) == {"g"}
    assert query(page) == "rating=green"
    green = page.locator("tbody tr:not([hidden])").count()
    assert page.locator("output").inner_text().startswith(f"{green:,} ")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    settled(page)
    assert len(query(page).split(",")) == 2
    assert page.locator("tbody tr:not([hidden])").count() > green


@pytest.mark.parametrize("filters", [
    {"rating": ["green"]}, {"rating": ["red", "amber"]}, {"q": "{word}"}, {"q": "biallelic", "rating": ["green"]}, {"type": ["gene"]},
    {"q": "X-LINKED"}, {"q": "monoallelic green"},
])
def test_script_and_server_show_the_same(open_page, tour, filters):
    with_script, without = open_page(tour.panel), open_page(tour.panel, script=False)
    everything = visible(with_script)
    for page in (with_script, without):
        for name, value in filters.items():
            if name == "q":
                page.locator("[data-filter] [name=q]").fill(value.replace("{word}", word(page)))
            else:
                for choice in value:
                    box = page.locator(f"[data-filter] [name={name}][value={choice}]")
                    if box.count():
                        box.check()
    settled(with_script)
    without.get_by_role("button", name="Apply").click()
    assert visible(with_script) == visible(without)
    assert len(visible(without)) < len(everything) or filters == {"type": ["gene"]}
    assert with_script.locator("output").inner_text() == without.locator("output").inner_text()


@pytest.mark.parametrize("where", ["panels", "panel", "super_panel"])
def test_script_and_server_order_alike(open_page, tour, where):
    path = "/panels/" if where == "panels" else getattr(tour, where)
    if path is None:
        pytest.skip("SKIPPED: no super panel here")
    page, plain = open_page(path), open_page(path, script=False)
    for name in page.evaluate("() => [...document.querySelectorAll('[data-sort]')].map(a => a.dataset.sort)"):
        for _ in range(2):
            page.locator(f"[data-sort={name}]").click()
            plain.locator(f"[data-sort={name}]").click()
            assert visible(page) == visible(plain), f"{name}: {page.url} {plain.url}"
            assert page.locator("[aria-sort]").get_attribute("aria-sort") == plain.locator("[aria-sort]").get_attribute("aria-sort")
            assert query(page) == query(plain)


def test_filter_without_script(open_page, tour):
    page = open_page("/panels/", script=False)
    assert page.get_by_role("button", name="Apply").is_visible()
    needle = word(page)
    page.locator("[data-filter] [name=q]").fill(needle)
    page.get_by_role("button", name="Apply").click()
    assert f"q={needle}" in page.url and 0 < len(visible(page))
    assert not open_page("/panels/").get_by_role("button", name="Apply").is_visible()


def test_keys(open_page, tour):
    page = open_page(tour.panel)
    links = visible(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == links[1]
    page.keyboard.press("k")
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == links[0]
    page.keyboard.press("/")
    assert page.evaluate("() => document.activeElement.name") == "q"
    page.keyboard.type("j")
    assert page.locator("[data-filter] [name=q]").input_value() == "j"
    page.keyboard.press("Escape")
    settled(page)
    assert visible(page) == links and query(page) == ""
    page.locator("main").focus()
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{links[0]}**")


def test_entity_stays_in_the_list_it_was_opened_from(open_page, tour):
    page = open_page(tour.panel + "?rating=green")
    shown = visible(page)
    page.locator("tbody tr:not([hidden]) th a").first.click()
    page.wait_for_url(f"**{shown[0]}?rating=green")
    assert page.locator(".steps .quiet").inner_text() == f"1 of {len(shown):,}"
    page.keyboard.press("j")
    page.wait_for_url(f"**{shown[1]}?rating=green")
    page.get_by_role("link", name=re.compile("^Prev")).click()
    page.wait_for_url(f"**{shown[0]}?rating=green")


def test_large_panel_is_usable_within_a_second(open_page, tour):
    if not tour.large:
        pytest.skip("SKIPPED: no panel of 2,000 entities or more here")
    page = open_page("/panels/")
    open_page(tour.large)  # The server has made it once.
    page.goto(tour.large)
    usable = page.evaluate("() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert usable < 1_000, f"{usable:.0f} ms"
    took = page.evaluate("""() => new Promise(done => {
        const field = document.querySelector('[data-filter] [name=q]'), start = performance.now();
        field.value = 'ataxia';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
    })""")
    assert took < 250, f"filtering took {took:.0f} ms"
