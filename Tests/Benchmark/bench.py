"""Measures the release build under load on this machine and prints Markdown.

    make bench                      print the figures
    Tests/Benchmark/run.sh --write  put them into docs/benchmarks.md
    ... --seconds 2 --only sqlite   shorter, one database

Every figure is a ratio within one run where it can be: absolute numbers are of this machine. All traffic stays on the
loopback interface and ends by itself. Standard library only; the load comes from wrk.
"""
import argparse, datetime, http.client, json, os, pathlib, platform, re, subprocess, sys, tempfile, time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Compatibility"))
from harness import PROGRAM, ROOT, SHARED, Postgres, environment, folder, panelapp, server  # noqa: E402

BIG, SMALL, HUNDRED, FORTY = 1, 2, 3, 4
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def fetch(base, path, **headers):
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=60)
    start = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "identity"} | headers)
    answer = connection.getresponse()
    body = answer.read()
    took = time.perf_counter() - start
    connection.close()
    return answer, body, took * 1000


def load(base, path, seconds, connections=8, **headers):
    """wrk's word: requests/s, p50 and p99 in ms. Any answer that is neither 2xx nor 3xx ends the run."""
    flags = [f for k, v in headers.items() for f in ("-H", f"{k}: {v}")]
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *flags, base + path],
                         capture_output=True, text=True, timeout=seconds + 60, check=True).stdout
    if "Non-2xx" in out:
        sys.exit(f"{path}: {out}")
    number = lambda pattern: re.search(pattern, out)
    milli = lambda m: float(m[1]) * {"us": 0.001, "ms": 1, "s": 1000}[m[2]]
    return (float(number(r"Requests/sec:\s+([\d.]+)")[1]), milli(number(r"50%\s+([\d.]+)(us|ms|s)")),
            milli(number(r"99%\s+([\d.]+)(us|ms|s)")))


def resident(base):
    """Resident memory of the server on this port, in MB."""
    port = base.rsplit(":", 1)[1]
    for status in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(PROGRAM).encode() in status.read_bytes() and f":{port}".encode() in (status.parent / "environ").read_bytes():
                text = (status.parent / "status").read_text()
                return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024
        except (OSError, TypeError):
            continue
    return float("nan")


