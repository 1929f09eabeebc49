"""People and programs at work while parts fail. Each is a thread with a random source of its own, and notes what it was
told (`ledger.Deed`)."""
import json, random, re, threading, time

from client import Client, Lost
from fleet import HOST
from world import GREEN, INHERITANCE, POOL, REVIEWED, SUPER, TARGETS, WORKED

PASSWORD = "Herring-barrel-19"


class User(threading.Thread):
    """Does one thing after the other until told to stop."""
    pause = (0.05, 0.5)

    def __init__(self, name, scene, seed):
        super().__init__(name=name, daemon=True)
        self.scene, self.ledger = scene, scene.ledger
        self.random = random.Random(f"{seed}/{name}")
        self.client = Client(scene.fleet.webs, self.ledger, self.random)
        self.steps = 0

    def run(self):
        while not self.scene.over.is_set():
            try:
                self.act()
                self.steps += 1
            except Lost:
                self.scene.over.wait(0.2)
            except Exception as error:  # A user that ends would be a check that ends.
                self.ledger.violation(f"{self.name} stumbled: {error!r}")
                self.scene.over.wait(0.5)
            self.scene.over.wait(self.random.uniform(*self.pause))

    def act(self):
        raise NotImplementedError

    def settle(self, deed, answer):
        """Notes what an answer says about a deed. True when it was done."""
        if answer is None:
            deed.outcome = "refused"
        elif answer.status in (200, 201, 303) or (answer.status == 302 and not answer.leads_to_sign_in):
            deed.outcome = "done"
        elif answer.status < 500:
            deed.outcome = "refused"
        return deed.outcome == "done"


class Person(User):
    """Somebody with a login. A login that was given lasts, whatever dies."""

    def __init__(self, name, scene, seed, username, password):
        super().__init__(name, scene, seed)
        self.username, self.password, self.is_in = username, password, False

    def sign_in(self):
        self.is_in = self.client.sign_in(self.username, self.password)

    def act(self):
        if not self.is_in:
            return self.sign_in()
        self.random.choice(self.deeds)(self)

    def submit(self, kind, page_path, path, fields, **facts):
        """One form: shown by one web, sent to another, looked at on a third."""
        page = self.client.get(page_path)
        if page.leads_to_sign_in:
            self.is_in = False
            self.ledger.violation(f"the login of {self.username} ended by itself ({page_path})")
        if page.status != 200:
            return
        deed = self.ledger.begin(kind, author=self.username, **facts)
        answer = self.client.send(path, page, fields(deed.marker))
        if not self.settle(deed, answer):
            if answer is not None and answer.leads_to_sign_in:
                self.is_in = False
                self.ledger.violation(f"the login of {self.username} ended by itself (POST {path})")
            return
        self.look_for(deed, page_path)

    def look_for(self, deed, path):
        """What was acknowledged shows at once, at whatever web."""
        if deed.kind not in ("review", "rating", "phenotypes"):
            return
        page = self.client.get(path)
        if page.status == 200 and deed.marker not in page.body and deed.kind != "phenotypes":
            self.ledger.violation(f"{deed.kind} {deed.marker} was acknowledged and does not show on {path}")

    def entity(self):
        panel = self.random.choice(WORKED)
        return panel, self.random.choice(self.scene.genes[panel])

    def review(self):
        panel, gene = self.entity() if self.random.random() < 0.7 else (POOL, self.random.choice(REVIEWED))
        page = f"/panels/{panel}/gene/{gene}/"
        self.submit("review", page, f"{page}review/", lambda marker: {"rating": self.random.choice(["GREEN", "AMBER", "RED"]),
                                                                      "comments": marker}, panel=panel, gene=gene)

    def comment(self):
        panel, gene = self.entity()
        page = f"/panels/{panel}/gene/{gene}/"
        self.submit("review", page, f"{page}review/", lambda marker: {"comments": marker}, panel=panel, gene=gene)


class Reviewer(Person):
    deeds = [Person.review, Person.comment]


