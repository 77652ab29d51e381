"""Where the embedded server keeps its files."""

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

USER = "newsroom"
DATABASE = "newsroom"
PORT = "5432"


@dataclass(frozen=True)
class Locations:
    """All paths follow from the checkout's ``var`` folder and the caller's user id."""

    root: Path

    @property
    def data(self) -> Path:
        """The data directory, or a link to it where the server cannot reach the checkout."""
        return self.root / "postgres"

    @property
    def log(self) -> Path:
        return self.root / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.root / "postgres.lock"

    @property
    def sockets(self) -> Path:
        """Short, because the path of a Unix socket holds at most 107 bytes (103 on macOS).

        Not from TMPDIR or XDG_RUNTIME_DIR, which differ between sessions of one user.
        """
        return Path("/tmp") / self.name  # noqa: S108 (its owner and mode are checked)

    @property
    def elsewhere(self) -> Path:
        """The folder for what the server's account cannot reach in the checkout (root only)."""
        return Path("/var/lib") / self.name

    @cached_property
    def name(self) -> str:
        user = os.geteuid() if hasattr(os, "geteuid") else 0
        digest = hashlib.sha256(f"{user}:{self.root.resolve()}".encode())
        return f"newsroom-{digest.hexdigest()[:16]}"
