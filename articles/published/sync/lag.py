"""How far copies of a slice are behind: the stories of it that changed since, and since when."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.published.slices import Slice
from articles.published.versions import Audience, Publication
from newsroom.changes.head import HeadState
from newsroom.changes.models import Change

# So many changes are looked at, the newest first.
MOST = 1_000


@dataclass(frozen=True)
class Lag:
    """``stories`` of the slice changed, came in or left it, the first of them at ``since``.

    Where there are ``more`` than were looked at, ``since`` is when anything at all changed first.
    """

    stories: int = 0
    more: bool = False
    since: datetime | None = None


@dataclass(frozen=True)
class _Changes:
    """Numbers and stories; all of them above ``complete_after``."""

    found: list[tuple[int, uuid.UUID]]
    complete_after: int

    def lag_after(self, number: int) -> tuple[Lag, int | None]:
        """Give the lag without its moment, and the change whose moment that is."""
        found = [(seq, article) for seq, article in self.found if seq > number]
        if not found:
            return Lag(), None
        more = number < self.complete_after
        first = number + 1 if more else min(seq for seq, _ in found)
        return Lag(len({article for _, article in found}), more), first


def lags(numbers: Collection[int], present: Slice, head: HeadState) -> dict[int, Lag]:
    """Give how far a copy is behind that holds all up to a number, for each number.

    At most three statements, whatever the number of numbers; none for copies that are in step.
    """
    behind = [number for number in numbers if number < head.seq]
    result = dict.fromkeys(numbers, Lag())
    if not behind or present.is_empty:
        return result
    changes = _changes(present, min(behind))
    parts = {number: changes.lag_after(number) for number in behind}
    moments = _moments(seq for _, seq in parts.values() if seq)
    for number, (lag, seq) in parts.items():
        if seq:
            result[number] = Lag(lag.stories, lag.more, moments.get(seq))
    return result


def _changes(present: Slice, number: int) -> _Changes:
    found: list[tuple[int, uuid.UUID]] = []
    complete_after = 0
    given = Publication.objects.filter(audience__in={Audience.PUBLIC, present.audience})
    for column in ("seq", "seq_end"):
        rows = given.filter(present.condition(), **{f"{column}__gt": number})
        newest = list(rows.order_by(f"-{column}").values_list(column, "article_id")[:MOST])
        if len(newest) == MOST:
            complete_after = max(complete_after, newest[-1][0])
        found += newest
    return _Changes(found, complete_after)


def _moments(numbers: Iterable[int]) -> dict[int, datetime]:
    wanted = set(numbers)
    changes = Change.objects.filter(seq__in=wanted) if wanted else Change.objects.none()
    return dict(changes.values_list("seq", "at"))
