"""A real Varnish with our example configuration, before real web servers and a real worker."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import requests
from django.conf import settings

from newsroom.purging.models import PurgeTarget
from tests.flows.storm import database_url
from tests.serving import Server, free_port, gunicorn

CONFIGURATION = Path(settings.ROOT, "docs", "examples", "newsroom.vcl")
START_SECONDS = 20


@contextmanager
def site(database: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Serve a database. Gives the address of Varnish and that of the web servers behind it."""
    shared = f"http://127.0.0.1:{free_port()}"
    environment = {
        "DATABASE_URL": database_url(database),
        "NEWSROOM_ALLOWED_HOSTS": "127.0.0.1",
        "NEWSROOM_HTTPS": "false",
        "NEWSROOM_PURGE_URLS": shared,
        "NEWSROOM_SECRET_KEY": "of a test only, and longer than it needs to be",
    }
    with (
        gunicorn(folder, environment) as server,
        varnish(shared, server.address, folder),
        worker(server),
    ):
        wait_until(lambda: PurgeTarget.objects.filter(seq__isnull=False).exists())
        yield shared, server.address


@contextmanager
def varnish(address: str, backend: str, folder: Path) -> Iterator[None]:
    text = CONFIGURATION.read_text()
    assert '.port = "8000"' in text
    file = folder / "newsroom.vcl"
    file.write_text(text.replace('.port = "8000"', f'.port = "{urlsplit(backend).port}"'))
    command = ["varnishd", "-F", "-j", "none", "-n", folder / "varnish", "-f", file]
    command += ["-a", address.removeprefix("http://"), "-s", "malloc,64m"]
    with running(command):
        wait_until(lambda: answers(f"{address}/api/v1/"))
        yield


@contextmanager
def worker(server: Server) -> Iterator[None]:
    with running([sys.executable, "manage.py", "worker"], env=server.environment):
        yield


@contextmanager
def running(command: list, **surroundings) -> Iterator[None]:
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=settings.ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **surroundings,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=5).status_code == 200
    except requests.RequestException:
        return False


def wait_until(holds) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "The site does not start."
        time.sleep(0.1)
