"""Ports for servers that tests start."""
import random
import socket


def free_port() -> int:
    """A port that was free a moment ago, below those that the system takes for connections by itself, so that none of them
    comes between this look and the server."""
    while True:
        port = random.randrange(12_000, 32_000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
