"""All public stories by the month (of UTC) in which they were published."""

import uuid
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max
from django.db.models.functions import TruncMonth

from articles.published.readership import EVERYBODY
from articles.published.versions import Publication
from articles.published.withdrawn import withdrawn_publications

MONTH = TruncMonth("published_at", tzinfo=UTC)
# Each month is a range of an index that holds all that is read; grouping by the month of each
# story would take three times as long. The connection's time zone is UTC.
COUNT_MONTHS = """
    SELECT start, stories, changed_at
    FROM generate_series(
        date_trunc('month', (SELECT min(published_at) FROM ({live}) AS first)),
        (SELECT max(published_at) FROM ({live}) AS last),
        interval '1 month'
    ) AS start,
    LATERAL (
        SELECT count(*) AS stories, max(updated_at) AS changed_at
        FROM ({live}) AS live
        WHERE published_at >= start AND published_at < start + interval '1 month'
    ) AS month
    WHERE stories > 0
    ORDER BY start
"""


class Month(NamedTuple):
    """``changed_at`` is when one of its stories was last updated or withdrawn."""

    start: datetime
    stories: int
    changed_at: datetime


class Entry(NamedTuple):
    """What a list of addresses needs of a story."""

    original_id: uuid.UUID
    language: str
    slug: str
    updated_at: datetime


def months() -> list[Month]:
    """Count the stories of each month that has any, the earliest first; two statements."""
    live = Publication.objects.live().order_by().values("published_at", "updated_at")
    sql, parameters = live.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(COUNT_MONTHS.format(live=sql), [*parameters] * 3)
        found = [Month(*row) for row in cursor.fetchall()]
    gone = withdrawn_publications(EVERYBODY).order_by().annotate(start=MONTH).values_list("start")
    withdrawn_at = dict(gone.annotate(Max("withdrawn_at")))
    return [
        month._replace(changed_at=max(month.changed_at, withdrawn_at.get(month.start, month.start)))
        for month in found
    ]


def entries(start: datetime, end: datetime, *, skip: int, most: int) -> list[Entry]:
    """Give stories published in a stretch of time, the earliest first, less those to skip."""
    stories = Publication.objects.live().filter(published_at__gte=start, published_at__lt=end)
    rows = stories.order_by("published_at", "article_id").values_list(*Entry._fields)
    return [Entry(*row) for row in rows[skip : skip + most]]


def siblings(original_ids: Collection[uuid.UUID]) -> list[Entry]:
    """Give the originals named and all that translates them, by language."""
    stories = Publication.objects.live().filter(original_id__in=original_ids)
    rows = stories.order_by("language", "slug").values_list(*Entry._fields)
    return [Entry(*row) for row in rows]


def newest_since(moment: datetime, *, most: int) -> list[dict[str, Any]]:
    """Give stories published since a moment, the newest first, with their cards."""
    stories = Publication.objects.live().filter(published_at__gte=moment)
    rows = stories.order_by("-published_at", "-article_id").values("version__card")
    return [row["version__card"] for row in rows[:most]]
