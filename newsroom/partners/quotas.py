"""How much a caller may ask in a minute and in a day, over all web servers together.

Redis counts, or a table. A process takes some requests out of it ahead, as a *lease* for the
minute, so that most requests ask nothing of it; what a lease has left is given back once nobody has
asked for a second. Since requests are counted before they are answered, no limit is ever exceeded.

What is answered from what the process has kept costs the database nothing: it comes out of a
lease, if there is one, else it is counted within a second, and the caller is refused from then on.
"""

import threading
import time
from collections import Counter
from dataclasses import replace

from django.conf import settings

from newsroom.partners.counting_redis import RedisCounter
from newsroom.partners.counting_table import TableCounter
from newsroom.partners.standing import Limits, RequestCounter, Standing

IDLE_SECONDS = 1.0


class Quotas:
    def __init__(self, counter: RequestCounter) -> None:
        self._counter = counter
        self._lock = threading.Lock()
        self._held: dict[str, Standing] = {}
        self._debts: Counter[str] = Counter()
        self._limits: dict[str, Limits] = {}

    def take(self, subject: str, limits: Limits) -> tuple[Standing, bool]:
        """Count a request before it is answered; says how the caller stands, and if it may ask."""
        held = self._from_lease(subject)
        if held:
            return held
        for count in dict.fromkeys((limits.lease(), 1)):
            standing, is_counted = self._counter.take(subject, limits, count)
            if is_counted:
                return self._add(subject, standing, leased=count - 1), True
            if standing.refused_until():
                break
        return self._add(subject, standing, leased=0), False

    def refusal(self, subject: str) -> Standing | None:
        """Give how a caller stands that is known to be refused; asks nothing of the counter."""
        with self._lock:
            standing = self._held.get(subject)
        if standing is None or standing.leased:
            return None
        until = standing.refused_until()
        return standing if until and time.monotonic() < until else None

    def count(self, subject: str, limits: Limits) -> tuple[Standing, bool] | None:
        """Count a request that costs the database nothing; None where nothing is known of it."""
        if held := self._from_lease(subject):
            return held
        with self._lock:
            self._debts[subject] += 1
            self._limits[subject] = limits
        return None

    def settle(self) -> None:
        """Write what is owed and give back what nobody has asked for lately."""
        with self._lock:
            debts, self._debts = self._debts, Counter()
            limits, self._limits = self._limits, {}
            idle = time.monotonic() - IDLE_SECONDS
            given_back = {name: one for name, one in self._held.items() if _is_idle(one, idle)}
            for subject in given_back:
                del self._held[subject]
        for subject, count in debts.items():
            standing, _ = self._counter.take(subject, limits[subject], count, always=True)
            self._add(subject, standing, leased=0)
        for subject, standing in given_back.items():
            if standing.leased:
                standing.counter.give_back(subject, standing)

    def forget_old(self) -> None:
        self._counter.forget_old()

    def _from_lease(self, subject: str) -> tuple[Standing, bool] | None:
        now = time.monotonic()
        with self._lock:
            standing = self._held.get(subject)
            if standing is None:
                return None
            if standing.leased and now < min(standing.minute_ends, standing.day_ends):
                left = replace(standing, leased=standing.leased - 1, used_at=now)
                self._held[subject] = left
                return left, True
            until = standing.refused_until()
            return (standing, False) if until and now < until else None

    def _add(self, subject: str, standing: Standing, *, leased: int) -> Standing:
        with self._lock:
            held = self._held.get(subject)
            if held and held.is_of_the_same_time(standing):
                leased += held.leased
            now = time.monotonic()
            standing = replace(standing, leased=leased, used_at=now)
            self._held[subject] = standing
        return standing


def _is_idle(standing: Standing, before: float) -> bool:
    """Tell whether nothing is lost by forgetting it: who is refused stays so until the end."""
    until = standing.refused_until()
    return standing.used_at < before and not (until and before < until)


_quotas: Quotas | None = None


def hold() -> None:
    """Hold callers to their limits in this process. For web servers."""
    global _quotas
    _quotas = _quotas or Quotas(configured_counter())


def let_go() -> None:
    global _quotas
    _quotas = None


def configured_counter() -> RequestCounter:
    """Give what counts in this newsroom."""
    table = TableCounter()
    url = settings.NEWSROOM_REDIS_URL
    return RedisCounter(url, instead=table) if url else table


def held_quotas() -> Quotas | None:
    return _quotas


def settle() -> None:
    if _quotas:
        _quotas.settle()


def forget_old() -> None:
    if _quotas:
        _quotas.forget_old()
