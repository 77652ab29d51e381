"""The worker's loop: do what is due, show a heartbeat, sleep until something may be due."""

import logging
import threading
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import Error, OperationalError, close_old_connections, transaction

from articles.models import Publication, Schedule
from articles.published.tag_counts import keep_tag_counts
from articles.verbs.embargoing import due_releases, release_due
from articles.verbs.scheduling import due_schedules, run_due
from newsroom.changes.head import read_head, verify_epoch
from newsroom.purging.following import follow
from newsroom.webhooks.dispatching import Dispatcher
from newsroom.worker.heartbeats import Heartbeat

POLL_SECONDS = 0.5
BEAT_SECONDS = 2.0
OUTAGE_PAUSE_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Worker:
    """Runs until ``stop`` is set. Any number may run side by side, and any may die at any time."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.heartbeat = Heartbeat()

    def run(self) -> None:
        caches = [
            threading.Thread(target=follow, args=(address, self.stop), name=f"purging {address}")
            for address in settings.NEWSROOM_PURGE_URLS
        ]
        dispatcher = Dispatcher(self.stop, lambda failure: self.heartbeat.beat(failure=failure))
        threads = [*caches, threading.Thread(target=dispatcher.run, name="webhooks")]
        for thread in threads:
            thread.start()
        self._run()
        for thread in threads:
            thread.join()

    def _run(self) -> None:
        started = False
        while not self.stop.is_set():
            try:
                if not started:
                    self.heartbeat.start()
                    started = True
                self.round()
            except Error as error:
                # An outage of the database is waited out; what was due is done afterwards.
                logger.error("The database failed: %s", error)
                close_old_connections()
                self.stop.wait(OUTAGE_PAUSE_SECONDS)
        self.heartbeat.stop()

    def round(self) -> None:
        """Do all that is due, then rest. An act that fails unexpectedly is told and tried again."""
        with transaction.atomic():
            if verify_epoch():
                logger.warning("The server's history changed: a new epoch has been opened.")
        keep_tag_counts(read_head())
        self.heartbeat.beat()
        rests = int(BEAT_SECONDS / POLL_SECONDS)
        for _ in range(rests):
            self._do_all_due()
            if self.stop.wait(POLL_SECONDS):
                return

    def _do_all_due(self) -> None:
        for key in due_schedules():
            self._do(partial(run_due, key))
        for article in due_releases():
            self._do(partial(release_due, article))

    def _do(self, act: Callable[[], Schedule | Publication | None]) -> None:
        if self.stop.is_set():
            return
        try:
            done = act()
        except OperationalError:
            raise
        except Exception as error:  # One broken act must not stop the others.
            logger.exception("An act that was due failed and will be tried again.")
            self.heartbeat.beat(failure=f"{type(error).__name__}: {error}")
            return
        if done:
            logger.info("%s: %s", done, getattr(done, "state", "released"))
            self.heartbeat.beat(acts=1)
