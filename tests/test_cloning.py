import uuid

import pytest
from django.db import connection, transaction

from newsroom.changes.head import read_head
from newsroom.changes.models import Change
from newsroom.changes.recording import Pending, record, unit_of_work
from taxonomy.models import Actor
from tests.cloning import cloned_database
from tests.concurrency import threads

DATABASES = "SELECT datname FROM pg_database ORDER BY datname"


def state() -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(DATABASES)
        return [cursor.fetchall(), read_head(), Change.objects.count(), Actor.objects.count()]


def test_committed_is_seen_by_other_connections(committed):
    Actor.objects.create(slug="seen", name="Seen", kind="person")

    with threads() as start:
        seen = start(Actor.objects.filter(slug="seen").count).result()

    assert seen == 1


def test_cloned_database_leaves_nothing_behind(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        before = state()

        with cloned_database() as name:
            Actor.objects.create(slug="seen", name="Seen", kind="person")
            unit_of_work(record)([Pending("actor", uuid.uuid4(), "saved")], by=None)
            inside = state()

        assert state() == before
    assert inside == [
        sorted([*before[0], (name,)]),
        inside[1]._replace(epoch=before[1].epoch),
        before[2] + 1,
        before[3] + 1,
    ]
    assert inside[1].seq == before[1].seq + 1


def test_cloned_database_refuses_to_break_a_transaction(db):
    with (
        transaction.atomic(),
        pytest.raises(AssertionError, match="db and committed exclude each other"),
        cloned_database(),
    ):
        pass
