"""The walk-through for partners: a webhook wakes a copy, in real processes."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from django.conf import settings
from standardwebhooks import Webhook

from newsroom.webhooks.on_demand import PAUSE_SECONDS
from tests.folders import var_folder
from tests.serving import Server, free_port, serving

EXAMPLES = settings.ROOT / "docs" / "examples"
PATIENCE_SECONDS = 30
PREPARE = """
from newsroom.partners.keeping import issue_key, save_partner
from newsroom.partners.models import Partner
from newsroom.partners.products import Product, save_product
partner = Partner(name="Wire")
save_partner(partner, by=None)
save_product(Product(name="News", genre="news"), partners=[partner], by=None)
print(issue_key(partner, by=None, name="copy", scopes=["sync:read", "webhooks:manage"]).text)
"""
WITHDRAW = """
from articles.models import Article, Publication
from articles.verbs.withdrawing import withdraw
taken = Publication.objects.live().filter(genre="news", syndicatable=True).first()
withdraw(Article.objects.get(pk=taken.article_id), by=None, reason="Wrong.")
print(taken.article_id)
"""


@contextmanager
def running(command: list, **options: object) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=40)


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "It does not come about."
        time.sleep(0.05)


def held(file: Path) -> set[str]:
    if not file.exists():
        return set()
    with sqlite3.connect(file, timeout=10) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'items'").fetchall():
            return set()
        rows = database.execute("SELECT id FROM items WHERE type = 'article'")
        return {key for (key,) in rows}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with var_folder() as folder, serving(folder, demo=True) as running:
        yield running


def test_change_wakes_the_copy(server, tmp_path):
    key = server.manage("shell", "-v0", "--command", PREPARE).strip()
    port, file, printed = free_port(), tmp_path / "copy.sqlite", tmp_path / "printed"
    api = requests.Session()
    api.headers["Authorization"] = f"Bearer {key}"
    url = f"http://127.0.0.1:{port}/"
    made = api.post(f"{server.address}/api/v1/webhooks/", json={"url": url}, timeout=10).json()
    own = {**os.environ, "NEWSROOM_KEY": key, "WEBHOOK_SECRET": f"whsec_AAAA {made['secret']}"}
    receiver = [sys.executable, EXAMPLES / "receiver.py", server.address, file, "--port", str(port)]
    worker = [sys.executable, "manage.py", "worker"]
    with (
        printed.open("w") as output,
        running(receiver, env=own, stdout=output, stderr=subprocess.DEVNULL),
    ):
        wait_until(lambda: held(file))
        with running(worker, cwd=settings.ROOT, env=server.environment, stdout=subprocess.DEVNULL):
            taken = server.manage("shell", "-v0", "--command", WITHDRAW).strip()
            wait_until(lambda: taken not in held(file))
            tested = api.post(f"{made['api_url']}test/", timeout=20).json()
            assert (tested["outcome"], tested["status"]) == ("delivered", 204)

        time.sleep(PAUSE_SECONDS)
        first = api.get(f"{made['api_url']}attempts/", timeout=10).json()["results"][-1]
        again = api.post(f"{made['api_url']}attempts/{first['id']}/resend/", timeout=20).json()
        forged = requests.post(url, data=b"{}", timeout=10)
        late = forge(made["secret"], hours_ago=1)
        replayed = requests.post(url, data=b"{}", headers=late, timeout=10)

    assert (again["event_id"], again["status"]) == (first["event_id"], 204)
    assert [forged.status_code, replayed.status_code] == [401, 401]
    lines = printed.read_text().splitlines()
    removed = json.loads(lines[0].removeprefix("204 "))
    assert (removed["type"], removed["data"]["id"]) == ("article.removed", taken)
    assert "webhook.test" in lines[1]
    assert lines[2:] == ["204 known already", "401 refused", "401 refused"]


def forge(secret: str, *, hours_ago: int) -> dict[str, str]:
    """Give fields of a message that is rightly signed, and old."""
    moment = datetime.now(UTC) - timedelta(hours=hours_ago)
    return {
        "webhook-id": "evt_old",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign("evt_old", moment, "{}"),
    }
