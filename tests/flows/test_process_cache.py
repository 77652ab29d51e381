"""Answers kept in web servers, over real HTTP: made once, and never older than they say."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.db import connection, transaction

from articles.models import Article
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from newsroom.changes.generation import APPLICATION_NAME, STALE_SECONDS
from newsroom.changes.head import read_head
from tests.cloning import cloned_database
from tests.concurrency import wait_until_blocked
from tests.factories import make_content, make_published
from tests.flows.storm import database_url
from tests.serving import gunicorn

CHANGES = 20
CALLERS = 6
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND "
BLOCKED = f"{BACKENDS} wait_event_type = 'Lock'"
LISTENING = f"{BACKENDS} application_name = '{APPLICATION_NAME}'"


@pytest.fixture(scope="module")
def servers(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """The address of two processes that serve a copy of the test database."""
    with django_db_blocker.unblock(), cloned_database() as name:
        environment = {
            "DATABASE_URL": database_url(name),
            "GUNICORN_CMD_ARGS": "--workers=2 --threads=8",
            "NEWSROOM_ALLOWED_HOSTS": "127.0.0.1",
            "NEWSROOM_DATABASE_POOL_SIZE": "8",
            "NEWSROOM_HTTPS": "false",
            "NEWSROOM_SECRET_KEY": "of a test only, and longer than it needs to be",
        }
        with gunicorn(tmp_path_factory.mktemp("var"), environment) as server:
            for _ in range(2 * CALLERS):
                ask(server.address, "/api/v1/regions/")
            yield server.address


def ask(address: str, path: str) -> requests.Response:
    return requests.get(f"{address}{path}", timeout=20)


def pids(condition: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(condition)
        return [pid for (pid,) in cursor.fetchall()]


def terminate(condition: str) -> int:
    """End the backends; gives how many there were."""
    found = pids(condition)
    with connection.cursor() as cursor:
        for pid in found:
            cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [pid])
    return len(found)


def lock_stories() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE articles_publication IN ACCESS EXCLUSIVE MODE")


def test_answer_is_made_once_however_many_ask_at_once(servers):
    path = "/api/v1/articles/?page_size=50"
    with ThreadPoolExecutor(CALLERS) as callers:
        with transaction.atomic():
            lock_stories()
            asked = [callers.submit(ask, servers, path) for _ in range(CALLERS)]
            wait_until_blocked()
            time.sleep(0.5)
            # Callers that all went to one process are answered by one statement of it.
            making = len(pids(BLOCKED))
        answers = [one.result() for one in asked]

    assert making in (1, 2)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


def test_failed_making_is_told_to_one_and_hangs_nobody(servers):
    path = "/api/v1/articles/?page_size=51"
    with ThreadPoolExecutor(CALLERS) as callers:
        with transaction.atomic():
            lock_stories()
            asked = [callers.submit(ask, servers, path) for _ in range(CALLERS)]
            wait_until_blocked()
            time.sleep(0.5)
            making = terminate(BLOCKED)
        statuses = sorted(one.result().status_code for one in asked)

    assert making in (1, 2)
    assert statuses == [200] * (CALLERS - making) + [503] * making
    assert ask(servers, path).status_code == 200


def change(story: Article, number: int) -> tuple[int, int]:
    """Publish a version; gives its number and that of the change."""
    save(story, make_content(slug=story.slug, title=f"{number}"), by=None, based_on=None)
    version = publish(story, by=None).number
    return read_head().seq, version


def test_answers_are_never_older_than_their_label_nor_than_they_may_be(servers):
    """One story is published again and again while many ask for it, and both are compared."""
    story = make_published(slug="in-the-storm")
    published = [(time.monotonic(), read_head().seq, 1)]
    path = "/api/v1/articles/in-the-storm/"
    over = threading.Event()

    def watch() -> list[tuple[float, int, int]]:
        seen = []
        with requests.Session() as session:
            while not over.is_set():
                asked_at = time.monotonic()
                answer = session.get(f"{servers}{path}", timeout=20)
                seen.append(
                    (asked_at, int(answer.headers["X-Newsroom-Seq"]), answer.json()["version"])
                )
        return seen

    with ThreadPoolExecutor(CALLERS) as callers:
        watching = [callers.submit(watch) for _ in range(CALLERS)]
        for number in range(CHANGES):
            seq, version = change(story, number)
            published.append((time.monotonic(), seq, version))
            time.sleep(0.05)
        over.set()
        seen = [one for watcher in watching for one in watcher.result()]

    def version_at(label: int) -> int:
        return max(version for _, seq, version in published if seq <= label)

    def version_due(asked_at: float) -> int:
        due = asked_at - STALE_SECONDS
        return max((version for at, _, version in published if at <= due), default=1)

    assert len({version for _, _, version in seen}) > 1
    assert [one for one in seen if one[2] < version_at(one[1])] == []
    assert [one for one in seen if one[2] < version_due(one[0])] == []


def test_killed_listeners_make_nothing_stale(servers):
    story = make_published(slug="unheard")
    path = "/api/v1/articles/unheard/"
    assert ask(servers, path).json()["version"] == 1

    assert terminate(LISTENING) == 2
    _, version = change(story, 1)
    time.sleep(STALE_SECONDS)

    for _ in range(CALLERS):
        assert ask(servers, path).json()["version"] == version
