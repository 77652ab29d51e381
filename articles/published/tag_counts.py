"""How many public stories carry each tag: counted once, then carried from change to change.

A process holds the counts as they were at a change number. For a later one it reads only the
publications that began or ended in between, so that a verb has nothing to keep for it.
"""

import threading
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from newsroom.changes.head import HeadState

DIFFERENCE = """
    WITH changed AS MATERIALIZED (
        SELECT 1 AS sign, region_ids, actor_ids FROM articles_publication
        WHERE audience = 'public' AND seq > %(since)s AND seq <= %(until)s
        UNION ALL
        SELECT -1, region_ids, actor_ids FROM articles_publication
        WHERE audience = 'public' AND seq_end > %(since)s AND seq_end <= %(until)s
    )
    SELECT 'story', 0, sum(sign) FROM changed
    UNION ALL
    SELECT 'region', key, sum(sign)
    FROM (SELECT sign, unnest(region_ids) AS key FROM changed) AS carried GROUP BY key
    UNION ALL
    SELECT 'actor', key, sum(sign)
    FROM (SELECT sign, unnest(actor_ids) AS key FROM changed) AS carried GROUP BY key
"""


@dataclass(frozen=True)
class TagCounts:
    """The counts at change ``seq``, by the keys that stories carry."""

    epoch: uuid.UUID
    seq: int
    counts: Counter[tuple[str, int]]

    @property
    def stories(self) -> int:
        return self.counts["story", 0]

    def carrying(self, kind: str, keys: Iterable[int]) -> int:
        """Count the stories that carry each of the keys, those that carry two of them twice."""
        return sum(self.counts[kind, key] for key in keys)


_lock = threading.Lock()
_held: TagCounts | None = None


def tag_counts(head: HeadState) -> TagCounts:
    """Give the counts at a head read before, or at a later one; at most one statement."""
    global _held
    with _lock:
        if _held is None or _held.epoch != head.epoch:
            _held = TagCounts(head.epoch, 0, Counter())
        if _held.seq < head.seq:
            _held = _carried(_held, head.seq)
        return _held


def forget() -> None:
    """Drop what is held, where change numbers are given out again: tests that roll back."""
    global _held
    with _lock:
        _held = None


def _carried(known: TagCounts, until: int) -> TagCounts:
    counts = known.counts.copy()
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCE, {"since": known.seq, "until": until})
        for kind, key, difference in cursor.fetchall():
            counts[kind, key] += int(difference or 0)
    return TagCounts(known.epoch, until, counts)
