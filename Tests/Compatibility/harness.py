"""What the compatibility checks share: scratch databases, the program, a running server. Standard library only."""
import contextlib, os, pathlib, secrets, shutil, signal, subprocess, sys, tempfile, time, urllib.error, urllib.parse, urllib.request

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Peers"))
from ports import free_port  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("PANELAPP_SHARED") or ROOT.parent / "shared").resolve()
PROGRAM = pathlib.Path(os.environ.get("PANELAPP_BIN") or ROOT / ".build/debug/panelapp").resolve()


def environment(**settings):
    """A clean environment: no PANELAPP_ or service variable of the caller leaks in."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")}
    return kept | {"PANELAPP_MODE": "local", "ALLOWED_HOSTS": "*"} | settings


def panelapp(*arguments, expect=0, **settings):
    """Runs one command to its end; its output on a wrong exit code."""
    done = subprocess.run([PROGRAM, *arguments], env=environment(**settings), text=True, capture_output=True, timeout=900)
    if done.returncode != expect:
        sys.exit(f"panelapp {' '.join(arguments)} ended with {done.returncode}, expected {expect}:\n{done.stdout}\n{done.stderr}")
    return done


@contextlib.contextmanager
def server(**settings):
    """`panelapp web` on a free port, ready; its base address."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    log = tempfile.TemporaryFile()
    process = subprocess.Popen([PROGRAM, "web"], env=environment(GUNICORN_BIND=f"127.0.0.1:{port}", METRICS_BIND="", **settings),
                               stdout=log, stderr=log)
    try:
        for _ in range(300):
            if process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{base}/readyz", timeout=2)
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        else:
            process.kill()
        if process.poll() is not None:
            log.seek(0)
            sys.exit(f"panelapp web did not become ready:\n{log.read().decode('utf-8', 'replace')[-4000:]}")
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            sys.exit("panelapp web did not stop within 30 s after SIGTERM")


class Postgres:
    """The test server named by PANELAPP_TEST_POSTGRES, and scratch databases on it."""

    def __init__(self):
        self.url = os.environ.get("PANELAPP_TEST_POSTGRES") or sys.exit(
            "PANELAPP_TEST_POSTGRES is not set: it names the PostgreSQL server for tests")

    def address(self, database):
        return urllib.parse.urlsplit(self.url)._replace(path=f"/{database}").geturl()

    def sql(self, command, database="postgres"):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", self.address(database), "-c", command], check=True,
                       stdout=subprocess.DEVNULL)

    @contextlib.contextmanager
    def database(self, dump=None):
        """A database of its own, filled from a packed plain dump where one is given; dropped at the end."""
        name = f"compat_{secrets.token_hex(4)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            if dump:
                unpack = subprocess.Popen(["xz" if str(dump).endswith(".xz") else "gzip", "-dc", dump], stdout=subprocess.PIPE)
                subprocess.run(["psql", "-qX", "-d", self.address(name)], stdin=unpack.stdout, check=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                unpack.wait()
            yield self.address(name)
        finally:
            self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextlib.contextmanager
def folder():
    path = tempfile.mkdtemp(prefix="panelapp-compat-")
    try:
        yield pathlib.Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)
