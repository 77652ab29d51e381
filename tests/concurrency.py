"""Threads with database connections of their own, and waiting for what they do."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

PATIENCE_SECONDS = 10
BLOCKED = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@contextmanager
def threads() -> Iterator[Callable[..., Future[Any]]]:
    """Give a function that runs another in a thread; all have ended at the end."""

    def run(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        try:
            return function(*arguments, **keywords)
        finally:
            connection.close()

    with ThreadPoolExecutor() as executor:
        yield lambda *arguments, **keywords: executor.submit(run, *arguments, **keywords)


def wait_until_blocked(count: int = 1) -> None:
    """Return when so many connections to this database wait for a lock."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _blocked() < count:
        assert time.monotonic() < deadline, "Nobody waits for a lock."
        time.sleep(0.01)


def _blocked() -> int:
    with connection.cursor() as cursor:
        # Inside a transaction the view shows the same state until it is told to look again.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(BLOCKED)
        return cursor.fetchone()[0]
