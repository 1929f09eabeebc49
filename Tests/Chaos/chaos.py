"""Three webs and two workers under users, while everything they depend on fails.

    python Tests/Chaos/chaos.py [--minutes M | --seconds S] [--seed N] [--keep FOLDER] [--write]

The seed decides what the users choose and which faults come in which order; when they meet is up to the machine.
Ends with 0 when nothing that was acknowledged is lost or doubled (`checks.py`).
"""
import argparse, collections, json, pathlib, random, re, secrets, shutil, sys, tempfile, time

import checks, report, sabotage, world
from client import Client
from faults import Faults
from fleet import BUCKET, LEASE, PROGRAM, QUEUE, Fleet, environment
from ledger import Ledger
from services import Loop, MailServer, Moto, Postgres
from users import PASSWORD, Curator, Newcomer, Reader, Reviewer

CURATORS = ["ada", "ben", "cleo"]


def prepare(fleet, folder):
    """The data, and the logins of those who work on it."""
    fleet.run("migrate")
    logins = fleet.logins()
    world.write(folder / "world")
    fleet.run("import-api", str(folder / "world"))
    for name in CURATORS:
        fleet.run("createsuperuser", "--username", name, "--email", f"{name}@panelapp.test", "--password-stdin", given=f"{PASSWORD}\n")
    return logins


def token(scene, username, password):
    """A token for the API, from the page that makes it."""
    client = Client(scene.fleet.webs, scene.ledger, random.Random("token"))
    if not client.sign_in(username, password):
        raise RuntimeError(f"{username} cannot sign in")
    answer = client.send("/accounts/profile/token/", client.get("/accounts/profile/"), {})
    found = re.search(r"Authorization: Token (\w+)", answer.body if answer else "")
    if not found:
        raise RuntimeError("the profile shows no new token")
    return found[1]


def drain(scene, postgres, moto, seconds):
    """Waits until every job is done and the queue is empty. Pauses that are measured in minutes are cut short: a job that
    waits for its next attempt is made due, and what died workers had begun is as old as if the wait for them were over. The
    messages of attempts that were minutes away come later, and find their jobs done: `scene.late` of them may be hidden."""
    fleet = scene.fleet
    for worker in fleet.workers:
        worker.kill()
    postgres.execute("UPDATE job SET changed = changed - 3600000000 WHERE state IN ('running', 'sent')")
    scene.late = len(postgres.execute(
        "UPDATE job SET state = 'waiting', run_after = 0 WHERE state = 'sent' AND attempts > 0 "
        "AND run_after > extract(epoch FROM now()) * 1000000 RETURNING id").split())
    for worker in fleet.workers:
        worker.start()
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        postgres.execute("UPDATE job SET run_after = 0 WHERE state = 'waiting'")
        left = postgres.rows("SELECT 1 FROM job WHERE state NOT IN ('done', 'failed')")
        waiting, leased, _ = moto.depth()
        if not left and not waiting and leased <= scene.late:
            break
        for member in fleet.members:
            member.look()
        time.sleep(0.5)
    return time.monotonic() - begin


def figures(arguments, ledger, faults, moto, mail, truth, results, drained):
    deeds = collections.Counter((deed.kind, deed.outcome) for deed in ledger.deeds)
    found = sum(1 for deed in ledger.deeds if deed.outcome == "unknown" and deed.facts.get("found"))
    return {
        "seed": arguments.seed, "seconds": round(arguments.seconds), "requests": sum(ledger.answers.values()),
        "answers": dict(sorted(ledger.answers.items())),
        "deeds": {kind: {outcome: deeds[kind, outcome] for outcome in ("done", "refused", "unknown")}
                  for kind in sorted({deed.kind for deed in ledger.deeds})},
        "unknown_found": found, "faults": dict(sorted(faults.done.items())),
        "requests_harmed": {"S3": sum(moto.s3.harmed.values()), "SQS": sum(moto.sqs.harmed.values()), "SMTP": sum(mail.harmed.values())},
        "jobs": len(truth.jobs), "jobs_tried_again": sum(1 for row in truth.jobs if row["attempts"] > 1), "mails": len(mail.mails),
        "recovery_seconds": [round(seconds, 1) for seconds in faults.recoveries], "drained_in": round(drained, 1),
        "checks": {name: len(problems) for name, problems in results.items()},
    }


