"""Hearing of changes at once."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from django.db import connection

from newsroom.changes.head import CHANNEL

# A server that does not answer is given up soon, so that the thread can look for another.
TIMEOUTS = {"connect_timeout": 2, "tcp_user_timeout": 2_000}


@contextmanager
def listening(application_name: str) -> Iterator[psycopg.Connection]:
    """Give a connection of one's own that is notified of every change.

    Where the server or a pooler refuses that, no notification comes, so whoever listens polls too.
    """
    parameters = connection.get_connection_params()
    parameters |= {**TIMEOUTS, "application_name": application_name}
    with psycopg.connect(**parameters, autocommit=True) as own:
        with suppress(psycopg.DatabaseError):
            own.execute(f"LISTEN {CHANNEL}")
        yield own
