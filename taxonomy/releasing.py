"""How a tag becomes known to the public."""

from collections.abc import Iterable
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


def release_pending(tags: Iterable[Tag]) -> list[Pending]:
    """Release the tags that are not yet, upper regions first; for use inside a unit of work.

    A merged tag releases the one it was merged into. Returns what is to be recorded.
    """
    regions: dict[int, Region] = {}
    actors: dict[int, Actor] = {}
    for tag in tags:
        while tag.merged_into:
            tag = tag.merged_into
        if isinstance(tag, Region):
            _collect_above(tag, regions)
        else:
            actors[tag.pk] = tag
    return [
        Pending(kind, tag.uid, "released")
        for kind, model, found in (("region", Region, regions), ("actor", Actor, actors))
        for tag in _release_rows(model, found)
    ]


def _collect_above(region: Region, found: dict[int, Region]) -> None:
    if region.parent:
        _collect_above(region.parent, found)
    found.setdefault(region.pk, region)


def _release_rows(model: type[Tag], found: dict[int, Any]) -> list[Tag]:
    if all(tag.released_at for tag in found.values()):
        return []
    locked = {
        tag.pk: tag
        for tag in model.objects.select_for_update(no_key=True)
        .filter(pk__in=found, released_at=None)
        .order_by("pk")
    }
    model.objects.filter(pk__in=locked).update(released_at=timezone.now())
    return [locked[pk] for pk in found if pk in locked]
