"""The data directory: made at the first start, refused when it is not ours."""

import shutil
import sys
from pathlib import Path

from newsroom.embedded import binaries
from newsroom.embedded.account import Account, name_of
from newsroom.embedded.errors import EmbeddedPostgresError
from newsroom.embedded.locations import DATABASE, USER, Locations

# A file of ours in the data directory, so that no other directory is taken for it.
MARK = "newsroom.version"
# The parser of text search asks the C library what a letter is. Under "C" it takes quotation
# marks and dashes for letters, so that “Kyiv” is not found by Kyiv.
CHARACTER_TYPES = ("C.UTF-8", "en_US.UTF-8", "C")
# The application's user may make databases, for tests, but is no superuser: what works here
# works on a server where the application owns its database and nothing else.
SETUP = f"""\
CREATE ROLE {USER} LOGIN CREATEDB
CREATE DATABASE {DATABASE} OWNER {USER}
"""


def prepare(locations: Locations, account: Account, programs: Path, lock: int) -> None:
    """Make the data directory if there is none; raise if there is one that is not ours."""
    data = locations.data
    refuse_other(data, account)
    if not data.exists():
        create(locations, account, programs, lock)


def refuse_other(data: Path, account: Account) -> None:
    """Raise if there is something that is not our data directory."""
    if data.is_symlink() and not data.exists():
        raise EmbeddedPostgresError(
            f"{data} points to {data.readlink()}, which is gone: "
            "remove that link to begin with an empty database."
        )
    if not data.exists():
        return
    owner = data.stat().st_uid
    if owner != account.uid:
        raise EmbeddedPostgresError(
            f"{data} belongs to the account {name_of(owner)}, but PostgreSQL would run as "
            f"{account.name}: use the account that made it, or move it away."
        )
    if not (data / "PG_VERSION").is_file() or not (data / MARK).is_file():
        raise EmbeddedPostgresError(
            f"{data} was not made by Newsroom: move it away or set DATABASE_URL."
        )
    found, ours = (data / "PG_VERSION").read_text().strip(), binaries.major_version()
    if found != ours:
        raise EmbeddedPostgresError(
            f"{data} was made by PostgreSQL {found} and this release brings {ours}: dump it with "
            "the release that made it (pg_dump), move the folder away, start, and load the dump."
        )


def create(locations: Locations, account: Account, programs: Path, lock: int) -> None:
    """Make the data directory aside and put it in place complete, so that no half is ever seen."""
    home = locations.root
    if not account.reaches(home):
        home = locations.elsewhere
        home.mkdir(mode=0o755, exist_ok=True)
        home.chmod(0o755)
    data = home / "postgres"
    say(f"Preparing PostgreSQL {binaries.version()} in {data} (first start only).")
    partial = home / "postgres.part"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    account.own(partial)
    try:
        initialise(partial, account, programs, lock)
    except EmbeddedPostgresError:
        shutil.rmtree(partial)
        raise
    partial.rename(data)
    if data != locations.data:
        say(f"The account {account.name} cannot reach {locations.root}, hence the other place.")
        locations.data.symlink_to(data)


def initialise(folder: Path, account: Account, programs: Path, lock: int) -> None:
    initdb = (
        *(programs / "initdb", "--pgdata", folder, "--username=postgres", "--auth=trust"),
        *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *("--locale=C", "--no-instructions"),
    )
    for character_type in CHARACTER_TYPES:
        made = account.run([*initdb, f"--lc-ctype={character_type}"], keep_open=[lock])
        if "invalid locale name" not in made.stdout:
            break
    if made.returncode == 0:
        single_user = (programs / "postgres", "--single", "-c", "exit_on_error=on", "-D", folder)
        made = account.run([*single_user, "postgres"], text=SETUP, keep_open=[lock])
    if made.returncode != 0:
        raise EmbeddedPostgresError(f"Cannot prepare PostgreSQL: {reason(made.stdout)}")
    (folder / MARK).write_text(f"{binaries.version()}\n")
    account.own(folder / MARK)


def reason(output: str) -> str:
    """Find the sentence in a program's output that says why it failed."""
    if "No space left on device" in output:
        return "the disk is full."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    severe = [line for line in lines if "FATAL:" in line or "PANIC:" in line or "error:" in line]
    line = (severe or lines or ["no reason was given"])[-1]
    for severity in ("FATAL:", "PANIC:", "error:"):
        line = line.partition(severity)[2].strip() or line
    return f"{line.rstrip('.')}."


def say(line: str) -> None:
    """Tell the person at the terminal; standard output belongs to the command that runs."""
    print(line, file=sys.stderr, flush=True)
