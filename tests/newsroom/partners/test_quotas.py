"""Limits hold over all processes together, whatever they lease."""

import threading
import time

import pytest
from django.db import connection

from newsroom.partners.models import Spending
from newsroom.partners.quotas import Limits, Quotas, forget_old
from tests.concurrency import threads

PROCESSES = 4
LIMITS = Limits(per_minute=40, per_day=60)


@pytest.fixture(autouse=True)
def _early_in_the_minute() -> None:
    """Let no test run into the next minute, or the next day."""
    while time.time() % 60 > 55:
        time.sleep(0.1)


@pytest.fixture
def steady(monkeypatch) -> None:
    """Let every lease count as idle."""
    monkeypatch.setattr("newsroom.partners.quotas.IDLE_SECONDS", -1.0)


def asked(quotas: Quotas, count: int, limits: Limits = LIMITS) -> int:
    """Ask so often; gives how often it was allowed."""
    return sum(quotas.take("key:a", limits)[1] for _ in range(count))


def row() -> Spending:
    return Spending.objects.get()


def test_requests_are_allowed_up_to_the_limit(db):
    quotas = Quotas()

    assert asked(quotas, 100) == 40


def test_limit_of_the_day_holds_over_minutes(db):
    quotas = Quotas()
    assert asked(quotas, 100) == 40
    Spending.objects.update(minute="2025-01-01T00:00Z")

    assert asked(Quotas(), 100) == 20


def test_no_limit_is_no_limit(db):
    assert asked(Quotas(), 100, Limits(per_minute=0, per_day=1_000)) == 100


def test_most_requests_ask_nothing_of_the_database(db, django_assert_num_queries):
    quotas = Quotas()
    limits = Limits(per_minute=1_000, per_day=0)

    with django_assert_num_queries(1):
        assert asked(quotas, 50, limits) == 50


def test_refusals_ask_nothing_of_the_database(db, django_assert_num_queries):
    quotas = Quotas()
    asked(quotas, 41)

    with django_assert_num_queries(0):
        assert asked(quotas, 10) == 0


def test_standing_tells_what_is_left(db):
    quotas = Quotas()
    asked(quotas, 3)

    standing, _ = quotas.take("key:a", LIMITS)

    assert (standing.left_in_minute, standing.left_in_day) == (36, 56)
    assert standing.refused_until() is None


def test_what_is_left_of_a_lease_is_given_back(db, steady):
    quotas = Quotas()
    limits = Limits(per_minute=1_000, per_day=2_000)
    asked(quotas, 3, limits)
    assert (row().in_minute, row().in_day) == (50, 50)

    quotas.settle()

    assert (row().in_minute, row().in_day) == (3, 3)


def test_kept_answers_are_counted_when_settled(db, steady):
    quotas = Quotas()

    assert [quotas.count("key:a", LIMITS) for _ in range(45)] == [None] * 45
    assert Spending.objects.count() == 0
    quotas.settle()

    assert row().in_minute == 45
    assert quotas.count("key:a", LIMITS)[1] is False
    assert asked(quotas, 1) == 0


def test_counts_of_earlier_days_are_forgotten(db):
    asked(Quotas(), 1)
    forget_old()
    assert Spending.objects.count() == 1
    Spending.objects.update(day="2025-01-01")

    forget_old()

    assert Spending.objects.count() == 0


def test_limit_holds_for_many_processes_at_once(committed):
    limits = Limits(per_minute=0, per_day=500)
    begin = threading.Barrier(PROCESSES, timeout=10)

    def process() -> int:
        begin.wait()
        return asked(Quotas(), 300, limits)

    with threads() as start:
        allowed = [future.result() for future in [start(process) for _ in range(PROCESSES)]]

    # What the others have leased is missed by whoever asks in vain.
    assert sum(allowed) <= 500
    assert sum(allowed) >= 500 - PROCESSES * limits.lease()
    assert row().in_day <= 500


def test_table_is_not_logged(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'partners_spending'")
        assert cursor.fetchone() == ("u",)
