"""How much a caller may ask in a minute and in a day, over all web servers together.

A table counts. A process takes some requests out of it ahead, as a *lease* for the minute, so that
most requests ask nothing of it; what a lease has left is given back once nobody has asked for a
second. Since requests are counted before they are answered, no limit is ever exceeded.

What is answered from what the process has kept costs the database nothing: it comes out of a
lease, if there is one, else it is counted within a second, and the caller is refused from then on.
"""

import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

MOST_LEASED = 50
# Of a limit, so that what lies in the leases of several processes is not missed.
LEASED_SHARE = 20
IDLE_SECONDS = 1.0

# The last two are the seconds until the minute and the day are over.
COLUMNS = """
    held.minute, held.in_minute, held.day, held.in_day,
    extract(epoch FROM held.minute + interval '1 minute' - clock_timestamp())::float8,
    extract(epoch FROM (held.day + 1)::timestamp AT TIME ZONE 'UTC' - clock_timestamp())::float8
"""
TAKE = f"""
    INSERT INTO partners_spending AS held (subject, minute, in_minute, day, in_day)
    VALUES (
        %(subject)s,
        date_trunc('minute', clock_timestamp()), %(count)s,
        (clock_timestamp() AT TIME ZONE 'UTC')::date, %(count)s
    )
    ON CONFLICT (subject) DO UPDATE SET
        minute = greatest(held.minute, excluded.minute),
        in_minute =
            CASE WHEN held.minute >= excluded.minute THEN held.in_minute ELSE 0 END + %(count)s,
        day = greatest(held.day, excluded.day),
        in_day = CASE WHEN held.day >= excluded.day THEN held.in_day ELSE 0 END + %(count)s
    WHERE %(always)s OR (
        (%(per_minute)s = 0 OR held.minute < excluded.minute
            OR held.in_minute + %(count)s <= %(per_minute)s)
        AND (%(per_day)s = 0 OR held.day < excluded.day
            OR held.in_day + %(count)s <= %(per_day)s)
    )
    RETURNING {COLUMNS}
"""  # noqa: S608 - constants of this module only.
READ = f"SELECT {COLUMNS} FROM partners_spending AS held WHERE subject = %(subject)s"  # noqa: S608
GIVE_BACK = """
    UPDATE partners_spending SET
        in_minute = in_minute - CASE WHEN minute = %(minute)s THEN %(count)s ELSE 0 END,
        in_day = in_day - CASE WHEN day = %(day)s THEN %(count)s ELSE 0 END
    WHERE subject = %(subject)s
"""
FORGET = "DELETE FROM partners_spending WHERE day < (now() AT TIME ZONE 'UTC')::date"


class Limits(NamedTuple):
    """Requests in a minute and in a day of UTC; 0 means no limit."""

    per_minute: int
    per_day: int

    def lease(self) -> int:
        least = min(limit for limit in self if limit)
        return max(1, min(MOST_LEASED, least // LEASED_SHARE))


@dataclass(frozen=True)
class Standing:
    """What a caller has left of its limits, and the monotonic times at which they begin anew."""

    limits: Limits
    minute: datetime
    in_minute: int
    minute_ends: float
    day: date
    in_day: int
    day_ends: float
    leased: int = 0
    used_at: float = 0.0

    @property
    def left_in_minute(self) -> int:
        return max(0, self.limits.per_minute - self.in_minute + self.leased)

    @property
    def left_in_day(self) -> int:
        return max(0, self.limits.per_day - self.in_day + self.leased)

    def refused_until(self) -> float | None:
        """Give when the next request will be answered, as a monotonic time; None means now."""
        if self.limits.per_day and not self.left_in_day:
            return self.day_ends
        if self.limits.per_minute and not self.left_in_minute:
            return self.minute_ends
        return None


class Quotas:
    def __init__(self) -> None:
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
            if standing := _take(subject, limits, count):
                return self._add(subject, standing, leased=count - 1), True
        standing = _read(subject, limits)
        if standing is None:
            raise RuntimeError(f"{subject} is refused but not counted.")
        return self._add(subject, standing, leased=0), False

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
            if standing := _take(subject, limits[subject], count, always=True):
                self._add(subject, standing, leased=0)
        for subject, standing in given_back.items():
            if standing.leased:
                _give_back(subject, standing)

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
            if held and (held.minute, held.day) == (standing.minute, standing.day):
                leased += held.leased
            now = time.monotonic()
            standing = replace(standing, leased=leased, used_at=now)
            self._held[subject] = standing
        return standing


def _is_idle(standing: Standing, before: float) -> bool:
    """Tell whether nothing is lost by forgetting it: who is refused stays so until the end."""
    until = standing.refused_until()
    return standing.used_at < before and not (until and before < until)


def _take(subject: str, limits: Limits, count: int, *, always: bool = False) -> Standing | None:
    values = {"subject": subject, "count": count, "always": always}
    return _ask(TAKE, values | limits._asdict(), limits)


def _read(subject: str, limits: Limits) -> Standing | None:
    return _ask(READ, {"subject": subject}, limits)


def _ask(statement: str, values: dict[str, Any], limits: Limits) -> Standing | None:
    # Before the database looks at its clock, so that no lease outlasts its minute.
    asked_at = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    if row is None:
        return None
    minute, in_minute, day, in_day, of_minute, of_day = row
    ends = {"minute_ends": asked_at + of_minute, "day_ends": asked_at + of_day}
    return Standing(limits, minute=minute, in_minute=in_minute, day=day, in_day=in_day, **ends)


def _give_back(subject: str, standing: Standing) -> None:
    values: dict[str, Any] = {
        "subject": subject,
        "minute": standing.minute,
        "day": standing.day,
        "count": standing.leased,
    }
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, values)


def forget_old() -> None:
    """Delete what was counted on days before today."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)


_quotas: Quotas | None = None


def hold() -> None:
    """Hold callers to their limits in this process. For web servers."""
    global _quotas
    _quotas = _quotas or Quotas()


def let_go() -> None:
    global _quotas
    _quotas = None


def held_quotas() -> Quotas | None:
    return _quotas


def settle() -> None:
    if _quotas:
        _quotas.settle()
