"""What keys ask is counted off the request path, by day and endpoint."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from newsroom.partners import usage
from newsroom.partners.settling import settle
from newsroom.partners.usage import KEPT_DAYS, Asked, Usage
from tests.concurrency import threads
from tests.factories import make_key

LIST = "/api/v1/articles/"
DETAIL = "/api/v1/articles/{key}/"


def counted() -> list[tuple[str, int, int, int]]:
    rows = Usage.objects.order_by("key", "endpoint")
    return list(rows.values_list("endpoint", "requests", "refused", "bytes"))


def test_what_is_noted_is_added_up_in_one_statement(db, django_assert_num_queries):
    one, other = make_key().key, make_key().key
    for key, endpoint in ((one, LIST), (one, LIST), (one, DETAIL), (other, LIST)):
        usage.note(key.pk, endpoint, Asked(requests=1, bytes=10))

    with django_assert_num_queries(1):
        usage.write()
    with django_assert_num_queries(0):
        usage.write()
    usage.note(one.pk, LIST, Asked(requests=1, refused=1))
    usage.write()

    of_one = Usage.objects.filter(key=one).order_by("endpoint")
    assert list(of_one.values_list("endpoint", "requests", "refused", "bytes")) == [
        (LIST, 3, 1, 20),
        (DETAIL, 1, 0, 10),
    ]
    assert Usage.objects.filter(key=other).get().requests == 1


def test_what_cannot_be_written_stays_noted(db):
    key = make_key().key
    usage.note(key.pk, LIST, Asked(requests=1))
    with connection.execute_wrapper(_fail), pytest.raises(DatabaseError):
        usage.write()
    usage.note(key.pk, LIST, Asked(requests=2))

    usage.write()

    assert counted() == [(LIST, 3, 0, 0)]


def _fail(*arguments) -> None:
    raise DatabaseError("The database is away.")


def test_days_are_those_of_the_newsroom(db, settings, monkeypatch):
    key = make_key().key
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 1, 22, 30, tzinfo=UTC))
    usage.note(key.pk, LIST, Asked(requests=1))
    settings.NEWSROOM_TIME_ZONE = "Asia/Seoul"
    usage.note(key.pk, LIST, Asked(requests=1))

    usage.write()

    days = Usage.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [date(2026, 3, 1), date(2026, 3, 2)]


def test_old_days_are_forgotten_when_web_servers_settle(committed):
    key = make_key().key
    for days in (0, KEPT_DAYS, KEPT_DAYS + 1):
        day = usage.today() - timedelta(days=days)
        Usage.objects.create(key=key, day=day, endpoint=LIST, requests=1, refused=0, bytes=0)
    usage.note(key.pk, LIST, Asked(requests=1))

    settle(also_old=True)

    assert list(Usage.objects.order_by("day").values_list("requests", flat=True)) == [1, 2]


def test_nothing_is_lost_between_many_threads(committed):
    keys = [make_key().key.pk for _ in range(3)]

    def ask() -> None:
        for _ in range(200):
            for key in keys:
                usage.note(key, LIST, Asked(requests=1))
            usage.write()

    with threads() as start:
        for future in [start(ask) for _ in range(4)]:
            future.result()
    usage.write()

    assert list(Usage.objects.values_list("requests", flat=True)) == [800, 800, 800]
