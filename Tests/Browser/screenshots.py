"""Pictures of every page type at 1,280 and 360 px, light and dark, into ./screenshots."""
import pathlib
import sys

from playwright.sync_api import sync_playwright

from panelsite import CHROMIUM, ROOT, Tour, site


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    with site() as base, sync_playwright() as playwright:
        pages = Tour(base).pages
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width in (1280, 360):
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport={"width": width, "height": 900 if width > 800 else 780}, color_scheme=scheme)
                page = context.new_page()
                for name, path in pages.items():
                    page.goto(base + path)
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
                context.close()
        browser.close()
    print(f"{len(pages) * 4} pictures in {folder}")


if __name__ == "__main__":
    main()