def run(arguments, folder):
    (folder / "postgres").mkdir()
    loop, ledger = Loop(), Ledger(arguments.seed)
    postgres, mail = Postgres(folder / "postgres"), MailServer()
    moto = Moto(folder, loop)
    fleet = Fleet(environment(postgres, moto, mail), folder)
    scene = world.Scene(fleet, mail, ledger)
    try:
        moto.prepare(QUEUE, LEASE, BUCKET)
        moto.files.put_object(Bucket=BUCKET, Key="uploads/images/chaos.png", Body=b"\x89PNG\r\n\x1a\n" * 20_000, ContentType="image/png")
        logins = prepare(fleet, folder)
        scene.look(postgres)
        fleet.start()
        users = [Curator(name, scene, arguments.seed, name, PASSWORD) for name in CURATORS]
        users += [Reviewer(name, scene, arguments.seed, name, logins[name]) for name in ("demo-reviewer", "demo-reviewer2")]
        # Before anything fails: hashing a password takes seconds in a debug build.
        for user in users:
            user.sign_in()
        key = token(scene, "demo-external", logins["demo-external"])
        users += [Newcomer("newcomer", scene, arguments.seed)] + [Reader(f"reader{n}", scene, arguments.seed, key) for n in (1, 2)]
        faults = Faults(scene, postgres, moto, mail, arguments.seed, (0.3, 1.5) if arguments.seconds < 300 else (1, 6))
        print(f"chaos: seed {arguments.seed}, {arguments.seconds:.0f} s, {len(users)} users", flush=True)
        ledger.start = time.monotonic()
        for thread in [*users, faults]:
            thread.start()
        time.sleep(arguments.seconds)
        scene.over.set()
        faults.join(120)
        moto.s3.mood = moto.sqs.mood = mail.mood = "pass"
        for user in users:
            user.join(60)
        fleet.wait_until_ready()
        drained = drain(scene, postgres, moto, 180)
        truth = checks.Truth(scene, postgres, moto, mail)
        results = {check.__doc__: list(check(truth)) for check in checks.CHECKS}
        facts = figures(arguments, ledger, faults, moto, mail, truth, results, drained)
        results["the checks see what is taken away or doubled"] = sabotage.see(scene, postgres, moto, mail)
        for member in fleet.members:
            member.stop()
        results["O79, O80: at the end every process answers SIGTERM with 0"] = [
            text for member in fleet.members for text in member.surprises if "SIGTERM" in text]
        return facts, results
    finally:
        scene.over.set()
        fleet.kill_all()
        moto.stop()
        mail.stop()
        postgres.stop("immediate")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--minutes", type=float)
    length.add_argument("--seconds", type=float, default=45)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--keep", type=pathlib.Path, help="keep logs and data in this folder")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/reliability.md")
    arguments = parser.parse_args()
    if arguments.minutes:
        arguments.seconds = arguments.minutes * 60
    folder = arguments.keep or pathlib.Path(tempfile.mkdtemp(prefix="panelapp-chaos-"))
    folder.mkdir(parents=True, exist_ok=True)
    # The database's own user works in a folder below.
    folder.chmod(0o755)
    try:
        facts, results = run(arguments, folder)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(facts))
    for name, problems in results.items():
        print(f"{'ok  ' if not problems else 'FAIL'} {name}")
        for problem in problems[:20]:
            print(f"       {problem}")
        if len(problems) > 20:
            print(f"       and {len(problems) - 20} more")
    failed = sum(1 for problems in results.values() if problems)
    if arguments.write:
        if failed:
            print("nothing is written: figures of a failed run are none")
        else:
            report.write(facts, "release" if {"release", "images"} & set(PROGRAM.parts) else "debug")
    print(f"{len(results) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
