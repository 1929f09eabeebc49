"""What must be true in the end. Each function yields what is wrong; none is good."""
import collections, json, urllib.error, urllib.request

from fleet import HOST
from world import GREEN, SUPER, TARGETS, WORKED

LIVE = 2**63 - 1


class Truth:
    """What the database, the mailbox and the webs say when everything is quiet."""

    def __init__(self, scene, postgres, moto, mail):
        self.scene, self.ledger, self.fleet = scene, scene.ledger, scene.fleet
        self.postgres, self.moto, self.mail = postgres, moto, mail
        rows = postgres.rows
        self.jobs = rows("SELECT kind, state, attempts, failure FROM job")
        self.comments = rows("SELECT e.panel_id, e.name, c.text FROM comment c LEFT JOIN evaluation v ON v.id = c.evaluation_id "
                             "JOIN entity e ON e.id = coalesce(c.entity_id, v.entity_id)")
        self.entities = rows("SELECT id, panel_id, name, is_live FROM entity")
        self.states = rows("SELECT panel_id, name, entity_id, document FROM entity_revision ORDER BY entity_id, seq_from")
        self.headers = rows("SELECT * FROM (SELECT panel_id, seq_from, seq_to::text AS seq_to, name, major, minor, version_comment, "
                            "genes, children FROM panel_header) h ORDER BY panel_id, seq_from")
        self.activities = rows("SELECT panel_id, entity_name, event, text FROM activity")
        self.people = rows("SELECT p.username, p.email, s.email_verified FROM person p LEFT JOIN account_state s ON s.person_id = p.id")

    def comments_with(self, marker, panel):
        return sum(1 for row in self.comments if row["panel_id"] == panel and marker in row["text"])

    def states_with(self, marker, panel):
        """How often a marker came into an entity of the panel: once for each state that has it after one that has not."""
        count, before = 0, None
        for row in self.states:
            if row["panel_id"] != panel:
                continue
            has = marker in row["document"]
            is_same = before is not None and before[0] == row["entity_id"]
            if has and not (is_same and before[1]):
                count += 1
            before = (row["entity_id"], has)
        return count

    def copies(self, gene):
        """On how many target panels a gene is, and how often its coming is told there."""
        holders = collections.Counter(row["panel_id"] for row in self.entities if row["name"] == gene and row["panel_id"] in TARGETS)
        told = collections.Counter(row["panel_id"] for row in self.activities
                                   if row["entity_name"] == gene and row["event"] == "entity-added" and row["panel_id"] in TARGETS)
        return holders, told


def expected(deed, count, most=1):
    """What is wrong with a deed whose effect was found so many times."""
    if count > most:
        return f"{deed.kind} {deed.marker} ({deed.outcome}) is there {count} times"
    if deed.outcome == "done" and count != most:
        return f"{deed.kind} {deed.marker} was acknowledged and is lost"
    if deed.outcome == "refused" and count:
        return f"{deed.kind} {deed.marker} was refused and is there"
    return None


def writes(truth):
    """O81: every acknowledged write is there once, a refused one not at all, an unknown one at most once"""
    counters = {
        "review": lambda deed: truth.comments_with(deed.marker, deed.facts["panel"]),
        "rating": lambda deed: truth.comments_with(deed.marker, deed.facts["panel"]),
        "phenotypes": lambda deed: truth.states_with(deed.marker, deed.facts["panel"]),
        "addition": lambda deed: sum(1 for row in truth.entities
                                     if row["panel_id"] == deed.facts["panel"] and row["name"] == deed.marker),
        "panel": lambda deed: sum(1 for row in truth.headers if row["name"] == deed.marker and row["seq_to"] == str(LIVE)),
        "promotion": lambda deed: sum((row["version_comment"] or "").count(deed.marker) for row in truth.headers
                                      if row["panel_id"] == deed.facts["panel"] and row["seq_to"] == str(LIVE)),
        "registration": lambda deed: sum(1 for row in truth.people if row["username"] == deed.marker),
        "verification": lambda deed: sum(1 for row in truth.people
                                         if row["username"] == deed.marker and row["email_verified"] is not None),
    }
    for deed in truth.ledger.deeds:
        if deed.kind not in counters:
            continue
        count = counters[deed.kind](deed)
        deed.facts["found"] = count
        if wrong := expected(deed, count):
            yield wrong


def jobs(truth):
    """O43, O44: every job that was asked for is done, and its effect is there once on every panel or on none"""
    for row in truth.jobs:
        if row["state"] != "done":
            yield f"a job {row['kind']} is {row['state']} after {row['attempts']} attempts: {row['failure']}"
    for deed in truth.ledger.of("copy"):
        holders, told = truth.copies(deed.marker)
        deed.facts["found"] = len(holders)
        if len(holders) not in (0, len(TARGETS)):
            yield f"the copy of {deed.marker} reached {len(holders)} of {len(TARGETS)} panels"
        elif set(holders.values()) - {1} or told != holders:
            yield f"the copy of {deed.marker} was made more than once"
        elif wrong := expected(deed, 1 if holders else 0):
            yield wrong
    copied = sum(1 for deed in truth.ledger.of("copy") if deed.facts["found"])
    for row in truth.headers:
        if row["panel_id"] in TARGETS and row["seq_to"] == str(LIVE) and (row["major"], row["minor"]) != (1, copied):
            yield f"panel {row['panel_id']} has version {row['major']}.{row['minor']} after {copied} copies"


