"""The generation: the head of the change log as this process holds it, without asking each time.

A thread with a connection of its own listens for changes and reads the head after each; it also
reads it every ``POLL_SECONDS``, so a pooler that passes no notifications on does no harm. What is
held counts only while it was confirmed less than ``STALE_SECONDS`` ago: if the thread falls
silent, whatever the reason, the row is read.
"""

import logging
import os
import threading
import time

import psycopg

from newsroom.changes.head import READ_HEAD, HeadState, read_head
from newsroom.changes.listening import listening

STALE_SECONDS = 1.0
POLL_SECONDS = 0.25
RETRY_SECONDS = 0.5
APPLICATION_NAME = "newsroom-generation"

logger = logging.getLogger(__name__)


class Generation:
    """The newest head known and when it was asked for; followed by a thread from the first use."""

    def __init__(self) -> None:
        self._known: tuple[HeadState, float] | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def held(self) -> HeadState | None:
        """Give the head if it was confirmed lately, else None; never asks the database."""
        if self._thread is None:
            self._start()
        known = self._known
        if known and time.monotonic() - known[1] < STALE_SECONDS:
            return known[0]
        return None

    def confirm(self, head: HeadState, asked_at: float) -> None:
        """Hold what the database answered to a question put at that time of the monotonic clock."""
        known = self._known
        if known is None or asked_at > known[1]:
            self._known = head, asked_at

    def stop(self) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join()

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                thread = threading.Thread(target=self._run, name=APPLICATION_NAME, daemon=True)
                thread.start()
                self._thread = thread

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._follow()
            except psycopg.Error as error:
                logger.warning("The change log cannot be followed: %s", error)
            except Exception:
                logger.exception("Following the change log failed.")
            self._stopping.wait(RETRY_SECONDS)

    def _follow(self) -> None:
        with listening(APPLICATION_NAME) as own:
            while not self._stopping.is_set():
                asked_at = time.monotonic()
                row = own.execute(READ_HEAD).fetchone()
                if row:
                    self.confirm(HeadState(*row), asked_at)
                for _ in own.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass


_generation: Generation | None = None


def hold() -> None:
    """Hold the generation in this process from its first use on; otherwise the row is read.

    For web servers. Commands and tests, where it is not called, read the row each time.
    """
    global _generation
    _generation = _generation or Generation()


def let_go() -> None:
    global _generation
    if _generation:
        _generation.stop()
        _generation = None


def held_head() -> HeadState | None:
    """Give the head without asking the database; None where it is not held or not confirmed."""
    return _generation.held() if _generation else None


def current_head() -> HeadState:
    """Give the head as it was at some instant of the last ``STALE_SECONDS``, or is now."""
    if held := held_head():
        return held
    asked_at = time.monotonic()
    head = read_head()
    if _generation:
        _generation.confirm(head, asked_at)
    return head


def _begin_anew() -> None:
    """A forked process has neither the thread nor, any longer, a use for what it last knew."""
    global _generation
    _generation = Generation() if _generation else None


os.register_at_fork(after_in_child=_begin_anew)
