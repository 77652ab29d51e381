"""What a story shows of others: those that it links to, and those that translate the same."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from articles.published.readership import Readership
from articles.published.slices import COLUMNS, Slice, find_slice
from articles.published.sync.walks import Point

SHOWN = ("article_id", "original_id", "seq", "version__card", *COLUMNS)
SEEN = ("version__redacted_at", "version__erased_at")

Row = dict[str, Any]


def shown_in(
    links: Iterable[uuid.UUID], originals: Iterable[uuid.UUID], point: Point, *, present: Slice
) -> list[Row]:
    """Give what a copy at a point may be shown of linked stories and of translations.

    They are as they were at its number, and in its slice, where they are public and in the present
    slice still. Up to two statements.
    """
    held = find_slice(point.slice)
    wanted = Q(article_id__in=set(links)) | Q(original_id__in=set(originals))
    current = Readership(present.audience).current().filter(wanted).order_by("language", "slug")
    now = [row for row in current.values(*SHOWN, *SEEN) if present.holds(row)]
    changed = [row["article_id"] for row in now if row["seq"] > point.number]
    before: dict[uuid.UUID, Row] = {}
    if changed:
        rows = Readership(held.audience).at(point.number).filter(article__in=changed)
        before = {row["article_id"]: row for row in rows.values(*SHOWN, *SEEN)}
    shown = (before.get(row["article_id"]) if row["seq"] > point.number else row for row in now)
    return [
        row
        for row in shown
        if row and held.holds(row) and present.may_have(row) and not _is_hidden(row)
    ]


def _is_hidden(row: Row) -> bool:
    return bool(row["version__redacted_at"] or row["version__erased_at"])
