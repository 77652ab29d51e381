"""One page of a walk: from where a copy stands to where it stands after it."""

import itertools
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from articles.published.slices import Slice, UnknownSlice, find_slice, store_slice
from articles.published.sync.difference import Difference
from articles.published.sync.items import Item, items_of
from articles.published.sync.tag_items import TagItem, tags_after
from articles.published.sync.walks import FIRST_STORY, PLAIN, STORIES, Form, Point, Position, Walk
from newsroom.changes.head import HeadState
from newsroom.changes.models import Epoch
from taxonomy.snapshot import Snapshot

logger = logging.getLogger(__name__)


class WalkLost(Exception):
    """The copy can only be brought into step by a walk from nothing. The message says why."""


@dataclass(frozen=True)
class Page:
    """``walk`` is where the copy stands once it has taken the items in.

    ``from_nothing`` says that the walk gives all there is.
    """

    items: Sequence[TagItem | Item]
    walk: Walk
    from_nothing: bool = False

    @property
    def is_last(self) -> bool:
        return self.walk.target is None


def begin(head: HeadState) -> Walk:
    return Walk(head.epoch)


def take_page(
    walk: Walk,
    size: int,
    *,
    head: HeadState,
    present: Slice,
    tags: Snapshot,
    form: Form = PLAIN,
) -> Page:
    """Give the next items of a walk, at most so many and perhaps none.

    ``head`` and ``present`` are the newest change and the slice that the caller has now, both
    read before. The target is pinned to them by the first page, and again where the slice has
    changed since. Raises ``WalkLost``. Where there is nothing new, no statement is made.
    """
    walk = check_history(walk, head)
    here = Point(head.seq, present.digest)
    if walk.target is None and walk.bases == (here,):
        return Page([], walk)
    if walk.target is None or walk.target.slice != present.digest:
        walk = walk.towards(here)
        store_slice(present)
    if walk.has_too_many_bases:
        raise WalkLost("The slice was changed too often during one walk.")
    try:
        return _page(walk, size, head=head, present=present, tags=tags, form=form)
    except UnknownSlice:
        raise WalkLost("What the copy was made of is not known any more.") from None


def check_history(walk: Walk, head: HeadState) -> Walk:
    """Bring a walk into the present epoch. Raises ``WalkLost`` if its numbers are not of it."""
    newest = max((point.number for point in walk.points), default=0)
    is_present = walk.epoch == head.epoch
    if is_present and newest > head.seq:
        logger.critical(
            "A cursor knows change %s, the head is at %s: the database was set back without a new "
            "epoch.",
            newest,
            head.seq,
        )
    if newest > head.seq or not is_present and newest > end_of_epoch(walk.epoch):
        raise WalkLost("The copy holds changes that the newsroom has lost.")
    if is_present:
        return walk
    return Walk(head.epoch, walk.bases, walk.from_nothing, walk.target, walk.position)


def end_of_epoch(epoch: uuid.UUID) -> int:
    """Give the number up to which all changes of an epoch still are what they were."""
    begun = Epoch.objects.filter(pk=epoch).values_list("started_at", flat=True).first()
    if begun is None:
        raise WalkLost("The copy was made of a database that is not known.")
    later = Epoch.objects.filter(started_at__gt=begun)
    return min(later.values_list("started_after", flat=True), default=0)


def _page(
    walk: Walk,
    size: int,
    *,
    head: HeadState,
    present: Slice,
    tags: Snapshot,
    form: Form,
) -> Page:
    told = _tags(walk, size, present=present, taxonomy_seq=head.taxonomy_seq, tags=tags)
    if len(told) == size:
        position, _ = told[-1]
        return Page([item for _, item in told], walk.at(position), walk.from_nothing)
    begun = walk.position if walk.position.stage == STORIES else FIRST_STORY
    rows, end = Difference(walk, form).found(begun, size - len(told))
    items = items_of(
        rows,
        target=present,
        number=walk.goal.number,
        present=present,
        tags=tags,
        form=form,
    )
    after = walk.at(end) if end else walk.arrived()
    return Page([*(item for _, item in told), *items], after, walk.from_nothing)


def _tags(
    walk: Walk, size: int, *, present: Slice, taxonomy_seq: int, tags: Snapshot
) -> list[tuple[Position, TagItem]]:
    # A copy of an empty slice has been told of no tags.
    if present.is_empty or walk.position.stage == STORIES:
        return []
    had_none = any(find_slice(base.slice).is_empty for base in walk.bases)
    remaining = tags_after(
        walk.position,
        walk,
        everything=walk.from_nothing or had_none,
        taxonomy_seq=taxonomy_seq,
        tags=tags,
    )
    return list(itertools.islice(remaining, size))
