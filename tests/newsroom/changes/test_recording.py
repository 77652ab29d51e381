import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import (
    IntegrityError,
    InternalError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from newsroom.changes import recording
from newsroom.changes.head import CHANNEL, read_head
from newsroom.changes.models import Change
from newsroom.changes.recording import ATTEMPTS, Pending, record, unit_of_work
from taxonomy.models import Region, RegionAlias
from tests.concurrency import threads, wait_until_blocked

ONE, TWO, THREE = (uuid.UUID(int=number) for number in (1, 2, 3))


@unit_of_work
def note(*objects: uuid.UUID, by: Any = None, before: Callable[[], None] | None = None) -> int:
    """A verb that changes nothing but the log."""
    if before:
        before()
    return record([Pending("article", key, "updated") for key in objects or [ONE]], by=by)


def changes_after(seq: int) -> list[tuple[int, str, uuid.UUID, str]]:
    rows = Change.objects.filter(seq__gt=seq).order_by("seq")
    return list(rows.values_list("seq", "kind", "object_id", "action"))


@contextmanager
def other_connection() -> Iterator[psycopg.Connection]:
    """A connection that belongs to nobody else, without Django."""
    parameters = {**connection.get_connection_params(), "autocommit": True}
    parameters.pop("pool", None)
    with psycopg.connect(**parameters) as other:
        yield other


def test_record_numbers_changes_in_order(db, editor):
    before = read_head()

    last = unit_of_work(record)(
        [
            Pending("region", ONE, "released"),
            Pending("actor", TWO, "saved"),
            Pending("article", THREE, "published"),
        ],
        by=editor,
    )

    head = read_head()
    columns = ("seq", "kind", "object_id", "action", "at", "by")
    rows = Change.objects.filter(seq__gt=before.seq).order_by("seq").values_list(*columns)
    assert list(rows) == [
        (before.seq + 1, "region", ONE, "released", head.at, editor.pk),
        (before.seq + 2, "actor", TWO, "saved", head.at, editor.pk),
        (before.seq + 3, "article", THREE, "published", head.at, editor.pk),
    ]
    assert head.seq == last == before.seq + 3


@pytest.mark.parametrize(("kind", "counts"), [("region", 2), ("actor", 2), ("article", 0)])
def test_record_marks_changes_of_the_taxonomy(db, kind, counts):
    before = read_head()

    unit_of_work(record)([Pending(kind, ONE, "saved"), Pending("article", TWO, "updated")], by=None)

    after = read_head()
    assert after.taxonomy_seq == (before.seq + counts if counts else before.taxonomy_seq)


def test_record_gives_each_write_its_number(db):
    before = read_head().seq
    written: list[tuple[str, int]] = []

    unit_of_work(record)(
        [
            Pending("article", ONE, "published", lambda seq: written.append(("one", seq))),
            Pending("article", TWO, "published"),
            Pending("article", THREE, "published", lambda seq: written.append(("three", seq))),
        ],
        by=None,
    )

    assert written == [("one", before + 1), ("three", before + 3)]


def test_record_takes_the_number_after_the_constraints_and_before_what_is_keyed_by_it(db):
    def write(seq: int) -> None:
        Region.objects.filter(slug="france").update(name="France")

    with CaptureQueriesContext(connection) as queries:
        unit_of_work(record)([Pending("article", ONE, "published", write)], by=None)

    statements = [re.sub(r"\s+", " ", query["sql"]).strip() for query in queries]
    starts = [" ".join(statement.split()[:3]).replace('"', "") for statement in statements]
    assert starts == [
        "SAVEPOINT " + starts[0].split()[1],  # The test's own transaction is around it.
        "SELECT set_config('statement_timeout', '0',",
        "SET CONSTRAINTS ALL",
        "UPDATE changes_head SET",
        "UPDATE taxonomy_region SET",
        "INSERT INTO changes_change",
        "SELECT pg_notify('newsroom_changes', " + f"'{read_head().seq}')",
        "RELEASE SAVEPOINT " + starts[0].split()[1],
    ]


def test_record_checks_deferred_constraints_before_it_locks_the_head(db):
    @unit_of_work
    def verb() -> None:
        RegionAlias.objects.create(region_id=2_000_000_000, text="Nowhere")
        record([Pending("region", ONE, "saved")], by=None)

    with (
        CaptureQueriesContext(connection) as queries,
        pytest.raises(IntegrityError, match="taxonomy_region"),
    ):
        verb()

    assert [query["sql"] for query in queries if "changes_head" in query["sql"]] == []


def test_record_refuses_to_work_outside_a_transaction(committed):
    before = read_head()

    with pytest.raises(transaction.TransactionManagementError, match="in a unit of work"):
        record([Pending("article", ONE, "updated")], by=None)

    assert (read_head(), changes_after(before.seq)) == (before, [])


def test_rollback_takes_no_number(committed):
    before = read_head()

    @unit_of_work
    def fail() -> None:
        record([Pending("article", ONE, "updated")], by=None)
        raise ZeroDivisionError

    note(ONE)
    with pytest.raises(ZeroDivisionError):
        fail()
    note(TWO)

    assert changes_after(before.seq) == [
        (before.seq + 1, "article", ONE, "updated"),
        (before.seq + 2, "article", TWO, "updated"),
    ]


def test_savepoint_rolled_back_gives_its_numbers_back(committed):
    before = read_head()

    @unit_of_work
    def verb() -> None:
        try:
            with transaction.atomic():
                record([Pending("article", ONE, "updated")], by=None)
                raise ZeroDivisionError
        except ZeroDivisionError:
            record([Pending("article", TWO, "updated")], by=None)

    verb()

    assert changes_after(before.seq) == [(before.seq + 1, "article", TWO, "updated")]


def test_later_writer_waits_and_takes_the_next_number(committed):
    before = read_head()

    with threads() as start:
        with transaction.atomic():
            record([Pending("article", ONE, "updated")], by=None)
            waiting = start(note, TWO)
            wait_until_blocked()
            seen_meanwhile = start(changes_after, before.seq).result()
        waiting.result()

    assert seen_meanwhile == []
    assert changes_after(before.seq) == [
        (before.seq + 1, "article", ONE, "updated"),
        (before.seq + 2, "article", TWO, "updated"),
    ]


def test_numbers_are_gapless_with_many_writers(committed):
    before = read_head().seq

    with threads() as start:
        running = [start(write_and_fail_at_times, number) for number in range(3)]
        committed_units = sum(future.result() for future in running)

    rows = changes_after(before)
    assert [row[0] for row in rows] == list(range(before + 1, before + 1 + len(rows)))
    assert len(rows) == committed_units * 2


def write_and_fail_at_times(number: int) -> int:
    """Do twenty units of two changes each, every fifth of which fails; give how many remain."""

    @unit_of_work
    def verb(turn: int) -> None:
        record([Pending("article", ONE, f"writer {number}")] * 2, by=None)
        if turn % 5 == 0:
            raise ZeroDivisionError

    remaining = 0
    for turn in range(20):
        try:
            verb(turn)
        except ZeroDivisionError:
            continue
        remaining += 1
    return remaining


def test_unit_of_work_refuses_to_be_nested(committed):
    before = read_head()

    with transaction.atomic(), pytest.raises(RuntimeError, match="durable atomic block"):
        note()

    assert read_head() == before


def test_unit_of_work_refuses_another_inside(committed):
    before = read_head()

    @unit_of_work
    def outer() -> None:
        note()

    with pytest.raises(RuntimeError, match="durable atomic block"):
        outer()

    assert read_head() == before


def test_unit_of_work_keeps_name_and_answer(db):
    @unit_of_work
    def verb(number: int, *, by: str) -> str:
        """What it does."""
        return f"{number} {by}"

    assert (verb(1, by="me"), verb.__name__, verb.__doc__) == ("1 me", "verb", "What it does.")


def test_deadlocked_unit_is_done_again(committed):
    before = read_head().seq
    first, second = Region.objects.order_by("pk").values_list("pk", flat=True)[:2]
    both_hold_one = Barrier(2)
    attempts: list[uuid.UUID] = []

    @unit_of_work
    def verb(key: uuid.UUID, *regions: int) -> None:
        attempts.append(key)
        for region in regions:
            Region.objects.select_for_update().get(pk=region)
            if attempts.count(key) == 1 and region == regions[0]:
                both_hold_one.wait(timeout=10)
        record([Pending("article", key, "updated")], by=None)

    with threads() as start:
        for future in [start(verb, ONE, first, second), start(verb, TWO, second, first)]:
            future.result()

    assert len(attempts) == 3
    assert sorted(row[2] for row in changes_after(before)) == [ONE, TWO]
    assert read_head().seq == before + 2


def overtaken(start: Callable[..., Any], attempts: list[int], *, times: int) -> None:
    """Read the head in a snapshot that lasts and let another take a number, so often."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    read_head()
    attempts.append(1)
    if len(attempts) <= times:
        start(note, TWO).result()


def test_unserialisable_unit_is_done_again(committed, monkeypatch):
    # The isolation level can be set before the first query of a transaction only.
    monkeypatch.setattr(recording, "_bound_time", lambda: None)
    before = read_head().seq
    attempts: list[int] = []

    with threads() as start:
        note(ONE, before=lambda: overtaken(start, attempts, times=2))

    assert len(attempts) == 3
    assert changes_after(before) == [
        (before + 1, "article", TWO, "updated"),
        (before + 2, "article", TWO, "updated"),
        (before + 3, "article", ONE, "updated"),
    ]


def test_unit_that_fails_every_time_is_given_up(committed, monkeypatch):
    monkeypatch.setattr(recording, "_bound_time", lambda: None)
    attempts: list[int] = []

    with threads() as start, pytest.raises(OperationalError, match="could not serialize"):
        note(ONE, before=lambda: overtaken(start, attempts, times=ATTEMPTS))

    assert len(attempts) == ATTEMPTS


def test_other_failures_are_not_tried_again(committed):
    attempts: list[int] = []

    def take_too_long() -> None:
        attempts.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 1; SELECT pg_sleep(1)")

    with pytest.raises(OperationalError, match="statement timeout"):
        note(before=take_too_long)

    assert attempts == [1]


def test_statement_that_takes_too_long_is_ended(committed, monkeypatch):
    monkeypatch.setattr(recording, "TIMEOUT_MILLISECONDS", 200)
    before = read_head()

    @unit_of_work
    def verb() -> None:
        record([Pending("article", ONE, "updated")], by=None)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")

    started_at = time.monotonic()
    with pytest.raises(OperationalError, match="statement timeout"):
        verb()

    assert time.monotonic() - started_at < 5
    assert read_head() == before


def test_holder_of_the_head_that_pauses_is_ended(committed, monkeypatch):
    monkeypatch.setattr(recording, "TIMEOUT_MILLISECONDS", 500)
    before = read_head().seq

    @unit_of_work
    def pause(start: Callable[..., Any]) -> None:
        record([Pending("article", ONE, "updated")], by=None)
        waiting.append(start(note, TWO))
        time.sleep(1)

    waiting: list[Any] = []
    with threads() as start:
        with pytest.raises(InternalError, match="idle-in-transaction timeout"):
            pause(start)
        waiting[0].result()
    note(THREE)

    assert changes_after(before) == [
        (before + 1, "article", TWO, "updated"),
        (before + 2, "article", THREE, "updated"),
    ]


def test_timeouts_end_with_the_unit(committed):
    note()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'),"
            " current_setting('idle_in_transaction_session_timeout')"
        )
        after = cursor.fetchone()
    assert after == ("0", "0")


def test_commit_notifies_other_connections_of_the_last_number(committed):
    before = read_head().seq

    with other_connection() as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with transaction.atomic():
            record([Pending("article", ONE, "updated")] * 3, by=None)
            before_commit = [notice.payload for notice in listener.notifies(timeout=0.1)]
        after_commit = [notice.payload for notice in listener.notifies(timeout=5, stop_after=1)]

    assert (before_commit, after_commit) == ([], [str(before + 3)])


def test_rollback_notifies_nobody(committed):
    with other_connection() as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with transaction.atomic():
            record([Pending("article", ONE, "updated")], by=None)
            transaction.set_rollback(True)
        notices = list(listener.notifies(timeout=0.1))

    assert notices == []


def test_user_of_the_log_is_kept(db):
    user = User.objects.create_user("somebody")
    note(by=user)

    with pytest.raises(ProtectedError):
        user.delete()
