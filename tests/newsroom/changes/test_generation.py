"""The generation that a process holds: quick, never older than it says, and never in the way."""

import os
import time
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.changes import generation, listening
from newsroom.changes.generation import APPLICATION_NAME, current_head, held_head
from newsroom.changes.head import HeadState, read_head
from newsroom.changes.recording import Pending, record, unit_of_work

PATIENCE_SECONDS = 10
LISTENERS = "SELECT pid FROM pg_stat_activity WHERE application_name = %s AND {}"
OF_THIS_DATABASE = "datname = current_database()"


@unit_of_work
def change() -> int:
    return record([Pending("article", uuid.uuid4(), "updated")], by=None)


def wait_until_held(seq: int | None = None) -> HeadState:
    """Return when the head is held, of that number if one is given."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        head = held_head()
        if head and seq in (None, head.seq):
            return head
        assert time.monotonic() < deadline, "The head is not held."
        time.sleep(0.005)


def listeners() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(LISTENERS.format(OF_THIS_DATABASE), [APPLICATION_NAME])
        return [pid for (pid,) in cursor.fetchall()]


@pytest.fixture
def held(committed) -> Iterator[None]:
    generation.hold()
    yield
    generation.let_go()


def test_head_is_read_each_time_where_it_is_not_held(db):
    with CaptureQueriesContext(connection) as queries:
        heads = [current_head(), current_head()]

    assert held_head() is None
    assert heads == [read_head()] * 2
    assert len(queries) == 2


def test_held_head_costs_no_statement_and_follows_changes(held):
    assert wait_until_held() == read_head()

    for _ in range(3):
        seq = change()
        head = wait_until_held(seq)
        with CaptureQueriesContext(connection) as queries:
            assert current_head() == head
        assert len(queries) == 0
        assert head == read_head()


def test_changes_are_polled_for_where_no_notification_arrives(held, monkeypatch):
    monkeypatch.setattr(listening, "CHANNEL", "another_channel")

    wait_until_held(change())


def test_server_that_refuses_to_listen_is_polled(held, monkeypatch):
    monkeypatch.setattr(listening, "CHANNEL", "no channel at all")

    wait_until_held(change())


def test_head_that_is_not_confirmed_is_read(held, monkeypatch):
    wait_until_held()
    monkeypatch.setattr(generation, "STALE_SECONDS", 0.0)

    with CaptureQueriesContext(connection) as queries:
        assert held_head() is None
        assert current_head() == read_head()

    assert len(queries) == 2


def test_head_that_had_to_be_read_is_held_for_as_long(held, monkeypatch):
    monkeypatch.setattr(generation.Generation, "_follow", lambda self: None)

    with CaptureQueriesContext(connection) as queries:
        heads = {current_head() for _ in range(3)}

    assert heads == {read_head()}
    assert len(queries) == 1


def test_killed_listener_is_missed_for_less_than_it_takes_to_be_stale(held):
    wait_until_held()
    (pid,) = listeners()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [pid])
    seq = change()
    time.sleep(generation.STALE_SECONDS)

    assert current_head().seq == seq
    assert wait_until_held(change())
    assert listeners() != [pid]


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_forked_process_follows_with_a_connection_of_its_own(held):
    wait_until_held()
    connection.close()
    connection.close_pool()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            anew = held_head() is None
            wait_until_held()
            os.write(writing, b"anew" if anew else b"kept")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)

    assert os.read(reading, 10) == b"anew"
