"""A storm with partners: writers alter stories, tags and products while clients keep copies.

The clients are the reference client, in processes of their own, against a server of its own.
Triggers in their files write down every document that a copy ever took in.
"""

import json
import os
import random
import runpy
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from newsroom.partners.models import Partner
from newsroom.partners.products import Product
from tests.articles.published.sync.newsrooms import ACTORS, PLACES, make_tags
from tests.factories import make_key, make_partner, make_published
from tests.flows.storm import Outcome, Plan, environment, failure, run
from tests.flows.sync_storm_checks import RECORD, Held, History, Tag, Taken, tags_now
from tests.flows.sync_storm_writers import PRODUCT_FILTERS, StormyNewsroom, give
from tests.serving import Server, gunicorn

CLIENT = settings.ROOT / "docs" / "examples" / "replica.py"
SCHEMA = runpy.run_path(str(CLIENT))["SCHEMA"]
RECORDER = """
    CREATE TABLE event (name TEXT, at REAL DEFAULT ((julianday('now') - 2440587.5) * 86400));
    CREATE TABLE taken_in (id TEXT, hash TEXT, since REAL, PRIMARY KEY (id, hash));
    CREATE TRIGGER taken_in AFTER INSERT ON items
        WHEN NEW.type = 'article' AND NEW.document IS NOT NULL
        BEGIN
            INSERT OR REPLACE INTO taken_in
            SELECT NEW.id, NEW.hash, coalesce(max(at), 0) FROM event;
        END;
    CREATE TRIGGER in_step AFTER INSERT ON state
        WHEN NEW.name = 'is_in_step' AND NEW.value = '1'
        BEGIN INSERT INTO event (name) VALUES ('walk'); END;
    CREATE TRIGGER reset AFTER DELETE ON state WHEN OLD.name = 'cursor'
        BEGIN INSERT INTO event (name) VALUES ('reset'); END;
"""
PAGE_SIZES = (25, 100, 400, 1_000)
EVERY_SECONDS = 0.2
STORIES = 40
PATIENCE_SECONDS = 60


