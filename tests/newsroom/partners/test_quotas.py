"""Limits hold over all processes together, whatever they lease and whoever counts."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from newsroom.partners import counting_redis, quotas
from newsroom.partners.counting_redis import PREFIX, RedisCounter
from newsroom.partners.counting_table import TableCounter
from newsroom.partners.models import Spending
from newsroom.partners.quotas import Quotas
from newsroom.partners.standing import Limits, RequestCounter, Standing
from tests.concurrency import threads
from tests.redis_server import MISSING, PROGRAM, RedisServer, redis_server

PROCESSES = 4
LIMITS = Limits(per_minute=40, per_day=60)


class Watched:
    """A counter, and how often it was asked what."""

    def __init__(self, counter: RequestCounter) -> None:
        self.counter = counter
        self.asked: Counter[str] = Counter()

    def take(self, *arguments, **named) -> tuple[Standing, bool]:
        self.asked["take"] += 1
        return self.counter.take(*arguments, **named)

    def give_back(self, *arguments) -> None:
        self.counter.give_back(*arguments)

    def forget_old(self) -> None:
        self.counter.forget_old()

    def counted(self) -> tuple[int, int]:
        """Give what is counted in this minute and on this day."""
        standing, _ = self.counter.take("key:a", Limits(0, 0), 0)
        return standing.in_minute, standing.in_day


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisServer]:
    if PROGRAM is None:
        pytest.skip(MISSING)
    with redis_server() as server:
        yield server


@pytest.fixture(params=["table", "redis"])
def where(request) -> str:
    return request.param


@pytest.fixture
def counter(where, request) -> Watched:
    return Watched(made(where, request)())


def made(where: str, request) -> Callable[[], RequestCounter]:
    """Give what makes the counter of a process."""
    if where == "table":
        return TableCounter
    server: RedisServer = request.getfixturevalue("redis")
    server.client.flushall()
    return lambda: RedisCounter(server.url, instead=TableCounter())


@pytest.fixture(autouse=True)
def _early_in_the_minute() -> None:
    """Let no test run into the next minute, or the next day."""
    while time.time() % 60 > 55:
        time.sleep(0.1)


@pytest.fixture
def steady(monkeypatch) -> None:
    """Let every lease count as idle."""
    monkeypatch.setattr(quotas, "IDLE_SECONDS", -1.0)


def asked(one: Quotas, count: int, limits: Limits = LIMITS) -> int:
    """Ask so often; gives how often it was allowed."""
    return sum(one.take("key:a", limits)[1] for _ in range(count))


def let_the_minute_pass(where: str, request) -> None:
    if where == "table":
        Spending.objects.update(minute="2025-01-01T00:00Z")
    else:
        request.getfixturevalue("redis").client.hset(f"{PREFIX}key:a", "minute", 1)


def let_the_day_pass(where: str, request) -> None:
    let_the_minute_pass(where, request)
    if where == "table":
        Spending.objects.update(day="2025-01-01")
    else:
        request.getfixturevalue("redis").client.hset(f"{PREFIX}key:a", "day", 1)


def test_requests_are_allowed_up_to_the_limit(db, counter):
    assert asked(Quotas(counter), 100) == 40
    assert counter.counted() == (40, 40)


def test_limit_of_the_day_holds_over_minutes(db, counter, where, request):
    assert asked(Quotas(counter), 100) == 40
    let_the_minute_pass(where, request)

    assert asked(Quotas(counter), 100) == 20


def test_day_begins_anew(db, counter, where, request):
    assert asked(Quotas(counter), 100) == 40
    let_the_day_pass(where, request)

    assert asked(Quotas(counter), 100) == 40
    assert counter.counted() == (40, 40)


def test_no_limit_is_no_limit(db, counter):
    assert asked(Quotas(counter), 100, Limits(per_minute=0, per_day=1_000)) == 100


def test_most_requests_ask_nothing(db, counter, where, django_assert_num_queries):
    limits = Limits(per_minute=1_000, per_day=0)

    with django_assert_num_queries(1 if where == "table" else 0):
        assert asked(Quotas(counter), 50, limits) == 50
    assert counter.asked["take"] == 1


def test_refusals_ask_nothing(db, counter, django_assert_num_queries):
    one = Quotas(counter)
    asked(one, 41)
    before = counter.asked["take"]

    with django_assert_num_queries(0):
        assert asked(one, 10) == 0
    assert counter.asked["take"] == before


def test_standing_tells_what_is_left(db, counter):
    one = Quotas(counter)
    asked(one, 3)

    standing, _ = one.take("key:a", LIMITS)

    assert (standing.left_in_minute, standing.left_in_day) == (36, 56)
    assert standing.refused_until() is None
    assert standing.day == datetime.now(UTC).date()
    assert standing.minute == datetime.now(UTC).replace(second=0, microsecond=0)
    assert 0 < standing.minute_ends - time.monotonic() <= 60
    assert 0 < standing.day_ends - time.monotonic() <= 86_400


def test_what_is_left_of_a_lease_is_given_back(db, counter, steady):
    one = Quotas(counter)
    limits = Limits(per_minute=1_000, per_day=2_000)
    asked(one, 3, limits)
    assert counter.counted() == (50, 50)

    one.settle()

    assert counter.counted() == (3, 3)


def test_lease_of_an_earlier_day_is_not_given_back(db, counter, steady):
    one = Quotas(counter)
    asked(one, 3, Limits(per_minute=1_000, per_day=2_000))
    held = one._held["key:a"]
    minute, day = datetime(2025, 1, 1, tzinfo=UTC), date(2025, 1, 1)
    one._held["key:a"] = replace(held, minute=minute, day=day)

    one.settle()

    assert counter.counted() == (50, 50)


def test_kept_answers_are_counted_when_settled(db, counter, steady):
    one = Quotas(counter)

    assert [one.count("key:a", LIMITS) for _ in range(45)] == [None] * 45
    assert counter.counted() == (0, 0)
    one.settle()

    assert counter.counted() == (45, 45)
    assert one.count("key:a", LIMITS)[1] is False
    assert asked(one, 1) == 0


def test_limit_holds_for_many_processes_at_once(committed, where, request):
    limits = Limits(per_minute=0, per_day=500)
    begin = threading.Barrier(PROCESSES, timeout=10)
    counters = [made(where, request)() for _ in range(PROCESSES)]

    def process(counter: RequestCounter) -> int:
        begin.wait()
        return asked(Quotas(counter), 300, limits)

    with threads() as start:
        allowed = [f.result() for f in [start(process, counter) for counter in counters]]

    # What the others have leased is missed by whoever asks in vain.
    assert sum(allowed) <= 500
    assert sum(allowed) >= 500 - PROCESSES * limits.lease()
    assert Watched(counters[0]).counted()[1] <= 500


def test_counts_of_earlier_days_are_forgotten(db):
    one = Quotas(TableCounter())
    asked(one, 1)
    one.forget_old()
    assert Spending.objects.count() == 1
    Spending.objects.update(day="2025-01-01")

    one.forget_old()

    assert Spending.objects.count() == 0


def test_redis_forgets_by_itself(db, redis):
    asked(Quotas(RedisCounter(redis.url, instead=TableCounter())), 1)

    assert 86_400 < redis.client.ttl(f"{PREFIX}key:a") <= 2 * 86_400


def test_table_is_not_logged(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'partners_spending'")
        assert cursor.fetchone() == ("u",)


def test_database_counts_while_redis_is_away(db, monkeypatch, caplog):
    if PROGRAM is None:
        pytest.skip(MISSING)
    monkeypatch.setattr(quotas, "IDLE_SECONDS", -1.0)
    limits = Limits(per_minute=1_000, per_day=2_000)
    with redis_server() as server:
        one = Quotas(RedisCounter(server.url, instead=TableCounter()))
        asked(one, 3, limits)
        server.kill()

        # The lease goes on; what is left of it cannot be given back, nor to anybody else.
        assert asked(one, 1, limits) == 1
        one.settle()
        assert asked(one, 1, limits) == 1
        assert Spending.objects.get().in_day == 50
        assert "Redis is away" in caplog.text

        server.start()
        monkeypatch.setattr(counting_redis, "AWAY_SECONDS", 0.0)
        one._counter._away_until = 0.0
        one.settle()
        assert Spending.objects.get().in_day == 1
        assert asked(one, 2, limits) == 2
        assert server.client.hget(f"{PREFIX}key:a", "in_day") == "50"
        assert Spending.objects.get().in_day == 1


def test_limits_hold_while_redis_is_away(db):
    counter = RedisCounter("unix:///nowhere/redis.sock", instead=TableCounter())

    assert asked(Quotas(counter), 100) == 40


@pytest.mark.parametrize(("url", "kind"), [("", TableCounter), ("redis://cache/0", RedisCounter)])
def test_redis_counts_where_it_is_configured(settings, url, kind):
    settings.NEWSROOM_REDIS_URL = url

    assert isinstance(quotas.configured_counter(), kind)
