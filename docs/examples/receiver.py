"""Keep a copy in step the moment something changes: a receiver of webhooks beside replica.py.

    export NEWSROOM_KEY=…
    export WEBHOOK_SECRET=whsec_…     or two, with a space between, while one replaces the other
    python receiver.py https://newsroom.example.org copy.sqlite --port 9000

It listens on this machine only; a proxy in front of it ends TLS. A message only says that there is
something new, so all it does is wake the sync, which also runs by itself every five minutes. Needs
Python 3.11, `requests` and `standardwebhooks`.
"""

import argparse
import os
import sqlite3
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from replica import Replica
from standardwebhooks import Webhook, WebhookVerificationError

MOST_BYTES = 20_000
EVERY_SECONDS = 300.0
KEPT_SECONDS = 7 * 86_400


class Receiver(ThreadingHTTPServer):
    """Takes messages in; ``news`` is set whenever there is a new one."""

    def __init__(self, port: int, file: str, secrets: list[str]) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.verifiers = [Webhook(secret) for secret in secrets]
        self.news = threading.Event()
        self.file = file
        with self._database() as database:
            database.execute("CREATE TABLE IF NOT EXISTS received (id TEXT PRIMARY KEY, at REAL)")

    def is_genuine(self, body: bytes, headers: dict[str, str]) -> bool:
        """Tell whether one of our secrets signed it, within the last five minutes."""
        for verifier in self.verifiers:
            try:
                verifier.verify(body, headers)
            except (WebhookVerificationError, ValueError):
                continue
            return True
        return False

    def take_in(self, message_id: str) -> bool:
        """Note a message; False if it has come before."""
        with self._database() as database:
            database.execute("DELETE FROM received WHERE at < ?", (time.time() - KEPT_SECONDS,))
            row = (message_id, time.time())
            noted = database.execute("INSERT OR IGNORE INTO received VALUES (?, ?)", row)
        if noted.rowcount:
            self.news.set()
        return bool(noted.rowcount)

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.file, timeout=30)


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            return self._answer(413, "too long")
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not self.server.is_genuine(body, headers):
            return self._answer(401, "refused")
        is_new = self.server.take_in(headers["webhook-id"])
        return self._answer(204, body.decode() if is_new else "known already")

    def _answer(self, status: int, told: str) -> None:
        print(f"{status} {told}", flush=True)
        self.send_response(status)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Nothing: ``_answer`` prints a line of its own."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address", help="the newsroom's public address")
    parser.add_argument("file", help="the SQLite file of the copy")
    parser.add_argument("--port", type=int, default=9000, help="where to listen")
    options = parser.parse_args()
    key = os.environ.get("NEWSROOM_KEY") or sys.exit("Set NEWSROOM_KEY to your key.")
    secrets = os.environ.get("WEBHOOK_SECRET", "").split() or sys.exit("Set WEBHOOK_SECRET.")
    replica = Replica(options.address, key, options.file)
    receiver = Receiver(options.port, f"{options.file}.received", secrets)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    while True:
        # Forgotten first, so that what comes during a walk leads to another one.
        receiver.news.clear()
        replica.sync()
        receiver.news.wait(EVERY_SECONDS)


if __name__ == "__main__":
    main()
