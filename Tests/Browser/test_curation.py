"""A panel's life in a browser: a curator makes it, a reviewer argues, the curator decides, promotes and signs off, and a reader
sees the new and the old version. With the script and without."""
import pytest

from deeds import rate_green, tick, write_review


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_panel_from_its_first_gene_to_sign_off(demo, signed_in, browser, script):
    base, _ = demo
    name = f"Story {'one' if script else 'two'}"
    curator = signed_in("demo-curator", script)
    curator.goto("/panels/")
    curator.get_by_role("link", name="Create a panel").click()
    curator.locator("#id_level4").fill(name)
    curator.locator("#id_description").fill("Made in a story.")
    curator.locator("#id_status").select_option("public")
    curator.get_by_role("button", name="Create panel").click()
    assert curator.get_by_role("heading", level=1).inner_text() == name
    panel = curator.url

    curator.get_by_role("link", name="Add a gene").click()
    curator.locator("#id_gene").fill("MYH7")
    tick(curator, "source", "Literature")
    curator.locator("#id_moi").select_option("BIALLELIC, autosomal or pseudoautosomal")
    curator.get_by_role("button", name="Add gene").click()
    gene = curator.url
    assert gene.endswith("/gene/MYH7/") and "Red" in curator.locator(".verdict").inner_text()

    reviewer = signed_in("demo-reviewer", script)
    reviewer.goto(gene)
    assert reviewer.locator("#review").count() == 0
    write_review(reviewer, gene)

    curator.goto(gene)
    assert "Green List" in rate_green(curator)
    assert curator.url.split("#")[0] == gene
    assert "Agreed." in curator.locator("#evaluate").inner_text()

    # What cannot be stored is told at its field, and the words are kept.
    phenotypes = curator.locator("#update_entity_phenotypes")
    phenotypes.locator("summary").click()
    phenotypes.locator("textarea").first.fill("one;; two")
    phenotypes.get_by_role("button", name="Save phenotypes").click()
    curator.locator("#update_entity_phenotypes .problem").wait_for()
    assert phenotypes.locator("textarea").first.input_value() == "one;; two"

    curator.goto(panel)
    curator.get_by_role("link", name="Promote…").click()
    curator.locator("#id_version_comment").fill("First complete version.")
    curator.get_by_role("button", name="Promote to version 1.0").click()
    assert "Version 1.0" in curator.locator(".head").inner_text()
    curator.get_by_role("link", name="Edit panel").click()
    curator.locator("#id_signed_off_version").fill("1.0")
    curator.get_by_role("button", name="Save panel").click()
    assert "Signed Off v.1.0" in curator.locator("main").inner_text()

    context = browser.new_context(base_url=base, java_script_enabled=script)
    reader = context.new_page()
    reader.goto(panel)
    assert "Version 1.1" in reader.locator(".head").inner_text()
    assert reader.get_by_role("link", name="Edit panel").count() == 0
    reader.goto(f"{panel}?version=0.1")
    assert reader.locator("tbody tr").first.inner_text().startswith("Red")
    context.close()


def test_two_curators_at_once(signed_in):
    first, second = signed_in("demo-curator"), signed_in("demo-curator")
    for page in (first, second):
        page.goto("/panels/1/")
        page.locator("tbody a").first.click()
        page.wait_for_load_state()
    gene = first.url.split("?")[0]
    first.goto(f"{gene}edit/")
    second.goto(f"{gene}edit/")
    first.locator("#id_phenotypes").fill("Theirs")
    first.get_by_role("button", name="Update gene").click()
    second.locator("#id_phenotypes").fill("Mine")
    second.get_by_role("button", name="Update gene").click()
    assert "Somebody else changed this" in second.get_by_role("alert").inner_text()
    assert second.locator("#id_phenotypes").input_value() == "Mine"
    assert "Now it is: Theirs" in second.locator("#id_phenotypes-problem").inner_text()
    second.get_by_role("button", name="Update gene").click()
    assert "Mine" in second.locator("#details").inner_text()


