"""The dispatcher: gives every webhook that has something to deliver a thread for a turn.

It is woken by changes and polls all the same. Any number may run side by side, each with as many
receivers at once as it has threads; which one takes a turn is settled in the database.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
from django.db import Error, connection
from psycopg_pool import PoolTimeout

from newsroom.changes.head import read_head
from newsroom.changes.listening import listening
from newsroom.webhooks.forgetting import forget_attempts
from newsroom.webhooks.turns import due, take_turn

APPLICATION_NAME = "newsroom-webhooks"
POLL_SECONDS = 0.25
RETRY_SECONDS = 0.5
ROUNDS_BETWEEN_FORGETTING = 15_000
# A receiver that does not answer takes a thread for a quarter of a minute, and then none until it
# is tried again.
MOST_AT_ONCE = 64

logger = logging.getLogger(__name__)


class Dispatcher:
    """``tell`` is called with the sentence of each failure of ours."""

    def __init__(self, stop: threading.Event, tell: Callable[[str], None]) -> None:
        self.stop = stop
        self.tell = tell
        self._under_way: set[uuid.UUID] = set()

    def run(self) -> None:
        with ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="webhook") as pool:
            while not self.stop.is_set():
                try:
                    self._follow(pool)
                except (psycopg.Error, Error, PoolTimeout) as error:
                    logger.error("The database failed: %s", error)
                    self.stop.wait(RETRY_SECONDS)
                except Exception as error:
                    logger.exception("Looking for what is due failed and will be tried again.")
                    self._told(error)
                    self.stop.wait(RETRY_SECONDS)
                finally:
                    connection.close()

    def _follow(self, pool: ThreadPoolExecutor) -> None:
        with listening(APPLICATION_NAME) as own:
            rounds = 0
            while not self.stop.is_set():
                for key in due(read_head()):
                    self._begin(pool, key)
                if rounds % ROUNDS_BETWEEN_FORGETTING == 0:
                    forget_attempts()
                rounds += 1
                connection.close()
                for _ in own.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass

    def _begin(self, pool: ThreadPoolExecutor, key: uuid.UUID) -> None:
        if key not in self._under_way:
            self._under_way.add(key)
            pool.submit(self._take_turn, key)

    def _take_turn(self, key: uuid.UUID) -> None:
        try:
            take_turn(key, self.stop)
        except (Error, PoolTimeout) as error:
            logger.error("The database failed: %s", error)
        except Exception as error:
            logger.exception("Delivering to webhook %s failed and will be tried again.", key)
            self._told(error)
        finally:
            connection.close()
            self._under_way.discard(key)

    def _told(self, error: Exception) -> None:
        with suppress(Error, PoolTimeout):
            self.tell(f"{type(error).__name__}: {error}")
