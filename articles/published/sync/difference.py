"""The stories in which two states of a slice differ, in the order of change numbers.

Each story that changed is found once: by the row that is current at the target, under the number
that opened it, or where none is in the slice, by its last row in a base, under the number that
ended it. What an embargo had hidden is found under the number that ended the embargo.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, itemgetter, or_
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from articles.published.slices import COLUMNS, Slice, find_slice
from articles.published.sync.states import current_at, given_at, held_at
from articles.published.sync.walks import GREATEST, LEAST, STORIES, Form, Position, Walk
from articles.published.versions import Audience, LinkedStories, Publication, PublishedVersion

# How many change numbers a page looks through, so that its cost has a bound. With twice as many,
# rows that ended are no longer looked up one by one but held against the whole table.
WINDOW = 10_000
ROW = ("article_id", "seq", "seq_end", "version_id", "original_id", "embargoed_until", *COLUMNS)

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

        Up to two statements, each a range of an index, three more where stories show others, and
        two more where embargoes count. A row that is to be removed has the key ``departed``, or
        ``stays`` as false.
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
        told += [
            (number, row["article_id"], row) for number, row in self._uncovered(position, end, most)
        ]
        return sorted(told, key=by_position)[:most]

    def _showing(self, told: Sequence[Told]) -> Iterator[Told]:
        """Give the stories that the copy keeps and that show one told of, under its number.

        What is no longer current is left to the next walk, which tells of it in any case.
        """
        if not told or not self._shows_others:
            return
        held = [given_at(point) for point in self.walk.points]
        kept = reduce(and_, held, Q(seq__lte=self.walk.since))
        rows = self._rows.filter(kept, seq_end=None)
        yield from linking(told, rows)
        yield from translating(told, rows, self._rows, self.walk.since)

    @property
    def _first_number(self) -> int:
        """Where the slice is what it was, rows older than the copy are all held."""
        return self.walk.since if self._is_of_one_slice else 0

    @property
    def _is_of_one_slice(self) -> bool:
        return {base.slice for base in self.walk.bases} <= {self.walk.goal.slice}

    def _arrived(self, position: Position, end: int, most: int) -> list[Row]:
        held = [Q(seq__lte=base.number) & given_at(base) for base in self.walk.bases]
        given = given_at(self.walk.goal)
        sent = given
        if held and not self.walk.from_nothing:
            sent &= ~reduce(and_, held)
        if not self._is_of_one_slice:
            # What the copy holds and the slice no longer does, though nothing changed in it.
            sent |= ~given & reduce(or_, held) & self._has_no_other
        elif held and self._embargoes_count:
            sent |= self._covers_what_is_held & ~self.target.condition()
        rows = self._rows.filter(current_at(self.walk.goal.number) & sent)
        if self._embargoes_count:
            rows = rows.annotate(stays=ExpressionWrapper(given, output_field=BooleanField()))
            return _range(rows, "seq", position, end, most, "stays")
        return _range(rows, "seq", position, end, most)

    def _departed(self, position: Position, end: int, most: int) -> list[Row]:
        if not self.walk.bases:
            return []
        rows = self._rows.filter(self._in_a_base()).exclude(Exists(self._there))
        if len(self.walk.bases) > 1:
            rows = rows.exclude(Exists(self._later))
        return _range(rows, "seq_end", position, end, most)

    def _uncovered(self, position: Position, end: int, most: int) -> list[tuple[int, Row]]:
        """Give what was hidden behind an embargo that ended, and is older than the copy."""
        if not (self._embargoes_count and self.walk.bases and self._is_of_one_slice):
            return []
        held = [Q(seq__lte=base.number) & given_at(base) for base in self.walk.bases]
        rows = self._rows.filter(
            held_at(self.walk.goal) & ~reduce(and_, held), seq__lte=self.walk.since
        )
        ended = self._rows.filter(audience=Audience.TRUSTED)
        later = ended.filter(
            article=OuterRef("article"),
            seq__gt=OuterRef("seq"),
            seq_end__lte=self.walk.goal.number,
        )
        ended = ended.filter(Exists(rows.filter(article=OuterRef("article"))))
        found = _range(ended.exclude(Exists(later)), "seq_end", position, end, most)
        if not found:
            return []
        shown = rows.filter(article__in=[row["article_id"] for row in found]).values(*ROW)
        by_article = {row["article_id"]: row for row in shown}
        return [(row["seq_end"], by_article[row["article_id"]]) for row in found]

    @cached_property
    def _embargoes_count(self) -> bool:
        """Whether the copy holds, or is to hold, more than the public is given."""
        slices = (find_slice(point.slice) for point in self.walk.points)
        return any(one.audience != Audience.PUBLIC for one in slices)

    @property
    def _rows(self) -> QuerySet:
        rows = Publication.objects.all()
        return rows if self._embargoes_count else rows.filter(audience=Audience.PUBLIC)

    @property
    def _same(self) -> QuerySet:
        return self._rows.filter(article=OuterRef("article"))

    @property
    def _there(self) -> QuerySet:
        """What stands at the target in place of a row."""
        return self._same.filter(held_at(self.walk.goal))

    @property
    def _later(self) -> QuerySet:
        return self._same.filter(self._in_a_base(), seq__gt=OuterRef("seq"))

    @property
    def _has_no_other(self) -> Q:
        """That no other row of the story says what is to become of it; the public has only one."""
        if not self._embargoes_count:
            return Q()
        return Q(~Exists(self._there)) & Q(~Exists(self._later))

    @property
    def _covers_what_is_held(self) -> Q:
        """That a row under embargo has taken the place of a public one that the copy holds."""
        public = self._same.filter(
            self._in_a_base(), current_at(self.walk.goal.number), audience=Audience.PUBLIC
        )
        return Q(audience=Audience.TRUSTED) & Q(Exists(public))

    def _in_a_base(self) -> Q:
        condition = Q(pk__in=())
        for base in self.walk.bases:
            condition |= held_at(base)
        return condition


def linking(told: Sequence[Told], rows: QuerySet) -> Iterator[Told]:
    numbers = {str(article): number for number, article, _ in told}
    versions = PublishedVersion.objects.alias(links=LinkedStories("document"))
    found = rows.filter(version__in=versions.filter(links__has_any_keys=list(numbers)))
    for row in found.values(*ROW, links=LinkedStories("version__document")):
        for target in numbers.keys() & set(row["links"]):
            yield numbers[target], row["article_id"], row


def translating(
    told: Sequence[Told], rows: QuerySet, known: QuerySet, since: int
) -> Iterator[Told]:
    """Give the siblings of the stories told, and those that were their siblings in the copy.

    ``known`` are all rows that say of which stories they are siblings, present and past.
    """
    numbers = {article: number for number, article, _ in told}
    ended = Q(seq_end=None) | Q(seq_end__gt=since)
    once = known.filter(ended, article__in=numbers)
    groups: dict[uuid.UUID, set[int]] = defaultdict(set)
    for article, original in once.values_list("article_id", "original_id"):
        groups[original].add(numbers[article])
    for row in rows.filter(original_id__in=groups).values(*ROW):
        for number in groups[row["original_id"]]:
            yield number, row["article_id"], row


def _range(
    rows: QuerySet, column: str, position: Position, end: int, most: int, *more: str
) -> list[Row]:
    """Read what lies after a position; the first two conditions are what the index follows."""
    after = Q(**{f"{column}__gt": position.number}) | Q(article__gt=position.id)
    span = {f"{column}__gte": position.number, f"{column}__lte": end}
    found = rows.filter(after, **span).order_by(column, "article_id")
    return list(found.values(*ROW, *more)[:most])
