"""Facets: how many of the stories that match all filters carry each value."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from articles.published import surrogates
from articles.published.facet_counts import BOUND, FACETS, count_facets
from articles.published.versions import PublicAuthor
from newsroom.api.pagination import KeysetPagination
from newsroom.api.parameters import choose, split_list
from newsroom.api.v1 import named
from newsroom.api.v1.shapes import actor_reference, region_reference
from taxonomy.snapshot import Snapshot

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


def facets_answer(
    names: Sequence[str], stories: QuerySet, tags: Snapshot, *, expected: int
) -> dict[str, Any]:
    """Count each facet over a filtered queryset of publications; a statement more for authors.

    Each facet gives the values of the most stories first, at most ``MOST``. ``expected`` is about
    how many stories there are, 0 where that is not known.
    """
    if not names:
        return {}
    counted = count_facets(names, stories, tags, expected=expected)
    return {
        "facets": {name: _entries(name, counted.counts[name], tags) for name in names},
        "facets_counted": {"stories": counted.stories, "are_all": counted.are_all},
    }


def facet_keys(names: Iterable[str]) -> set[str]:
    """Give what facets depend on beside the stories that they count: names, and what lies where.

    The name of an author comes from the newest story, whichever the facets count.
    """
    return {FACET_KEYS[name] for name in names if name in FACET_KEYS}


def _entries(name: str, counts: Counter[Any], tags: Snapshot) -> Entries:
    if name == "region":
        return _most((region_reference(tags.regions.get(key)), n) for key, n in counts.items())
    if name == "actor":
        return _most((actor_reference(tags.actors.get(key)), n) for key, n in counts.items())
    if name == "author":
        authors = PublicAuthor.objects.in_bulk(list(counts))
        return _most((_author(author), counts[key]) for key, author in authors.items())
    return _most_values(counts)


def _author(author: PublicAuthor) -> dict[str, Any]:
    return {"id": str(author.uid), "slug": author.slug, "name": author.name}


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
    f"that match all filters, or the newest {BOUND:,} of them, and `facets_counted`.",
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
        whole["properties"]["facets_counted"] = {
            "type": "object",
            "description": f"What `facets` count: all stories that match, or the newest {BOUND:,}.",
            "required": ["stories", "are_all"],
            "properties": {
                "stories": {"type": "integer", "minimum": 0},
                "are_all": {"type": "boolean"},
            },
        }
        whole["properties"] |= named.SCHEMA
        return whole
