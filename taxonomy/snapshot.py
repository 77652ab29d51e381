"""What the public may know of regions and actors, held in the process.

A snapshot is small (some hundred regions, some thousand actors) and is read again only when the
number of the newest taxonomy change has moved.
"""

import difflib
import threading
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from newsroom.changes.head import HeadState, read_head
from taxonomy.models import (
    Actor,
    ActorAlias,
    ActorSlug,
    GroupingMember,
    Region,
    RegionAlias,
    RegionSlug,
)


@dataclass(frozen=True)
class PublicRegion:
    id: int
    uid: uuid.UUID
    slug: str
    name: str
    kind: str
    m49: str | None
    alpha2: str | None
    alpha3: str | None
    subdivision: str | None
    latitude: float | None
    longitude: float | None
    parent_id: int | None
    grouping_ids: tuple[int, ...]
    aliases: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The best-known code: ISO alpha-2, else ISO 3166-2, else M49."""
        return self.alpha2 or self.subdivision or self.m49


@dataclass(frozen=True)
class PublicActor:
    id: int
    uid: uuid.UUID
    slug: str
    name: str
    kind: str
    role: str
    description: str
    home_region_id: int | None
    wikidata: str | None
    aliases: tuple[str, ...]


class Unknown(LookupError):
    """No tag goes by this name. ``nearest`` is the likeliest that does, or None."""

    def __init__(self, value: str, nearest: str | None) -> None:
        super().__init__(value)
        self.value = value
        self.nearest = nearest


T = TypeVar("T", PublicRegion, PublicActor)


class Tags(Generic[T]):
    """All public tags of one kind, with every address they answer to."""

    def __init__(
        self,
        rows: Iterable[T],
        merged: dict[int, int],
        slugs: dict[str, int],
        codes: dict[str, int],
    ) -> None:
        self._rows: dict[int, T] = {row.id: row for row in rows}
        self._merged = merged
        self._slugs = slugs
        self._names = {**codes, **slugs}
        self._shown_as: dict[int, set[int]] = defaultdict(set)
        for key in merged:
            self._shown_as[self.survivor(key)].add(key)

    def __iter__(self) -> Iterator[T]:
        """Iterate over the tags that are shown: those not merged into another."""
        return (row for row in self._rows.values() if row.id not in self._merged)

    def survivor(self, key: int) -> int:
        """Give the key of the tag that stands for this one after all merges."""
        while key in self._merged:
            key = self._merged[key]
        return key

    def get(self, key: int) -> T | None:
        """Give the tag that is shown for a key; None where the public knows none."""
        return self._rows.get(self.survivor(key))

    def shown(self, keys: Iterable[int]) -> list[T]:
        """Give the tags that are shown for the keys, in order, each once."""
        found = {self.survivor(key): self.get(key) for key in keys}
        return [tag for tag in found.values() if tag]

    def find(self, value: str) -> T:
        """Find a tag by slug, present or old, id or code. Raises ``Unknown``."""
        keys = (self._names.get(form) for form in (value, value.lower(), value.upper()))
        tag = next((self.get(key) for key in keys if key is not None), None)
        if tag is None:
            raise Unknown(value, self._nearest(value[:100].lower()))
        return tag

    def _nearest(self, value: str) -> str | None:
        """Give the shortest slug with all words of the value, else one written like it."""
        words = set(value.split("-"))
        fuller = [slug for slug in self._slugs if words.issubset(slug.split("-"))]
        alike = difflib.get_close_matches(value, self._slugs, n=1)
        return min(fuller, key=len) if fuller else next(iter(alike), None)

    def is_old_slug(self, value: str, tag: T) -> bool:
        """Tell whether a tag was found by a slug that is no longer its address."""
        lower = value.lower()
        return lower in self._slugs and lower != tag.slug

    def rows_shown_as(self, key: int) -> set[int]:
        """Give the keys that stories may carry for one shown tag: itself and those merged."""
        return {key, *self._shown_as.get(key, ())}

    def merged_keys(self) -> set[int]:
        """Give the keys of all tags that were merged into others."""
        return set(self._merged)

    def everything(self) -> Iterable[T]:
        """Give all public tags, those that were merged into others too."""
        return self._rows.values()

    def merged_into(self, key: int) -> T | None:
        """Give the tag that one was merged into, which may be merged itself; None if it was not."""
        return self._rows.get(self._merged.get(key, 0))

    def own(self, key: int) -> T | None:
        """Give a tag as it is, even where another is shown in its place."""
        return self._rows.get(key)


# An epoch, and the number of its newest change to a tag.
Label = tuple[uuid.UUID, int]


class Snapshot:
    """Regions and actors as the public knows them, and how regions lie within each other.

    ``label`` is the state that they were read in, None where they are of no database.
    """

    def __init__(
        self,
        regions: Tags[PublicRegion],
        actors: Tags[PublicActor],
        label: Label | None = None,
    ) -> None:
        self.regions = regions
        self.actors = actors
        self.label = label
        self._children: dict[int, set[int]] = defaultdict(set)
        for region in regions:
            for upper in self._above(region):
                self._children[upper].add(region.id)

    def ancestors(self, region: PublicRegion) -> list[PublicRegion]:
        """Give all regions and groupings that it lies in, nearest first, without itself."""
        found: dict[int, None] = {}
        layer = self._above(region)
        while layer:
            found.update(dict.fromkeys(key for key in layer if key not in found))
            uppers = [self.regions.get(key) for key in layer]
            layer = [key for upper in uppers if upper for key in self._above(upper)]
            layer = [key for key in layer if key not in found]
        return [upper for key in found if (upper := self.regions.get(key))]

    def children(self, region: PublicRegion) -> list[PublicRegion]:
        found = [self.regions.get(key) for key in self._children.get(region.id, ())]
        return sorted((child for child in found if child), key=lambda child: child.name)

    def region_keys_within(self, region: PublicRegion) -> frozenset[int]:
        """Give the keys that stories in a region carry: its own and all below it."""
        found = {region.id}
        layer = {region.id}
        while layer:
            layer = {child for key in layer for child in self._children.get(key, ())} - found
            found |= layer
        return frozenset(row for key in found for row in self.regions.rows_shown_as(key))

    def _above(self, region: PublicRegion) -> list[int]:
        keys = [region.parent_id] if region.parent_id else []
        keys += region.grouping_ids
        uppers = [self.regions.survivor(key) for key in keys]
        return [key for key in uppers if self.regions.get(key)]


_lock = threading.Lock()
_held: dict[Label, Snapshot] = {}


def snapshot(head: HeadState) -> Snapshot:
    """Give the snapshot that belongs to a head read before; loads it at most once per change.

    It is newer where a tag has changed since; its ``label`` tells.
    """
    label = label_of(head)
    with _lock:
        if label not in _held:
            fresh = load()
            _held.clear()
            _held[label] = fresh
        return _held[label]


def load() -> Snapshot:
    """Read all tables as they were at one number, anew if a tag changed while they were read."""
    while True:
        before = read_head()
        loaded = Snapshot(_regions(), _actors(), label_of(before))
        if loaded.label == label_of(read_head()):
            return loaded


def label_of(head: HeadState) -> Label:
    return head.epoch, head.taxonomy_seq


def forget() -> None:
    """Drop what is held, where change numbers are given out again: tests that roll back."""
    with _lock:
        _held.clear()


def _regions() -> Tags[PublicRegion]:
    groupings = _grouped(
        GroupingMember.objects.order_by("grouping__name", "grouping_id").values_list(
            "member_id", "grouping_id"
        )
    )
    aliases = _grouped(RegionAlias.objects.order_by("pk").values_list("region_id", "text"))
    columns = ["id", "uid", "slug", "name", "kind", "m49", "alpha2", "alpha3", "subdivision"]
    columns += ["latitude", "longitude", "parent_id"]
    rows = [
        PublicRegion(**values, grouping_ids=groupings[values["id"]], aliases=aliases[values["id"]])
        for values in Region.objects.released().order_by("name", "id").values(*columns)
    ]
    slugs = RegionSlug.objects.filter(region__released_at__isnull=False)
    codes = {
        code: row.id
        for row in rows
        for code in (row.m49, row.alpha2, row.alpha3, row.subdivision, str(row.uid))
        if code
    }
    return Tags(rows, _merges(Region), dict(slugs.values_list("slug", "region_id")), codes)


def _actors() -> Tags[PublicActor]:
    aliases = _grouped(ActorAlias.objects.order_by("pk").values_list("actor_id", "text"))
    columns = ["id", "uid", "slug", "name", "kind", "role", "description", "home_region_id"]
    columns += ["wikidata"]
    rows = [
        PublicActor(**values, aliases=aliases[values["id"]])
        for values in Actor.objects.released().order_by("name", "id").values(*columns)
    ]
    slugs = ActorSlug.objects.filter(actor__released_at__isnull=False)
    codes = {code: row.id for row in rows for code in (row.wikidata, str(row.uid)) if code}
    return Tags(rows, _merges(Actor), dict(slugs.values_list("slug", "actor_id")), codes)


def _merges(model: Any) -> dict[int, int]:
    return dict(model.objects.exclude(merged_into=None).values_list("id", "merged_into_id"))


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = defaultdict(tuple)
    for key, value in pairs:
        found[key] += (value,)
    return found
