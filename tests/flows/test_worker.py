"""Workers as real processes: what is scheduled is done on time, once, whoever dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.models import Article, Publication, Schedule
from articles.verbs.embargoing import embargo
from articles.verbs.scheduling import schedule_publication
from newsroom.changes.models import Change
from newsroom.worker.models import Worker
from tests.cloning import cloned_database
from tests.factories import make_article

SCHEDULES = 30
WORKERS = 4
START_SECONDS = 30


@pytest.fixture
def clone(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), cloned_database() as name:
        yield name


def start_worker(database: str) -> subprocess.Popen:
    parameters = connection.settings_dict
    address = f"{parameters['USER']}@{quote(parameters['HOST'], safe='')}:{parameters['PORT']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{address}/{database}",
        "NEWSROOM_SECRET_KEY": "of a test only, longer than it needs to be " * 2,
        "NEWSROOM_ALLOWED_HOSTS": "localhost",
    }
    command = [sys.executable, "manage.py", "worker"]
    return subprocess.Popen(command, cwd=settings.ROOT, env=environment, stdout=subprocess.DEVNULL)


def wait_for_workers(count: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while Worker.objects.count() < count:
        assert time.monotonic() < deadline, "The workers show no heartbeat."
        time.sleep(0.05)


def let_workers_die(clone: str, ask: Callable[[datetime], None]) -> None:
    """Have something done by workers of which most are ended about the time when it is due."""
    workers = [start_worker(clone) for _ in range(WORKERS)]
    try:
        wait_for_workers(WORKERS)
        ask(timezone.now() + timedelta(seconds=1.5))
        time.sleep(1.55)
        workers[0].send_signal(signal.SIGKILL)
        time.sleep(0.1)
        workers[1].send_signal(signal.SIGKILL)
        time.sleep(3)
        workers[2].terminate()
        assert workers[2].wait(timeout=10) == 0
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def check_delays(delays: list[timedelta]) -> None:
    assert timedelta(0) <= min(delays)
    # A worker that dies leaves its work to another within a second; the rest is for a busy machine.
    assert max(delays) < timedelta(seconds=5)


def test_schedules_are_done_once_and_on_time_while_workers_die(clone):
    articles = [make_article() for _ in range(SCHEDULES)]

    def ask(due_at: datetime) -> None:
        for number, article in enumerate(articles):
            moment = due_at + timedelta(milliseconds=10 * number)
            schedule_publication(article, by=None, due_at=moment)

    let_workers_die(clone, ask)

    assert set(Schedule.objects.values_list("state", flat=True)) == {"done"}
    published = Change.objects.filter(kind="article")
    assert published.count() == Publication.objects.count() == SCHEDULES
    at = dict(published.values_list("object_id", "at"))
    check_delays([at[s.article_id] - s.due_at for s in Schedule.objects.all()])


def test_embargoes_end_once_and_on_time_while_workers_die(clone):
    articles = [make_article() for _ in range(SCHEDULES)]
    # All at one instant, so that workers run into each other.
    let_workers_die(clone, lambda due_at: put_under_embargo(articles, due_at))

    assert not Publication.objects.embargoed().exists()
    assert Publication.objects.live().count() == SCHEDULES
    released = Change.objects.filter(kind="article", action="released")
    assert released.count() == SCHEDULES
    until = dict(
        Publication.objects.filter(audience="trusted").values_list("article", "embargoed_until")
    )
    check_delays([change.at - until[change.object_id] for change in released])


def put_under_embargo(articles: list[Article], until: datetime) -> None:
    for article in articles:
        embargo(article, by=None, until=until)


def test_heartbeat_shows_what_the_worker_did_and_ends_with_it(clone):
    worker = start_worker(clone)
    try:
        wait_for_workers(1)
        schedule_publication(
            make_article(), by=None, due_at=timezone.now() + timedelta(seconds=0.2)
        )
        time.sleep(1.5)
        row = Worker.objects.get()
        assert (row.acts, row.failures) == (1, 0)
        assert timezone.now() - row.beat_at < timedelta(seconds=3)

        worker.terminate()
        assert worker.wait(timeout=10) == 0
        assert Worker.objects.count() == 0
    finally:
        worker.kill()
        worker.wait()