def test_many_rows_at_once(signed_in):
    page = signed_in("demo-curator")
    page.goto("/panels/1/bulk/")
    for width in (360, 820):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    rows = page.locator("[name=entities]")
    for index in range(2):
        rows.nth(index).check()
    page.locator("#id_action").select_option("rate")
    page.locator("#id_status").select_option("2")
    page.get_by_role("button", name="Change the ticked rows").click()
    assert "2 entities changed in one step." in page.locator("main, body").first.inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_curator_rates_from_a_comparison(demo, signed_in, script):
    base, _ = demo
    curator = signed_in("demo-curator", script)
    curator.goto("/panels/")
    parent = curator.locator("tbody tr", has_text="Super panel").locator("th a").get_attribute("href").split("/")[2]
    curator.goto(f"/panels/{parent}/")
    gene = curator.locator("tbody th a").first.get_attribute("href")
    _, _, child, _, name, _ = gene.split("/")
    curator.goto(f"/panels/compare/{parent}/{child}/{name}")
    curator.locator("summary", has_text="Rate here").last.click()
    form = curator.locator("form[action$=update_entity_rating\\/]").last
    form.locator("select").select_option("2" if script else "1")
    form.locator("textarea").fill("Seen side by side.")
    form.get_by_role("button", name="Save rating").click()
    assert curator.url.endswith(f"/panels/compare/{parent}/{child}/{name}")
    assert "Seen side by side." in curator.locator(".halves").inner_text()
    assert ("Amber" if script else "Red") in curator.locator(".duo tbody tr").first.inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_gene_copied_to_two_panels(demo, signed_in, script):
    page = signed_in("demo-curator", script)
    names = [f"Copies {word} {'script' if script else 'plain'}" for word in ("one", "two")]
    panels = []
    for name in names:
        page.goto("/panels/create/")
        page.locator("#id_level4").fill(name)
        page.locator("#id_description").fill("Takes copies.")
        page.locator("#id_status").select_option("internal")
        page.get_by_role("button", name="Create panel").click()
        panels.append(page.url)

    page.goto("/panels/1/")
    page.locator("tbody a[href*='gene/']").first.click()
    symbol = page.url.split("?")[0].rstrip("/").split("/")[-1]
    page.get_by_role("link", name="Copy to other panels").click()
    for width in (360, 820):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    reviews = page.locator("[name=reviews_to_copy]")
    assert all(box.is_checked() for box in reviews.all())

    # Nothing chosen: told at the field, the ticks of the reviews stay.
    page.get_by_role("button", name="Copy gene").click()
    assert "Please select at least one target panel" in page.locator("#id_target_panels-problem").inner_text()
    assert all(box.is_checked() for box in reviews.all())

    # Found by name; what was ticked before the second search stays.
    for name in names:
        page.locator("#id_find").fill(name)
        page.locator("#id_find").press("Enter")
        page.get_by_label(name).check()
    assert page.locator("[name=target_panels]:checked").count() == 2
    page.get_by_role("button", name="Copy gene").click()
    assert page.url.rstrip("/").endswith(f"/panels/entities/{symbol}")
    for panel in panels:
        page.goto(f"{panel}gene/{symbol}/")
        assert page.get_by_role("heading", level=1).inner_text().endswith(symbol)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_reviews_copied_between_two_panels(demo, signed_in, script):
    page = signed_in("demo-curator", script)
    page.goto("/panels/create/")
    page.locator("#id_level4").fill(f"Reviews {'script' if script else 'plain'}")
    page.locator("#id_description").fill("Takes reviews.")
    page.get_by_role("button", name="Create panel").click()
    panel = page.url.rstrip("/").split("/")[-1]
    page.goto("/panels/1/")
    page.locator("tbody a[href*='gene/']").first.click()
    symbol = page.url.split("?")[0].rstrip("/").split("/")[-1]
    page.goto(f"/panels/1/gene/{symbol}/review/")
    page.locator("#id_rating").select_option("GREEN")
    page.locator("#id_comments").fill("To be copied.")
    page.get_by_role("button", name="Submit review").click()
    page.goto(f"/panels/{panel}/gene/add/")
    page.locator("#id_gene").fill(symbol)
    page.get_by_label("Literature").check()
    page.locator("#id_moi").select_option("BIALLELIC, autosomal or pseudoautosomal")
    page.get_by_role("button", name="Add gene").click()

    page.goto(f"/panels/copy/1/{panel}")
    assert symbol in page.locator("tbody").inner_text()
    page.get_by_role("button", name="Copy all reviews").click()
    assert page.url.rstrip("/").endswith(f"/panels/compare/1/{panel}")
    page.goto(f"/panels/{panel}/gene/{symbol}/")
    assert "To be copied." in page.locator("#evaluate").inner_text()
    assert "Imported from" in page.locator("#evaluate").inner_text()