def mails(truth):
    """O81: every mail came, and none about a change that was not made"""
    for deed in truth.ledger.of("registration"):
        own = truth.mail.to(deed.facts["email"])
        told = [text for text in truth.mail.to("curators@panelapp.test") if deed.facts["email"] in text]
        if deed.facts["found"] and not (own and told):
            yield f"{deed.facts['email']} registered; mails: {len(own)} to them, {len(told)} to curators"
        if not deed.facts["found"] and (own or told):
            yield f"{deed.facts['email']} did not register ({deed.outcome}) and got {len(own)} mails, curators {len(told)}"
    for deed in truth.ledger.of("copy"):
        told = [text for text in truth.mail.to(deed.facts["mail"]) if f"{deed.marker} is copied" in text]
        if bool(told) != bool(deed.facts["found"]):
            yield f"the copy of {deed.marker} is{'' if deed.facts['found'] else ' not'} made and told by {len(told)} mails"
    asked = collections.Counter(deed.facts["mail"] for deed in truth.ledger.of("review copy", "done"))
    for address, count in asked.items():
        told = sum("Reviews copied" in text for text in truth.mail.to(address))
        if told < count:
            yield f"{count} copies of reviews were asked for by {address}, and {told} mails tell of their end"


def history(truth):
    """O63: revisions without gaps, versions that only rise, numbers that agree with what is there"""
    rows = truth.postgres.rows
    for row in rows("SELECT p.id, p.revision, count(c.*) AS changes, min(c.revision) AS low, max(c.revision) AS high FROM panel p "
                    "JOIN panel_change c ON c.panel_id = p.id GROUP BY p.id"):
        if row["high"] != row["revision"] or row["changes"] != row["high"] - row["low"] + 1:
            yield f"panel {row['id']} is at revision {row['revision']} and has {row['changes']} changes up to {row['high']}"
    last = None
    for row in truth.headers:
        if last and last["panel_id"] == row["panel_id"]:
            if last["seq_to"] != str(row["seq_from"]):
                yield f"panel {row['panel_id']}: a header ends at {last['seq_to']} and the next begins at {row['seq_from']}"
            if (row["major"], row["minor"]) < (last["major"], last["minor"]):
                yield f"panel {row['panel_id']}: version {row['major']}.{row['minor']} follows {last['major']}.{last['minor']}"
        last = row
    doubles = rows("SELECT panel_id, kind, name, count(*) AS n FROM entity WHERE is_live = 1 GROUP BY 1, 2, 3 HAVING count(*) > 1")
    yield from (f"panel {row['panel_id']} has {row['name']} {row['n']} times" for row in doubles)
    yield from statistics(truth)


def statistics(truth):
    """Numbers that are kept, against numbers that are counted."""
    rows = truth.postgres.rows
    kept = {row["panel_id"]: json.loads(row["actual"]) for row in rows("SELECT panel_id, actual FROM panel_statistics")}
    counted = rows(
        "SELECT e.panel_id, count(*) AS number_of_genes, sum(r.ready) AS number_of_ready_genes, "
        "sum(CASE WHEN r.confidence >= 3 THEN 1 ELSE 0 END) AS number_of_green_genes, "
        "sum(CASE WHEN EXISTS (SELECT 1 FROM evaluation v WHERE v.entity_id = e.id) THEN 1 ELSE 0 END) AS number_of_evaluated_genes "
        f"FROM entity e JOIN entity_revision r ON r.entity_id = e.id AND r.seq_to = {LIVE} "
        "WHERE e.kind = 'gene' AND e.is_live = 1 GROUP BY e.panel_id")
    for row in counted:
        panel = row.pop("panel_id")
        for name, value in row.items():
            if kept[panel].get(name) != value:
                yield f"panel {panel}: {name} is kept as {kept[panel].get(name)} and is {value}"


def agreement(truth):
    """O81, O82: every web gives the same answers"""
    paths = ["/", "/panels/", "/panels/activity/", "/panels/entities/", "/api/v1/panels/", "/api/v1/panels/signedoff/", "/api/v1/activities/"]
    for panel in WORKED + [SUPER, GREEN, TARGETS[0], TARGETS[-1]]:
        paths += [f"/panels/{panel}/", f"/panels/{panel}/versions/", f"/api/v1/panels/{panel}/", f"/api/v1/panels/{panel}/versions/"]
    for deed in truth.ledger.of("rating", "done")[-10:]:
        paths.append(f"/panels/{deed.facts['panel']}/gene/{deed.facts['gene']}/")
    for path in paths:
        answers = set()
        for web in truth.fleet.webs:
            request = urllib.request.Request(f"http://127.0.0.1:{web.port}{path}", headers={"Host": HOST})
            try:
                answers.add((200, urllib.request.urlopen(request, timeout=60).read()))
            except urllib.error.HTTPError as error:
                answers.add((error.code, b""))
        if len(answers) != 1:
            yield f"{path}: {len(answers)} different answers"
        elif (status := next(iter(answers))[0]) not in (200, 404):
            yield f"{path}: {status}"


def service(truth):
    """O40, O63, O81: no answer but declared 503s failed, no login ended, no process but those killed ended"""
    yield from truth.ledger.violations
    for member in truth.fleet.members:
        yield from member.surprises
        for line in member.log.read_text("utf-8", "replace").splitlines():
            # A process that is killed may leave half a line.
            if not (line.startswith("{") and line.endswith("}")):
                continue
            record = json.loads(line)
            if record.get("event") == "http.request" and record["status"] in (500, 502, 504):
                yield f"{member.name} answered {record['status']} to {record['method']} {record['path']}"
            elif record["levelname"] == "CRITICAL":
                yield f"{member.name}: {record['msg']}"


def queue(truth):
    """O44: the queue is empty but for what comes late, and no message had to be given up"""
    waiting, leased, dead = truth.moto.depth()
    if waiting or leased > truth.scene.late or dead:
        yield f"{waiting} messages wait, {leased} are leased, of which {truth.scene.late} may be, {dead} are dead"


CHECKS = [writes, jobs, mails, history, agreement, service, queue]
