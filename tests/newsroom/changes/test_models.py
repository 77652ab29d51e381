import uuid
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from newsroom.changes.models import Change, Epoch, Head
from newsroom.changes.recording import Pending, record, unit_of_work

pytestmark = pytest.mark.django_db


def refused_by(sql: str) -> tuple[Any, ...]:
    """Run a statement that the database refuses; give the SQLSTATE, the name, the sentence."""
    with pytest.raises(IntegrityError) as caught, connection.cursor() as cursor:
        cursor.execute(sql)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.IntegrityError)
    return cause.sqlstate, cause.diag.constraint_name, cause.diag.message_primary


@pytest.mark.parametrize(
    ("sql", "name", "sentence"),
    [
        (
            "UPDATE changes_change SET action = 'other'",
            "change_append_only",
            "UPDATE of changes_change is refused: its rows are kept as they are",
        ),
        (
            "DELETE FROM changes_change",
            "change_append_only",
            "DELETE of changes_change is refused: its rows are kept as they are",
        ),
        (
            "UPDATE changes_epoch SET started_after = 1",
            "epoch_append_only",
            "UPDATE of changes_epoch is refused: its rows are kept as they are",
        ),
        (
            "DELETE FROM changes_epoch",
            "epoch_append_only",
            "DELETE of changes_epoch is refused: its rows are kept as they are",
        ),
        (
            "DELETE FROM changes_head",
            "head_stays",
            "DELETE of changes_head is refused: its rows are kept as they are",
        ),
    ],
)
def test_log_refuses_to_be_rewritten(sql, name, sentence):
    assert Change.objects.exists()

    assert refused_by(sql) == ("23001", name, sentence)


def test_head_is_one_row():
    sql = "INSERT INTO changes_head SELECT 2, seq, taxonomy_seq, at, epoch_id FROM changes_head"

    assert refused_by(sql)[:2] == ("23514", "head_is_one_row")


def test_change_number_is_positive():
    change = Change(seq=0, kind="region", object_id=uuid.uuid4(), action="saved", at=timezone.now())

    with pytest.raises(IntegrityError, match="change_number_is_positive"):
        change.save(force_insert=True)


def test_change_number_is_given_once():
    unit_of_work(record)([Pending("region", uuid.uuid4(), "saved")], by=None)
    change = Change.objects.first()

    with pytest.raises(IntegrityError, match="changes_change_pkey"):
        change.save(force_insert=True)


def test_rows_are_named_for_people():
    epoch = Epoch(id=uuid.UUID(int=7), started_after=41)
    change = Change(seq=42, kind="region", action="saved")

    names = [str(epoch), str(change), str(Head(seq=42))]

    assert names == [
        "00000000-0000-0000-0000-000000000007 after 41",
        "42: region saved",
        "42",
    ]
