"""Keyset cursors: page 5,000 costs what page 1 costs, and nothing is skipped or repeated."""

import hashlib
import json
import math
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from newsroom.api.cursors import Pin, pack, read_moment, read_pin, unpack
from newsroom.api.problems import parameter_problem

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100
# These do not change what a walk goes over, so a cursor does not depend on them.
FREE_PARAMETERS = {
    "cursor",
    "page_size",
    "fields",
    "include",
    "count",
    "facets",
    "body_format",
    "format",
}

NUMBER = re.compile(r"[1-9][0-9]{0,5}")
# Who names what is wanted gets all of it on one page; no more can be named than a page holds.
NAMING_PARAMETERS = ("ids", "slugs")


@dataclass(frozen=True)
class Ordering:
    """A sort key and a unique column that settles ties, in one direction.

    Where the key is no column, ``rank`` gives pairs of key and tie, the best first, and ``whole``
    says that it gives all. ``within`` holds for every row that may be given; it only says where to
    look for them.
    """

    field: str
    tie: str
    descending: bool
    read: Callable[[Any], Any]
    read_tie: Callable[[Any], Any]
    rank: Callable[[Pin], Sequence[tuple[Any, Any]]] | None = None
    whole: bool = False
    within: Q = Q()


def by_moment(field: str, *, descending: bool) -> Ordering:
    return Ordering(field, "article_id", descending, read_moment, uuid.UUID)


def by_name() -> Ordering:
    return Ordering("name", "id", False, _read_text, int)


def by_score(rank: Callable[[Pin], Sequence[tuple[float, uuid.UUID]]], *, whole: bool) -> Ordering:
    return Ordering("score", "article_id", True, _read_score, uuid.UUID, rank, whole)


def _read_text(value: str) -> str:
    """Raise what refuses a cursor for text that the database cannot hold."""
    value.encode()
    if "\0" in value:
        raise ValueError(value)
    return value


def _read_score(value: float) -> float:
    if not isinstance(value, float) or not math.isfinite(value):
        raise ValueError(value)
    return value


