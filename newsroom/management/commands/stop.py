"""Stop everything of this checkout. ``make stop`` calls it."""

import os
import signal
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.embedded import locks, server
from newsroom.running import children

PATIENCE_SECONDS = children.STOP_SECONDS + 60


class Command(BaseCommand):
    help = "Stop what 'make run' started, and the embedded PostgreSQL."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        stop_supervisor()
        children.sweep(str(settings.VAR))
        root = settings.DATABASES["default"].get("ROOT")
        if root is not None:
            server.stop(root)
        self.stdout.write("Newsroom is stopped.")


def stop_supervisor() -> None:
    lock_file = settings.VAR / "run.lock"
    deadline = time.monotonic() + PATIENCE_SECONDS
    signalled = False
    while time.monotonic() < deadline:
        with locks.taken(lock_file) as lock:
            if lock is not None:
                return
        if not signalled:
            os.kill(int(lock_file.read_text()), signal.SIGTERM)
            signalled = True
        time.sleep(0.1)
    raise CommandError(f"Process {lock_file.read_text()} does not stop: end it with kill -9.")
