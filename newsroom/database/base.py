"""Django's PostgreSQL backend with a pool that asks the server only where that tells something."""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, or take from the pool the first connection that still stands."""
        connection = super().get_new_connection(conn_params)
        while self.pool and has_ended(connection):
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def has_ended(connection: psycopg.Connection) -> bool:
    """Tell whether the server has ended a connection while nobody used it, and close it if so.

    A server that stops, or a proxy that gives up, says so on the connection. Only one on which
    something waits to be read is asked, so that no request pays for a round trip that nearly
    always says nothing. A network that fails without a word is noticed by the next statement, as
    it would be by asking.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if not waiting.poll(0):
        return False
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.OperationalError:
        connection.close()
        return True
    return False
