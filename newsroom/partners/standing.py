"""How a caller stands to its limits, and what those who count must be able to do."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

MOST_LEASED = 50
# Of a limit, so that what lies in the leases of several processes is not missed.
LEASED_SHARE = 20


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
    counter: "RequestCounter"
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

    def is_of_the_same_time(self, other: "Standing") -> bool:
        """Tell whether leases of both can be put together."""
        return (self.counter, self.minute, self.day) == (other.counter, other.minute, other.day)


class RequestCounter(Protocol):
    """Counts what callers ask, over all processes together."""

    def take(
        self, subject: str, limits: Limits, count: int, *, always: bool = False
    ) -> tuple[Standing, bool]:
        """Count requests if no limit is exceeded by them, or ``always``; says if it was done."""

    def give_back(self, subject: str, standing: Standing) -> None:
        """Take back what is left of a lease, unless its minute or day is over."""

    def forget_old(self) -> None:
        """Delete what was counted on days before today."""
