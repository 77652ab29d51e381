"""Counting what stories carry, all facets in one statement over the same stories.

The stories are counted to ``BOUND``, the newest first, so that a filter which a large part of a
large archive matches costs no more than one that matches that many.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from articles.published.set_counts import count_values
from taxonomy.snapshot import Snapshot

BOUND = 50_000

# One row: how many stories match, and a text for each facet, null where there is nothing to count
# or more stories than are counted.
COUNTED = """
    WITH matched AS MATERIALIZED ({matched}),
    given AS (SELECT %s::text AS zone, %s::int AS most),
    total AS (SELECT count(*) AS stories FROM matched)
    SELECT stories, {facets} FROM total, given
"""
FACET = "CASE WHEN stories <= most THEN {counted} END"
# The sets of keys that stories carry, as ``set_counts`` reads them.
KEYS = """(
    SELECT string_agg(nullif(array_to_string({column}, ','), ''), ';') FROM matched
)"""
VALUE = """(
    SELECT jsonb_object_agg(value, stories) FROM (
        SELECT {column} AS value, count(*) AS stories FROM matched GROUP BY 1
    ) AS counted
)"""
MONTH = VALUE.replace(
    "{column} AS", "to_char({column} AT TIME ZONE (SELECT zone FROM given), 'YYYY-MM') AS"
)


@dataclass(frozen=True)
class Facet:
    """A column of publications and how it is counted.

    ``about`` gives, for a key that stories carry, the values that it stands for; None where the
    column has the value itself.
    """

    column: str
    statement: str
    about: Callable[[Snapshot, int], Collection[Any]] | None = None


@dataclass(frozen=True)
class FacetCounts:
    """Counts by facet and value, of so many stories; ``are_all`` where there are no others."""

    stories: int
    are_all: bool
    counts: Mapping[str, Counter[Any]]


def _regions(tags: Snapshot, key: int) -> Collection[int]:
    region = tags.regions.get(key)
    return [one.id for one in (region, *tags.ancestors(region))] if region else []


def _actors(tags: Snapshot, key: int) -> Collection[int]:
    return [actor.id] if (actor := tags.actors.get(key)) else []


def _kinds(tags: Snapshot, key: int) -> Collection[str]:
    return [actor.kind] if (actor := tags.actors.get(key)) else []


FACETS = {
    "region": Facet("region_ids", KEYS, _regions),
    "actor": Facet("actor_ids", KEYS, _actors),
    "actor_kind": Facet("actor_ids", KEYS, _kinds),
    "author": Facet("author_ids", KEYS, lambda tags, key: [key]),
    "genre": Facet("genre", VALUE),
    "language": Facet("language", VALUE),
    "month": Facet("published_at", MONTH),
}


def count_facets(
    names: Collection[str], stories: QuerySet, tags: Snapshot, *, expected: int
) -> FacetCounts:
    """Count over a filtered queryset of publications, in one statement or two for more than BOUND.

    Regions and actors are counted by the keys of the tags that are shown, authors by their keys;
    a story counts once for each region that it is about, those above its tags included.
    ``expected`` is about how many stories there are, 0 where that is not known; it only decides
    what is tried first.
    """
    columns = sorted({FACETS[name].column for name in names})
    found = stories.order_by().values("pk", *columns)
    # Sorting takes a good part of the time, so it is done only where some must be left out.
    if expected <= 2 * BOUND:
        total, counts = _count(names, found[: BOUND + 1], tags)
        if total <= BOUND:
            return FacetCounts(total, True, counts)
    total, counts = _count(names, found.order_by("-published_at", "-article_id")[:BOUND], tags)
    return FacetCounts(total, total < BOUND, counts)


def _count(
    names: Collection[str], stories: QuerySet, tags: Snapshot
) -> tuple[int, dict[str, Counter[Any]]]:
    """Count the stories and, where they are not more than ``BOUND``, what they carry."""
    try:
        matched, parameters = stories.query.sql_with_params()
    except EmptyResultSet:
        return 0, {name: Counter() for name in names}
    facets = [FACETS[name].statement.format(column=FACETS[name].column) for name in names]
    columns = ", ".join(FACET.format(counted=facet) for facet in facets)
    statement = COUNTED.format(matched=matched, facets=columns)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, settings.NEWSROOM_TIME_ZONE, BOUND])
        total, *found = cursor.fetchone()
    return total, {
        name: _counted(FACETS[name], text, tags) for name, text in zip(names, found, strict=True)
    }


def _counted(facet: Facet, text: str | None, tags: Snapshot) -> Counter[Any]:
    if not text:
        return Counter()
    about = facet.about
    if about is None:
        return Counter(json.loads(text))
    return count_values(text, lambda key: about(tags, key))
