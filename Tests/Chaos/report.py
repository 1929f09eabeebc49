"""Puts the figures of a run into docs/reliability.md."""
import datetime, pathlib, re, subprocess

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs/reliability.md"


def table(head, rows):
    marks = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in [head, marks, *rows])


def revision():
    """The commit that was run; with a plus sign when the tree had changes."""
    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=DOCUMENT.parent, text=True, capture_output=True).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--untracked-files=no") else "")


def text(report, build):
    seconds, answers = report["seconds"], report["answers"]
    refused = sum(count for status, count in answers.items() if status.startswith("4"))
    recovered = report["recovery_seconds"]
    lines = [
        f"{datetime.date.today()}, {revision()}, {build} build, {seconds / 60:.0f} minutes, seed {report['seed']}: "
        f"`scripts/chaos.sh --minutes {seconds / 60:g} --seed {report['seed']}`.",
        f"{report['requests']:,} requests, of them {answers.get('503', 0):,} answered by a declared 503, "
        f"{answers.get('no answer', 0) + answers.get('no web', 0):,} by nothing, {refused:,} refused by a rule, none by another error. "
        f"{report['jobs']:,} jobs, {report['jobs_tried_again']:,} of them tried more than once; {report['mails']:,} mails. "
        f"Drained {report['drained_in']} s after the last fault.",
    ]
    if recovered:
        lines.append(f"After PostgreSQL took connections again every web was ready within {max(recovered)} s "
                     f"({len(recovered)} restarts).")
    deeds = report["deeds"]
    lines.append(table(["change", "acknowledged", "refused", "without an answer"],
                       [[kind, *counts.values()] for kind, counts in deeds.items()]))
    lines.append(f"**0 lost, 0 doubled.** Of the changes without an answer {report['unknown_found']} had been made, once each.")
    harmed = ", ".join(f"{name} {count:,}" for name, count in report["requests_harmed"].items())
    lines.append(table(["fault", "times"], report["faults"].items()))
    lines.append(f"Requests that met a fault between program and service: {harmed}.")
    return "\n\n".join(lines)


def write(report, build):
    old = DOCUMENT.read_text()
    new = re.sub(r"(<!-- figures: begin -->).*(<!-- figures: end -->)", lambda m: f"{m[1]}\n\n{text(report, build)}\n\n{m[2]}", old, flags=re.S)
    DOCUMENT.write_text(new)
    print(f"written: {DOCUMENT}")
