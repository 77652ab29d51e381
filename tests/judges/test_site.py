"""The example site in docs/examples/site/, driven in a browser."""

import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from django.conf import settings

from tests.folders import var_folder
from tests.judges.tools import ENVIRONMENT, run
from tests.serving import Server, serving

README = Path(settings.ROOT, "docs", "examples", "site", "README.md")


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Server]:
    """A server of its own, for what is published and withdrawn in it."""
    with var_folder() as folder, serving(folder, demo=True) as server:
        yield server


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the site, served by the command that its README gives."""
    [command] = re.findall(r"^\$ (python3 -m http\.server .*)$", README.read_text(), re.MULTILINE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    words = [port if word == "8100" else word for word in shlex.split(command)]
    with started([sys.executable, *words[1:]]):
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        yield address


@contextmanager
def started(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=settings.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            assert requests.get(address, timeout=5).status_code == 200
            return
        except requests.ConnectionError:
            assert time.monotonic() < deadline, "The site is not served."
            time.sleep(0.05)


def test_reader_goes_through_the_site(newsroom, site):
    chromium = str(shutil.which("chromium", path=ENVIRONMENT["PATH"]))
    surroundings = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "PYTHONPATH": str(settings.ROOT)}
    editor = (sys.executable, "-m", "tests.judges.editor")

    run(
        *("node", "site.js", site, newsroom.address, chromium, *editor),
        **{**newsroom.environment, **surroundings},
    )
