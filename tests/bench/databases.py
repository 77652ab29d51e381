"""Two databases on one embedded server: the product's own and that of the baseline."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg
from django.conf import settings

from newsroom.embedded import server

ROOT = Path(settings.ROOT)
PATIENCE_SECONDS = 120
BUSY = """
    SELECT count(*) FROM pg_stat_activity
    WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
BASELINE_SETTINGS = "tests.bench.baseline.settings"


def connect(name: str, *, autocommit: bool = False) -> psycopg.Connection:
    where = server.connection_parameters(settings.VAR)
    return psycopg.connect(
        host=where["HOST"],
        port=where["PORT"],
        user=where["USER"],
        dbname=name,
        autocommit=autocommit,
        options="-c synchronous_commit=off",
    )


def prepare(sides: Sequence[str]) -> None:
    """Start the server, and make and migrate the databases where that has not been done."""
    server.ensure_running(settings.VAR)
    run("manage.py", "migrate", "--verbosity=0")
    run("manage.py", "load_regions")
    if "baseline" not in sides:
        return
    with connect("postgres", autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'baseline'")
        if not found.fetchone():
            connection.execute("CREATE DATABASE baseline")
    run("-m", "django", "migrate", "--run-syncdb", "--verbosity=0", settings=BASELINE_SETTINGS)


def run(*arguments: str, settings: str = "newsroom.settings") -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": "."}
    subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def analyze(sides: Sequence[str]) -> None:
    for name in sides:
        with connect(name, autocommit=True) as connection:
            connection.execute("VACUUM (ANALYZE)")


def wait_until_idle() -> None:
    """Wait for the end of statements that nobody waits for any more.

    A client that stops leaves its requests to the server; sixteen slow searches go on for seconds
    and would slow down whatever is measured next. Raises ``TimeoutError``.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    with connect("postgres", autocommit=True) as connection:
        while connection.execute(BUSY).fetchone()[0]:
            if time.monotonic() > deadline:
                raise TimeoutError("The database is not idle.")
            time.sleep(0.1)


def sizes(sides: Sequence[str]) -> dict[str, int]:
    """Give the bytes on disk of each database and of its largest tables, indexes included."""
    found = {}
    for name in sides:
        with connect(name) as connection:
            whole = connection.execute("SELECT pg_database_size(current_database())")
            found[name] = whole.fetchone()[0]
            rows = connection.execute(
                "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
                "WHERE relkind = 'r' ORDER BY 2 DESC LIMIT 4"
            )
            found |= {f"{name}: {table}": size for table, size in rows}
    return found
