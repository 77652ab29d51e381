"""Counting what stories carry, all facets in one statement over the same stories.

The stories are counted to ``BOUND``, the newest first, so that a filter which a large part of a
large archive matches costs no more than one that matches that many.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from taxonomy.snapshot import Snapshot

BOUND = 50_000

MATCHED = """
    WITH matched AS MATERIALIZED ({matched}),
    given AS (SELECT %s::int[] AS merged, %s::text AS zone)
    SELECT 'story', '', count(*) FROM matched
"""
KEYS = "SELECT '{facet}', {column}::text, count(*) FROM matched GROUP BY {column}"
# Keys can be counted one by one unless a story carries two that are shown as one, which takes a key
# that was merged into another.
KEYS_ONE_BY_ONE = """
    SELECT '{facet}', key::text, count(*) FROM (
        SELECT unnest({column}) AS key FROM matched
        WHERE NOT {column} && (SELECT merged FROM given)
    ) AS carried GROUP BY key
    UNION ALL
    SELECT '{facet}', {column}::text, count(*) FROM matched
    WHERE {column} && (SELECT merged FROM given) GROUP BY {column}
"""
VALUE = "SELECT '{facet}', {column}, count(*) FROM matched GROUP BY {column}"
MONTH = """
    SELECT '{facet}', to_char({column} AT TIME ZONE (SELECT zone FROM given), 'YYYY-MM'), count(*)
    FROM matched GROUP BY 2
"""


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
    "actor": Facet("actor_ids", KEYS_ONE_BY_ONE, _actors),
    "actor_kind": Facet("actor_ids", KEYS, _kinds),
    "author": Facet("author_ids", KEYS, lambda tags, key: [key]),
    "genre": Facet("genre", VALUE),
    "language": Facet("language", VALUE),
    "month": Facet("published_at", MONTH),
}


def count_facets(names: Collection[str], stories: QuerySet, tags: Snapshot) -> FacetCounts:
    """Count over a filtered queryset of publications, in one statement or two for more than BOUND.

    Regions and actors are counted by the keys of the tags that are shown, authors by their keys;
    a story counts once for each region that it is about, those above its tags included.
    """
    columns = sorted({FACETS[name].column for name in names})
    found = stories.order_by().values("pk", *columns)
    counted = _count(names, found[:BOUND], tags)
    if counted.are_all:
        return counted
    # Sorting takes a good part of the time, so it is done only where some must be left out.
    return _count(names, found.order_by("-published_at", "-article_id")[:BOUND], tags)


def _count(names: Collection[str], stories: QuerySet, tags: Snapshot) -> FacetCounts:
    try:
        matched, parameters = stories.query.sql_with_params()
    except EmptyResultSet:
        return FacetCounts(0, True, {name: Counter() for name in names})
    parts = [
        FACETS[name].statement.format(facet=name, column=FACETS[name].column) for name in names
    ]
    statement = " UNION ALL ".join([MATCHED.format(matched=matched), *parts])
    merged = sorted(tags.actors.merged_keys())
    rows: dict[str, list[tuple[str, int]]] = {name: [] for name in ("story", *names)}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, merged, settings.NEWSROOM_TIME_ZONE])
        for name, value, count in cursor.fetchall():
            rows[name].append((value, count))
    total = rows.pop("story")[0][1]
    counts = {name: _counted(FACETS[name], found, tags) for name, found in rows.items()}
    return FacetCounts(total, total < BOUND, counts)


def _counted(facet: Facet, rows: Iterable[tuple[str, int]], tags: Snapshot) -> Counter[Any]:
    counts: Counter[Any] = Counter()
    about = facet.about
    if about is None:
        counts.update(dict(rows))
        return counts
    known = _Known(lambda key: frozenset(about(tags, int(key))) if key else frozenset())
    for text, count in rows:
        first, *others = text.strip("{}").split(",")
        values = known[first].union(*map(known.__getitem__, others)) if others else known[first]
        for value in values:
            counts[value] += count
    return counts


class _Known(dict[str, frozenset[Any]]):
    """What each key stands for, found out once."""

    def __init__(self, find: Callable[[str], frozenset[Any]]) -> None:
        super().__init__()
        self.find = find

    def __missing__(self, key: str) -> frozenset[Any]:
        self[key] = self.find(key)
        return self[key]
