"""Slices: the part of what is public that a partner may keep a copy of.

A slice is the union of filters in the grammar of the lists, for an audience. Compiled, it names
keys and no tags, with merges, groupings and what lies in a region worked out, so that it means the
same for good.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db import models
from django.db.models import Q

from articles.published.selection import (
    AllOf,
    AnyOf,
    Expression,
    Not,
    Tagged,
    carries_any,
    parse,
)
from articles.published.versions import Audience
from taxonomy.snapshot import Snapshot, Unknown

logger = logging.getLogger(__name__)

# What must be known of a publication to tell whether it is in a slice.
COLUMNS = ("audience", "region_ids", "actor_ids", "genre", "language", "syndicatable")

# A compiled expression: ["carries", keys], ["not", part], ["all", parts] or ["any", parts].
Compiled = list[Any]


@dataclass(frozen=True)
class SliceFilter:
    """What stories must have, all of it; what is empty asks for nothing.

    ``region`` and ``actor`` are expressions; ``genre`` and ``language`` are values with ``|``.
    """

    region: str = ""
    actor: str = ""
    genre: str = ""
    language: str = ""
    syndicatable_only: bool = True


class StoredSlice(models.Model):
    """What the digest of a slice stands for. Append-only."""

    digest = models.CharField(max_length=32, primary_key=True)
    definition = models.TextField(help_text="The compiled filters, as JSON.")

    def __str__(self) -> str:
        return self.digest


class UnknownSlice(LookupError):
    """No slice has this digest."""


@dataclass(frozen=True)
class Slice:
    """Compiled filters of which any must hold, as JSON in one form only.

    A list of them is for the public; for another audience it is in an object that names that.
    """

    definition: str

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.definition.encode()).hexdigest()[:32]

    @cached_property
    def filters(self) -> list[dict[str, Any]]:
        values = json.loads(self.definition)
        filters: list[dict[str, Any]] = values if isinstance(values, list) else values["filters"]
        return filters

    @cached_property
    def audience(self) -> str:
        values = json.loads(self.definition)
        return Audience.PUBLIC if isinstance(values, list) else values["audience"]

    @property
    def is_empty(self) -> bool:
        return not self.filters

    def condition(self) -> Q:
        """Give the condition of the filters on publications; of none, one that nothing meets."""
        condition = Q(pk__in=())
        for one in self.filters:
            condition |= _condition(one)
        return condition

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row with ``COLUMNS`` is in the slice."""
        return self.may_have(row) and any(_holds(one, row) for one in self.filters)

    def may_have(self, row: Mapping[str, Any]) -> bool:
        """Tell whether its audience is given such a row at all."""
        return row["audience"] in (Audience.PUBLIC, self.audience)

    def would_hold(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row would be in the slice if it might be syndicated."""
        return self.holds({**row, "syndicatable": True})


def compile_slice(
    filters: Iterable[SliceFilter], tags: Snapshot, audience: str = Audience.PUBLIC
) -> Slice:
    """Compile the union of filters. A filter that cannot be read any more holds nothing."""
    compiled = set()
    for one in filters:
        try:
            compiled.add(_written(_compile(one, tags)))
        except Unknown as error:
            logger.error("A slice names the tag %s, which does not exist.", error.value)
    definition = f"[{','.join(sorted(compiled))}]"
    if audience != Audience.PUBLIC:
        definition = f'{{"audience":"{audience}","filters":{definition}}}'
    return Slice(definition)


def store_slice(kept: Slice) -> None:
    """Keep what a slice means under its digest, for ``find_slice``; one statement."""
    row = StoredSlice(digest=kept.digest, definition=kept.definition)
    StoredSlice.objects.bulk_create([row], ignore_conflicts=True)


@lru_cache(maxsize=256)
def find_slice(digest: str) -> Slice:
    """Give the slice that was stored under a digest. Raises ``UnknownSlice``."""
    row = StoredSlice.objects.filter(pk=digest).first()
    if row is None:
        raise UnknownSlice(digest)
    return Slice(row.definition)


def check_expressions(one: SliceFilter, tags: Snapshot) -> None:
    """Raise ``BadSelection`` or ``Unknown`` for a filter that names what there is not."""
    _compile(one, tags)


def _compile(one: SliceFilter, tags: Snapshot) -> dict[str, Any]:
    return {
        "region": one.region and _resolve(parse(one.region), lambda t: _region_keys(t, tags)),
        "actor": one.actor and _resolve(parse(one.actor), lambda t: _actor_keys(t, tags)),
        "genre": sorted(filter(None, one.genre.split("|"))),
        "language": sorted(filter(None, one.language.split("|"))),
        "syndicatable": one.syndicatable_only,
    }


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _region_keys(tagged: Tagged, tags: Snapshot) -> frozenset[int]:
    region = tags.regions.find(tagged.name)
    if tagged.alone:
        return frozenset(tags.regions.rows_shown_as(region.id))
    return tags.region_keys_within(region)


def _actor_keys(tagged: Tagged, tags: Snapshot) -> frozenset[int]:
    return frozenset(tags.actors.rows_shown_as(tags.actors.find(tagged.name).id))


def _resolve(expression: Expression, keys: Callable[[Tagged], frozenset[int]]) -> Compiled:
    match expression:
        case Tagged():
            return ["carries", sorted(keys(expression))]
        case Not(part):
            return ["not", _resolve(part, keys)]
        case AllOf(parts):
            return ["all", [_resolve(part, keys) for part in parts]]
        case AnyOf(parts):
            return ["any", [_resolve(part, keys) for part in parts]]


def _condition(one: dict[str, Any]) -> Q:
    condition = Q()
    for kind in ("region", "actor"):
        if one[kind]:
            condition &= _carrying(one[kind], f"{kind}_ids")
    for name in ("genre", "language"):
        if one[name]:
            condition &= Q(**{f"{name}__in": one[name]})
    if one["syndicatable"]:
        condition &= Q(syndicatable=True)
    # A filter that asks for nothing holds everything, which an empty Q does not say in a union.
    return condition or Q(pk__isnull=False)


def _carrying(compiled: Compiled, column: str) -> Q:
    sort, inner = compiled
    if sort == "carries":
        return carries_any(column, inner)
    if sort == "not":
        return ~_carrying(inner, column)
    parts = [_carrying(part, column) for part in inner]
    condition = parts[0]
    for part in parts[1:]:
        condition = condition & part if sort == "all" else condition | part
    return condition


def _holds(one: dict[str, Any], row: Mapping[str, Any]) -> bool:
    return (
        all(
            not one[kind] or _carries(one[kind], row[f"{kind}_ids"]) for kind in ("region", "actor")
        )
        and all(not one[name] or row[name] in one[name] for name in ("genre", "language"))
        and (row["syndicatable"] or not one["syndicatable"])
    )


def _carries(compiled: Compiled, keys: list[int]) -> bool:
    sort, inner = compiled
    if sort == "carries":
        return not set(inner).isdisjoint(keys)
    if sort == "not":
        return not _carries(inner, keys)
    return (all if sort == "all" else any)(_carries(part, keys) for part in inner)
