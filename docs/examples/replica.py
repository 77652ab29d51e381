"""Keep a copy of what a newsroom syndicates to you, in a SQLite file.

    export NEWSROOM_KEY=…
    python replica.py https://newsroom.example.org copy.sqlite sync     bring the copy into step
    python replica.py https://newsroom.example.org copy.sqlite load courier-120.ndjson.gz
                                                        begin with a dump, then bring it into step
    python replica.py https://newsroom.example.org copy.sqlite follow   go on doing so
    python replica.py https://newsroom.example.org copy.sqlite verify   prove that it is whole
    python replica.py https://newsroom.example.org copy.sqlite repair   fetch what differs anew

It may be killed at any time and goes on where it was. Needs Python 3.11 and `requests`.
"""

import argparse
import gzip
import hashlib
import json
import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import requests

SCHEMA = """
CREATE TABLE IF NOT EXISTS items (
    type TEXT, id TEXT, hash TEXT, document TEXT, is_seen INTEGER, embargo TEXT,
    PRIMARY KEY (type, id)
);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT);
"""
TIMEOUT_SECONDS = 60
PATIENCE_SECONDS = 300
MOST_IDS = 100
# Of the bar of progress, in characters.
WIDTH = 40


class Replica:
    """The copy. ``document`` is NULL of a story that is counted but may not be shown, and
    ``embargo`` of one that readers may be given.
    """

    def __init__(self, address: str, key: str, path: str, page_size: int = 1_000) -> None:
        self.address = f"{address.rstrip('/')}/api/v1/sync/"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"
        self.page_size = page_size
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.executescript(SCHEMA)

    def sync(self) -> None:
        """Walk until the copy is in step; begins anew where the newsroom says so."""
        while not self._take_in_lines(self._lines()):
            pass

    def load(self, path: str) -> None:
        """Begin with a dump, whose lines are those of a walk after a manifest.

        One that is cut short is taken in as far as it goes; ``sync`` goes on from there.
        """
        is_whole, manifest = False, {}
        try:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                manifest = json.loads(next(lines, ""))
                whole = manifest["count"]
                self._begin_anew()
                is_whole = self._take_in_lines(map(json.loads, lines), whole)
        except (EOFError, KeyError, OSError, ValueError, zlib.error) as error:
            print(f"\n{error}", file=sys.stderr)
        if not is_whole:
            sys.exit(f"{path} is not a whole dump.")
        if self._digest() != manifest["digest"]:
            sys.exit("The copy is not what the dump says it is.")

    def differing(self) -> set[str]:
        """Give the ids of stories that the copy lacks, has wrongly or has too much."""
        theirs = self._get("checksum/", cursor=self._cursor()).json()
        buckets = {one["bucket"]: one["digest"] for one in theirs["buckets"]}
        ours = self._buckets()
        found: set[str] = set()
        for name in sorted(buckets.keys() | ours.keys()):
            if buckets.get(name) != ours.get(name):
                answer = self._get(f"checksum/{name}/", cursor=self._cursor()).json()
                wanted = {one["id"]: one["hash"] for one in answer["articles"]}
                held = self._held(name)
                found |= {key for key in wanted | held if wanted.get(key) != held.get(key)}
        return found

    def repair(self) -> int:
        """Fetch the stories that differ once more; gives how many there were."""
        differing = sorted(self.differing())
        for first in range(0, len(differing), MOST_IDS):
            ids = differing[first : first + MOST_IDS]
            page = self._get("", cursor=self._cursor(), ids=",".join(ids)).json()
            with self._transaction():
                for key in ids:
                    self._remove("article", key)
                self._take_in(page["items"])
        return len(differing)

    def _take_in_lines(self, lines: Iterable[dict[str, Any]], whole: int | None = None) -> bool:
        """Take in what comes, each page in one transaction with its cursor; False to ask on.

        ``whole`` is how many stories there are; None leaves that to be asked.
        """
        taken = 0
        items: list[dict[str, Any]] = []
        for line in lines:
            if line["type"] == "reset_required":
                self._begin_anew()
                return False
            if line["type"] != "cursor":
                items.append(line)
                continue
            with self._transaction():
                self._take_in(items)
                if line["done"] and line["from_nothing"]:
                    self.database.execute("DELETE FROM items WHERE NOT is_seen")
                self._keep("cursor", line["cursor"])
                self._keep("media_url", line["media_url"])
                self._keep("is_in_step", str(int(line["done"])))
            taken += sum(item["type"] == "article" for item in items)
            if line["from_nothing"] and not line["done"] and whole is None:
                whole, taken = self._whole(line["cursor"]), self._seen()
            show_progress(taken, whole or 0, is_done=line["done"])
            items = []
            if line["done"]:
                return True
        return False

    def _whole(self, cursor: str) -> int:
        """Ask how many stories a walk will have given in the end; 0 if that is not told now."""
        try:
            answer = self.session.get(
                self.address + "checksum/", params={"cursor": cursor}, timeout=TIMEOUT_SECONDS
            )
        except requests.RequestException:
            return 0
        return answer.json()["count"] if answer.status_code == 200 else 0

    def _seen(self) -> int:
        """Count the stories that the present walk has given, whoever took them in."""
        seen = "SELECT count(*) FROM items WHERE type = 'article' AND is_seen"
        (count,) = self.database.execute(seen).fetchone()
        return count

    def _lines(self) -> Iterator[dict[str, Any]]:
        answer = self._get("", stream=True, cursor=self._cursor(), page_size=str(self.page_size))
        if answer.status_code == 410:
            yield {"type": "reset_required"}
            return
        try:
            for line in answer.iter_lines():
                yield json.loads(line)
        except requests.RequestException as error:
            print(f"\nThe connection broke: {error}", file=sys.stderr)

    def _get(self, path: str, *, stream: bool = False, **parameters: str | None) -> Any:
        """Ask, and ask again while the newsroom has no time or cannot be reached."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        accept = "application/x-ndjson" if stream else "application/json"
        while True:
            wait = 1.0
            try:
                answer = self.session.get(
                    self.address + path,
                    params=parameters,
                    headers={"Accept": accept},
                    stream=stream,
                    timeout=TIMEOUT_SECONDS,
                )
                if answer.status_code == 200 or (stream and answer.status_code == 410):
                    return answer
                if answer.status_code not in (429, 502, 503, 504):
                    sys.exit(f"{answer.status_code}: {answer.text}")
                wait = float(answer.headers.get("Retry-After", wait))
            except requests.RequestException as error:
                print(f"The newsroom cannot be reached: {error}", file=sys.stderr)
            if time.monotonic() + wait > deadline:
                sys.exit("The newsroom does not answer.")
            time.sleep(wait)

    def _take_in(self, items: list[dict[str, Any]]) -> None:
        for item in items:
            kind, key = item["type"], item["id"]
            if item["action"] == "removed" and not item["hash"]:
                self._remove(kind, key)
                continue
            document, embargo = item.get("document"), item.get("embargo")
            text = document and json.dumps(
                document, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
            if kind == "article" and text and sha256(text) != item["hash"]:
                sys.exit(f"What came of {key} is not what was sent.")
            self.database.execute(
                "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, 1, ?)",
                (kind, key, item.get("hash"), text, embargo and json.dumps(embargo)),
            )

    def _remove(self, kind: str, key: str) -> None:
        self.database.execute("DELETE FROM items WHERE type = ? AND id = ?", (kind, key))

    def _begin_anew(self) -> None:
        with self._transaction():
            self.database.execute("DELETE FROM state")
            self.database.execute("UPDATE items SET is_seen = 0")

    def _cursor(self) -> str | None:
        rows = self.database.execute("SELECT value FROM state WHERE name = 'cursor'")
        row = rows.fetchone()
        return row and row[0]

    def _keep(self, name: str, value: str) -> None:
        self.database.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def _held(self, bucket: str) -> dict[str, str]:
        return dict(
            self.database.execute(
                "SELECT id, hash FROM items WHERE type = 'article' AND substr(id, 1, 2) = ?",
                (bucket,),
            )
        )

    def _buckets(self) -> dict[str, str]:
        lines: dict[str, list[str]] = {}
        for key, digest in self.database.execute(
            "SELECT id, hash FROM items WHERE type = 'article' ORDER BY id"
        ):
            lines.setdefault(key[:2], []).append(f"{key} {digest}\n")
        return {name: sha256("".join(held)) for name, held in lines.items()}

    def _digest(self) -> str:
        lines = (f"{name} {digest}\n" for name, digest in sorted(self._buckets().items()))
        return sha256("".join(lines))

    def _transaction(self) -> "Transaction":
        return Transaction(self.database)


def show_progress(taken: int, whole: int, *, is_done: bool) -> None:
    """Say on standard error how far a walk is; with a bar, if it is known how much there is."""
    said = f"{taken} stories taken in"
    if whole:
        share = min(1.0, taken / whole)
        said = f"[{'#' * round(share * WIDTH):<{WIDTH}}] {share:4.0%}  {said}"
    print(f"\r{said}", end="\n" if is_done else "", file=sys.stderr, flush=True)


class Transaction:
    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    def __enter__(self) -> None:
        self.database.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: Any, *_: Any) -> None:
        self.database.execute("ROLLBACK" if kind else "COMMIT")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address", help="the newsroom's public address")
    parser.add_argument("file", help="the SQLite file")
    parser.add_argument("command", choices=["sync", "load", "follow", "verify", "repair"])
    parser.add_argument("dump", nargs="?", help="the file for load")
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two walks")
    parser.add_argument("--prove", action="store_true", help="verify after each walk of follow")
    parser.add_argument("--page-size", type=int, default=1_000, help="items in a page at most")
    options = parser.parse_args()
    key = os.environ.get("NEWSROOM_KEY") or sys.exit("Set NEWSROOM_KEY to your key.")
    replica = Replica(options.address, key, options.file, options.page_size)
    if options.command == "load":
        replica.load(options.dump or sys.exit("Name the file to load."))
    if options.command != "verify":
        replica.sync()
    while options.command == "follow":
        if options.prove and (differing := replica.differing()):
            sys.exit("The copy is not whole: " + ", ".join(sorted(differing)))
        time.sleep(options.every)
        replica.sync()
    if options.command == "repair":
        print(f"{replica.repair()} stories fetched anew")
    if options.command in ("verify", "repair"):
        differing = replica.differing()
        print("\n".join(sorted(differing)) or "The copy is whole.")
        sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
