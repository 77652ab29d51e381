"""The database is killed under a running server: clear answers, quick recovery, nothing lost."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from newsroom.changes.generation import STALE_SECONDS
from tests.folders import var_folder
from tests.serving import gunicorn, serving

PATIENCE_SECONDS = 15
RENAME = """
from taxonomy.editing import save_tag
from taxonomy.models import Region
region = Region.objects.get(slug="north-korea")
region.name = "Chosŏn"
save_tag(region, by=None, aliases=())
"""


def test_killed_database_is_started_again_by_whoever_needs_it():
    with var_folder() as folder, serving(folder) as server:
        before = requests.get(f"{server.address}/api/v1/regions/KP/", timeout=10)
        assert before.status_code == 200
        _kill_postgres(folder)

        ready = _wait_for_200(f"{server.address}/readyz")
        after = _wait_for_200(f"{server.address}/api/v1/regions/KP/")

        assert ready.json()["database"] == "ok"
        assert after.content == before.content
        server.manage("shell", "--command", RENAME)
        time.sleep(STALE_SECONDS)
        for _ in range(4):
            renamed = requests.get(f"{server.address}/api/v1/regions/KP/", timeout=10)
            assert renamed.json()["name"] == "Chosŏn"


@pytest.mark.parametrize("path", ["articles/", "articles/a-story/", "regions/KP/", "actors/"])
def test_absent_database_is_told_quickly(absent_database, path):
    started = time.monotonic()
    response = requests.get(f"{absent_database}/api/v1/{path}", timeout=10)
    took = time.monotonic() - started

    assert response.status_code == 503
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Retry-After"] == "2"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.json()["code"] == "unavailable"
    assert took < 5


def test_process_is_alive_but_not_ready_without_its_database(absent_database):
    assert requests.get(f"{absent_database}/livez", timeout=10).status_code == 200
    assert requests.get(f"{absent_database}/readyz", timeout=10).json() == {
        "status": "unavailable",
        "database": "unreachable",
    }


@pytest.fixture(scope="module")
def absent_database(tmp_path_factory) -> Iterator[str]:
    environment = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "NEWSROOM_SECRET_KEY": "of a test only, and longer than it needs to be",
        "NEWSROOM_ALLOWED_HOSTS": "127.0.0.1",
        "NEWSROOM_HTTPS": "false",
    }
    with gunicorn(tmp_path_factory.mktemp("var"), environment) as server:
        yield server.address


def _kill_postgres(var: Path) -> None:
    pid = int((var / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)


def _wait_for_200(address: str) -> requests.Response:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        response = requests.get(address, timeout=10)
        if response.status_code == 200:
            return response
        assert time.monotonic() < deadline, f"Still {response.status_code} after the return."
        time.sleep(0.2)
