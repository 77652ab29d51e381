"""The stories in which two states of a slice differ, in the order of change numbers.

Each story that changed is found once: by the row that is current at the target, under the number
that opened it, or where none is in the slice, by its last row in a base, under the number that
ended it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, itemgetter, or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.published.slices import COLUMNS, Slice, find_slice
from articles.published.sync.walks import GREATEST, LEAST, STORIES, Form, Position, Walk
from articles.published.versions import Audience, LinkedStories, Publication, PublishedVersion

# How many change numbers a page looks through, so that its cost has a bound. With twice as many,
# rows that ended are no longer looked up one by one but held against the whole table.
WINDOW = 10_000
EMBARGO = ("audience", "embargoed_until")
ROW = ("article_id", "seq", "seq_end", "version_id", "original_id", *EMBARGO, *COLUMNS)

Row = dict[str, Any]
# A row under the number that it is told by, and its story.
Told = tuple[int, uuid.UUID, Row]
by_position = itemgetter(0, 1)


@dataclass(frozen=True)
class Difference:
    """What a walk under way gives of stories."""

    walk: Walk
    form: Form

    @cached_property
    def target(self) -> Slice:
        return find_slice(self.walk.goal.slice)

    def found(self, position: Position, most: int) -> tuple[list[Row], Position | None]:
        """Give at most so many rows after a position, and where they end; None at the very end.

        Up to two statements, each a range of an index, and three more where stories show others. A
        row that is to be removed has the key ``departed``.
        """
        first = max(position.number, self._first_number)
        position = position if position.number == first else Position(STORIES, first, GREATEST)
        end = min(first + WINDOW, self.walk.goal.number)
        told = self._told(self._begin(position), end, most)
        last = (position.number, position.id)
        entries = [one for one in (*told, *self._showing(told)) if by_position(one) > last]
        page = sorted(entries, key=by_position)[:most]
        rows = list({article: row for _, article, row in page}.values())
        if len(page) == most:
            return rows, Position(STORIES, *by_position(page[-1]))
        if len(told) == most:
            return rows, Position(STORIES, told[-1][0], GREATEST)
        if end < self.walk.goal.number:
            return rows, Position(STORIES, end, GREATEST)
        return rows, None

    def _begin(self, position: Position) -> Position:
        """Where stories show others, those that show the last one may still have to be told."""
        if not self._shows_others or position.id == GREATEST:
            return position
        return position._replace(id=LEAST)

    @property
    def _shows_others(self) -> bool:
        return self.form.shows_others and not self.walk.from_nothing

    def _told(self, position: Position, end: int, most: int) -> list[Told]:
        told = [(row["seq"], row["article_id"], row) for row in self._arrived(position, end, most)]
        told += [
            (row["seq_end"], row["article_id"], {**row, "departed": True})
            for row in self._departed(position, end, most)
        ]
        return sorted(told, key=by_position)[:most]

    def _showing(self, told: Sequence[Told]) -> Iterator[Told]:
        """Give the stories that the copy keeps and that show one told of, under its number.

        What is no longer current is left to the next walk, which tells of it in any case.
        """
        if not told or not self._shows_others:
            return
        held = [self._slice(base.slice) for base in self.walk.bases]
        kept = reduce(and_, held, self.target.condition() & Q(seq__lte=self.walk.since))
        rows = public_rows().filter(kept, seq_end=None)
        yield from linking(told, rows)
        yield from translating(told, rows, self.walk.since)

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


def linking(told: Sequence[Told], rows: QuerySet) -> Iterator[Told]:
    numbers = {str(article): number for number, article, _ in told}
    versions = PublishedVersion.objects.alias(links=LinkedStories("document"))
    found = rows.filter(version__in=versions.filter(links__has_any_keys=list(numbers)))
    for row in found.values(*ROW, links=LinkedStories("version__document")):
        for target in numbers.keys() & set(row["links"]):
            yield numbers[target], row["article_id"], row


def translating(told: Sequence[Told], rows: QuerySet, since: int) -> Iterator[Told]:
    """Give the siblings of the stories told, and those that were their siblings in the copy."""
    numbers = {article: number for number, article, _ in told}
    ended = Q(seq_end=None) | Q(seq_end__gt=since)
    once = public_rows().filter(ended, article__in=numbers)
    groups: dict[uuid.UUID, set[int]] = defaultdict(set)
    for article, original in once.values_list("article_id", "original_id"):
        groups[original].add(numbers[article])
    for row in rows.filter(original_id__in=groups).values(*ROW):
        for number in groups[row["original_id"]]:
            yield number, row["article_id"], row


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
