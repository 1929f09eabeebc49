"""The data that the users work on: the demo panels, a large panel whose genes are copied, and many small ones to copy to."""
import json, re, threading

# Panels of the demo data that are edited, and the super panel of two of them, which rises with its children.
WORKED, SUPER = [1, 2, 3, 6], 9
# A panel of many genes; a second one that shares most of them; the panels that entities are copied to.
POOL, GREEN, TARGETS = 9000, 9001, list(range(9100, 9201))
SIZE, SHARED = 1_500, 1_001
INHERITANCE = "BIALLELIC, autosomal or pseudoautosomal"


def gene(number):
    return f"CHA{number:04}"


# Genes of the large panel that people review, so that there is something to copy.
REVIEWED = [gene(number) for number in range(20)]


def write(folder):
    """Panels as another PanelApp's API would answer them."""
    sizes = {POOL: range(SIZE), GREEN: range(SHARED)} | {number: range(SIZE, SIZE + 1) for number in TARGETS}
    (folder / "list").mkdir(parents=True)
    (folder / "panels").mkdir()
    heads = []
    for number, members in sizes.items():
        head = {
            "id": number, "hash_id": None, "name": f"Chaos {number}", "disease_group": "Tests", "disease_sub_group": "",
            "description": "Made up, to be changed while parts fail.", "status": "public", "version": "1.0",
            "version_created": "2026-01-02T03:04:05.000000Z", "relevant_disorders": [], "types": [], "child_panel_ids": [],
            "stats": {"number_of_genes": len(members), "number_of_strs": 0, "number_of_regions": 0},
        }
        heads.append(head)
        document = head | {"genes": [entity(n) for n in members], "strs": [], "regions": []}
        (folder / "panels" / f"panel_{number}.json").write_text(json.dumps(document))
    page = {"count": len(heads), "next": None, "previous": None, "results": heads}
    (folder / "list" / "page_1.json").write_text(json.dumps(page))


def entity(number):
    symbol = gene(number)
    return {
        "gene_data": {
            "alias": [], "biotype": "protein_coding", "hgnc_id": f"HGNC:{800000 + number}", "gene_name": f"made up {number}",
            "omim_gene": None, "alias_name": None, "gene_symbol": symbol, "hgnc_symbol": symbol, "hgnc_release": None,
            "ensembl_genes": {}, "hgnc_date_symbol_changed": None},
        "entity_type": "gene", "entity_name": symbol, "confidence_level": "3", "penetrance": None, "mode_of_pathogenicity": None,
        "publications": [], "evidence": ["Literature"], "phenotypes": [], "mode_of_inheritance": INHERITANCE, "tags": [],
        "transcript": None,
    }


class Scene:
    """What the users share."""

    def __init__(self, fleet, mail, ledger):
        self.fleet, self.mail, self.ledger = fleet, mail, ledger
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.genes = {}
        # Genes from one end are copied, genes from the other are added to panels.
        self.first, self.last = len(REVIEWED), SIZE - 1

    def look(self, postgres):
        rows = postgres.rows("SELECT panel_id, name FROM entity WHERE is_live = 1 AND kind = 'gene'")
        for panel in WORKED:
            self.genes[panel] = sorted(row["name"] for row in rows if row["panel_id"] == panel and re.fullmatch(r"\w+", row["name"]))

    def next_to_copy(self):
        with self.lock:
            if self.first >= self.last:
                return None
            self.first += 1
            return gene(self.first - 1)

    def fresh_gene(self):
        """A gene that no panel that is edited has."""
        with self.lock:
            if self.last <= self.first:
                raise RuntimeError("all genes are used up")
            self.last -= 1
            return gene(self.last + 1)
