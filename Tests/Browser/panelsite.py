"""The site under test: `panelapp web` in local mode with demo data on a free port, and what is on it."""
import contextlib, json, os, pathlib, re, signal, subprocess, sys, tempfile, time, urllib.error, urllib.request

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Peers"))
from ports import free_port  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("PANELAPP_BIN") or ROOT / ".build/debug/panelapp").resolve()
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
LARGE = 3_000


def environment(folder, **settings):
    """A clean environment: no variable of the caller leaks in."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")}
    return kept | {"PANELAPP_MODE": "local", "ALLOWED_HOSTS": "*", "PANELAPP_DATA_DIR": str(folder)} | settings


def run(folder, *arguments):
    done = subprocess.run([PROGRAM, *arguments], env=environment(folder), text=True, capture_output=True, timeout=600)
    if done.returncode:
        sys.exit(f"panelapp {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")


@contextlib.contextmanager
def serve(folder):
    """`panelapp web` over a data folder, ready; its base address."""
    base = f"http://127.0.0.1:{(port := free_port())}"
    log = tempfile.TemporaryFile()
    settings = environment(folder, GUNICORN_BIND=f"127.0.0.1:{port}", METRICS_BIND="")
    process = subprocess.Popen([PROGRAM, "web"], env=settings, stdout=log, stderr=log)
    try:
        for _ in range(300):
            if process.poll() is not None:
                break
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{base}/readyz", timeout=2)
                break
            time.sleep(0.1)
        if process.poll() is not None:
            log.seek(0)
            sys.exit(f"panelapp web did not start:\n{log.read().decode('utf-8', 'replace')[-4000:]}")
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


@contextlib.contextmanager
def site():
    """The address of a site with demo data: one that runs already (PANELAPP_BASE), else one of our own."""
    if running := os.environ.get("PANELAPP_BASE"):
        yield running.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="panelapp-browser-") as folder:
        run(folder, "demo")
        large = pathlib.Path(folder) / "large"
        write_large_panel(large)
        run(folder, "import-api", large)
        with serve(folder) as base:
            yield base


def write_large_panel(folder):
    """A made-up panel of 3,000 genes as another PanelApp's API would answer it."""
    panel = {
        "id": 9000, "hash_id": None, "name": "Zebra (3,000 genes)", "disease_group": "Tests", "disease_sub_group": "",
        "description": "Made up, to see how a large panel feels.", "status": "public", "version": "1.0",
        "version_created": "2026-01-02T03:04:05.000000Z", "relevant_disorders": [], "types": [], "child_panel_ids": [],
        "stats": {"number_of_genes": LARGE, "number_of_strs": 0, "number_of_regions": 0},
    }
    ways = ["BIALLELIC, autosomal or pseudoautosomal", "MONOALLELIC, autosomal or pseudoautosomal, NOT imprinted", "MITOCHONDRIAL"]
    genes = [{
        "gene_data": {
            "alias": [], "biotype": "protein_coding", "hgnc_id": f"HGNC:{900000 + n}", "gene_name": f"made up {n}",
            "omim_gene": None, "alias_name": None, "gene_symbol": f"ZEB{n:04}", "hgnc_symbol": f"ZEB{n:04}",
            "hgnc_release": None, "ensembl_genes": {}, "hgnc_date_symbol_changed": None},
        "entity_type": "gene", "entity_name": f"ZEB{n:04}", "confidence_level": str(3 - n % 4 if n % 4 < 3 else 0),
        "penetrance": None, "mode_of_pathogenicity": None, "publications": [], "evidence": ["Literature"],
        "phenotypes": [f"Developmental and epileptic encephalopathy {n}, OMIM:{600000 + n}", "Ataxia with seizures"],
        "mode_of_inheritance": ways[n % 3], "tags": ["made-up"] if n % 7 == 0 else [], "transcript": None,
    } for n in range(LARGE)]
    (folder / "list").mkdir(parents=True)
    (folder / "panels").mkdir()
    page = {"count": 1, "next": None, "previous": None, "results": [panel]}
    (folder / "list" / "page_1.json").write_text(json.dumps(page))
    (folder / "panels" / "panel_9000.json").write_text(json.dumps(panel | {"genes": genes, "strs": [], "regions": []}))


class Tour:
    """Addresses of pages worth looking at, found by looking."""

    def __init__(self, base):
        self.base = base
        rows = self.rows("/panels/?sort=-entities")
        plain = [row for row in rows if "Super panel" not in row]
        sizes = {self.link(row): int(re.findall(r"data-k=\"(\d+)\"", row)[1]) for row in rows}
        self.large = next((link for link, size in sizes.items() if size >= 2_000), None)
        small = [self.link(row) for row in plain if sizes[self.link(row)] < 2_000]
        # The most colourful one says most about filters.
        self.panel = max(small, key=lambda link: (len({row[:11] for row in self.rows(link)}), sizes[link]))
        self.super_panel = next((self.link(row) for row in rows if "Super panel" in row), None)
        entities = [self.panel + self.link(row) for row in self.rows(self.panel + "?sort=-reviews")]
        self.entity = next(link for link in entities if "/gene/" in link)
        everything = [link + self.link(row) for link in small for row in self.rows(link)]
        self.str = next((link for link in everything if "/str/" in link), None)
        self.region = next((link for link in everything if "/region/" in link), None)
        # A super panel beside one of its children has everything in common with it that the child has.
        shared = self.link(self.rows(self.super_panel)[0]) if self.super_panel else None
        sides = f"{self.super_panel.split('/')[2]}/{shared.split('/')[2]}" if shared else None
        self.comparison = f"/panels/compare/{sides}" if sides else None
        self.compared = f"{self.comparison}/{shared.split('/')[4]}" if sides else None
        self.across = f"/panels/entities/{self.entity.split('/')[4]}"
        self.versions = self.panel + "versions/"
        olds = re.findall(r'href="(/panels/\d+/\?version=[\d.]+)"', self.get(self.versions))
        self.old = olds[0] if olds else None

    def get(self, path):
        return urllib.request.urlopen(self.base + path).read().decode()

    def rows(self, path):
        return [row for row in self.get(path).split("<tbody>\n")[1].split("</tbody>")[0].split("\n") if row]

    @staticmethod
    def link(row):
        return re.search(r'<a href="([^"?]*)', row)[1]

    @property
    def pages(self):
        named = {
            "home": "/", "panels": "/panels/", "panel": self.panel, "entity": self.entity, "str": self.str, "region": self.region,
            "super-panel": self.super_panel, "versions": self.versions, "old-version": self.old, "not-found": "/panels/none/",
            "compare": "/panels/compare/", "comparison": self.comparison, "compared": self.compared,
            "entities": "/panels/entities/", "across": self.across, "activity": "/panels/activity/",
            "activity-filter": f"/panels/activity/?panel={self.panel.split('/')[2]}&event_type=rating_change",
            "sign-in": "/accounts/login/", "registration": "/accounts/registration/",
        }
        return {name: path for name, path in named.items() if path}
