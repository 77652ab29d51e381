"""A real server of its own: gunicorn and an embedded database in a folder of the test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import requests
from django.conf import settings

START_SECONDS = 30


@dataclass(frozen=True)
class Server:
    address: str
    environment: dict[str, str]
    pid: int = 0

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py in the server's surroundings; gives what it printed."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout


@contextmanager
def serving(var: Path, *, demo: bool = False, **environment: str) -> Iterator[Server]:
    """Migrate, load and serve from an embedded database; everything is stopped at the end."""
    with gunicorn(var, environment, prepare=True, demo=demo) as server:
        yield server


@contextmanager
def gunicorn(
    var: Path, environment: dict[str, str], *, prepare: bool = False, demo: bool = False
) -> Iterator[Server]:
    port = free_port()
    own = {"NEWSROOM_VAR": str(var), "PORT": str(port), **environment}
    inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and "NEWSROOM" not in k}
    server = Server(f"http://127.0.0.1:{port}", {**inherited, **own})
    try:
        if prepare:
            server.manage("migrate", "--verbosity=0")
            server.manage("load_regions")
        if demo:
            server.manage("load_demo")
        with _process(server, port) as pid:
            _wait_until_alive(server)
            yield replace(server, pid=pid)
    finally:
        if prepare:
            server.manage("postgres", "stop")


@contextmanager
def _process(server: Server, port: int) -> Iterator[int]:
    command = [sys.executable, "-m", "gunicorn", "-c", "python:newsroom.gunicorn_conf"]
    process = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"],
        cwd=settings.ROOT,
        env=server.environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=40)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_alive(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            if requests.get(f"{server.address}/livez", timeout=5).status_code == 200:
                return
        except requests.RequestException:
            assert time.monotonic() < deadline, "The server does not answer."
            time.sleep(0.05)
