"""Panel lists from a file on this machine to the panel; checked with axe."""
import pytest
from axe_playwright_python.sync_playwright import Axe

HEADINGS = (
    "Entity Name|Entity type|Gene Symbol|Sources(; separated)|Level4|Level3|Level2|Model_Of_Inheritance|Phenotypes|Omim|Orphanet|HPO|"
    "Publications|Description|Flagged").split("|")


def panel_list(tmp_path, name, *rows):
    """A file with these cells by heading."""
    lines = [HEADINGS] + [[row.get(heading, "") for heading in HEADINGS] for row in rows]
    path = tmp_path / name
    path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    return path


def gene(page):
    """A gene that the site has."""
    page.goto("/panels/1/")
    return page.locator("tbody tr th a[href*='gene/']").first.inner_text().strip()


def upload(page, path):
    page.locator("header").get_by_role("link", name="Import").click()
    page.get_by_label("Select a file").set_input_files(path)
    page.get_by_role("button", name="Submit").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_list_makes_a_panel_and_a_broken_one_nothing(signed_in, tmp_path, script):
    page = signed_in("demo-curator", script)
    symbol, panel = gene(page), f"Imported, script {script}"
    row = {"Entity Name": symbol, "Entity type": "gene", "Gene Symbol": symbol, "Level4": panel, "Sources(; separated)": "Other"}

    upload(page, panel_list(tmp_path, "broken.tsv", row, {**row, "Model_Of_Inheritance": "None"}))
    assert "something is wrong in line 3" in page.get_by_role("alert").inner_text()
    assert "[bad_moi]" in page.locator("tr", has_text="broken.tsv").first.inner_text()
    page.goto("/panels/")
    assert page.get_by_text(panel).count() == 0

    upload(page, panel_list(tmp_path, "good.tsv", row))
    assert "The panel list is imported." in page.get_by_role("status").first.inner_text()
    page.goto("/panels/")
    page.get_by_role("link", name=panel).first.click()
    page.locator("tbody tr th a", has_text=symbol).first.wait_for()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_is_accessible(signed_in, tmp_path, width):
    page = signed_in("demo-curator")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/panels/admin/")
    upload(page, panel_list(tmp_path, "empty.tsv"))
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
