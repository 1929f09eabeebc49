"""The services that the adapters are tested against: S3, SQS, STS and the metadata service by moto, SMTP by aiosmtpd.

There is a second moto, `guarded`, that lets nobody do what no policy allows; and a way to the first one over TLS.

    python Tests/Peers/peers.py FOLDER

Writes FOLDER/peers.json with the addresses once everything listens, and runs until it is told to stop. Each mail that was
taken is FOLDER/mails/NAME/N.eml, NAME being what the client called itself in EHLO.

What recipients do: `refused@` 550 at RCPT, `later@` 451 at RCPT, `unwanted@` 554 after the text.
What logins do: `panelapp` with `secret` is let in, `later` gets 454, all others 535.
"""

import asyncio
import json
import multiprocessing
import pathlib
import signal
import ssl
import subprocess
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from moto.s3.models import FakeKey
from moto.server import ThreadedMotoServer

import guarded
from ports import free_port


def certificate(folder: pathlib.Path) -> tuple[str, str]:
    """A certificate of its own for localhost."""
    cert, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True)
    return str(cert), str(key)


class Post:
    """Takes mails and refuses those to certain recipients."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("later@"):
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if any(to.startswith("unwanted@") for to in envelope.rcpt_tos):
            return "554 5.7.1 Not wanted"
        self.count += 1
        box = self.folder / session.host_name
        box.mkdir(parents=True, exist_ok=True)
        place = box / f"{self.count:06}.eml"
        place.with_suffix(".part").write_bytes(envelope.original_content)
        place.with_suffix(".to").write_text("\n".join([envelope.mail_from, *envelope.rcpt_tos]))
        place.with_suffix(".part").rename(place)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    if isinstance(data, LoginPassword) and data.login == b"later":
        return AuthResult(success=False, handled=False, message="454 4.7.0 Temporary authentication failure")
    ok = isinstance(data, LoginPassword) and data.login == b"panelapp" and data.password == b"secret"
    return AuthResult(success=ok, handled=ok)


class Server(Controller):
    """An SMTP server on a free port."""

    def __init__(self, handler, implicit=None, **options):
        self.options = options
        super().__init__(handler, hostname="127.0.0.1", port=free_port(), ssl_context=implicit)

    def factory(self):
        return SMTP(self.handler, hostname="localhost", **self.options)


def cloud(port: int) -> None:
    """moto with all its services."""
    # It closes a replaced object's bytes under those who still read them, and answers 500. S3 does not.
    FakeKey.dispose = lambda key, garbage=False: setattr(key, "disposed", True)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    signal.pause()


async def listening(port: int) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise RuntimeError(f"nothing listens on {port}")


async def pump(reader, writer) -> None:
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def over_tls(context: ssl.SSLContext, port: int) -> int:
    """A port at which another port's service speaks TLS."""

    async def connect(reader, writer):
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

    server = await asyncio.start_server(connect, "127.0.0.1", 0, ssl=context)
    return server.sockets[0].getsockname()[1]


async def main(folder: pathlib.Path) -> None:
    cert, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    post = Post(folder / "mails")
    login = {"authenticator": authenticate, "auth_required": True}
    servers = {
        "plain": Server(post),
        "starttls": Server(post, tls_context=context, require_starttls=True, **login),
        "tls": Server(post, implicit=context, auth_require_tls=False, **login),
    }
    for server in servers.values():
        server.start()
    # Each in a process of its own: the queue's suite measures time.
    aws_port, sqs_port, guarded_port = free_port(), free_port(), free_port()
    clouds = [multiprocessing.Process(target=cloud, args=(port,), daemon=True) for port in (aws_port, sqs_port)]
    clouds.append(multiprocessing.Process(target=guarded.serve, args=(guarded_port,), daemon=True))
    for process in clouds:
        process.start()
    for port in (aws_port, sqs_port, guarded_port):
        await listening(port)
    guarded_address = f"http://127.0.0.1:{guarded_port}"
    admin = await asyncio.to_thread(guarded.guard, guarded_address)
    # A server that takes connections and never says a word.
    silent = await asyncio.start_server(lambda reader, writer: asyncio.sleep(3600), "127.0.0.1", 0)
    facts = {
        "aws": f"http://127.0.0.1:{aws_port}",
        "sqs": f"http://127.0.0.1:{sqs_port}",
        "aws_tls": f"https://localhost:{await over_tls(context, aws_port)}",
        "guarded": {"address": guarded_address, **admin},
        "smtp": {name: server.port for name, server in servers.items()},
        "silent": silent.sockets[0].getsockname()[1],
        "certificate": cert,
        "mails": str(folder / "mails"),
    }
    (folder / "peers.part").write_text(json.dumps(facts))
    (folder / "peers.part").rename(folder / "peers.json")
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    for server in servers.values():
        server.stop()
    for process in clouds:
        process.kill()


if __name__ == "__main__":
    asyncio.run(main(pathlib.Path(sys.argv[1])))
