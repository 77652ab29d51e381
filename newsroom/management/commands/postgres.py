"""Start, stop or look at the embedded PostgreSQL server."""

import shlex
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.embedded import binaries, server
from newsroom.embedded.locations import Locations


class Command(BaseCommand):
    help = "Start, stop or look at the embedded PostgreSQL server of this checkout."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *, action: str, **options: Any) -> None:
        database = settings.DATABASES["default"]
        if database["ENGINE"] != "newsroom.embedded.backend":
            raise CommandError("DATABASE_URL is set, so there is no embedded PostgreSQL here.")
        root: Path = database["ROOT"]
        if action == "start":
            server.ensure_running(root)
            self.stdout.write("PostgreSQL is running.")
        elif action == "stop":
            stopped = server.stop(root)
            self.stdout.write(
                "PostgreSQL is stopped." if stopped else "PostgreSQL was not running."
            )
        else:
            self.describe(root)

    def describe(self, root: Path) -> None:
        locations = Locations(root)
        running = server.is_running(root)
        self.stdout.write(f"state  {'running' if running else 'not running'}")
        self.stdout.write(f"data   {locations.data.resolve()}")
        self.stdout.write(f"log    {locations.log}")
        parameters = server.connection_parameters(root)
        psql = [binaries.installed() / "psql", "-h", parameters["HOST"], "-U", parameters["USER"]]
        self.stdout.write(f"client {shlex.join([*map(str, psql), parameters['NAME']])}")
        self.stdout.write("       with -U postgres as superuser")