class Curator(Person):
    def rate(self):
        panel, gene = self.entity()
        page = f"/panels/{panel}/gene/{gene}/"
        self.submit("rating", page, f"{page}update_entity_rating/",
                    lambda marker: {"status": self.random.choice("0123"), "comment": marker}, panel=panel, gene=gene)

    def phenotypes(self):
        panel, gene = self.entity()
        page = f"/panels/{panel}/gene/{gene}/"
        self.submit("phenotypes", page, f"{page}update_entity_phenotypes/",
                    lambda marker: {"phenotypes": f"{marker}; ataxia", "comment": ""}, panel=panel, gene=gene)

    def add(self):
        panel, gene = self.random.choice(WORKED), self.scene.fresh_gene()
        self.submit("addition", f"/panels/{panel}/gene/add/", f"/panels/{panel}/gene/add/",
                    lambda _: {"gene": gene, "source": "Literature", "moi": INHERITANCE}, marker=gene, panel=panel)

    def create(self):
        self.submit("panel", "/panels/create/", "/panels/create/",
                    lambda marker: {"level4": marker, "description": "Made while parts failed.", "status": "internal"})

    def promote(self):
        panel = self.random.choice(WORKED)
        page = f"/panels/{panel}/promote/"
        self.submit("promotion", page, page, lambda marker: {"version_comment": marker}, panel=panel)

    def copy(self):
        """To so many panels that a worker does it, and a mail tells how it ended."""
        gene = self.scene.next_to_copy()
        if gene is None:
            return self.rate()
        page = f"/panels/{POOL}/gene/{gene}/copy/"
        self.submit("copy", page, page, lambda _: {"target_panels": TARGETS}, marker=gene, mail=f"{self.username}@panelapp.test")

    def copy_reviews(self):
        page = f"/panels/copy/{POOL}/{GREEN}"
        self.submit("review copy", page, page, lambda _: {"panel_1": POOL, "panel_2": GREEN}, mail=f"{self.username}@panelapp.test")

    def deed(self):
        chosen = self.random.choices([Curator.rate, Curator.phenotypes, Curator.add, Curator.create, Curator.promote, Curator.copy,
                                      Curator.copy_reviews, Person.review], [6, 6, 5, 2, 2, 1, 0.3, 3])[0]
        chosen(self)

    deeds = [deed]


class Newcomer(User):
    """Registers people, follows the links in their mails, and signs them in."""
    pause = (0.3, 1.5)

    def __init__(self, name, scene, seed):
        super().__init__(name, scene, seed)
        self.waiting = []

    def act(self):
        self.client = Client(self.scene.fleet.webs, self.ledger, self.random)
        for deed in self.waiting[:5]:
            if mails := self.scene.mail.to(deed.facts["email"]):
                return self.verify(deed, mails)
        self.register(is_right=self.random.random() < 0.8)

    def register(self, is_right):
        marker = self.ledger.marker()
        email = f"{marker}@newcomers.test"
        deed = self.ledger.begin("registration", marker=marker, email=email)
        fields = {"username": marker, "first_name": "New", "last_name": "Comer", "email": email, "confirm_email": email,
                  "password1": PASSWORD, "password2": PASSWORD if is_right else "another one", "affiliation": "Laboratory",
                  "role": "Clinician", "workplace": "Other", "group": "Other"}
        deed.outcome = "refused"
        page = self.client.get("/accounts/registration/")
        deed.outcome = "unknown"
        answer = self.client.send("/accounts/registration/", page, fields)
        if self.settle(deed, answer):
            self.waiting.append(deed)

    def verify(self, deed, mails):
        self.waiting.remove(deed)
        link = re.search(rf"http://{HOST}(/accounts/verify_email/\S+)", mails[0])
        if not link:
            return self.ledger.violation(f"the mail to {deed.facts['email']} has no link: {mails[0][:400]}")
        self.waiting.append(deed)
        answer = self.client.get(link[1].replace("=\n", ""))
        if answer.status >= 500:
            return
        self.waiting.remove(deed)
        if answer.status not in (302, 303):
            return self.ledger.violation(f"the link mailed to {deed.facts['email']} is not accepted: {answer.status}")
        verified = self.ledger.begin("verification", marker=deed.marker)
        verified.outcome = "done"
        self.client.sign_in(deed.marker, PASSWORD)


class Reader(User):
    """A program with a token, and a browser that looks at pictures. What was read once is never followed by older content,
    whichever web answers."""
    pause = (0.02, 0.2)

    def __init__(self, name, scene, seed, token):
        super().__init__(name, scene, seed)
        self.client.token = token
        self.newest = {}

    def act(self):
        panel = self.random.choice(WORKED + [SUPER, TARGETS[0], POOL])
        kind = self.random.random()
        if kind < 0.15:
            answer = self.client.get("/media/images/chaos.png")
            if answer.status == 200 and len(answer.body) == 0 or answer.status == 404:
                self.ledger.violation(f"the picture is gone: {answer.status}")
            return
        if kind < 0.3:
            return self.client.get(self.random.choice(["/panels/", f"/panels/{panel}/", "/panels/activity/", "/panels/entities/"]))
        answer = self.client.get(f"/api/v1/panels/{panel}/", accept="application/json")
        if answer.status != 200:
            return
        document = json.loads(answer.body)
        version = tuple(map(int, document["version"].split(".")))
        size = document["stats"]["number_of_genes"]
        if size != len(document["genes"]):
            self.ledger.violation(f"panel {panel} v{document['version']} says {size} genes and lists {len(document['genes'])}")
        if version < self.newest.get(panel, (0, 0)):
            self.ledger.violation(f"panel {panel} went back from {self.newest[panel]} to {version}")
        self.newest[panel] = max(version, self.newest.get(panel, version))