def command(*arguments, **settings):
    """A command with its wall time in s, largest memory in MB, and output."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        child = subprocess.Popen([PROGRAM, *arguments], env=environment(**settings), stdout=output, stderr=output)
        _, status, usage = os.wait4(child.pid, 0)
        took = time.perf_counter() - start
        output.seek(0)
        text = output.read()
    if status:
        sys.exit(f"panelapp {' '.join(map(str, arguments))} failed:\n{text[-3000:]}")
    return took, usage.ru_maxrss / 1024, text


def addresses(base, seconds, lines):
    """One line per address."""
    version = None

    def row(name, path, wanted=None, **headers):
        nonlocal version
        answer, body, _ = fetch(base, path, **headers)
        rate, p50, p99 = load(base, path, seconds, **headers)
        version = version or rate
        lines.append(f"| {name} | {rate:,.0f} | {p50:.2f} | {p99:.2f} | {len(body):,} | {resident(base):.0f} | {rate / version:.2f} |")
        return rate, answer, len(body)

    big = f"/api/v1/panels/{BIG}/"
    row("`/version/`", "/version/")
    _, body, cold = fetch(base, big)
    constant, _, _ = row("constant buffer of the size of the next", f"/bench/constant?bytes={len(body)}")
    plain, answer, _ = row("panel of 3,000 entities, JSON", big)
    packed, _, packed_size = row("the same, gzip", big, **{"Accept-Encoding": "gzip"})
    packed_constant, _, _ = row("constant buffer of the size of the gzip form", f"/bench/constant?bytes={packed_size}")
    row("the same, `If-None-Match` (304)", big, **{"If-None-Match": answer.headers["ETag"]})
    row("panel of 100 entities, JSON", f"/api/v1/panels/{HUNDRED}/")
    row("panel of 10 entities, JSON", f"/api/v1/panels/{SMALL}/")
    row("list of panels, page 1", "/api/v1/panels/")
    row("genes of the large panel, page 1", f"/api/v1/panels/{BIG}/genes/")
    row("an old version of the large panel", f"{big}?version=1.1")
    row("page: home", "/")
    row("page: all panels", "/panels/")
    row("page: panel of 3,000 entities", f"/panels/{BIG}/")
    row("the same, gzip", f"/panels/{BIG}/", **{"Accept-Encoding": "gzip"})
    _, html, _ = fetch(base, f"/panels/{BIG}/")
    entity = re.search(rb'href="(gene/[^"]+/)"', html)
    row("page: one gene in it", f"/panels/{BIG}/{entity[1].decode()}" if entity else f"/panels/{BIG}/")
    lines += ["", f"Against a constant buffer of the same size: plain {plain / constant:.2f}, gzip {packed / packed_constant:.2f}. "
                  f"First answer for the large panel after the start: {cold:.0f} ms.", ""]


def measure(kind, settings, seconds):
    lines = [f"### {kind}", ""]
    took, memory, text = command("generate", **settings)
    done = re.search(r"done: ([^\"\n]+reviews)", text)
    lines += [f"Generated {done[1] if done else ''} in {took:.1f} s ({memory:.0f} MB).", ""]
    start = time.perf_counter()
    with server(PANELAPP_BENCH="1", **settings) as base:
        ready = time.perf_counter() - start
        idle = resident(base)
        lines += [f"Ready after {ready:.2f} s with the data present; {idle:.0f} MB idle.", "",
                  "| address | requests/s | p50 ms | p99 ms | bytes | server MB | of `/version/` |", "|---|---:|---:|---:|---:|---:|---:|"]
        addresses(base, seconds, lines)
        first = []
        for _ in range(5):
            command("bench-edit", "--panel", str(BIG), "--count", "1", **settings)
            first.append(fetch(base, f"/api/v1/panels/{BIG}/")[2])
            command("bench-edit", "--panel", str(BIG), "--count", "1", **settings)
            first.append(fetch(base, f"/api/v1/panels/{BIG}/", **{"Accept-Encoding": "gzip"})[2])
        lines += [f"First answer after a change of the large panel, five times each: plain {sorted(first[0::2])[2]:.0f} ms, "
                  f"gzip {sorted(first[1::2])[2]:.0f} ms (median).", ""]
    return lines + commands(settings)


OPERATIONS = {"edit": "phenotypes of one gene changed", "rate": "one gene rated", "review": "a review saved",
              "add": "a gene added", "promote": "the panel promoted"}


def edits(panel, count, settings):
    """Medians of commands on a panel in microseconds, after some that do not count."""
    def run(count):
        text = command("bench-edit", "--panel", str(panel), "--count", str(count), "--operations", ",".join(OPERATIONS), **settings)[2]
        return json.loads(text.strip().splitlines()[-1])
    run(20)
    return run(count)


def commands(settings):
    """What the commands of curators and reviewers cost, by the size of the panel."""
    small, forty, big = (edits(panel, 200, settings) for panel in (SMALL, FORTY, BIG))
    lines = [f"Median of 200 (additions and promotions: 50), each with its version, history lines and activity, in a transaction "
             f"that is on disk, ms:", "",
             f"| command | panel of {small['entities']} | of {forty['entities']} | of {big['entities']:,} | ratio to the smallest | to the second |",
             "|---|---:|---:|---:|---:|---:|"]
    family = edits(HUNDRED, 100, settings)
    for key, words in OPERATIONS.items():
        lines.append(f"| {words} | {small[key] / 1000:.2f} | {forty[key] / 1000:.2f} | {big[key] / 1000:.2f} | "
                     f"{big[key] / small[key]:.2f} | {big[key] / forty[key]:.2f} |")
    return lines + ["", f"One gene rated in a panel of {family['entities']} with three super panels above it, which rise with it: "
                        f"{family['rate'] / 1000:.2f} ms.", ""]


def moved_commands(settings):
    """The same on a moved original: its largest panel against one of about 40 genes, three times in turn."""
    with server(**settings) as base:
        panels, path = [], "/api/v1/panels/?page=1"
        while path:
            page = json.loads(fetch(base, path)[1])
            panels += [(p["stats"]["number_of_genes"], p["id"]) for p in page["results"]
                       if "super-panel" not in [t["slug"] for t in p["types"]]]
            path = page["next"] and page["next"].removeprefix(base)
    largest, small = max(panels), min(panels, key=lambda p: (abs(p[0] - 40), p[1]))
    runs = [(edits(small[1], 100, settings), edits(largest[1], 100, settings)) for _ in range(3)]
    lines = [f"On the moved set L, PostgreSQL: medians of 100 (25), the middle of three runs, ms:", "",
             f"| command | panel of {small[0]} genes | of {largest[0]:,} | ratio |", "|---|---:|---:|---:|"]
    for key, words in OPERATIONS.items():
        few, many = sorted(r[0][key] for r in runs)[1], sorted(r[1][key] for r in runs)[1]
        lines.append(f"| {words} | {few / 1000:.2f} | {many / 1000:.2f} | {many / few:.2f} |")
    return lines


def imports(postgres, kinds):
    """Moving the originals S and L, where the data are there."""
    lines = ["### Moving an original", "", "| set | target | seconds | MB |", "|---|---|---:|---:|"]
    after = []
    for name, file in (("S: 25 panels", "original-S.sql.gz"), ("L: 400 panels, 36,490 genes on panels", "original-L.sql.xz")):
        dump = SHARED / "data" / file
        if not dump.exists():
            lines.append(f"| {name} | not measured: the data are not here | | |")
            continue
        with postgres.database(dump) as source, folder() as data, postgres.database() as target:
            for kind, settings in (("SQLite", {"PANELAPP_DATA_DIR": str(data)}), ("PostgreSQL", {"PANELAPP_DATA_DIR": str(data / "p"), "DATABASE_URL": target})):
                if kind in kinds:
                    took, memory, _ = command("import-original", source, **settings)
                    lines.append(f"| {name} | {kind} | {took:.1f} | {memory:.0f} |")
                    if kind == "PostgreSQL" and name.startswith("L"):
                        after = ["", *moved_commands(settings)]
    return lines + after + [""]


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--seconds", type=int, default=5, help="of load per address")
    p.add_argument("--only", choices=["SQLite", "PostgreSQL"])
    p.add_argument("--skip-imports", action="store_true")
    p.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    a = p.parse_args()
    kinds = [a.only] if a.only else ["SQLite", "PostgreSQL"]
    postgres = Postgres()
    processor = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    lines = [f"{datetime.date.today()}, {revision}, {os.cpu_count()} cores ({processor}), load before the run {os.getloadavg()[0]:.1f}. "
             "Client, server and database share the cores; 8 connections, one thread of wrk.", ""]
    if "SQLite" in kinds:
        with folder() as data:
            lines += measure("SQLite", {"PANELAPP_DATA_DIR": str(data)}, a.seconds)
    if "PostgreSQL" in kinds:
        with folder() as data, postgres.database() as url:
            lines += measure("PostgreSQL", {"PANELAPP_DATA_DIR": str(data), "DATABASE_URL": url}, a.seconds)
    if not a.skip_imports:
        lines += imports(postgres, kinds)
    text = "\n".join(lines)
    print(text)
    if a.write:
        page = ROOT / "docs/benchmarks.md"
        before, rest = page.read_text().split(BEGIN)
        page.write_text(f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    main()
