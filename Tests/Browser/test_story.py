"""The whole story on a deployment: somebody registers, confirms, is made a reviewer and reviews; a curator rates, promotes and signs
off; a reader sees the old and the new version. In aws mode (web and worker over S3, SQS, SMTP, PostgreSQL) and in local mode, with
nothing but the mode changed."""
import json, urllib.request

import pytest

from deeds import fill, rate_green, tick, write_review
from deployment import deployed

PASSWORD = "Gene-panels 4u"
# What a browser says of a request that it gives up because somebody went on to the next page.
LEFT = "net::ERR_ABORTED"
GENES = [{"model": "panels.gene", "pk": symbol, "fields": {"gene_name": name, "ensembl_genes": "{}", "active": True, "hgnc_id": hgnc}}
         for symbol, name, hgnc in (("MYH7", "myosin heavy chain 7", "HGNC:7577"), ("TTN", "titin", "HGNC:12403"))]


@pytest.fixture(scope="module", params=["aws", "local"])
def site(request):
    with deployed(request.param) as site:
        site.command("createsuperuser", "--username", "ada", "--email", f"ada@{site.name}.test", "--password-stdin", given=f"{PASSWORD}\n")
        genes = site.folder / "genes.json"
        genes.write_text(json.dumps(GENES))
        site.command("loaddata", genes)
        yield site


def sign_in(page, name):
    page.goto("/accounts/login/")
    fill(page, username=name, password=PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def api(site, path):
    with urllib.request.urlopen(site.base + path) as answer:
        return json.loads(answer.read())


def test_from_registration_to_a_signed_off_version(site, browser):
    bea = f"bea@{site.name}.test"
    contexts = [browser.new_context(base_url=site.base) for _ in range(3)]
    reviewer, curator, reader = (context.new_page() for context in contexts)
    complaints = []
    for page in (reviewer, curator, reader):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(f"{request.url} {request.failure}") if request.failure != LEFT else None)

    reviewer.goto("/accounts/registration/")
    fill(reviewer, username="bea", first_name="Bea", last_name="Reader", email=bea, confirm_email=bea,
         password1=PASSWORD, password2=PASSWORD, affiliation="Hospital", role="Researcher", workplace="Research lab", group="Other")
    reviewer.get_by_role("button", name="Register").click()
    reviewer.goto(site.link(bea, "registration", "verify_email"))
    sign_in(reviewer, "bea")

    sign_in(curator, "ada")
    curator.goto(site.link(site.environment["PANEL_APP_EMAIL"], "reviewer request", "confirm_reviewer"))
    curator.get_by_role("button", name="Make bea a reviewer").click()
    assert "panels" in site.mail(bea, "You are now")

    curator.goto("/panels/create/")
    fill(curator, level4="Cardiomyopathy", description="Of the heart muscle.", status="public")
    curator.get_by_role("button", name="Create panel").click()
    panel = curator.url
    number = panel.rstrip("/").split("/")[-1]
    curator.get_by_role("link", name="Add a gene").click()
    curator.locator("#id_gene").fill("MYH7")
    tick(curator, "source", "Literature")
    fill(curator, moi="MONOALLELIC, autosomal or pseudoautosomal, NOT imprinted")
    curator.get_by_role("button", name="Add gene").click()
    gene = curator.url

    write_review(reviewer, gene)

    curator.goto(gene)
    rate_green(curator)
    curator.goto(panel)
    curator.get_by_role("link", name="Promote…").click()
    fill(curator, version_comment="First complete version.")
    curator.get_by_role("button", name="Promote to version 1.0").click()
    curator.get_by_role("link", name="Edit panel").click()
    fill(curator, signed_off_version="1.0")
    curator.get_by_role("button", name="Save panel").click()
    assert "Signed Off v.1.0" in curator.locator("main").inner_text()

    reader.goto(panel)
    assert "Version 1.1" in reader.locator(".head").inner_text()
    assert "Green" in reader.locator("tbody tr").first.inner_text()
    reader.goto(f"{panel}?version=0.1")
    assert reader.locator("tbody tr").first.inner_text().startswith("Red")
    levels = {version: api(site, f"/api/v1/panels/{number}/?version={version}")["genes"][0]["confidence_level"]
              for version in ("0.1", "1.0", "1.1")}
    assert levels == {"0.1": "1", "1.0": "3", "1.1": "3"}

    assert set(site.health().values()) == {"OK"}
    assert not complaints
    for context in contexts:
        context.close()


def test_pages_are_dressed_by_the_published_files(site, browser):
    """The style sheet and the script come from the bucket that `collectstatic` filled."""
    context = browser.new_context(base_url=site.base)
    page = context.new_page()
    seen = []
    page.on("response", lambda response: seen.append((response.url, response.status)))
    page.goto("/panels/")
    assets = [(url, status) for url, status in seen if url.startswith(site.environment["STATIC_URL"])]
    assert {status for _, status in assets} == {200} and any(".css" in url for url, _ in assets)
    assert page.evaluate("() => getComputedStyle(document.body).fontFamily") != "Times New Roman"
    context.close()
