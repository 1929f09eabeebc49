"""A deployment as operators have it, in either mode: the same environment, but for `PANELAPP_MODE`. It stands on PostgreSQL, S3, SQS
and SMTP, which scripts/test-postgres.sh and scripts/test-peers.sh have started."""
import contextlib, email, email.policy, json, os, pathlib, re, secrets, signal, subprocess, tempfile, time, urllib.request

import boto3

from panelsite import PROGRAM, free_port


class Deployment:
    """The program's processes over services of their own names, so that runs do not meet."""

    def __init__(self, mode, folder):
        postgres = os.environ["PANELAPP_TEST_POSTGRES"]
        peers = json.loads(pathlib.Path(os.environ["PANELAPP_TEST_PEERS"]).read_text())
        self.mode, self.folder, self.mails = mode, pathlib.Path(folder), pathlib.Path(peers["mails"])
        self.processes = []
        # Also the domain of everybody's mail address: the mail server is shared.
        self.name = name = f"story-{mode}-{secrets.token_hex(4)}"
        self.database = name.replace("-", "_")
        self.psql(f"CREATE DATABASE {self.database}")
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "eu-west-2"}
        files = boto3.client("s3", endpoint_url=peers["aws"], **keys)
        for bucket in (f"{name}-static", f"{name}-media"):
            files.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        self.files, self.static = files, f"{name}-static"
        queue = boto3.client("sqs", endpoint_url=peers["sqs"], **keys)
        queue.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "360"})
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH")}
        self.environment = kept | {
            "PANELAPP_MODE": mode, "PANELAPP_DATA_DIR": str(folder), "AWS_REGION": "eu-west-2", "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test", "AWS_S3_ENDPOINT_URL": peers["aws"], "AWS_SQS_ENDPOINT_URL": peers["sqs"],
            "AWS_S3_STATICFILES_BUCKET_NAME": f"{name}-static", "AWS_S3_MEDIAFILES_BUCKET_NAME": f"{name}-media",
            "STATIC_URL": f"{peers['aws']}/{name}-static/static/", "TASK_QUEUE_NAME": name, "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": postgres.rsplit("/", 1)[0] + f"/{self.database}", "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(peers["smtp"]["plain"]), "EMAIL_USE_TLS": "False", "DEFAULT_FROM_EMAIL": f"noreply@{name}.test",
            "PANEL_APP_EMAIL": f"curators@{name}.test", "PANEL_APP_BASE_URL": self.base, "GUNICORN_BIND": f"127.0.0.1:{port}",
            "SECRET_KEY": f"{name}-0123456789abcdef0123456789abcdef", "HEALTH_CHECK_TOKEN": "a-health-token-of-the-story",
            # No CloudFront stands before this bucket.
            "AWS_STATICFILES_DEFAULT_ACL": "public-read",
            "SHUTDOWN_DELAY": "0", "METRICS_BIND": "",
        }

    def psql(self, statement):
        subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", os.environ["PANELAPP_TEST_POSTGRES"], "-c", statement],
                       check=True, stdout=subprocess.DEVNULL)

    def command(self, *arguments, given=None):
        """A one-off job; what it printed."""
        done = subprocess.run([PROGRAM, *map(str, arguments)], env=self.environment, input=given, text=True, capture_output=True,
                              timeout=300)
        assert done.returncode == 0, f"panelapp {arguments}: {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def start(self, command):
        with open(self.folder / f"{command}.log", "wb") as log:
            self.processes.append(subprocess.Popen([PROGRAM, command], env=self.environment, stdout=log, stderr=log))

    def wait_until_ready(self):
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.base}/readyz", timeout=2)
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "web.log").read_text()[-4000:])

    def health(self):
        with urllib.request.urlopen(f"{self.base}/health_check/?token={self.environment['HEALTH_CHECK_TOKEN']}") as answer:
            return json.loads(answer.read())

    def mail(self, to, subject):
        """The text of the newest mail to somebody about something, once it has been delivered by SMTP."""
        for _ in range(300):
            for file in sorted(self.mails.glob("**/*.eml"), reverse=True):
                message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                if to in message["To"] and subject in message["Subject"]:
                    return message.get_body(("plain",)).get_content()
            time.sleep(0.1)
        raise AssertionError(f"no mail to {to} about {subject}")

    def link(self, to, subject, part):
        """The address in a mail that contains `part`."""
        return re.search(rf"\S*{part}\S*", self.mail(to, subject)).group()

    def stop(self):
        """Ends the processes as a platform does; each must say that all is well."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        codes = []
        for process in self.processes:
            try:
                codes.append(process.wait(60))
            except subprocess.TimeoutExpired:
                process.kill()
                codes.append("killed")
        return codes


@contextlib.contextmanager
def deployed(mode):
    """A deployment that has been set up by the book: migrate, static files, the first account, the genes; then it serves."""
    with tempfile.TemporaryDirectory(prefix="panelapp-story-") as folder:
        site = Deployment(mode, folder)
        try:
            site.command("migrate")
            # The deployment's own job, whatever the mode of the site that it serves.
            site.environment["PANELAPP_MODE"] = "aws"
            site.command("collectstatic", "--noinput")
            site.environment["PANELAPP_MODE"] = mode
            site.start("web")
            # In local mode the jobs are done by web.
            if mode == "aws":
                site.start("worker")
            site.wait_until_ready()
            yield site
        finally:
            codes = site.stop()
            site.psql(f"DROP DATABASE IF EXISTS {site.database} WITH (FORCE)")
        assert set(codes) == {0}, f"ended with {codes}"
