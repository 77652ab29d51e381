"""What each key has asked: noted in the process, written later, a row for each day and endpoint."""

import threading
from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

KEPT_DAYS = 400

# In the order of the unique constraint, so that two servers lock rows in the same order.
ADD = """
    INSERT INTO partners_usage AS held (key_id, day, endpoint, requests, refused, bytes)
    SELECT * FROM unnest(
        %s::varchar[], %s::date[], %s::varchar[], %s::bigint[], %s::bigint[], %s::bigint[]
    )
    ON CONFLICT (key_id, day, endpoint) DO UPDATE SET
        requests = held.requests + excluded.requests,
        refused = held.refused + excluded.refused,
        bytes = held.bytes + excluded.bytes
"""


class Usage(models.Model):
    """What a key has asked of an endpoint on a day of the newsroom's time zone."""

    key = models.ForeignKey(
        "partners.ApiKey", on_delete=models.PROTECT, related_name="usage", db_index=False
    )
    day = models.DateField()
    endpoint = models.CharField(max_length=100, help_text="The path as the schema spells it.")
    requests = models.BigIntegerField(help_text="All of them, those refused too.")
    refused = models.BigIntegerField(help_text="For want of a scope, or over a limit.")
    bytes = models.BigIntegerField(help_text="Of bodies, before a proxy compresses them.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "day", "endpoint"], name="usage_once")
        ]
        indexes = [models.Index(fields=["day"], name="usage_day")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.day} {self.endpoint}"


class Asked(NamedTuple):
    requests: int = 0
    refused: int = 0
    bytes: int = 0

    def __add__(self, other: "Asked") -> "Asked":  # type: ignore[override]
        return Asked(*map(sum, zip(self, other, strict=True)))


_lock = threading.Lock()
_noted: defaultdict[tuple[str, date, str], Asked] = defaultdict(Asked)


def today() -> date:
    return timezone.localdate(timezone=ZoneInfo(settings.NEWSROOM_TIME_ZONE))


def note(key_id: str, endpoint: str, asked: Asked) -> None:
    with _lock:
        _noted[key_id, today(), endpoint] += asked


def write() -> None:
    """Write what is noted, in one statement; what cannot be written now stays noted."""
    with _lock:
        noted = sorted(_noted.items())
        _noted.clear()
    if not noted:
        return
    rows = [(*name, *asked) for name, asked in noted]
    try:
        with connection.cursor() as cursor:
            cursor.execute(ADD, [list(column) for column in zip(*rows, strict=True)])
    except Exception:
        with _lock:
            for name, asked in noted:
                _noted[name] += asked
        raise


def forget_old() -> None:
    Usage.objects.filter(day__lt=today() - timedelta(days=KEPT_DAYS)).delete()


def forget() -> None:
    with _lock:
        _noted.clear()
