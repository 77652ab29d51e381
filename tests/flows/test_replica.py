"""The reference client as a partner runs it: a process of its own against a real server."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from django.conf import settings

from tests.folders import var_folder
from tests.serving import Server, serving

CLIENT = settings.ROOT / "docs" / "examples" / "replica.py"
PREPARE = """
from newsroom.partners.keeping import issue_key, save_partner
from newsroom.partners.models import Partner
from newsroom.partners.products import Product, save_product
partner = Partner(name="{name}")
save_partner(partner, by=None)
save_product(Product(name="{name}", genre="news"), partners=[partner], by=None)
print(issue_key(partner, by=None, name="copy", scopes=["sync:read"]).text)
"""
CHANGE = """
from articles.models import Article, Publication
from articles.verbs.withdrawing import withdraw
from newsroom.partners.models import Product
from newsroom.partners.products import save_product
taken = Publication.objects.live().filter(genre="news", syndicatable=True).first()
withdraw(Article.objects.get(pk=taken.article_id), by=None, reason="Wrong.")
product = Product.objects.get(name="{name}")
product.genre = "news|analysis"
save_product(product, partners=product.partners.all(), by=None)
print(taken.article_id)
"""
MAKE_EDITOR = """
from django.contrib.auth.models import User
from newsroom.partners.models import Partner
User.objects.create_superuser("dumper", password="dumper")
print(Partner.objects.get(name="{name}").pk)
"""
STANDS = """
from newsroom.changes.head import read_head
from newsroom.partners.models import Copy
row = Copy.objects.get(key__partner__name="{name}")
print(row.target is None and 0 < row.number <= read_head().seq)
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


def shell(server: Server, code: str, name: str = "") -> str:
    return server.manage("shell", "-v0", "--command", code.format(name=name)).strip()


def run(
    server: Server, file: Path, key: str, *command: str, fails: bool = False, shows: str = ""
) -> str:
    """Run the client; gives what it printed. ``shows`` is what must stand on standard error."""
    done = subprocess.run(
        [sys.executable, CLIENT, server.address, file, *command],
        env={**os.environ, "NEWSROOM_KEY": key},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode != 0) == fails, done.stderr
    assert shows in done.stderr
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


def download_dump(server: Server, file: Path, name: str) -> None:
    """Click on the button in the admin, as an editor does."""
    login = f"{server.address}/admin/login/"
    page = f"{server.address}/admin/partners/partner/{shell(server, MAKE_EDITOR, name)}/"
    browser = requests.Session()
    for address, values in (
        (login, {"username": "dumper", "password": "dumper"}),
        (f"{page}dump/", {}),
    ):
        browser.get(login, timeout=30)
        token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"]}
        answer = browser.post(address, values | token, timeout=30, allow_redirects=False)
        answer.raise_for_status()
    assert answer.headers["Content-Type"] == "application/gzip"
    file.write_bytes(answer.content)


def wait_for_usage(server: Server, key: str, endpoints: set[str]) -> None:
    """Wait until the server has written that these were asked."""
    deadline = time.monotonic() + 15
    headers = {"Authorization": f"Bearer {key}"}
    counted: set[str] = set()
    while not endpoints <= counted:
        assert time.monotonic() < deadline, counted
        time.sleep(0.2)
        answer = requests.get(f"{server.address}/api/v1/me/usage/", headers=headers, timeout=30)
        counted = {one["endpoint"] for day in answer.json()["days"] for one in day["endpoints"]}


def wait_for_standing(server: Server, name: str) -> None:
    """Wait until the server has written that the copy is in step, which it does rarely."""
    deadline = time.monotonic() + 30
    while shell(server, STANDS, name) != "True":
        assert time.monotonic() < deadline
        time.sleep(0.5)


@pytest.fixture(scope="module")
def server():
    with var_folder() as folder, serving(folder, demo=True) as running:
        yield running


def test_client_begins_with_a_dump_and_goes_on_from_there(server, tmp_path):
    key = shell(server, PREPARE, "Courier")
    dump, file = tmp_path / "courier.ndjson.gz", tmp_path / "copy.sqlite"
    download_dump(server, dump, "Courier")
    shell(server, CHANGE, "Courier")
    cut = tmp_path / "cut.ndjson.gz"
    cut.write_bytes(dump.read_bytes()[:-20])

    cut_short = {"fails": True, "shows": f"{cut} is not a whole dump."}
    run(server, tmp_path / "cut.sqlite", key, "load", str(cut), **cut_short)
    assert run(server, file, key, "load", str(dump), shows=f"[{'#' * 40}] 100%") == ""

    assert held(file) == dict(line.split() for line in shell(server, HELD).splitlines())
    assert run(server, file, key, "verify") == "The copy is whole.\n"
    anew, pages = tmp_path / "anew.sqlite", ("--page-size", "100")
    assert run(server, anew, key, "sync", *pages, shows=f"[{'#' * 40}] 100%") == ""
    wait_for_usage(server, key, {"/api/v1/sync/", "/api/v1/sync/checksum/"})
    wait_for_standing(server, "Courier")


def test_client_keeps_a_copy_whatever_happens(server, tmp_path):
    file = tmp_path / "copy.sqlite"
    key = shell(server, PREPARE, "Wire")
    kill_on_the_way(server, file, key)

    assert run(server, file, key, "sync") == ""
    assert run(server, file, key, "verify") == "The copy is whole.\n"
    before = held(file)
    taken = shell(server, CHANGE, "Wire")
    run(server, file, key, "sync")

    after = dict(line.split() for line in shell(server, HELD).splitlines())
    assert held(file) == after
    assert taken in before.keys() - after.keys()
    assert after.keys() - before.keys()

    spoiled = spoil(file)
    assert run(server, file, key, "verify", fails=True).split() == spoiled
    told = run(server, file, key, "repair")
    assert told == "2 stories fetched anew\nThe copy is whole.\n"
    assert held(file) == after

    with sqlite3.connect(file) as database:
        database.execute("INSERT INTO items VALUES ('article', 'gone', 'x', '{}', 1, NULL)")
    shell(server, SET_BACK)
    run(server, file, key, "sync")
    assert held(file) == after
