"""Where the copy of each key stands: noted in the process, written later and rarely."""

import threading
import time
from datetime import datetime
from typing import NamedTuple

from django.db import connection, models
from django.utils import timezone

from articles.published.sync.walks import Walk

# A key's row is written once in so many seconds at most, and as rarely as that without news.
RARELY_SECONDS = 10.0
UNCHANGED_SECONDS = 60.0

KEEP = """
    INSERT INTO partners_copy AS held (key_id, number, target, given_at)
    SELECT * FROM unnest(%s::varchar[], %s::bigint[], %s::bigint[], %s::timestamptz[])
    ON CONFLICT (key_id) DO UPDATE SET
        number = excluded.number, target = excluded.target, given_at = excluded.given_at
    WHERE held.given_at < excluded.given_at
"""


class Copy(models.Model):
    """What a key was last given of a walk, and so where the copy stands that it keeps."""

    key = models.OneToOneField("partners.ApiKey", primary_key=True, on_delete=models.PROTECT)
    number = models.BigIntegerField(
        help_text="The change up to which the copy holds everything; 0 before its first walk ends."
    )
    target = models.BigIntegerField(
        null=True, help_text="The change to which a walk under way leads; null without one."
    )
    given_at = models.DateTimeField(help_text="To the minute.")

    def __str__(self) -> str:
        return f"{self.key_id} at {self.number}"


class Given(NamedTuple):
    number: int
    target: int | None


class _Noted(NamedTuple):
    given: Given
    at: datetime


class _Written(NamedTuple):
    given: Given
    clock: float

    def is_outdated_by(self, given: Given) -> bool:
        return given != self.given or time.monotonic() - self.clock >= UNCHANGED_SECONDS


_lock = threading.Lock()
_noted: dict[str, _Noted] = {}
_written: dict[str, _Written] = {}


def note(key_id: str, walk: Walk) -> None:
    """Note that a copy has been given what brings it to where the walk stands."""
    given = Given(walk.since, walk.target and walk.target.number)
    with _lock:
        written = _written.get(key_id)
        if key_id in _noted or written is None or written.is_outdated_by(given):
            _noted[key_id] = _Noted(given, timezone.now())


def write() -> None:
    """Write what is noted and due, in one statement; the rest stays noted.

    Of what several servers have noted, the latest counts.
    """
    now = time.monotonic()
    with _lock:
        due = sorted(
            (key, noted)
            for key, noted in _noted.items()
            if key not in _written or now - _written[key].clock >= RARELY_SECONDS
        )
    if not due:
        return
    rows = [(key, *noted.given, noted.at) for key, noted in due]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [list(column) for column in zip(*rows, strict=True)])
    with _lock:
        for key, noted in due:
            _written[key] = _Written(noted.given, now)
            # What was noted meanwhile is kept for the next time.
            if _noted.get(key) is noted:
                del _noted[key]


def forget() -> None:
    with _lock:
        _noted.clear()
        _written.clear()
