"""Keys are replaced and revoked under a server with two web processes that callers never leave
alone.
"""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
import requests

from newsroom.partners.keeping import revoke_key, rotate_key
from newsroom.partners.products import Product, save_product
from tests.factories import bearer, make_key, make_partner, make_published
from tests.flows.storm import environment
from tests.flows.sync_storm import CLIENT, web_workers
from tests.folders import var_folder
from tests.serving import Server, gunicorn

PATHS = ("/api/v1/me/", "/api/v1/articles/", "/api/v1/sync/?page_size=5")
CALLERS = 4
SCOPES = ("articles:read", "sync:read")
OVERLAP = timedelta(seconds=5)
# How many answers are waited for before something happens to a key, and after it.
ANSWERS = 20
PATIENCE_SECONDS = 20


class Callers:
    """Threads that ask without pause, each over a connection that stays open.

    Whoever looks at ``headers`` has the key that is asked with at the moment.
    """

    def __init__(self, server: Server, headers: dict[str, str]) -> None:
        self.server = server
        self.headers = headers
        # For each answer the key, the status, and whether the key was said to end.
        self.told: list[tuple[str, int, bool]] = []
        self.stop = threading.Event()

    def ask(self, number: int) -> None:
        with requests.Session() as session:
            turn = number
            while not self.stop.is_set():
                headers, path = self.headers, PATHS[turn % len(PATHS)]
                answer = session.get(self.server.address + path, headers=headers, timeout=10)
                key = headers["Authorization"]
                self.told.append((key, answer.status_code, "Sunset" in answer.headers))
                turn += 1

    def wait(self) -> None:
        """Return once so many more have been answered."""
        wanted = len(self.told) + ANSWERS
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.told) < wanted:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    @contextmanager
    def asking(self) -> Iterator[None]:
        with ThreadPoolExecutor() as pool:
            asking = [pool.submit(self.ask, number) for number in range(CALLERS)]
            try:
                yield
            finally:
                self.stop.set()
        for one in asking:
            one.result()


@pytest.fixture
def server(url) -> Iterator[Server]:
    own = {"NEWSROOM_DATABASE_POOL_SIZE": "4", "NEWSROOM_KEY_PER_MINUTE": "0"}
    with var_folder() as folder, gunicorn(folder, {**environment(url), **own}) as running:
        yield running


@pytest.fixture
def partner(url):
    partner = make_partner()
    save_product(Product(name="All"), partners=[partner], by=None)
    for _ in range(3):
        make_published()
    return partner


@contextmanager
def following(server: Server, key: str, file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Let the reference client keep a copy with a key."""
    process = subprocess.Popen(
        [sys.executable, CLIENT, server.address, file, "follow", "--every", "0.1", "--prove"],
        env={**os.environ, "NEWSROOM_KEY": key},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def statuses(server: Server, headers: dict[str, str]) -> list[int]:
    """Ask each web process, while the others cannot answer, over a connection of its own."""
    found = []
    workers = [psutil.Process(pid) for pid in web_workers(server)]
    for asked in workers:
        others = [worker for worker in workers if worker != asked]
        for other in others:
            other.suspend()
        try:
            address = server.address + PATHS[0]
            found.append(requests.get(address, headers=headers, timeout=10).status_code)
        finally:
            for other in others:
                other.resume()
    return found


def test_key_is_replaced_without_a_single_refusal(server, partner, tmp_path):
    old = make_key(partner=partner, scopes=SCOPES)
    callers = Callers(server, bearer(old))
    with following(server, old.text, tmp_path / "old.sqlite") as client, callers.asking():
        callers.wait()
        new = rotate_key(old.key, by=None, overlap=OVERLAP)
        callers.wait()
        with following(server, new.text, tmp_path / "new.sqlite") as another:
            callers.headers = bearer(new)
            # The client with the old key goes on until it is refused.
            assert client.wait(PATIENCE_SECONDS) == 1
            callers.wait()
            assert another.poll() is None

    asked = {key: [] for key in (bearer(old)["Authorization"], bearer(new)["Authorization"])}
    for (key, status, is_ending), times in Counter(callers.told).items():
        assert status == 200, Counter(callers.told)
        asked[key].append((is_ending, times))
    before, after = asked.values()
    assert sorted(is_ending for is_ending, _ in before) == [False, True]
    assert [is_ending for is_ending, _ in after] == [False]
    assert all(times > ANSWERS / 2 for _, times in (*before, *after))
    assert statuses(server, bearer(old)) == [401, 401]
    assert statuses(server, bearer(new)) == [200, 200]


def test_revoked_key_is_refused_by_every_web_process_at_once(server, partner):
    issued = make_key(partner=partner, scopes=SCOPES)
    headers = bearer(issued)
    assert statuses(server, headers) == [200, 200]
    callers = Callers(server, headers)
    with callers.asking():
        callers.wait()
        revoke_key(issued.key, by=None)

        assert statuses(server, headers) == [401, 401]
        told = len(callers.told)
        callers.wait()

    # What was under way when the key ended is one answer of each caller at most.
    later = [status for _, status, _ in callers.told[told + CALLERS :]]
    assert len(later) > 10
    assert set(later) == {401}
