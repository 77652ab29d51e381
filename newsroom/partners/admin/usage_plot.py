"""What keys have asked on each of the last days, as a plot and as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from newsroom.partners.models import ApiKey
from newsroom.partners.usage import Usage, today

DAYS = 30
# The plot, in the units of its view box; the rest around it is for labels.
LEFT, TOP, WIDTH, HEIGHT = 44, 8, 360, 120
STEP = WIDTH / DAYS
GAP = 2
WEEK = 7


@dataclass(frozen=True)
class Bar:
    day: date
    requests: int
    refused: int
    bytes: int
    scale: float
    x: float

    @property
    def width(self) -> float:
        return STEP - GAP

    @property
    def height(self) -> float:
        return round(self.requests * self.scale, 2)

    @property
    def refused_height(self) -> float:
        return round(self.refused * self.scale, 2)

    @property
    def y(self) -> float:
        return round(TOP + HEIGHT - self.height, 2)

    @property
    def has_label(self) -> bool:
        return self.day.weekday() == 0


@dataclass(frozen=True)
class Plot:
    bars: Sequence[Bar]
    endpoints: Sequence[dict[str, Any]]
    top: int

    @property
    def requests(self) -> int:
        return sum(bar.requests for bar in self.bars)

    @property
    def refused(self) -> int:
        return sum(bar.refused for bar in self.bars)

    @property
    def lines(self) -> list[tuple[float, int]]:
        """Give height and value of each line across."""
        return [(TOP + HEIGHT, 0), (TOP + HEIGHT / 2, self.top // 2), (TOP, self.top)]

    @property
    def busy(self) -> list[Bar]:
        return [bar for bar in reversed(self.bars) if bar.requests]


def plot_usage(keys: Iterable[ApiKey]) -> Plot:
    """Sum up what all the keys have asked; one statement."""
    last = today()
    first = last - timedelta(days=DAYS - 1)
    rows = list(
        Usage.objects.filter(key__in=keys, day__gte=first)
        .values("day", "endpoint")
        .annotate(requests=Sum("requests"), refused=Sum("refused"), bytes=Sum("bytes"))
        .order_by("endpoint")
    )
    days = [first + timedelta(days=number) for number in range(DAYS)]
    sums = [_sum(row for row in rows if row["day"] == day) for day in days]
    top = _round_up(max(one["requests"] for one in sums))
    bars = [
        Bar(day, **one, scale=HEIGHT / top, x=round(LEFT + number * STEP, 2))
        for number, (day, one) in enumerate(zip(days, sums, strict=True))
    ]
    names = dict.fromkeys(row["endpoint"] for row in rows)
    endpoints = [
        {"endpoint": name, **_sum(row for row in rows if row["endpoint"] == name)} for name in names
    ]
    return Plot(bars, endpoints, top)


def _sum(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    found = list(rows)
    return {name: sum(row[name] for row in found) for name in ("requests", "refused", "bytes")}


def _round_up(number: int) -> int:
    """Give the next even number that is 1, 2 or 5 times a power of ten, for the scale."""
    power = 1
    while True:
        for factor in (2, 10, 20, 50):
            if number <= factor * power and (factor * power) % 2 == 0:
                return factor * power
        power *= 10
