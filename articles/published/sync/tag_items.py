"""Regions and actors as a copy is told of them: their own facts, with others as ids.

A tag is never removed. One that was merged says into which, and stories go on naming it.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from articles.published.sync.walks import ACTORS, REGIONS, Position, Walk
from newsroom.changes.models import Change
from taxonomy.snapshot import PublicActor, PublicRegion, Snapshot

PublicTag = PublicRegion | PublicActor
KINDS = {REGIONS: "region", ACTORS: "actor"}


@dataclass(frozen=True)
class TagItem:
    kind: str
    id: uuid.UUID
    document: dict[str, Any]


def tags_after(
    position: Position, walk: Walk, *, everything: bool, taxonomy_seq: int, tags: Snapshot
) -> Iterator[tuple[Position, TagItem]]:
    """Give the tags that a walk has still to tell of, by kind and id; at most one statement.

    All there are with ``everything``, else those that changed since the copy was in step. They
    are told as they are now, which is never older than the target of the walk.
    """
    changed = set() if everything or taxonomy_seq <= walk.since else _changed(walk)
    for stage, kind in KINDS.items():
        if position.stage > stage:
            continue
        for tag in _all(stage, tags):
            here = Position(stage, 0, tag.uid)
            if here > position and (everything or tag.uid in changed):
                yield here, TagItem(kind, tag.uid, _document(tag, tags))


def _all(stage: int, tags: Snapshot) -> list[PublicTag]:
    found: list[PublicTag] = []
    found += tags.regions.everything() if stage == REGIONS else tags.actors.everything()
    return sorted(found, key=lambda tag: tag.uid)


def _changed(walk: Walk) -> set[uuid.UUID]:
    changes = Change.objects.filter(
        kind__in=KINDS.values(), seq__gt=walk.since, seq__lte=walk.goal.number
    )
    return set(changes.values_list("object_id", flat=True))


def _document(tag: PublicTag, tags: Snapshot) -> dict[str, Any]:
    if isinstance(tag, PublicRegion):
        return _region(tag, tags)
    home = tag.home_region_id and tags.regions.own(tag.home_region_id)
    return {
        "id": str(tag.uid),
        "slug": tag.slug,
        "name": tag.name,
        "kind": tag.kind,
        "role": tag.role or None,
        "description": tag.description or None,
        "home_region": _uid(home or None),
        "aliases": list(tag.aliases),
        "wikidata": tag.wikidata,
        "merged_into": _uid(tags.actors.merged_into(tag.id)),
    }


def _region(tag: PublicRegion, tags: Snapshot) -> dict[str, Any]:
    groupings = (tags.regions.own(key) for key in tag.grouping_ids)
    return {
        "id": str(tag.uid),
        "slug": tag.slug,
        "name": tag.name,
        "kind": tag.kind,
        "m49": tag.m49,
        "alpha2": tag.alpha2,
        "alpha3": tag.alpha3,
        "subdivision": tag.subdivision,
        "latitude": tag.latitude,
        "longitude": tag.longitude,
        "parent": _uid(tags.regions.own(tag.parent_id) if tag.parent_id else None),
        "groupings": [str(grouping.uid) for grouping in groupings if grouping],
        "aliases": list(tag.aliases),
        "merged_into": _uid(tags.regions.merged_into(tag.id)),
    }


def _uid(tag: PublicTag | None) -> str | None:
    return str(tag.uid) if tag else None
