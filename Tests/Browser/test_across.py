"""Pages over several panels: comparisons, all entities, one entity everywhere, and the log. With the script and without."""
import re

import pytest
from playwright.sync_api import expect

WIDTHS = [1280, 360]


def shown(page, rows="tbody tr"):
    return page.locator(f"{rows}:not([hidden])")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_two_panels_are_chosen_and_compared(open_page, tour, script):
    page = open_page(tour.panel, script=script)
    page.get_by_role("link", name="Compare", exact=True).click()
    assert page.locator("#id_panel_1").input_value() == tour.panel.split("/")[2]
    page.locator("#id_panel_2").select_option(tour.super_panel.split("/")[2])
    page.get_by_role("button", name="Compare panels").click()
    assert page.url.endswith(f"/compare/{tour.panel.split('/')[2]}/{tour.super_panel.split('/')[2]}")
    assert page.get_by_role("heading", level=1).inner_text() == "Comparing panels"


@pytest.mark.parametrize("width", WIDTHS)
def test_comparison_filters_at_once_and_keeps_the_address(open_page, tour, width):
    page = open_page(tour.comparison, width=width)
    total = shown(page).count()
    page.locator(".chips label", has_text="Only in").first.click()
    expect(shown(page)).not_to_have_count(total)
    count = shown(page).count()
    assert re.search(r"[?&]show=[ab]", page.url) and 0 < count < total
    assert str(count) in page.locator("output").inner_text()
    page.reload()
    expect(shown(page)).to_have_count(count)


def test_comparison_filters_without_a_script(open_page, tour):
    page = open_page(tour.comparison, script=False)
    total = shown(page).count()
    page.locator(".chips label", has_text="Only in").first.click()
    page.get_by_role("button", name="Apply").click()
    assert "show=" in page.url and 0 < shown(page).count() < total


@pytest.mark.parametrize("width", WIDTHS)
def test_entities_by_the_beginning_of_their_name(open_page, tour, width):
    page = open_page("/panels/entities/", width=width)
    name = tour.entity.split("/")[4]
    field = page.get_by_role("searchbox", name="Beginning of the name")
    field.fill(name.lower()[:3])
    expect(page.locator("h1")).not_to_have_text(re.compile("^3,"))
    names = shown(page, ".names li").all_inner_texts()
    assert name in names and all(text.strip().lower().startswith(name.lower()[:3]) for text in names)
    # A kind narrows what the text leaves.
    page.locator(".chips label", has_text="STRs").click()
    expect(page.locator("h1")).to_have_text(re.compile("gene"))
    assert all("_" in text for text in shown(page, ".names li").all_inner_texts())
    page.locator(".chips label", has_text="STRs").click()
    field.fill(name)
    expect(page.locator("h1")).to_have_text(re.compile("^1 gene or genomic entity|^[2-9] genes"))
    field.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/panels/entities/{name}")
    assert page.get_by_role("heading", level=1).inner_text() == name


def test_entities_without_a_script(open_page, tour):
    page = open_page("/panels/entities/", script=False)
    name = tour.entity.split("/")[4]
    page.get_by_role("searchbox", name="Beginning of the name").fill(name)
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("link", name=name, exact=True).click()
    page.locator("tbody th a").first.click()
    assert "/gene/" in page.url


def test_a_tag_is_kept_on_the_way(open_page):
    page = open_page("/panels/entities/")
    tag = page.locator("aside li a").first
    name = tag.inner_text()
    tag.click()
    page.locator(".names a").first.click()
    assert f"tagged “{name}”" in page.locator(".note").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_activity_is_searched_and_its_page_filtered(open_page, tour, script):
    page = open_page("/panels/activity/", script=script)
    everything = shown(page).count()
    page.locator("summary", has_text="Filter").click()
    page.locator("#id_panel").select_option(tour.panel.split("/")[2])
    page.get_by_role("button", name="Filter", exact=True).click()
    assert f"panel={tour.panel.split('/')[2]}" in page.url
    found = shown(page).count()
    assert 0 < found < everything
    assert page.locator("#id_version").is_enabled() and page.locator("#id_panel").is_visible()
    name = tour.entity.split("/")[4]
    page.get_by_role("searchbox", name="Filter this page").fill(name.lower())
    if not script:
        page.locator(".apply").click()
    expect(shown(page)).not_to_have_count(found)
    assert 0 < shown(page).count() and f"panel={tour.panel.split('/')[2]}" in page.url
    assert all(name in text for text in shown(page).all_inner_texts())


def test_activity_with_a_day_that_is_none(open_page):
    page = open_page("/panels/activity/?date_to=soon", expect_status=422)
    assert page.locator("#id_date_to").input_value() == "soon"
    assert "soon" in page.locator("#id_date_to-problem").inner_text()
