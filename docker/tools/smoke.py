"""Smoke test of a running stack, from the web's own pages only. Standard library.

    smoke.py --web http://web:8080 --mails http://smtp:8025 --password PASSWORD

The account admin and the genes of `make loaddata` must be there. Leaves a panel behind, each time another.
"""
import argparse, http.cookiejar, json, re, sys, time, urllib.error, urllib.parse, urllib.request


class Site:
    def __init__(self, base, host):
        self.base, self.host = base.rstrip("/"), host
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def ask(self, path, fields=None, **headers):
        """Status and text; redirects are followed."""
        data = urllib.parse.urlencode(fields, doseq=True).encode() if fields is not None else None
        headers = ({"Host": self.host} if self.host else {}) | headers
        try:
            answer = self.opener.open(urllib.request.Request(self.base + path, data, headers), timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, answer.read().decode("utf-8", "replace")

    def form(self, path, page, fields):
        """Sends a form as its page has it."""
        _, text = self.ask(page)
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', text)
        if not token:
            raise AssertionError(f"{page} has no form")
        return self.ask(path, fields | {"csrfmiddlewaretoken": token[1]})


def eventually(what, seconds, check):
    end = time.monotonic() + seconds
    found = None
    while True:
        try:
            if found := check():
                return found
        except (OSError, ValueError) as error:
            found = error
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s ({found})")
        time.sleep(0.5)


def steps(site, options):
    """The name of each step, and what carries it out."""
    name = f"Smoke {int(time.time())}"
    place = {}

    def pages():
        for path in ("/", "/panels/", "/accounts/login/", "/api/v1/panels/"):
            status, _ = site.ask(path)
            assert status == 200, f"{path}: {status}"

    def health():
        def well():
            status, text = site.ask("/health_check/", Token=options.token)
            if status != 200:
                raise ValueError(f"{status} {text}")
            return set(json.loads(text).values()) == {"OK"}

        eventually("/health_check/ is all OK", 90, well)
        status, _ = site.ask("/health_check/")
        assert status == 403, f"without its token: {status}"

    def styles():
        _, text = site.ask("/")
        address = re.search(r'rel="stylesheet" href="([^"]+)', text)[1]
        if options.static:
            address = re.sub(r"^https?://[^/]+", options.static.rstrip("/"), address)
        url = urllib.parse.urljoin(site.base + "/", address)
        answer = urllib.request.urlopen(url, timeout=30)
        assert answer.headers["content-type"].startswith("text/css"), f"{url} is {answer.headers['content-type']}"

    def sign_in():
        status, text = site.form("/accounts/login/", "/accounts/login/", {"username": "admin", "password": options.password})
        assert status == 200 and "/accounts/logout/" in text, f"admin cannot sign in: {status}"

    def panel():
        status, text = site.form("/panels/create/", "/panels/create/", {"level4": name, "description": "A smoke test.", "status": "public"})
        found = re.search(r'/panels/(\d+)/gene/add/', text)
        assert status == 200 and found, f"no panel was made: {status}"
        place["panel"] = found[1]
        status, _ = site.form(f"/panels/{found[1]}/gene/add/", f"/panels/{found[1]}/gene/add/", {
            "gene": options.gene, "source": "Literature", "moi": "BIALLELIC, autosomal or pseudoautosomal"})
        assert status == 200, f"no gene was added: {status}"

    def api():
        status, text = site.ask(f"/api/v1/panels/{place['panel']}/")
        symbols = [gene["gene_data"]["gene_symbol"] for gene in json.loads(text)["genes"]] if status == 200 else status
        assert symbols == [options.gene], f"the API shows {symbols}"

    def mail():
        def count():
            answer = json.load(urllib.request.urlopen(f"{options.mails.rstrip('/')}/api/v1/messages?limit=500", timeout=30))
            return sum(1 for message in answer["messages"] if any(to["Address"] == "admin@panelapp.local" for to in message["To"]))

        before = count()
        status, _ = site.form("/accounts/password_reset/", "/accounts/password_reset/", {"email": "admin@panelapp.local"})
        assert status == 200, f"/accounts/password_reset/: {status}"
        eventually("the mail came", 90, lambda: count() > before)

    def stranger():
        status, _ = Site(site.base, "evil.example.org").ask("/")
        assert status == 400, f"an unknown host: {status}"

    return {"pages": pages, "every part is well": health, "static files": styles, "sign in": sign_in,
            "a panel with a gene": panel, "the API shows it": api, "a mail through queue and worker": mail,
            "an unknown host is refused": stranger}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--web", default="http://web:8080")
    parser.add_argument("--host", help="name to call the web by, when it is not the one in its address")
    parser.add_argument("--mails", default="http://smtp:8025", help="Mailpit")
    parser.add_argument("--static", default="http://127.0.0.1:5000", help="where the static bucket is seen from here")
    parser.add_argument("--token", default="for-troubleshooting-only")
    parser.add_argument("--password", required=True, help="of admin")
    parser.add_argument("--gene", default="BRCA1")
    parser.add_argument("--skip", action="append", default=[], help="name of a step")
    options = parser.parse_args()
    failed = 0
    for name, step in steps(Site(options.web, options.host), options).items():
        if name in options.skip:
            continue
        try:
            step()
            print(f"ok    {name}", flush=True)
        except (AssertionError, OSError, LookupError, ValueError, TypeError) as error:
            failed += 1
            print(f"FAIL  {name}: {error}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
