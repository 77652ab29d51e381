"""How many public stories carry each tag and between which dates: carried from change to change.

A process holds the counts as they were at a change number. For a later one it reads only the
publications that began or ended in between, so that a verb has nothing to keep for it. The worker
stores them now and then, so that a process that starts need not count the whole archive.
"""

import threading
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import Q

from newsroom.changes.head import HeadState

# How many changes what is stored may lag behind before it is stored anew.
LAG = 1_000
NEAR_SECONDS = 30 * 86_400
DIFFERENCE = """
    WITH changed AS MATERIALIZED (
        SELECT 1 AS sign, region_ids, actor_ids, author_ids, published_at, updated_at
        FROM articles_publication
        WHERE audience = 'public' AND seq > %(since)s AND seq <= %(until)s
        UNION ALL
        SELECT -1, region_ids, actor_ids, author_ids, published_at, updated_at
        FROM articles_publication
        WHERE audience = 'public' AND seq_end > %(since)s AND seq_end <= %(until)s
    ), carried AS (
        SELECT 'story' AS kind, 0 AS key, sign, published_at, updated_at FROM changed
        UNION ALL
        SELECT 'region', unnest(region_ids), sign, published_at, updated_at FROM changed
        UNION ALL
        SELECT 'actor', unnest(actor_ids), sign, published_at, updated_at FROM changed
        UNION ALL
        SELECT 'author', unnest(author_ids), sign, published_at, updated_at FROM changed
    )
    SELECT kind, key, sum(sign)::int,
           floor(extract(epoch FROM min(published_at)))::bigint,
           ceil(extract(epoch FROM max(published_at)))::bigint,
           ceil(extract(epoch FROM max(updated_at)))::bigint
    FROM carried GROUP BY kind, key
"""


class Tally(NamedTuple):
    """How many stories carry a key, and between which seconds since 1970 their dates lie.

    The seconds bound all stories that ever carried it: they widen, and never narrow again.
    """

    stories: int
    oldest: int
    newest: int
    updated: int

    def joined(self, other: "Tally") -> "Tally":
        return Tally(
            self.stories + other.stories,
            min(self.oldest, other.oldest),
            max(self.newest, other.newest),
            max(self.updated, other.updated),
        )


Tallies = Mapping[tuple[str, int], Tally]


@dataclass(frozen=True)
class TagCounts:
    """The counts at change ``seq``, by the keys that stories carry."""

    epoch: uuid.UUID
    seq: int
    tallies: Tallies

    @property
    def stories(self) -> int:
        return self.carrying("story", [0])

    def carrying(self, kind: str, keys: Iterable[int]) -> int:
        """Count the stories that carry each of the keys, those that carry two of them twice."""
        return sum(tally.stories for tally in self._of(kind, keys))

    def limits(self, kind: str, keys: Iterable[int], field: str) -> Q:
        """Say between which dates the stories with any of the keys lie, by one field of dates.

        That holds at the change that was counted. What is read later may have changed meanwhile,
        so only a walk in the order of the field can bear it: a story whose date has moved has no
        fixed place in it.

        Nothing is said of what lies near an end of the archive, since it would save nothing. The
        planner walks the index of dates for every tag that was once common, and would look at all
        stories published since the last one with the tag.
        """
        tallies = self._of(kind, keys)
        if not tallies:
            return Q()
        whole = self.tallies["story", 0]
        limits = Q()
        if field == "updated_at":
            updated = max(tally.updated for tally in tallies)
            if updated < whole.updated - NEAR_SECONDS:
                limits &= Q(updated_at__lte=_moment(updated))
            return limits
        oldest = min(tally.oldest for tally in tallies)
        newest = max(tally.newest for tally in tallies)
        if oldest > whole.oldest + NEAR_SECONDS:
            limits &= Q(published_at__gte=_moment(oldest))
        if newest < whole.newest - NEAR_SECONDS:
            limits &= Q(published_at__lte=_moment(newest))
        return limits

    def _of(self, kind: str, keys: Iterable[int]) -> list[Tally]:
        return [self.tallies[kind, key] for key in keys if (kind, key) in self.tallies]


class KeptTagCounts(models.Model):
    """The counts as the worker last stored them: one row."""

    id = models.BigIntegerField(primary_key=True, default=1)
    epoch = models.UUIDField()
    seq = models.BigIntegerField()
    tallies = models.JSONField(help_text="Lists of kind, key and the numbers of a tally.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="kept_tag_counts_once")]

    def __str__(self) -> str:
        return f"counts at {self.seq}"


_lock = threading.Lock()
_held: TagCounts | None = None


def tag_counts(head: HeadState) -> TagCounts:
    """Give the counts at a head read before, or at a later one.

    No statement where they are held, one where something has changed, two at first.
    """
    global _held
    with _lock:
        if _held is None or _held.epoch != head.epoch:
            _held = _kept(head)
        if _held.seq < head.seq:
            _held = _carried(_held, head.seq)
        return _held


def keep_tag_counts(head: HeadState) -> bool:
    """Store the counts at a head where those stored lag far behind; tells whether it was done."""
    row = KeptTagCounts.objects.filter(epoch=head.epoch)
    seq = row.values_list("seq", flat=True).first()
    if seq is not None and head.seq - seq < LAG:
        return False
    counts = tag_counts(head)
    tallies = [[kind, key, *tally] for (kind, key), tally in counts.tallies.items()]
    values = {"epoch": counts.epoch, "seq": counts.seq, "tallies": tallies}
    KeptTagCounts.objects.update_or_create(id=1, defaults=values)
    return True


def forget() -> None:
    """Drop what is held, where change numbers are given out again: tests that roll back."""
    global _held
    with _lock:
        _held = None


def _kept(head: HeadState) -> TagCounts:
    row = KeptTagCounts.objects.filter(epoch=head.epoch, seq__lte=head.seq).first()
    if row is None:
        return TagCounts(head.epoch, 0, {})
    return TagCounts(row.epoch, row.seq, _tallies(row.tallies))


def _carried(known: TagCounts, until: int) -> TagCounts:
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCE, {"since": known.seq, "until": until})
        differences = _tallies(cursor.fetchall())
    tallies = dict(known.tallies)
    for key, difference in differences.items():
        before = tallies.get(key)
        tallies[key] = before.joined(difference) if before else difference
    return TagCounts(known.epoch, until, tallies)


def _tallies(rows: Iterable[Any]) -> dict[tuple[str, int], Tally]:
    return {(kind, key): Tally(*numbers) for kind, key, *numbers in rows}


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
