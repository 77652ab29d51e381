"""What changes mean to a webhook: at most one event for each change.

Everything is held against the slice that the partner has now. What may not be given out any more
is told as removed, whatever it was when the change was made.
"""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from articles.published.addresses import public_url
from articles.published.instants import instant
from articles.published.slices import COLUMNS, Slice
from articles.published.sync.items import reason_gone
from articles.published.sync.states import public_rows
from articles.published.versions import Publication
from newsroom.changes.models import Change
from newsroom.webhooks.event_types import TEST, EventType
from newsroom.webhooks.models import Webhook
from taxonomy.snapshot import Snapshot

# How many changes are looked through at once.
WINDOW = 100
ROW = ("article_id", "seq", "seq_end", "version__number", "slug", "language", *COLUMNS)
TAG_EVENTS = {"region": EventType.REGION, "actor": EventType.ACTOR}
# Changes after which a slice may mean something else.
SLICING = {"product", *TAG_EVENTS}

Row = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """``object_id`` is of what changed, ``version`` and ``url`` of a story that may be kept.

    A test has no number but a ``nonce``.
    """

    type: str
    at: datetime
    seq: int | None = None
    object_id: uuid.UUID | None = None
    version: int | None = None
    url: str | None = None
    reason: str | None = None
    nonce: str = ""

    def id(self, webhook: Webhook) -> str:
        """Name the event, the same for every attempt, resend and replay; a test has one of its own.

        Numbers that are given out again after a restore belong to another epoch.
        """
        if self.nonce:
            return f"test_{self.nonce}"
        return f"evt_{webhook.pk.hex}_{webhook.epoch_id.hex[:12]}_{self.seq}"

    def body(self) -> bytes:
        data = {
            "id": self.object_id and str(self.object_id),
            "version": self.version,
            "seq": self.seq,
            "url": self.url,
            "reason": self.reason,
        }
        message = {"type": str(self.type), "timestamp": instant(self.at), "data": data}
        return json.dumps(message, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Step:
    """Where a webhook stands once it has dealt with a change, and what it is told of it."""

    seq: int
    slice: str
    event: Event | None


def make_test_event() -> Event:
    return Event(TEST, datetime.now(UTC), nonce=uuid.uuid4().hex)


def steps(after: int, up_to: int, *, told: str, present: Slice, tags: Snapshot) -> Iterator[Step]:
    """Go through the next changes, up to ``WINDOW`` of them; three statements at most.

    ``told`` is the digest of the slice that the receiver was told of last.
    """
    changes = list(Change.objects.filter(seq__gt=after, seq__lte=up_to).order_by("seq")[:WINDOW])
    stories = _Stories(changes, present)
    uids = {
        "region": {tag.uid for tag in tags.regions.everything()},
        "actor": {tag.uid for tag in tags.actors.everything()},
    }
    for change in changes:
        event = None
        if change.kind in SLICING and present.digest != told:
            told = present.digest
            event = Event(EventType.SLICE, change.at, change.seq)
        elif change.kind == "article":
            event = stories.event(change)
        # Whoever may keep nothing is told of no tags.
        elif not present.is_empty and change.object_id in uids.get(change.kind, ()):
            event = Event(TAG_EVENTS[change.kind], change.at, change.seq, change.object_id)
        yield Step(change.seq, told, event)


class _Stories:
    """The publications that some changes opened and ended, and what is public now."""

    def __init__(self, changes: Iterable[Change], present: Slice) -> None:
        of_stories = [change for change in changes if change.kind == "article"]
        self.present = present
        self.opened: dict[int, Row] = {}
        self.ended: dict[int, Row] = {}
        self.now: dict[uuid.UUID, Row] = {}
        if not of_stories:
            return
        first, last = of_stories[0].seq, of_stories[-1].seq
        rows = public_rows().filter(
            Q(seq__gte=first, seq__lte=last) | Q(seq_end__gte=first, seq_end__lte=last)
        )
        for row in rows.values(*ROW):
            self.opened[row["seq"]] = row
            if row["seq_end"]:
                self.ended[row["seq_end"]] = row
        keys = {change.object_id for change in of_stories}
        for row in Publication.objects.live().filter(article__in=keys).values(*ROW):
            self.now[row["article_id"]] = row

    def event(self, change: Change) -> Event | None:
        opened, ended = self.opened.get(change.seq), self.ended.get(change.seq)
        now = self.now.get(change.object_id)
        came = opened is not None and self.present.holds(opened)
        was = ended is not None and self.present.holds(ended)
        if not came and not was:
            return None
        if opened and came and now and self.present.holds(now):
            return Event(
                EventType.UPDATED if was else EventType.PUBLISHED,
                change.at,
                change.seq,
                change.object_id,
                version=opened["version__number"],
                url=public_url(now["language"], now["slug"]),
            )
        return Event(
            EventType.REMOVED,
            change.at,
            change.seq,
            change.object_id,
            reason=reason_gone(now if came else opened, self.present),
        )
