"""The heartbeat of the workers: beating, and looking at it."""

import os
import socket
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from newsroom.worker.models import Worker

SILENT_SECONDS = 10
KEPT_DAYS = 7


class Heartbeat:
    """The visible state of this worker process."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"

    def start(self) -> None:
        """Appear among the workers; forgets those that have been silent for a week."""
        Worker.objects.filter(beat_at__lt=Now() - timedelta(days=KEPT_DAYS)).delete()
        values = {"started_at": Now(), "beat_at": Now(), "acts": 0, "failures": 0}
        Worker.objects.update_or_create(name=self.name, defaults={**values, "last_failure": ""})

    def beat(self, *, acts: int = 0, failure: str = "") -> None:
        row = Worker.objects.filter(name=self.name)
        row.update(beat_at=Now(), acts=F("acts") + acts)
        if failure:
            row.update(failures=F("failures") + 1, last_failure=failure[:2_000])

    def stop(self) -> None:
        Worker.objects.filter(name=self.name).delete()


def worker_health() -> dict[str, Any]:
    """Give how many workers beat now, and how long ago the newest beat was, in seconds."""
    newest = Worker.objects.annotate(silent=Now() - F("beat_at")).order_by("-beat_at")
    seconds = [worker.silent.total_seconds() for worker in newest]
    return {
        "running": sum(1 for silent in seconds if silent < SILENT_SECONDS),
        "last_beat_seconds_ago": round(seconds[0], 1) if seconds else None,
    }