@dataclass
class Copy:
    """A partner's copy and the process that keeps it."""

    partner: Partner
    key: str
    file: Path
    page_size: int
    # Whether the key may see what is under embargo.
    is_trusted: bool
    process: subprocess.Popen[bytes] | None = None

    def make_file(self) -> None:
        with sqlite3.connect(self.file) as database:
            database.executescript(SCHEMA + RECORDER)

    def follow(self, server: Server) -> None:
        with self.file.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command(server, "follow", "--every", str(EVERY_SECONDS), "--prove"),
                env={**os.environ, "NEWSROOM_KEY": self.key},
                stderr=log,
            )

    def kill(self) -> None:
        """Kill without warning."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def check(self) -> None:
        """Fail if the client has given up by itself."""
        assert self.process
        assert self.process.poll() is None, self.log()

    def finish(self, server: Server) -> str:
        """Bring the copy into step; gives what the client says of it then."""
        return self._run(server, "sync") + self._run(server, "verify")

    def _run(self, server: Server, command: str) -> str:
        done = subprocess.run(
            self._command(server, command),
            env={**os.environ, "NEWSROOM_KEY": self.key},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stories(self) -> dict[str, Held]:
        rows = self._query("SELECT id, hash, embargo IS NOT NULL FROM items WHERE type = 'article'")
        return {key: (hash, bool(is_embargoed)) for key, hash, is_embargoed in rows}

    def tags(self) -> set[Tag]:
        rows = self._query("SELECT document FROM items WHERE type <> 'article'")
        documents = [json.loads(text) for (text,) in rows]
        names = ("id", "name", "parent", "merged_into")
        return {tuple(one.get(name) for name in names) for one in documents}

    def taken_in(self) -> list[tuple[str, str, float]]:
        """Give id and hash of every document that was ever in the copy, and a time, in seconds
        since 1970, after which the walk began that brought it last.
        """
        return self._query("SELECT id, hash, since FROM taken_in")

    def count(self, event: str) -> int:
        return len(self._query("SELECT 1 FROM event WHERE name = ?", event))

    def log(self) -> str:
        return failure(self.file.with_suffix(".log").read_text())

    def _query(self, statement: str, *values: str) -> list[Any]:
        with sqlite3.connect(self.file, timeout=10) as database:
            return database.execute(statement, values).fetchall()

    def _command(self, server: Server, *command: str) -> list[str]:
        options = ["--page-size", str(self.page_size)]
        return [sys.executable, str(CLIENT), server.address, str(self.file), *command, *options]


@dataclass(frozen=True)
class Followed:
    outcome: Outcome
    copies: Sequence[Copy]
    clients_killed: int
    workers_killed: int


def prepare(folder: Path, seed: int) -> list[Copy]:
    """Make tags, stories, products and partners, and record every change from here on."""
    make_tags()
    make_published(actors=ACTORS, regions=[*PLACES, "russia", "china"])
    newsroom = StormyNewsroom(random.Random(seed))
    for _ in range(STORIES):
        newsroom.publish()
    partners = [make_partner() for _ in PAGE_SIZES]
    for number, one in enumerate(PRODUCT_FILTERS):
        give(Product(name=f"Product {number}"), one, [partners[number % len(partners)]])
    with connection.cursor() as cursor:
        cursor.execute(RECORD)
    copies = []
    for number, (partner, size) in enumerate(zip(partners, PAGE_SIZES, strict=True)):
        scopes = (["sync:read"], ["sync:read", "embargoed:read"])[number % 2]
        issued = make_key(partner=partner, scopes=scopes)
        file = folder / f"{size}.sqlite"
        copies.append(Copy(partner, issued.text, file, size, is_trusted=len(scopes) > 1))
        copies[-1].make_file()
    return copies


def follow(url: str, plan: Plan, folder: Path, *, kill_every: float) -> Followed:
    """Let the storm rage, kill clients and web workers, and bring every copy into step."""
    copies = prepare(folder, plan.seed)
    own = {**environment(url), "NEWSROOM_DATABASE_POOL_SIZE": "4", "NEWSROOM_KEY_PER_MINUTE": "0"}
    with gunicorn(folder / "var", own) as server, ThreadPoolExecutor() as pool:
        for copy in copies:
            copy.follow(server)
        try:
            raging = pool.submit(run, url, plan)
            kills = kill(copies, server, raging, random.Random(plan.seed), kill_every)
            outcome = raging.result()
        finally:
            for copy in copies:
                copy.kill()
        told = list(pool.map(lambda copy: copy.finish(server), copies))
        assert told == ["The copy is whole.\n"] * len(copies)
    return Followed(outcome, copies, *kills)


def kill(
    copies: Sequence[Copy],
    server: Server,
    raging: Future[Outcome],
    chance: random.Random,
    every: float,
) -> tuple[int, int]:
    """Kill now a client, which starts again, now a web worker, until the storm is over.

    Each time a product is edited too, so that slices change however short the storm is.
    """
    newsroom = StormyNewsroom(chance)
    clients = workers = 0
    at = time.monotonic() + every
    while not raging.done():
        time.sleep(0.05)
        for copy in copies:
            copy.check()
        if time.monotonic() < at:
            continue
        at += every
        newsroom.edit_product()
        if (clients + workers) % 3 < 2:
            copy = chance.choice(copies)
            copy.kill()
            copy.follow(server)
            clients += 1
        else:
            os.kill(chance.choice(web_workers(server)), signal.SIGKILL)
            workers += 1
    return clients, workers


def web_workers(server: Server) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return [int(pid) for pid in children.split()]


def differing(followed: Followed) -> list[set[str]]:
    """Give, for each copy, the ids of stories in which it differs from its slice."""
    history = History()
    pairs = [
        (copy.stories(), history.given_now(str(copy.partner.pk), trusted=copy.is_trusted))
        for copy in followed.copies
    ]
    return [{key for key, _ in held.items() ^ wanted.items()} for held, wanted in pairs]


def strange(followed: Followed) -> list[list[Taken]]:
    """Give, for each copy, the documents it took in that were not in its slice."""
    history = History()
    return [
        history.never_given(str(copy.partner.pk), copy.taken_in(), trusted=copy.is_trusted)
        for copy in followed.copies
    ]


def tags_differing(followed: Followed) -> list[set[Tag]]:
    """Give, for each copy of a partner with products, the tags in which it is out of step."""
    now = tags_now()
    return [copy.tags() ^ now for copy in followed.copies if copy.partner.products.exists()]
