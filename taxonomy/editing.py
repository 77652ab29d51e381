"""The verbs that change regions and actors: save, retire, merge and undo a merge.

Each takes a change number where the public knows the tag, and none where it does not.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from newsroom.changes.recording import Pending, record, unit_of_work
from taxonomy.errors import TagRefused, refusal
from taxonomy.models import GroupingMember, Region
from taxonomy.releasing import release_pending
from taxonomy.tag import Tag


@unit_of_work
def save_tag(
    tag: Tag,
    *,
    by: Any,
    aliases: Iterable[str],
    groupings: Iterable[Region] = (),
) -> None:
    """Write a region or an actor with all its aliases (and the groupings of a region).

    A tag that the public knows releases the regions that it now lies in. Raises ``TagRefused``.
    """
    tag.slug = tag.slug.lower()
    _refuse_invalid(tag)
    try:
        with transaction.atomic():
            tag.save()
            _write_aliases(tag, aliases)
            if isinstance(tag, Region):
                _write_groupings(tag, groupings)
    except IntegrityError as error:
        raise refusal(error) or error from error
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
    try:
        with transaction.atomic():
            locked.save(update_fields=["merged_into"])
    except IntegrityError as error:
        raise refusal(error) or error from error
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
    released = release_pending([tag])
    kind = "region" if isinstance(tag, Region) else "actor"
    record([*released, Pending(kind, tag.uid, action)], by=by)


def _refuse_invalid(tag: Tag) -> None:
    try:
        tag.full_clean(validate_constraints=True)
    except ValidationError as error:
        raise TagRefused(error.message_dict) from error


def _write_aliases(tag: Tag, aliases: Iterable[str]) -> None:
    wanted = {text.strip().lower(): text.strip() for text in aliases if text.strip()}
    present = {alias.text: alias for alias in tag.aliases.all()}
    for text, alias in present.items():
        if text not in wanted.values():
            alias.delete()
    for text in wanted.values():
        if text not in present:
            tag.aliases.create(text=text)


def _write_groupings(region: Region, groupings: Iterable[Region]) -> None:
    wanted = {grouping.pk for grouping in groupings}
    region.memberships.exclude(grouping__in=wanted).delete()
    present = set(region.memberships.values_list("grouping_id", flat=True))
    GroupingMember.objects.bulk_create(
        GroupingMember(member=region, grouping_id=pk) for pk in sorted(wanted - present)
    )
