"""The verbs that change regions and actors: save, retire, merge and undo a merge.

Each takes a change number where the public knows the tag, and none where it does not.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from newsroom.changes.recording import Pending, record, unit_of_work
from taxonomy.errors import TagRefused, refusals
from taxonomy.models import Actor, GroupingMember, Region
from taxonomy.releasing import above, release_pending
from taxonomy.tag import Tag

# What other verbs write; the row that an editor's form was filled from may be out of date.
KEPT = ("uid", "released_at", "retired_at", "merged_into_id")


@unit_of_work
def save_tag(
    tag: Region | Actor,
    *,
    by: Any,
    aliases: Iterable[str],
    groupings: Iterable[Region] = (),
) -> None:
    """Write a region or an actor with all its aliases (and the groupings of a region).

    A region that the public knows releases the parents that it now has. Whether a tag is public,
    retired or merged is for other verbs to say, and stays as it is. Raises ``TagRefused``.
    """
    stored = type(tag).objects.select_for_update(no_key=True).filter(pk=tag.pk).first()
    for name in KEPT if stored else ():
        setattr(tag, name, getattr(stored, name))
    tag.slug = tag.slug.lower()
    with refusals():
        tag.full_clean()
        tag.save()
        _write_aliases(tag, aliases)
        if isinstance(tag, Region):
            _write_groupings(tag, groupings)
    _record(tag, "saved", by=by)


@unit_of_work
def retire(tag: Tag, *, by: Any, retired: bool = True) -> None:
    """Offer a tag to editors no longer, or again. Stories keep it, and the public sees it."""
    locked = _lock(tag)
    locked.retired_at = timezone.now() if retired else None
    locked.save(update_fields=["retired_at"])


@unit_of_work
def merge(tag: Tag, *, into: Tag, by: Any) -> None:
    """Let another tag stand for this one everywhere, old slugs and stories included.

    The row, its slugs and the stories that carry it stay as they are, so ``unmerge`` undoes it.
    If the public knows the tag, it knows the survivor from now on.
    """
    if type(tag) is not type(into):
        raise TagRefused("A region is merged into a region, and an actor into an actor.")
    locked = _lock(tag)
    if locked.merged_into_id:
        raise TagRefused(f"It has already been merged into {locked.merged_into}.")
    locked.merged_into = into
    with refusals():
        locked.save(update_fields=["merged_into"])
    _record(locked, "merged", by=by)


@unit_of_work
def unmerge(tag: Tag, *, by: Any) -> None:
    """Undo a merge."""
    locked = _lock(tag)
    if not locked.merged_into_id:
        raise TagRefused("It is not merged into another.")
    locked.merged_into = None
    locked.save(update_fields=["merged_into"])
    _record(locked, "unmerged", by=by)


def _lock(tag: Tag) -> Any:
    return type(tag).objects.select_for_update(no_key=True).get(pk=tag.pk)


def _record(tag: Tag, action: str, *, by: Any) -> None:
    if tag.released_at is None:
        return
    upper = above(tag)
    released = release_pending([upper] if upper else [])
    kind = "region" if isinstance(tag, Region) else "actor"
    record([*released, Pending(kind, tag.uid, action)], by=by)


def _write_aliases(tag: Region | Actor, aliases: Iterable[str]) -> None:
    wanted = {text.strip().lower(): text.strip() for text in aliases if text.strip()}
    tag.aliases.exclude(text__in=wanted.values()).delete()
    present = set(tag.aliases.values_list("text", flat=True))
    for text in wanted.values():
        if text not in present:
            _add_alias(tag, text)


def _add_alias(tag: Region | Actor, text: str) -> None:
    try:
        tag.aliases.model(text=text).clean_fields(exclude=["region", "actor"])
    except ValidationError as error:
        raise TagRefused({"aliases": [f"{text[:40]}…: {' '.join(error.messages)}"]}) from error
    tag.aliases.create(text=text)


def _write_groupings(region: Region, groupings: Iterable[Region]) -> None:
    wanted = {grouping.pk for grouping in groupings}
    region.memberships.exclude(grouping__in=wanted).delete()
    present = set(region.memberships.values_list("grouping_id", flat=True))
    GroupingMember.objects.bulk_create(
        GroupingMember(member=region, grouping_id=pk) for pk in sorted(wanted - present)
    )
