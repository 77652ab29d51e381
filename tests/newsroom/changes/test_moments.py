from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.changes.models import Change
from newsroom.changes.moments import number_at
from tests.factories import make_published

MANY = """
    INSERT INTO changes_change (seq, kind, object_id, action, at)
    SELECT 1000000 + n, 'article', gen_random_uuid(), 'updated', now() + n * interval '1 second'
    FROM generate_series(1, 5000) AS n
"""


def test_number_at_is_that_of_the_newest_change_by_then(db):
    make_published()
    make_published()
    last, before = Change.objects.order_by("-seq")[:2]

    assert number_at(last.at) == last.seq
    assert number_at(last.at - timedelta(microseconds=1)) == before.seq
    assert number_at(timezone.now()) == last.seq


def test_number_at_is_0_before_the_first_change(db):
    assert number_at(timezone.now() - timedelta(days=10_000)) == 0


def test_number_at_is_the_last_of_one_unit_of_work(db):
    at = timezone.now()
    for seq in (1_000_001, 1_000_002, 1_000_003):
        Change.objects.create(
            seq=seq, kind="article", object_id="0" * 32, action="published", at=at
        )

    assert number_at(at) == 1_000_003


def test_number_at_is_found_by_index(db):
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute("ANALYZE changes_change")
        with CaptureQueriesContext(connection) as queries:
            number_at(timezone.now())
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "change_at" in plan
    assert "Index Cond: (at <=" in plan
