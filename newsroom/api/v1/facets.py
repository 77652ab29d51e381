"""Facets: how many of the stories that match all filters carry each value."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from articles.published import surrogates
from articles.published.versions import PublicAuthor
from newsroom.api.pagination import KeysetPagination
from newsroom.api.parameters import choose, split_list
from newsroom.api.v1 import named
from newsroom.api.v1.shapes import actor_reference, region_reference
from taxonomy.snapshot import PublicActor, PublicRegion, Snapshot

MOST = 100
FACET_KEYS = {
    "region": surrogates.REGIONS,
    "actor": surrogates.ACTORS,
    "actor_kind": surrogates.ACTORS,
    "author": surrogates.STORIES,
}

Entries = list[dict[str, Any]]


def read_facets(text: str | None) -> list[str]:
    if text is None:
        return []
    names = split_list("facets", text, most=len(FACETS))
    return [choose("facets", name, list(FACETS)) for name in names]


def count_facets(names: Iterable[str], stories: QuerySet, tags: Snapshot) -> dict[str, Entries]:
    """Count each facet over a filtered queryset of publications: one statement for each.

    Each facet gives the values of the most stories first, at most ``MOST``.
    """
    return {name: FACETS[name](stories.order_by(), tags) for name in names}


def facet_keys(names: Iterable[str]) -> set[str]:
    """Give what facets depend on beside the stories that they count: names, and what lies where.

    The name of an author comes from the newest story, whichever the facets count.
    """
    return {FACET_KEYS[name] for name in names if name in FACET_KEYS}


def _regions(stories: QuerySet, tags: Snapshot) -> Entries:
    """A story counts once for each region that it is about, those above its tags included."""

    def about(keys: list[int]) -> set[PublicRegion]:
        shown = tags.regions.shown(keys)
        return {upper for region in shown for upper in (region, *tags.ancestors(region))}

    counts = _count_sets(stories, "region_ids", about)
    return _most((region_reference(region), count) for region, count in counts.items())


def _actors(stories: QuerySet, tags: Snapshot) -> Entries:
    counts = _count_sets(stories, "actor_ids", tags.actors.shown)
    return _most((actor_reference(actor), count) for actor, count in counts.items())


def _actor_kinds(stories: QuerySet, tags: Snapshot) -> Entries:
    def kinds(keys: list[int]) -> set[str]:
        actors: list[PublicActor] = tags.actors.shown(keys)
        return {actor.kind for actor in actors}

    return _most_values(_count_sets(stories, "actor_ids", kinds))


def _authors(stories: QuerySet, tags: Snapshot) -> Entries:
    counts = _count_sets(stories, "author_ids", set)
    authors = PublicAuthor.objects.in_bulk(counts)
    return _most(
        ({"id": str(author.uid), "slug": author.slug, "name": author.name}, counts[key])
        for key, author in authors.items()
    )


def _column(name: str) -> Callable[[QuerySet, Snapshot], Entries]:
    def count(stories: QuerySet, tags: Snapshot) -> Entries:
        return _most_values(dict(stories.values_list(name).annotate(Count("pk"))))

    return count


def _months(stories: QuerySet, tags: Snapshot) -> Entries:
    """Months of publication in the newsroom's time zone, such as 2025-07."""
    month = TruncMonth("published_at", tzinfo=ZoneInfo(settings.NEWSROOM_TIME_ZONE))
    counts = stories.annotate(month=month).values_list("month").annotate(Count("pk"))
    return _most_values({f"{moment:%Y-%m}": count for moment, count in counts})


FACETS: dict[str, Callable[[QuerySet, Snapshot], Entries]] = {
    "region": _regions,
    "actor": _actors,
    "actor_kind": _actor_kinds,
    "author": _authors,
    "genre": _column("genre"),
    "language": _column("language"),
    "month": _months,
}


def _count_sets(
    stories: QuerySet, column: str, about: Callable[[list[int]], Iterable[Any]]
) -> Counter[Any]:
    """Count stories by what their keys stand for; each distinct list of keys is read once."""
    counts: Counter[Any] = Counter()
    for keys, count in stories.values_list(column).annotate(Count("pk")):
        for value in set(about(keys)):
            counts[value] += count
    return counts


def _most(found: Iterable[tuple[dict[str, Any], int]]) -> Entries:
    entries = [{**reference, "count": count} for reference, count in found]
    return sorted(entries, key=lambda entry: (-entry["count"], entry["slug"]))[:MOST]


def _most_values(counts: dict[str, int]) -> Entries:
    entries = [{"value": value, "count": count} for value, count in counts.items()]
    return sorted(entries, key=lambda entry: (-entry["count"], entry["value"]))[:MOST]


# How the schema describes all this.

FACETS_PARAMETER = OpenApiParameter(
    "facets",
    {"type": "string", "minLength": 1, "format": "facets"},
    description=f"A comma list of {', '.join(FACETS)}: adds `facets`, which count the stories "
    "that match all filters.",
    examples=[OpenApiExample("Regions and months", value="region,month")],
)


def _facet_schema(reference: str | None) -> dict[str, Any]:
    count = {"type": "integer", "minimum": 1, "description": "How many stories carry it."}
    value = {"type": "string"}
    plain = {
        "type": "object",
        "required": ["value", "count"] if reference is None else ["count"],
        "properties": {"value": value, "count": count} if reference is None else {"count": count},
    }
    if reference is None:
        return {"type": "array", "items": plain}
    return {
        "type": "array",
        "items": {"allOf": [{"$ref": f"#/components/schemas/{reference}"}, plain]},
    }


class ArticlePagination(KeysetPagination):
    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        whole = super().get_paginated_response_schema(schema)
        references = {"region": "RegionReference", "actor": "ActorReference", "author": "Author"}
        whole["properties"]["facets"] = {
            "type": "object",
            "description": f"The facets asked for, each with at most {MOST} values.",
            "properties": {name: _facet_schema(references.get(name)) for name in FACETS},
        }
        whole["properties"] |= named.SCHEMA
        return whole
