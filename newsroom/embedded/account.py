"""The operating-system account that runs the server."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from newsroom.embedded.errors import EmbeddedPostgresError

try:
    import pwd
except ModuleNotFoundError:  # Windows, where binaries.find() explains that there is no server.
    pwd = None  # type: ignore[assignment]

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether this process already runs under the account."""
        return self.uid == os.geteuid()

    def run(
        self,
        command: Sequence[str | Path],
        *,
        text: str | None = None,
        output: IO[bytes] | int = subprocess.PIPE,
        keep_open: Sequence[int] = (),
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of the server under the account, both outputs in one.

        Nothing of the caller's environment is passed on: PGDATA, PGOPTIONS and their like would
        lead the programs astray, and messages are read in English. ``text`` is its input, and the
        file descriptors ``keep_open`` stay open in the program and all that it starts.
        """
        return subprocess.run(  # noqa: S603 (the programs are those of the wheel)
            command,
            user=None if self.is_ours else self.uid,
            group=None if self.is_ours else self.gid,
            extra_groups=None if self.is_ours else [],
            input=text or "",
            stdout=output,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            cwd="/",
            pass_fds=keep_open,
            check=False,
        )

    def own(self, path: Path) -> None:
        if not self.is_ours:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, folder: Path) -> bool:
        return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder]).returncode == 0


def choose() -> Account:
    """Take the caller's own account or, for root, one without privileges.

    PostgreSQL refuses to run as root.
    """
    if pwd is None:
        return Account("", 0, 0)
    if os.geteuid() != 0:
        return Account(name_of(os.geteuid()), os.geteuid(), os.getegid())
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root and this machine has no account "
        f"{' or '.join(UNPRIVILEGED)} to run it under: use another account or set DATABASE_URL."
    )


def name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
