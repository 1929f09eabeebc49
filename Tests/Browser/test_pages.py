"""What every page owes everybody: room on a phone, contrast, names, structure, calm."""
import pytest

NAMES = ["home", "panels", "panel", "entity", "str", "region", "super-panel", "versions", "old-version", "not-found",
         "compare", "comparison", "compared", "entities", "across", "activity", "activity-filter"]


@pytest.fixture(params=NAMES)
def named(request, tour):
    if request.param not in tour.pages:
        pytest.skip(f"SKIPPED: no {request.param} here")
    return request.param, tour.pages[request.param]


def status(named):
    return 404 if named[0] == "not-found" else 200


@pytest.mark.parametrize("width", [320, 360, 761, 820, 1000, 1280])
def test_nothing_is_wider_than_the_window(open_page, named, width):
    page = open_page(named[1], width=width, expect_status=status(named))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    heading = page.locator(".t thead tr")
    if heading.count():
        assert heading.bounding_box()["height"] <= (90 if width <= 760 else 60)


CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const linear = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return parse(getComputedStyle(document.documentElement).colorScheme.includes('dark') ? 'rgb(18,24,30)' : 'rgb(255,255,255)');
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('.vh, script, svg, option')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(parse(style.color)), luminance(ground(element))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) bad.push(`${ratio.toFixed(2)} ${element.tagName}.${element.className}: ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return [...new Set(bad)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(open_page, named, scheme):
    page = open_page(named[1], scheme=scheme, expect_status=status(named))
    assert page.evaluate(CONTRAST) == []


def test_scheme_follows_the_reader(open_page):
    grounds = {open_page("/", scheme=scheme).evaluate("() => getComputedStyle(document.body).backgroundColor") for scheme in ("light", "dark")}
    assert grounds == {"rgb(255, 255, 255)", "rgb(18, 24, 30)"}


def tree(page):
    """What assistive technology is told, as (role, name) pairs."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]


def test_everything_that_can_be_used_has_a_name(open_page, named):
    page = open_page(named[1], expect_status=status(named))
    usable = {"link", "button", "checkbox", "combobox", "searchbox", "textbox", "Date", "DisclosureTriangle"}
    assert [pair for pair in tree(page) if pair[0] in usable and not pair[1].strip()] == []


def test_landmarks_and_headings(open_page, named):
    page = open_page(named[1], expect_status=status(named))
    roles = [role for role, _ in tree(page)]
    for landmark in ("banner", "main", "contentinfo"):
        assert roles.count(landmark) == 1, landmark
    levels = page.evaluate("() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels


def test_tables_stay_tables(listening_page, tour):
    """Rows are laid out as grids and skipped while out of sight; who listens still gets a table, to its last row."""
    page = listening_page
    page.goto(tour.panel)
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    page.wait_for_timeout(1_000)  # The browser tells such tools of changes in batches.
    assert [role for role, _ in tree(page)].count("columnheader") == 6
    for row in ("first", "last"):
        found = session.send("Runtime.evaluate", {"expression": f"document.querySelector('.t tbody').{row}ElementChild"})
        nodes = session.send("Accessibility.queryAXTree", {"objectId": found["result"]["objectId"]})["nodes"]
        roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
        assert (roles.count("row"), roles.count("rowheader"), roles.count("cell")) == (1, 1, 5), roles


def test_skip_link_comes_first(open_page):
    page = open_page("/panels/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


def test_focus_is_seen(open_page, tour):
    page = open_page(tour.panel)
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("""() => {
            const element = document.activeElement, own = getComputedStyle(element);
            const shown = element.type === 'checkbox' ? getComputedStyle(element.nextElementSibling) : own;
            return [shown.outlineStyle, parseFloat(shown.outlineWidth), element.outerHTML.slice(0, 80)];
        }""")
        assert outline[0] != "none" and outline[1] >= 1, outline


def test_controls_are_large_enough(open_page, named):
    page = open_page(named[1], width=360, expect_status=status(named))
    small = page.evaluate("""() => [...document.querySelectorAll('input:not([type=hidden]), select, button, .btn, summary, nav a')]
        .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0 && (box.height < 20 || box.width < 24)).map(([html, box]) => `${html} ${box.width}x${box.height}`)""")
    assert small == []


def test_nothing_moves(open_page, named):
    page = open_page("/panels/none/", expect_status=404)
    page.add_init_script("""
        window.shift = 0;
        new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shift += entry.value; })
            .observe({ type: 'layout-shift', buffered: true });
    """)
    page.goto(named[1])
    page.wait_for_timeout(200)
    assert page.evaluate("() => window.shift") < 0.01


def test_panel_on_paper(open_page, tour):
    page = open_page(tour.panel, scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".filter").is_visible() and not page.locator(".top nav").is_visible()
    assert page.locator("tbody tr").last.is_visible()
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    if page.evaluate("() => 'pdf' in window") is None:
        return
    assert len(page.pdf(format="A4")) > 10_000


def test_version_menu(open_page, tour):
    page = open_page(tour.panel)
    menu = page.locator("details.menu")
    if not menu.count():
        pytest.skip("SKIPPED: the panel has no versions")
    menu.locator("summary").click()
    assert menu.get_by_role("link", name="current").is_visible()
    page.keyboard.press("Escape")
    assert not menu.get_by_role("link", name="current").is_visible()


def test_old_tab_addresses(open_page, tour):
    page = open_page(tour.entity + "#!history")
    page.wait_for_url("**#history")


def test_security_policy_holds(open_page, tour):
    page = open_page(tour.panel)
    page.evaluate("() => { window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective)); }")
    page.locator("tbody tr th a").first.hover()
    page.wait_for_timeout(400)
    assert page.evaluate("() => violations") == []


def test_pages_are_quick(open_page, named, tour):
    page = open_page("/panels/none/", expect_status=404)
    page.goto(named[1])  # The server has made it once.
    page.goto("about:blank")
    page.goto(named[1])
    ready = page.evaluate("() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert ready < 500, f"{ready:.0f} ms"
