"""The pool gives connections that stand, and asks the server nothing as long as it is silent."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from newsroom.database.base import has_ended


@pytest.fixture(autouse=True)
def _outside_a_transaction(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Nothing is written, and only outside of transactions a connection goes back to the pool."""
    with django_db_blocker.unblock():
        yield
        connection.close()


@pytest.fixture
def observer(_outside_a_transaction) -> Iterator[psycopg.Connection]:
    """A connection of another client to the same server."""
    where = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    given = {name: where[name] for name in names if name in where}
    with psycopg.connect(**given, autocommit=True) as session:
        yield session


def asked(statement: str) -> int:
    """Execute the statement, return the connection to the pool, and give its server process."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        pid = cursor.connection.info.backend_pid
    connection.close()
    return pid


def test_pool_gives_a_connection_again_without_asking(observer):
    asked("SELECT 1")

    connection.ensure_connection()
    [last] = observer.execute(
        "SELECT query FROM pg_stat_activity WHERE pid = %s",
        [connection.connection.info.backend_pid],
    ).fetchone()
    assert last != ""


def test_connection_that_the_server_ended_is_replaced(observer):
    pid = asked("SELECT 1")
    observer.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    assert asked("SELECT 1") != pid


def test_connection_that_was_told_something_is_kept(observer):
    asked("SELECT 1")
    with connection.cursor() as cursor:
        cursor.execute("LISTEN rung")
        observer.execute("NOTIFY rung")

        assert not has_ended(cursor.connection)
        assert not cursor.connection.closed
        cursor.execute("UNLISTEN rung")
