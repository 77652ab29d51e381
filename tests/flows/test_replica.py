"""The reference client as a partner runs it: a process of its own against a real server."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from tests.folders import var_folder
from tests.serving import Server, serving

CLIENT = settings.ROOT / "docs" / "examples" / "replica.py"
PREPARE = """
from newsroom.partners.keeping import issue_key, save_partner
from newsroom.partners.models import Partner
from newsroom.partners.products import Product, save_product
partner = Partner(name="Wire")
save_partner(partner, by=None)
save_product(Product(name="News", genre="news"), partners=[partner], by=None)
print(issue_key(partner, by=None, name="copy", scopes=["sync:read"]).text)
"""
CHANGE = """
from articles.models import Article, Publication
from articles.verbs.withdrawing import withdraw
from newsroom.partners.models import Product
from newsroom.partners.products import save_product
taken = Publication.objects.live().filter(genre="news", syndicatable=True).first()
withdraw(Article.objects.get(pk=taken.article_id), by=None, reason="Wrong.")
product = Product.objects.get(name="News")
product.genre = "news|analysis"
save_product(product, partners=product.partners.all(), by=None)
print(taken.article_id)
"""
HELD = """
from articles.models import Publication
rows = Publication.objects.live().filter(genre__in=["news", "analysis"], syndicatable=True)
for row in rows.select_related("version"):
    print(row.article_id, row.version.digest)
"""
SET_BACK = """
from newsroom.changes.models import Head
Head.objects.update(seq=Head.objects.get().seq - 1)
"""


def run(server: Server, file: Path, key: str, *command: str, fails: bool = False) -> str:
    done = subprocess.run(
        [sys.executable, CLIENT, server.address, file, *command],
        env={**os.environ, "NEWSROOM_KEY": key},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode != 0) == fails, done.stderr
    return done.stdout


def held(file: Path) -> dict[str, str]:
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT id, hash FROM items WHERE type = 'article'")
        return dict(rows.fetchall())


def spoil(file: Path) -> list[str]:
    """Lose a story of a copy, and alter another; gives their ids."""
    lost, altered = sorted(held(file))[:2]
    with sqlite3.connect(file) as database:
        database.execute("DELETE FROM items WHERE id = ?", (lost,))
        database.execute("UPDATE items SET hash = 'x' WHERE id = ?", (altered,))
    return [lost, altered]


def kill_on_the_way(server: Server, file: Path, key: str) -> None:
    """Follow, and kill the client once it has taken something in."""
    process = subprocess.Popen(
        [sys.executable, CLIENT, server.address, file, "follow", "--every", "0.1"],
        env={**os.environ, "NEWSROOM_KEY": key},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while not (file.exists() and taken_in(file)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()


def taken_in(file: Path) -> bool:
    with sqlite3.connect(file, timeout=10) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE name = 'state'")
        return bool(tables.fetchall() and database.execute("SELECT 1 FROM state").fetchall())


@pytest.fixture(scope="module")
def server():
    with var_folder() as folder, serving(folder, demo=True) as running:
        yield running


def test_client_keeps_a_copy_whatever_happens(server, tmp_path):
    file = tmp_path / "copy.sqlite"
    key = server.manage("shell", "-v0", "--command", PREPARE).strip()
    kill_on_the_way(server, file, key)

    assert run(server, file, key, "sync") == ""
    assert run(server, file, key, "verify") == "The copy is whole.\n"
    before = held(file)
    taken = server.manage("shell", "-v0", "--command", CHANGE).strip()
    run(server, file, key, "sync")

    rows = server.manage("shell", "-v0", "--command", HELD).splitlines()
    after = dict(line.split() for line in rows)
    assert held(file) == after
    assert taken in before.keys() - after.keys()
    assert after.keys() - before.keys()

    spoiled = spoil(file)
    assert run(server, file, key, "verify", fails=True).split() == spoiled
    told = run(server, file, key, "repair")
    assert told == "2 stories fetched anew\nThe copy is whole.\n"
    assert held(file) == after

    with sqlite3.connect(file) as database:
        database.execute("INSERT INTO items VALUES ('article', 'gone', 'x', '{}', 1)")
    server.manage("shell", "-v0", "--command", SET_BACK)
    run(server, file, key, "sync")
    assert held(file) == after
