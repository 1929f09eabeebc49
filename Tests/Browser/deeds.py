"""What people do on pages, whichever story it is part of."""


def fill(page, **values):
    """Types into fields and chooses from lists, by the names of the fields."""
    for name, value in values.items():
        control = page.locator(f"#id_{name}")
        control.select_option(value) if control.evaluate("c => c.tagName") == "SELECT" else control.fill(value)


def tick(page, name, value):
    """Chooses from boxes to tick, which the script turns into chips and an input."""
    finder = page.locator(f"#id_{name}-find")
    if finder.count():
        finder.fill(value)
        page.get_by_role("option", name=value, exact=True).click()
    else:
        page.get_by_label(value, exact=True).check()


def write_review(page, gene):
    """A green review of an entity."""
    page.goto(gene)
    page.locator("#review-form > summary").click()
    page.locator("#review-id_rating").select_option("GREEN")
    page.locator("#review-id_comments").fill("Seen in three families.")
    page.get_by_role("button", name="Submit review").click()
    page.locator("article.card", has_text="Seen in three families.").wait_for()


def rate_green(page):
    """A curator's verdict on the entity that is shown. Answers what the table of reviews said before."""
    rating = page.locator("#update_entity_rating")
    rating.locator("summary").click()
    before = " ".join(rating.locator("table").all_inner_texts())
    rating.locator("select").select_option("3")
    rating.locator("textarea").fill("Agreed.")
    rating.get_by_role("button", name="Save rating").click()
    page.locator(".verdict", has_text="Green List").wait_for()
    return before