class KeysetPagination(BasePagination):
    """Pages of rows as dictionaries.

    The view says the ordering by ``get_ordering()`` and what is read of a row by ``row_columns()``:
    counting and ranking go over the same queryset without it.
    """

    def paginate_queryset(
        self, queryset: QuerySet, request: Request, view: Any = None
    ) -> Sequence[dict[str, Any]]:
        self.request = request
        self.ordering: Ordering = view.get_ordering()
        self.columns: Sequence[str] = view.row_columns()
        self.counted = view.count_all(queryset) if "count" in request.query_params else {}
        size = read_page_size(request)
        self.pin = None
        if self.ordering.rank:
            self.pin = Pin(view.state.seq, view.state.at, self.ordering.whole)
        position, backwards = self._read_cursor()
        read = self._ranked if self.ordering.rank else self._sorted
        rows = read(queryset, position, size + 1, backwards=backwards)
        more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        self.span = self._span(rows, position, more=more, backwards=backwards)
        has_next = bool(rows) and (backwards or more)
        has_previous = bool(rows) and (more if backwards else position is not None)
        self.next = self._address(rows[-1], backwards=False) if has_next else None
        self.previous = self._address(rows[0], backwards=True) if has_previous else None
        return rows

    def links(self) -> str:
        """Give the pages beside this one as a Link field (RFC 8288)."""
        pages = (("next", self.next), ("prev", self.previous))
        return ", ".join(f'<{address}>; rel="{rel}"' for rel, address in pages if address)

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        addresses = {"next": self.next, "previous": self.previous}
        return Response({**addresses, **self.counted, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {
            "type": ["string", "null"],
            "format": "uri",
        }
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**address, "description": "The next page; null on the last."},
                "previous": {**address, "description": "The page before; null on the first."},
                "count": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "How many there are in all; given with `count=exact`.",
                },
                "count_is": {
                    "type": "string",
                    "enum": ["exact", "at_least"],
                    "description": "`at_least` where counting was given up at `count`, because "
                    "very many stories match; given with `count`.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor",
                "in": "query",
                "description": "Where the page begins, as `next` or `previous` gives it. It goes "
                "with the filters and the ordering that it was given for.",
                "schema": {"type": "string", "minLength": 1, "format": "cursor"},
            },
            {
                "name": "page_size",
                "in": "query",
                "description": f"How many results a page has; {MAX_PAGE_SIZE} where they are "
                f"named by {' or '.join(f'`{name}`' for name in NAMING_PARAMETERS)}.",
                "schema": page_size_schema(),
            },
            {
                "name": "count",
                "in": "query",
                "description": "`exact` adds `count`, at the price of counting.",
                "schema": {"type": "string", "enum": ["exact"]},
            },
        ]

    def _sorted(
        self, queryset: QuerySet, position: tuple[Any, Any] | None, most: int, *, backwards: bool
    ) -> list[dict[str, Any]]:
        queryset = queryset.filter(self.ordering.within)
        if position:
            queryset = queryset.filter(self._beyond(position, backwards=backwards))
        ordered = queryset.order_by(*self._order(backwards=backwards))
        return list(ordered.values(*self.columns)[:most])

    def _ranked(
        self, queryset: QuerySet, position: tuple[Any, Any] | None, most: int, *, backwards: bool
    ) -> list[dict[str, Any]]:
        """Read what is current and was so at the pinned change, which keeps its key for good."""
        queryset = queryset.filter(seq__lte=self.pin.seq)
        ranked = self.ordering.rank(self.pin)
        if backwards:
            ranked = [pair for pair in reversed(ranked) if pair > position]
        elif position:
            ranked = [pair for pair in ranked if pair < position]
        field, tie = self.ordering.field, self.ordering.tie
        rows: list[dict[str, Any]] = []
        # What was withdrawn after it was ranked leaves its place to those that follow.
        while len(rows) < most and ranked:
            part, ranked = ranked[: most - len(rows)], ranked[most - len(rows) :]
            keys = [key for _, key in part]
            wanted = queryset.filter(**{f"{tie}__in": keys}).order_by()
            found = {row[tie]: row for row in wanted.values(*self.columns)}
            rows += [{**found[key], field: value} for value, key in part if key in found]
        return rows

    def _order(self, *, backwards: bool) -> list[Any]:
        descending = self.ordering.descending != backwards
        columns = [F(self.ordering.field), F(self.ordering.tie)]
        return [column.desc() if descending else column.asc() for column in columns]

    def _beyond(self, position: tuple[Any, Any], *, backwards: bool) -> Q:
        """Rows after the position; the first condition is the one that an index can follow."""
        value, tie = position
        side = "lt" if self.ordering.descending != backwards else "gt"
        field = self.ordering.field
        return Q(**{f"{field}__{side}e": value}) & (
            Q(**{f"{field}__{side}": value}) | Q(**{f"{self.ordering.tie}__{side}": tie})
        )

    def _span(
        self,
        rows: Sequence[dict[str, Any]],
        position: tuple[Any, Any] | None,
        *,
        more: bool,
        backwards: bool,
    ) -> Q:
        """Say which rows, were they in the queryset, would have been on this page."""
        if self.ordering.rank:
            # What is not current any more has no rank, so it lay on no page.
            return Q(pk__in=())
        span = self._beyond(position, backwards=backwards) if position else Q()
        if more:
            edge = rows[0] if backwards else rows[-1]
            last = edge[self.ordering.field], edge[self.ordering.tie]
            span &= ~self._beyond(last, backwards=backwards)
        return span

    def _read_cursor(self) -> tuple[tuple[Any, Any] | None, bool]:
        text = self.request.query_params.get("cursor")
        if text is None:
            return None, False
        try:
            walk, backwards, value, tie, *pin = unpack(text)
            position = self.ordering.read(value), self.ordering.read_tie(tie)
            if self.pin or pin:
                self.pin = read_pin(*pin)
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            raise parameter_problem("cursor", "This is not a cursor that we gave out.") from None
        if walk != self._digest():
            raise parameter_problem(
                "cursor",
                "This cursor was given for another list, other filters or another ordering.",
            )
        return position, bool(backwards)

    def _address(self, row: dict[str, Any], *, backwards: bool) -> str:
        value, tie = row[self.ordering.field], row[self.ordering.tie]
        text = value.isoformat() if isinstance(value, datetime) else value
        key = tie if isinstance(tie, int) else str(tie)
        pin = self.pin.written() if self.pin else []
        query = self.request.query_params.copy()
        if self.request.accepted_renderer.format != "json":
            query["format"] = self.request.accepted_renderer.format
        query["cursor"] = pack([self._digest(), backwards, text, key, *pin])
        return f"{settings.NEWSROOM_PUBLIC_URL}{self.request.path}?{query.urlencode(safe=',:')}"

    def _digest(self) -> str:
        """A short digest of what the walk goes over, to tell a cursor from another walk's."""
        query = self.request.query_params
        held = sorted((name, query[name]) for name in query if name not in FREE_PARAMETERS)
        walk = [self.request.path, *held]
        return hashlib.sha256(json.dumps(walk).encode()).hexdigest()[:8]


def read_page_size(
    request: Request, *, default: int = DEFAULT_PAGE_SIZE, most: int = MAX_PAGE_SIZE
) -> int:
    text = request.query_params.get("page_size")
    if text is None:
        named = any(name in request.query_params for name in NAMING_PARAMETERS)
        return most if named else default
    if not (NUMBER.fullmatch(text) and int(text) <= most):
        bound = "1" if text.startswith(("-", "0")) else str(most)
        detail = f"page_size is a whole number from 1 to {most}."
        raise parameter_problem("page_size", detail, bound)
    return int(text)


def page_size_schema(*, default: int = DEFAULT_PAGE_SIZE, most: int = MAX_PAGE_SIZE) -> Any:
    return {"type": "integer", "minimum": 1, "maximum": most, "default": default}
