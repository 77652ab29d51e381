"""The stories in which two states of a slice differ, in the order of change numbers.

Each story that changed is found once: by the row that is current at the target, under the number
that opened it, or where none is in the slice, by its last row in a base, under the number that
ended it.
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.published.slices import COLUMNS, Slice, find_slice
from articles.published.sync.walks import GREATEST, STORIES, Position, Walk
from articles.published.versions import Audience, Publication

# How many change numbers a page looks through, so that its cost has a bound. With twice as many,
# rows that ended are no longer looked up one by one but held against the whole table.
WINDOW = 10_000
ROW = ("article_id", "seq", "seq_end", "version_id", *COLUMNS)

Row = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """What a walk under way gives of stories."""

    walk: Walk

    @cached_property
    def target(self) -> Slice:
        return find_slice(self.walk.goal.slice)

    def found(self, position: Position, most: int) -> tuple[list[Row], Position | None]:
        """Give at most so many rows after a position, and where they end; None at the very end.

        Up to two statements, each a range of an index. A row that is to be removed has the key
        ``departed``.
        """
        first = max(position.number, self._first_number)
        position = position if position.number == first else Position(STORIES, first, GREATEST)
        end = min(first + WINDOW, self.walk.goal.number)
        rows = [(row["seq"], row["article_id"], row) for row in self._arrived(position, end, most)]
        rows += [
            (row["seq_end"], row["article_id"], {**row, "departed": True})
            for row in self._departed(position, end, most)
        ]
        rows.sort(key=lambda entry: entry[:2])
        page = [row for *_, row in rows[:most]]
        if len(rows) >= most:
            number, article, _ = rows[most - 1]
            return page, Position(STORIES, number, article)
        if end < self.walk.goal.number:
            return page, Position(STORIES, end, GREATEST)
        return page, None

    @property
    def _first_number(self) -> int:
        """Where the slice is what it was, rows older than the copy are all held."""
        return self.walk.since if self._is_of_one_slice else 0

    @property
    def _is_of_one_slice(self) -> bool:
        return {base.slice for base in self.walk.bases} <= {self.walk.goal.slice}

    def _arrived(self, position: Position, end: int, most: int) -> list[Row]:
        held = [Q(seq__lte=base.number) & self._slice(base.slice) for base in self.walk.bases]
        sent = self.target.condition()
        if held and not self.walk.from_nothing:
            sent &= ~reduce(and_, held)
        if not self._is_of_one_slice:
            # What the copy holds and the slice no longer does, though nothing changed in it.
            sent |= ~self.target.condition() & reduce(or_, held)
        rows = public_rows().filter(current_at(self.walk.goal.number) & sent)
        return _range(rows, "seq", position, end, most)

    def _departed(self, position: Position, end: int, most: int) -> list[Row]:
        if not self.walk.bases:
            return []
        same = public_rows().filter(article=OuterRef("article"))
        there = same.filter(current_at(self.walk.goal.number) & self.target.condition())
        rows = public_rows().filter(self._in_a_base()).exclude(Exists(there))
        if len(self.walk.bases) > 1:
            later = same.filter(self._in_a_base(), seq__gt=OuterRef("seq"))
            rows = rows.exclude(Exists(later))
        return _range(rows, "seq_end", position, end, most)

    def _in_a_base(self) -> Q:
        condition = Q(pk__in=())
        for base in self.walk.bases:
            condition |= current_at(base.number) & self._slice(base.slice)
        return condition

    def _slice(self, digest: str) -> Q:
        return find_slice(digest).condition()


def public_rows() -> QuerySet:
    return Publication.objects.filter(audience=Audience.PUBLIC)


def current_at(number: int) -> Q:
    return Q(seq__lte=number) & (Q(seq_end=None) | Q(seq_end__gt=number))


def _range(rows: QuerySet, column: str, position: Position, end: int, most: int) -> list[Row]:
    """Read what lies after a position; the first two conditions are what the index follows."""
    after = Q(**{f"{column}__gt": position.number}) | Q(article__gt=position.id)
    span = {f"{column}__gte": position.number, f"{column}__lte": end}
    found = rows.filter(after, **span).order_by(column, "article_id")
    return list(found.values(*ROW)[:most])
