"""The servers that are compared: each a gunicorn with the product's own settings for it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psutil
import requests
from django.conf import settings

from tests.serving import free_port

CONFIGURATION = "python:newsroom.gunicorn_conf"
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Server:
    name: str
    address: str
    process: psutil.Process

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(self.address + path, headers=headers, timeout=PATIENCE_SECONDS)

    def workers(self) -> list[psutil.Process]:
        return self.process.children()

    def cpu_seconds(self) -> list[float]:
        """Give what each worker has used so far."""
        times = [worker.cpu_times() for worker in self.workers()]
        return [spent.user + spent.system for spent in times]

    def memory(self) -> list[int]:
        """Give the resident bytes of each worker."""
        return [worker.memory_info().rss for worker in self.workers()]


@contextmanager
def serving(name: str, application: str, environment: Mapping[str, str]) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", CONFIGURATION, application]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}", "--log-level", "warning"],
        cwd=settings.ROOT,
        env={**os.environ, **environment},
    )
    try:
        server = Server(name, f"http://127.0.0.1:{port}", psutil.Process(process.pid))
        _wait_until_both_answer(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _wait_until_both_answer(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            server.get("/nothing/")
        except requests.ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def path_of(address: str) -> str:
    """Give what follows the host in an address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
