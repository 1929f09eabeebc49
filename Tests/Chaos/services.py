"""What the program depends on, each in a form that can be made to fail: PostgreSQL that restarts, S3 and SQS behind a relay
that refuses, hangs or loses answers, and an SMTP server with moods. Standard library, moto and aiosmtpd."""
import asyncio, collections, contextlib, json, os, pathlib, pwd, re, shutil, socket, subprocess, sys, threading, time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "Peers"))
from ports import free_port  # noqa: E402


def listens(port, seconds=60.0):
    """Waits until something listens on the port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")


class Postgres:
    """A cluster of its own. Commits are in the operating system's hands when they are acknowledged, so the death of the
    server loses none of them, as in production; only a power cut could."""

    def __init__(self, folder: pathlib.Path):
        self.folder, self.port = folder, free_port()
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0]))
        initdb = str(found[-1]) if found else shutil.which("initdb")
        if not initdb:
            sys.exit("no PostgreSQL server; scripts/install-deps.sh --for test installs it")
        self.bin = pathlib.Path(initdb).parent
        self.prefix = []
        if os.getuid() == 0:
            names = {entry.pw_name for entry in pwd.getpwall()}
            user = "postgres" if "postgres" in names else "nobody"
            self.prefix = ["runuser", "-u", user, "--"]
            shutil.chown(folder, user)
        self.run("initdb", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()

    url = property(lambda self: f"postgresql://postgres@127.0.0.1:{self.port}/postgres")

    def run(self, program, *arguments):
        command = [*self.prefix, str(self.bin / program), "-D", str(self.folder / "data"), *arguments]
        done = subprocess.run(command, cwd="/", text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")

    def start(self):
        options = (f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off "
                   "-c max_connections=100 -c shared_buffers=128MB -c log_min_messages=fatal")
        self.run("pg_ctl", "-l", str(self.folder / "server.log"), "-w", "-t", "60", "-o", options, "start")

    def stop(self, mode):
        """`fast` ends every connection; `immediate` is a crash, with recovery at the next start."""
        self.run("pg_ctl", "-m", mode, "-w", "stop")

    def rows(self, query):
        """The rows of a query as dictionaries."""
        text = self.execute(f"SELECT coalesce(json_agg(t), '[]') FROM ({query}) t")
        return json.loads(text)

    def execute(self, statement):
        done = subprocess.run([self.bin / "psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", self.url, "-c", statement], check=True,
                              text=True, capture_output=True)
        return done.stdout


class Loop:
    """An event loop on a thread of its own."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()


