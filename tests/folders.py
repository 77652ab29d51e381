"""Folders for servers that tests start."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom.embedded import server


@contextmanager
def var_folder() -> Iterator[Path]:
    """A ``var`` folder that the database server's account can reach, unlike pytest's own ones
    under root; at the end its server is stopped and nothing is left.
    """
    path = Path(tempfile.mkdtemp(prefix="newsroom-test-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        server.stop(path)
        shutil.rmtree(path)
