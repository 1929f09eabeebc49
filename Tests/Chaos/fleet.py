"""The program as an operator runs it: several webs and workers as processes, killed and started again."""
import contextlib, os, pathlib, re, signal, subprocess, sys, time, urllib.request

from services import free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("PANELAPP_BIN") or ROOT / ".build/debug/panelapp").resolve()
QUEUE, BUCKET, LEASE = "panelapp", "media-bucket", 10
HOST = "panelapp.test"


def environment(postgres, moto, mail):
    """The smallest valid environment of aws mode, against the services of the suite."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")}
    return kept | {
        "PANELAPP_MODE": "aws", "AWS_REGION": "eu-west-2", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_S3_ENDPOINT_URL": f"http://127.0.0.1:{moto.s3.port}", "AWS_SQS_ENDPOINT_URL": f"http://127.0.0.1:{moto.sqs.port}",
        "AWS_S3_STATICFILES_BUCKET_NAME": "static-bucket", "AWS_S3_MEDIAFILES_BUCKET_NAME": BUCKET,
        "AWS_MEDIA_DELIVERY": "proxy", "STATIC_URL": "/static/", "TASK_QUEUE_NAME": QUEUE,
        "SQS_QUEUE_VISIBILITY_TIMEOUT": str(LEASE), "ALLOWED_HOSTS": HOST, "DATABASE_URL": postgres.url,
        "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail.port), "EMAIL_USE_TLS": "False", "EMAIL_TIMEOUT": "5",
        "DEFAULT_FROM_EMAIL": "noreply@panelapp.test", "PANEL_APP_EMAIL": "curators@panelapp.test",
        "PANEL_APP_BASE_URL": f"http://{HOST}", "SECRET_KEY": "chaos-0123456789abcdef0123456789abcdef",
        "HEALTH_CHECK_TOKEN": "chaos-health-token", "SHUTDOWN_DELAY": "0", "METRICS_BIND": "",
    }


class Member:
    """A web or a worker. What it says goes to a file; how it ended is remembered."""

    def __init__(self, name, command, settings, folder, port=None):
        self.name, self.command, self.settings, self.port = name, command, settings, port
        self.log = folder / f"{name}.log"
        self.process = None
        # Ends that nobody asked for.
        self.surprises = []

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([PROGRAM, self.command], env=self.settings, stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def look(self):
        """Notes it when the process has ended by itself, and starts it again."""
        if self.process is not None and not self.is_running:
            self.surprises.append(f"{self.name} ended by itself with {self.process.returncode}")
            self.start()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self, seconds=60):
        """SIGTERM, and the exit code that came of it."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            code = "no end"
        self.process = None
        if code != 0:
            self.surprises.append(f"{self.name} answered SIGTERM with {code}")

    def freeze(self, is_frozen):
        self.process.send_signal(signal.SIGSTOP if is_frozen else signal.SIGCONT)

    def is_ready(self):
        with contextlib.suppress(OSError):
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}/readyz", headers={"Host": HOST})
            return urllib.request.urlopen(request, timeout=3).status == 200
        return False


class Fleet:
    def __init__(self, settings, folder, webs=3, workers=2):
        self.settings, self.folder = settings, folder
        self.webs = []
        for number in range(1, webs + 1):
            port = free_port()
            self.webs.append(Member(f"web{number}", "web", settings | {"GUNICORN_BIND": f"127.0.0.1:{port}"}, folder, port))
        self.workers = [Member(f"worker{number}", "worker", settings, folder) for number in range(1, workers + 1)]

    members = property(lambda self: self.webs + self.workers)

    def run(self, *arguments, given=None):
        """A one-off command to its end."""
        done = subprocess.run([PROGRAM, *arguments], env=self.settings, text=True, capture_output=True, timeout=600, input=given)
        if done.returncode:
            sys.exit(f"panelapp {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout + done.stderr

    def logins(self):
        """Loads the demo data; its logins."""
        return dict(re.findall(r"^\s+(demo-\w+)\s+(\S+)\s+\(", self.run("demo"), re.M))

    def start(self):
        for member in self.members:
            member.start()
        self.wait_until_ready()

    def wait_until_ready(self, seconds=90):
        """Seconds until every web is ready."""
        begin = time.monotonic()
        while not all(web.is_ready() for web in self.webs):
            for member in self.members:
                member.look()
            if time.monotonic() - begin > seconds:
                raise RuntimeError("the webs did not become ready; see their logs")
            time.sleep(0.1)
        return time.monotonic() - begin

    def kill_all(self):
        for member in self.members:
            if member.is_running:
                member.kill()
