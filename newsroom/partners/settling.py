"""What web servers note while they answer is written by a thread of its own, every second."""

import itertools
import logging
import os
import threading

from django.db import close_old_connections, connection

from newsroom.partners import copies, last_use, quotas, usage

EVERY_SECONDS = 1.0
ROUNDS_BETWEEN_FORGETTING = 3_600

logger = logging.getLogger(__name__)


class Settling:
    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="newsroom-settling", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        rounds = itertools.count()
        while not self._stopping.wait(EVERY_SECONDS):
            settle(also_old=next(rounds) % ROUNDS_BETWEEN_FORGETTING == 0)
        settle()


def settle(*, also_old: bool = False) -> None:
    """Write what is noted, and forget what is old. A failure is told and tried again later."""
    try:
        close_old_connections()
        last_use.write()
        quotas.settle()
        usage.write()
        copies.write()
        if also_old:
            quotas.forget_old()
            usage.forget_old()
    except Exception:
        logger.exception("What was noted cannot be written and is kept.")
    finally:
        connection.close()


_settling: Settling | None = None


def begin() -> None:
    """Settle in this process and in those forked from it. For web servers."""
    global _settling
    if _settling is None:
        _settling = Settling()
        _settling.start()


def end() -> None:
    global _settling
    if _settling:
        _settling.stop()
        _settling = None


def _begin_anew() -> None:
    """A forked process does not have the thread."""
    global _settling
    if _settling:
        _settling = None
        begin()


os.register_at_fork(after_in_child=_begin_anew)
