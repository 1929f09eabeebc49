"""The program against the original: captured answers over set S, and the public panels of the British service.

Every check runs on SQLite and on PostgreSQL. Deliberate differences stand in deviations.tsv with their reasons.
"""
import contextlib, itertools, json, pathlib, re, subprocess, sys, urllib.request

from harness import ROOT, SHARED, PROGRAM, Postgres, folder, panelapp, server

HERE = pathlib.Path(__file__).resolve().parent
passed, failed = [], []


def check(name, problems):
    (failed if problems else passed).append(name)
    print(f"{'FAIL' if problems else 'ok  '} {name}", flush=True)
    for line in problems[:12]:
        print(f"     {line}")


@contextlib.contextmanager
def targets(postgres):
    """Both kinds of database, fresh."""
    with folder() as data, postgres.database() as url:
        yield {"sqlite": {"PANELAPP_DATA_DIR": str(data / "sqlite")},
               "postgres": {"PANELAPP_DATA_DIR": str(data / "postgres"), "DATABASE_URL": url}}


# Accounts moved from the original sign in with their old passwords.
LOGINS = [f"--login={name}:PeerPass!2026" for name in ("curator01", "reviewer01", "external01")]


def captured_answers(postgres):
    """Everything below /api/v1/panels but evaluations and activities, for each kind of person."""
    with postgres.database(SHARED / "data/original-S.sql.gz") as source, targets(postgres) as kinds:
        for kind, settings in kinds.items():
            panelapp("import-original", source, **settings)
            again = panelapp("import-original", source, **settings)
            check(f"{kind}: importing S again changes nothing", [] if "unchanged" in again.stdout + again.stderr else
                  ["the summary of the second run names nothing unchanged", again.stdout[-400:], again.stderr[-400:]])
            with server(TIME_ZONE="Australia/Sydney", **settings) as base:
                token = subprocess.run("printf 'peer-curator01' | sha1sum | cut -c1-40", shell=True, text=True,
                                       capture_output=True, check=True).stdout.strip()
                done = subprocess.run(
                    [sys.executable, SHARED / "tools/golden.py", base, SHARED / "data/golden-S.tar.xz", "--deviations",
                     HERE / "deviations.tsv", "--only",
                     r" /api/v1/(panels(?!.*(evaluations|activities))|$|\?|\.)| /accounts/login/$",
                     "--token", f"curator01:{token}", *LOGINS], text=True, capture_output=True, timeout=600)
                print(f"     {done.stdout.strip().splitlines()[-1]}")
                check(f"{kind}: captured answers of the original", [] if done.returncode == 0 else done.stdout.splitlines())


# Keys of a mirrored document that are this installation's own: the British service does not send them.
OURS = {"description", "child_panel_ids"}


def ours_removed(have, want):
    """`have` without the keys that are ours to set, at every panel object; a genuine `description` of a type stays."""
    if isinstance(have, dict):
        panel = "hash_id" in have
        return {k: ours_removed(v, (want or {}).get(k) if isinstance(want, dict) else None) for k, v in have.items()
                if not (panel and k in OURS and not (isinstance(want, dict) and k in want))}
    if isinstance(have, list):
        return [ours_removed(v, want[i] if isinstance(want, list) and i < len(want) else None) for i, v in enumerate(have)]
    return have


def ordered_by_children(document, children):
    """A super panel's document in the orders that the original leaves open.

    It orders neither the types of a panel, nor equally old sources, nor one gene's entities on several children: its
    answers of one day contradict one another. Here all three follow the children's own documents.
    """
    for kind in ("genes", "strs", "regions"):
        if any("panel" not in entity for entity in document[kind]):
            continue
        for entity in document[kind]:
            child = children.get(entity["panel"]["id"])
            if not child:
                continue
            own = next((e for e in child[kind] if e["entity_name"] == entity["entity_name"]), entity)
            if sorted(own["evidence"]) == sorted(entity["evidence"]):
                entity["evidence"] = own["evidence"]
            if sorted(t["slug"] for t in child["types"]) == sorted(t["slug"] for t in entity["panel"]["types"]):
                entity["panel"]["types"] = child["types"]
        # Of one name at one level only: runs stay where they are.
        runs = itertools.groupby(document[kind], key=lambda e: (e["confidence_level"], e["entity_name"]))
        document[kind] = [e for _, run in runs for e in sorted(run, key=lambda e: e["panel"]["id"])]
    return document


def first_difference(want, have, where="$"):
    if isinstance(want, dict) and isinstance(have, dict):
        for key in list(want) + [k for k in have if k not in want]:
            if key not in have or key not in want:
                return f"{where}.{key}: {'missing' if key not in have else 'not in the original'}"
            if found := first_difference(want[key], have[key], f"{where}.{key}"):
                return found
        return None
    if isinstance(want, list) and isinstance(have, list):
        if len(want) != len(have):
            return f"{where}: {len(have)} items instead of {len(want)}"
        return next((f for i, (a, b) in enumerate(zip(want, have)) if (f := first_difference(a, b, f"{where}[{i}]"))), None)
    return None if want == have else f"{where}: {json.dumps(want)[:80]} became {json.dumps(have)[:80]}"


def mirrored_panels(postgres):
    """Every British panel comes in by import-api and goes out again value for value."""
    source = SHARED / "data/panels-uk"
    with targets(postgres) as kinds:
        for kind, settings in kinds.items():
            panelapp("import-api", str(source), **settings)
            again = panelapp("import-api", str(source), **settings)
            check(f"{kind}: mirroring again changes nothing", [] if "unchanged" in again.stdout + again.stderr else
                  ["the summary of the second run names nothing unchanged", again.stdout[-400:], again.stderr[-400:]])
            problems = []
            with server(TIME_ZONE="UTC", **settings) as base:
                files = sorted(source.glob("panels/panel_*.json"))
                documents = {d["id"]: d for d in (json.loads(f.read_bytes()) for f in files)}
                for file in files:
                    want = ordered_by_children(json.loads(file.read_bytes()), documents)
                    with urllib.request.urlopen(f"{base}/api/v1/panels/{want['id']}/") as answer:
                        have = json.loads(answer.read())
                    have = ordered_by_children(have, {})
                    if found := first_difference(want, ours_removed(have, want)):
                        problems.append(f"{file.name}: {found}")
            check(f"{kind}: {len(files)} British panels come back value for value", problems)


def main():
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM} is not built")
    if not (SHARED / "data/golden-S.tar.xz").exists():
        print(f"SKIPPED: compatibility with the original was NOT checked, there is no {SHARED / 'data'}")
        return
    postgres = Postgres()
    captured_answers(postgres)
    mirrored_panels(postgres)
    print(f"compatibility: {len(passed)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
