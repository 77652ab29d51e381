"""What must be in place before the processes start. All of it may be repeated at any time."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from newsroom.embedded import server


@contextmanager
def database_server() -> Iterator[None]:
    """Start the embedded PostgreSQL; stop it at the end only if it was not running before."""
    root = settings.DATABASES["default"].get("ROOT")
    if root is None:
        yield
        return
    was_running = server.is_running(root)
    try:
        server.ensure_running(root)
        yield
    finally:
        if not was_running:
            server.stop(root)


def prepare_database() -> None:
    """Bring tables, regions and search up to date; the demo is for the embedded server alone."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_regions", stdout=StringIO())
    call_command("index_search", stdout=StringIO())
    if settings.EMBEDDED_DATABASE:
        call_command("load_demo", stdout=StringIO())
    connection.close()
    if settings.DATABASES["default"]["OPTIONS"].get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]


def prepare_static_files() -> None:
    """Collect the files that the web server serves itself, if any of them has changed."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    present = digest_of_static_files()
    if stamp.exists() and stamp.read_text() == present:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(present)


def digest_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path}:{state.st_size}:{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
