"""How a tag becomes known to the public."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from newsroom.changes.recording import Pending, record, unit_of_work
from taxonomy.models import Actor, Region
from taxonomy.tag import Tag


@unit_of_work
def release(tag: Tag, *, by: Any) -> None:
    """Make a tag known to the public, and the regions above it; nothing happens if it is."""
    if pending := release_pending([tag]):
        record(pending, by=by)


def release_pending(tags: Collection[Tag]) -> list[Pending]:
    """Release the tags that are not yet, and those above; for use inside a unit of work.

    Above a region is its parent, and above a merged tag the one that stands for it. What is above
    a released tag is released too. Returns what is to be recorded, the uppermost regions first.
    """
    return [
        Pending(kind, tag.uid, "released")
        for kind, model in (("region", Region), ("actor", Actor))
        for tag in _release(
            model, {tag.pk for tag in tags if isinstance(tag, model) and not tag.released_at}
        )
    ]


def above(tag: Tag) -> Tag | None:
    return tag.merged_into or getattr(tag, "parent", None)


def _release(model: type[Any], keys: set[int]) -> list[Tag]:
    # Locked layer by layer, so that no editor moves or merges a tag while it is released.
    unreleased = model.objects.filter(released_at=None).select_for_update(no_key=True)
    found: dict[int, Tag] = {}
    while keys:
        layer = {tag.pk: tag for tag in unreleased.filter(pk__in=keys).order_by("pk")}
        found = {**layer, **{key: tag for key, tag in found.items() if key not in layer}}
        keys = {upper.pk for tag in layer.values() if (upper := above(tag))}
    model.objects.filter(pk__in=found).update(released_at=timezone.now())
    return list(found.values())
