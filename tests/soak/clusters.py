"""PostgreSQL servers of a test's own: a primary, its standby, or one of another version."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg
from django.conf import settings

from newsroom.embedded import account as accounts
from newsroom.embedded import binaries
from newsroom.embedded.account import Account
from newsroom.embedded.locations import Locations
from tests.flows.storm import environment, failure

PATIENCE_SECONDS = 60
SETTINGS = ("listen_addresses=", "max_connections=100", "timezone=UTC", "log_timezone=UTC")


class Cluster:
    """A server in a folder below ``home``, with Unix sockets only."""

    def __init__(self, home: Path, name: str, account: Account, programs: Path) -> None:
        self.folder = home / name
        self.account = account
        self.programs = programs
        self.folder.mkdir()
        account.own(self.folder)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str = "newsroom", user: str = "newsroom") -> str:
        return f"postgres://{user}@{quote(str(self.folder), safe='')}:5432/{database}"

    @property
    def environment(self) -> dict[str, str]:
        return {**environment(self.url()), "NEWSROOM_VAR": str(self.folder / "var")}

    def program(self, name: str, *arguments: str | Path, text: str = "") -> str:
        """Run one of the server's programs; give what it printed."""
        done = self.account.run([self.programs / name, *arguments], text=text)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def create(self) -> None:
        """Make an empty server with the application's account and database, and start it."""
        self.program(
            *("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8"),
            *("--locale=C.UTF-8", f"--pgdata={self.data}"),
        )
        self.start()
        self.query("CREATE ROLE newsroom LOGIN", database="postgres")
        self.query("CREATE DATABASE newsroom OWNER newsroom", database="postgres")

    def create_standby_of(self, primary: "Cluster") -> None:
        """Copy a running server and follow it from then on, without keeping it waiting."""
        self.program(
            *("pg_basebackup", "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast"),
            *(f"--host={primary.folder}", "--username=postgres", f"--pgdata={self.data}"),
        )
        self.start()

    def start(self) -> None:
        options = " ".join(f"-c {setting}" for setting in SETTINGS)
        # Its output must go to a file: a server that keeps a pipe open is waited for for ever.
        self.program(
            *("pg_ctl", "start", "--wait", "--silent", f"--pgdata={self.data}"),
            *(f"--log={self.folder / 'log'}", f"--options={options} -k {self.folder}"),
        )

    def promote(self) -> None:
        self.program("pg_ctl", "promote", "--wait", f"--pgdata={self.data}")

    def stop(self) -> None:
        if self.processes():
            self.program("pg_ctl", "stop", "--mode=immediate", f"--pgdata={self.data}")

    def kill(self) -> None:
        """End every process of the server at once, as when the machine dies."""
        processes = self.processes()
        for process in processes:
            process.kill()
        psutil.wait_procs(processes, timeout=PATIENCE_SECONDS)

    def processes(self) -> list[psutil.Process]:
        try:
            number = int((self.data / "postmaster.pid").read_text().partition("\n")[0])
            postmaster = psutil.Process(number)
            return [postmaster, *postmaster.children(recursive=True)]
        except (FileNotFoundError, psutil.NoSuchProcess):
            return []

    def query(self, sql: str, *, database: str = "newsroom") -> list[tuple[Any, ...]]:
        """Run one statement as superuser; give its rows."""
        with psycopg.connect(self.url(database, "postgres"), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def python(self, *arguments: str) -> str:
        """Run Python with the settings for this server; give what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, failure(done.stderr)
        return done.stdout

    def manage(self, *arguments: str) -> str:
        return self.python("manage.py", *arguments)


@contextmanager
def clusters(programs: Path | None = None) -> Iterator[Callable[[str], Cluster]]:
    """Give a function that makes a server by name; all are stopped and removed at the end.

    ``programs`` is the folder of PostgreSQL's programs, None for those of the wheel.
    """
    # Short, because the path of a Unix socket holds about a hundred bytes.
    home = Path(tempfile.mkdtemp(prefix="newsroom-soak-"))
    home.chmod(0o755)
    account = accounts.choose()
    programs = programs or binaries.find(account, Locations(home))
    made: list[Cluster] = []

    def make(name: str) -> Cluster:
        made.append(Cluster(home, name, account, programs))
        return made[-1]

    try:
        yield make
    finally:
        for cluster in made:
            cluster.stop()
        shutil.rmtree(home)


def wait_until(true: Callable[[], bool], sentence: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, sentence
        time.sleep(0.05)