class Relay:
    """Stands between the program and S3 or SQS. `mood` is what happens to requests:

    - pass: nothing.
    - refuse: the connection is reset before the request is read.
    - hang: no answer, until the mood changes; then the connection is reset.
    - fail: 503.
    - lose: the request is carried out, its answer is lost.
    """

    MOODS = ("refuse", "hang", "fail", "lose")

    def __init__(self, target_port, loop: Loop):
        self.target, self.mood = target_port, "pass"
        self.requests = 0
        self.harmed = collections.Counter()
        # Bodies of messages that were sent: what can be delivered a second time.
        self.messages = []
        # The loop itself holds its tasks only weakly.
        self.tasks = set()
        self.port = loop.run(self.listen())

    async def listen(self):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    async def serve(self, reader, writer):
        task = asyncio.current_task()
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        try:
            while await self.exchange(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.transport.abort()

    async def exchange(self, reader, writer):
        """Answers one request. False when the connection ends with it."""
        if self.mood == "refuse":
            self.harmed["refuse"] += 1
            return False
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        self.requests += 1
        mood = self.mood
        if mood != "pass":
            self.harmed[mood] += 1
        if mood == "refuse":
            return False
        if mood == "hang":
            while self.mood == "hang":
                await asyncio.sleep(0.05)
            return False
        if mood == "fail":
            text = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
            writer.write(b"HTTP/1.1 503 Slow Down\r\ncontent-type: application/xml\r\ncontent-length: %d\r\n\r\n%s" % (len(text), text))
            await writer.drain()
            return True
        answer = await self.ask(head, body)
        self.note(head, body, answer)
        # A long poll may have begun before the mood changed.
        if mood == "lose" or self.mood in ("lose", "refuse", "hang"):
            return False
        writer.write(answer)
        await writer.drain()
        return False

    async def ask(self, head, body):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        head = re.sub(rb"(?i)\r\nconnection:[^\r]*", b"", head)
        writer.write(head[:-2] + b"Connection: close\r\n\r\n" + body)
        answer = await reader.read()
        writer.close()
        return answer

    def note(self, head, body, answer):
        if b"AmazonSQS.SendMessage" not in head or not answer.startswith(b"HTTP/1.1 200"):
            return
        sent = json.loads(body)
        self.messages += [entry["MessageBody"] for entry in sent.get("Entries", [sent])]


class Moto:
    """S3 and SQS as a process of their own, and a relay before each."""

    def __init__(self, folder: pathlib.Path, loop: Loop):
        port = self.port = free_port()
        log = open(folder / "moto.log", "wb")
        program = pathlib.Path(sys.executable).parent / "moto_server"
        self.process = subprocess.Popen([program, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
        listens(port)
        self.s3, self.sqs = Relay(port, loop), Relay(port, loop)
        import boto3
        from botocore.config import Config

        def client(name):
            return boto3.client(name, endpoint_url=f"http://127.0.0.1:{port}", region_name="eu-west-2", aws_access_key_id="test",
                                aws_secret_access_key="test", config=Config(retries={"max_attempts": 3}))

        self.queue, self.files = client("sqs"), client("s3")

    def prepare(self, queue, lease, bucket):
        dead = self.queue.create_queue(QueueName=f"{queue}-dlq")["QueueUrl"]
        arn = self.queue.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "50"})
        self.url = self.queue.create_queue(
            QueueName=queue, Attributes={"VisibilityTimeout": str(lease), "RedrivePolicy": redrive})["QueueUrl"]
        self.dead_url = dead
        self.files.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})

    def depth(self):
        """Messages that wait, that are leased, and that nobody could carry out."""
        def ask(url):
            names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
            found = self.queue.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            return [int(found[name]) for name in names]

        return ask(self.url) + [sum(ask(self.dead_url))]

    def deliver_again(self, bodies):
        for body in bodies:
            self.queue.send_message(QueueUrl=self.url, MessageBody=body)

    def stop(self):
        self.process.kill()
        self.process.wait()


class MailServer:
    """Takes mails, and fails as `mood` says: `refuse` and `hang` before the first command, `later` (451) and `lose` (the
    mail is taken, the answer is lost) at the text."""

    MOODS = ("refuse", "hang", "later", "lose")

    def __init__(self):
        self.mood, self.mails, self.harmed = "pass", [], collections.Counter()
        self.lock = threading.Lock()
        self.port = free_port()
        outer = self

        class Moody(SMTP):
            def connection_made(self, transport):
                if outer.mood == "refuse":
                    outer.harmed["refuse"] += 1
                    transport.abort()
                    return
                super().connection_made(transport)

            def connection_lost(self, error):
                # A connection that was refused never began.
                if self.session is not None:
                    super().connection_lost(error)

        class Post(Controller):
            def factory(self):
                return Moody(self.handler, hostname="localhost")

        self.controller = Post(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        if self.mood == "hang":
            self.harmed["hang"] += 1
            while self.mood == "hang":
                await asyncio.sleep(0.05)
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):
        if self.mood == "later":
            self.harmed["later"] += 1
            return "451 4.3.0 Try again later"
        with self.lock:
            self.mails.append((tuple(envelope.rcpt_tos), envelope.original_content.decode("utf-8", "replace")))
        if self.mood == "lose":
            self.harmed["lose"] += 1
            server.transport.abort()
        return "250 OK"

    def to(self, address):
        """The mails that were taken for an address."""
        with self.lock:
            return [text for recipients, text in self.mails if address in recipients]

    def stop(self):
        self.controller.stop()
