"""Which actors appear in stories together with one."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from taxonomy.snapshot import PublicActor, Snapshot

# Keys can be counted one by one unless a story carries two that are shown as one, which takes a key
# that was merged into another.
STATEMENT = """
    WITH matched AS MATERIALIZED ({matched}), given AS (SELECT %s::int[] AS merged)
    SELECT ARRAY[]::int[], count(*), min(published_at), max(published_at) FROM matched
    UNION ALL
    SELECT ARRAY[key], count(*), min(published_at), max(published_at) FROM (
        SELECT unnest(actor_ids) AS key, published_at FROM matched
        WHERE NOT actor_ids && (SELECT merged FROM given)
    ) AS carried GROUP BY key
    UNION ALL
    SELECT actor_ids, count(*), min(published_at), max(published_at) FROM matched
    WHERE actor_ids && (SELECT merged FROM given) GROUP BY actor_ids
"""


class Together(NamedTuple):
    """In how many stories, and when the first and the last of them was published."""

    stories: int
    first_published_at: datetime
    last_published_at: datetime

    def joined(self, other: "Together") -> "Together":
        return Together(
            self.stories + other.stories,
            min(self.first_published_at, other.first_published_at),
            max(self.last_published_at, other.last_published_at),
        )


def count_connections(
    actor: PublicActor, stories: QuerySet, tags: Snapshot
) -> tuple[int, Mapping[int, Together]]:
    """Count stories that all carry the actor, and those of each other actor; one statement."""
    try:
        columns = stories.order_by().values("actor_ids", "published_at")
        matched, parameters = columns.query.sql_with_params()
    except EmptyResultSet:
        return 0, {}
    found: dict[int, Together] = {}
    with connection.cursor() as cursor:
        merged = sorted(tags.actors.merged_keys())
        cursor.execute(STATEMENT.format(matched=matched), [*parameters, merged])
        (_, total, *_), *rows = cursor.fetchall()
    for keys, *numbers in rows:
        together = Together(*numbers)
        for other in {tags.actors.survivor(key) for key in keys} - {actor.id}:
            before = found.get(other)
            found[other] = before.joined(together) if before else together
    return total, found
