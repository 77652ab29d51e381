import uuid
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from newsroom.changes.head import (
    HISTORY_CHANGED,
    HeadState,
    Numbers,
    declare_epoch,
    read_head,
    take_numbers,
    verify_epoch,
)
from newsroom.changes.models import Epoch, Head
from newsroom.changes.recording import Pending, record, unit_of_work
from tests.concurrency import threads, wait_until_blocked

# The table's owner may do this; a server's history changes only when it fails over.
FORGE = """
    ALTER TABLE changes_epoch DISABLE TRIGGER epoch_append_only;
    UPDATE changes_epoch SET {};
    ALTER TABLE changes_epoch ENABLE TRIGGER epoch_append_only;
"""


def forge_history(change: str = "timeline = 'FFFFFFFF'") -> None:
    """Let the present epoch look as if it had been opened by another server."""
    with connection.cursor() as cursor:
        cursor.execute(FORGE.format(change))


def identity() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier::text, lpad(to_hex(timeline_id), 8, '0')"
            " FROM pg_control_system(), pg_control_checkpoint()"
        )
        return cursor.fetchone()


def epochs() -> list[tuple[Any, ...]]:
    """Give all epochs but the first: what they follow, why, and the server's identity."""
    columns = ("started_after", "reason", "system_identifier", "timeline")
    return list(Epoch.objects.order_by("started_at").values_list(*columns))[1:]


@unit_of_work
def note(*, wait: Any = None) -> int:
    last = record([Pending("article", uuid.uuid4(), "updated")], by=None)
    if wait:
        wait()
    return last


def test_read_head_gives_numbers_time_and_epoch(db):
    row = Head.objects.get()

    assert read_head() == HeadState(row.seq, row.taxonomy_seq, row.at, row.epoch_id)


def test_head_begins_in_an_epoch_of_this_server(db):
    first = Epoch.objects.order_by("started_at").values_list(
        "started_after", "reason", "system_identifier", "timeline"
    )[0]

    assert first == (0, "The database was made.", *identity())


def test_take_numbers_gives_consecutive_ones(db):
    before = read_head()

    first = take_numbers(3, taxonomy=False)
    second = take_numbers(1, taxonomy=False)

    after = read_head()
    assert first == Numbers(before.seq + 1, first.at)
    assert second == Numbers(before.seq + 4, second.at)
    assert after == HeadState(before.seq + 4, before.taxonomy_seq, second.at, before.epoch)


def test_take_numbers_marks_taxonomy_by_the_last_of_them(db):
    before = read_head()

    take_numbers(3, taxonomy=True)
    take_numbers(2, taxonomy=False)

    after = read_head()
    assert (after.seq, after.taxonomy_seq) == (before.seq + 5, before.seq + 3)


def test_time_never_runs_backwards(db):
    future = timezone.now() + timedelta(hours=1)
    Head.objects.update(at=future)

    times = [take_numbers(1, taxonomy=False).at for _ in range(2)]

    assert times == [future, future]
    assert read_head().at == future


def test_time_is_taken_after_the_number(committed):
    with threads() as start:
        with transaction.atomic():
            first = take_numbers(1, taxonomy=False)
            waiting = start(note)
            wait_until_blocked()
            released_at = timezone.now()
        second = waiting.result()

    assert second == first.first + 1
    assert read_head().at > released_at


def test_take_numbers_opens_no_epoch_while_the_history_is_the_same(db):
    before = read_head()

    take_numbers(1, taxonomy=False)

    assert (read_head().epoch, epochs()) == (before.epoch, [])


def test_take_numbers_opens_an_epoch_after_a_promotion(db):
    before = read_head()
    forge_history("timeline = 'FFFFFFFF'")

    numbers = take_numbers(2, taxonomy=False)
    take_numbers(1, taxonomy=False)

    assert numbers.first == before.seq + 1
    assert epochs() == [(before.seq, HISTORY_CHANGED, *identity())]
    assert read_head().epoch == Epoch.objects.latest("started_at").pk != before.epoch


def test_take_numbers_opens_an_epoch_on_a_copied_cluster(db):
    before = read_head()
    forge_history("system_identifier = '1'")

    take_numbers(1, taxonomy=False)

    assert epochs() == [(before.seq, HISTORY_CHANGED, *identity())]


def test_waiting_writer_joins_the_epoch_that_the_one_before_opened(committed):
    before = read_head()
    forge_history()

    with threads() as start:
        waiting = []

        def wait() -> None:
            waiting.append(start(note))
            wait_until_blocked()

        note(wait=wait)
        waiting[0].result()

    assert epochs() == [(before.seq, HISTORY_CHANGED, *identity())]


def test_verify_epoch_leaves_the_same_history_alone(db):
    assert (verify_epoch(), epochs()) == (False, [])


def test_verify_epoch_opens_one_where_the_history_changed(db):
    before = read_head()
    forge_history()

    opened = [verify_epoch(), verify_epoch()]

    assert opened == [True, False]
    assert epochs() == [(before.seq, HISTORY_CHANGED, *identity())]
    assert read_head() == before._replace(epoch=Epoch.objects.latest("started_at").pk)


def test_verify_epoch_waits_for_whoever_opens_one(committed):
    before = read_head()
    forge_history()

    with threads() as start:
        with transaction.atomic():
            opened = verify_epoch()
            waiting = start(transaction.atomic(verify_epoch))
            wait_until_blocked()
        second = waiting.result()

    assert (opened, second) == (True, False)
    assert epochs() == [(before.seq, HISTORY_CHANGED, *identity())]


def test_declare_epoch_opens_one_whatever_the_history(db):
    before = read_head()

    declare_epoch("Restored from the dump of Monday.")

    assert epochs() == [(before.seq, "Restored from the dump of Monday.", *identity())]
    assert read_head() == before._replace(epoch=Epoch.objects.latest("started_at").pk)


def test_epochs_keep_their_order_when_the_clock_is_behind(db):
    ahead = timezone.now() + timedelta(days=1)
    forge_history(f"started_at = '{ahead.isoformat()}'")

    declare_epoch("The first.")
    declare_epoch("The second.")

    assert [(epoch.reason, epoch.started_at - ahead) for epoch in Epoch.objects.all()] == [
        ("The database was made.", timedelta()),
        ("The first.", timedelta(microseconds=1)),
        ("The second.", timedelta(microseconds=2)),
    ]
