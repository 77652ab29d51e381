"""Run everything of this checkout: database, web server, worker. ``make run`` calls it."""

import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.embedded import locks
from newsroom.running import answering, children, listening, preparation
from newsroom.running.children import Child


class Command(BaseCommand):
    help = "Run the database, the web server and the worker until Ctrl-C."

    def handle(self, **options: Any) -> None:
        interrupt_on_signals()
        lock_file = settings.VAR / "run.lock"
        with locks.taken(lock_file) as lock:
            if lock is None:
                raise CommandError(
                    f"Newsroom already runs from here, as process {lock_file.read_text()}: "
                    "stop it with Ctrl-C there or with 'make stop'."
                )
            os.truncate(lock, 0)
            os.write(lock, str(os.getpid()).encode())
            try:
                self.run()
            except KeyboardInterrupt:
                self.stdout.write("Stopped.")

    def run(self) -> None:
        children.sweep(str(settings.VAR))
        with (
            listening.listen(settings.NEWSROOM_BIND, settings.NEWSROOM_PORT) as listener,
            preparation.database_server(),
        ):
            self.stdout.write("Preparing the database and the static files.")
            preparation.prepare_database()
            preparation.prepare_static_files()
            self.supervise(listener, processes(listener))

    def supervise(self, listener: socket.socket, running: list[Child]) -> None:
        try:
            for child in running:
                child.start()
            answering.wait_until_answering(listener, running[0])
            self.announce(listening.url(listener))
            while True:
                time.sleep(0.2)
                for child in running:
                    child.look_after()
        finally:
            children.stop(running)
            children.sweep(str(settings.VAR))

    def announce(self, url: str) -> None:
        self.stdout.write("\nNewsroom is running. Ctrl-C stops it.\n\n")
        self.stdout.write(f"  API    {url}/api/v1/articles/")
        self.stdout.write(f"  Docs   {url}/api/docs/")
        self.stdout.write(f"  Admin  {url}/admin/")
        login: Path = settings.VAR / "demo-login"
        if login.exists():
            user, password = login.read_text().splitlines()[:2]
            self.stdout.write(f"         user {user}, password {password}")
        self.stdout.write("")
        self.stdout.flush()


def interrupt_on_signals() -> None:
    """Raise KeyboardInterrupt when asked to stop; under nohup, a closed terminal does not ask."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def processes(listener: socket.socket) -> list[Child]:
    """The web server comes first."""
    place: dict[str, Any] = {
        "folder": settings.ROOT,
        "environment": {children.MARK: str(settings.VAR)},
    }
    descriptor = listener.fileno()
    gunicorn = ["-m", "gunicorn", "--config=newsroom/gunicorn_conf.py", "--log-level=warning"]
    return [
        Child(
            "web server",
            [sys.executable, *gunicorn, f"--bind=fd://{descriptor}"],
            keep_open=[descriptor],
            **place,
        ),
        Child("worker", [sys.executable, "manage.py", "worker"], **place),
    ]
