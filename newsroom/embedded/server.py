"""The embedded PostgreSQL server of a checkout: started by whoever needs it, stopped on request.

It listens on a Unix socket alone, in a folder that only its account may enter, and trusts
whoever can. It belongs to no terminal: it goes on until stop().
"""

import shlex
import shutil
import time
from pathlib import Path
from typing import Any

import psutil
from psycopg.pq import PGconn, Ping

from newsroom.embedded import account as accounts
from newsroom.embedded import binaries, cluster, locks
from newsroom.embedded.account import Account
from newsroom.embedded.errors import EmbeddedPostgresError
from newsroom.embedded.locations import DATABASE, PORT, USER, Locations

PATIENCE_SECONDS = 60
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "cluster_name": "newsroom",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}

# Roots whose server answered this process; a failed connection removes them.
_answering: set[Path] = set()


def connection_parameters(root: Path) -> dict[str, Any]:
    """Return Django's DATABASES entries, without looking at any server."""
    sockets = str(Locations(root).sockets)
    return {"HOST": sockets, "PORT": PORT, "USER": USER, "NAME": DATABASE, "ROOT": root}


def ensure_running(root: Path) -> None:
    """Start the server unless it runs; return when it takes connections.

    Raises EmbeddedPostgresError.
    """
    if root in _answering:
        return
    binaries.installed()
    locations, account = Locations(root), accounts.choose()
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        while not answers(locations, account):
            with locks.taken(locations.lock) as lock:
                if lock is not None:
                    start(locations, account, lock)
                    break
            cluster.refuse_other(locations.data, account)
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"The PostgreSQL server of {locations.data} runs but does not answer in "
                    f"{locations.sockets}: run 'make stop', then try again; see {locations.log}."
                )
            time.sleep(0.1)
    except OSError as error:
        raise EmbeddedPostgresError(
            f"Cannot start PostgreSQL: {error.strerror or error} ({error.filename or root})."
        ) from error
    _answering.add(root)


def forget(root: Path) -> None:
    """Look again at the next ensure_running(), because a connection has failed."""
    _answering.discard(root)


def is_running(root: Path) -> bool:
    return answers(Locations(root), accounts.choose())


def stop(root: Path) -> bool:
    """Stop the server, ending its connections; return whether there was one.

    Raises EmbeddedPostgresError.
    """
    forget(root)
    locations, account = Locations(root), accounts.choose()
    if not locations.lock.exists():
        return False
    with locks.taken(locations.lock) as lock:
        if lock is not None:
            return False
    programs = binaries.find(account, locations)
    wait = ("--wait", f"--timeout={PATIENCE_SECONDS}")
    data = locations.data.resolve()
    stopped = account.run([programs / "pg_ctl", "stop", "--mode=fast", *wait, f"--pgdata={data}"])
    if stopped.returncode != 0:
        raise EmbeddedPostgresError(
            f"Cannot stop PostgreSQL: {cluster.reason(stopped.stdout)} See {locations.log}."
        )
    remove_sockets(locations)
    return True


def remove_sockets(locations: Locations) -> None:
    """Wait for the last process of the server, then leave nothing outside the checkout."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with locks.taken(locations.lock) as lock:
            if lock is not None:
                shutil.rmtree(locations.sockets, ignore_errors=True)
                return
        # Whoever has started the server anew keeps the lock, and the folder.
        if locations.sockets.joinpath(f".s.PGSQL.{PORT}").exists():
            return
        time.sleep(0.02)


def answers(locations: Locations, account: Account) -> bool:
    """Say whether the server takes connections; raise if its folder may be another user's."""
    if not locations.sockets.exists():
        return False
    check_sockets(locations.sockets, account)
    where = f"host={locations.sockets} port={PORT} user={USER} dbname=postgres connect_timeout=3"
    return PGconn.ping(where.encode()) == Ping.OK


def start(locations: Locations, account: Account, lock: int) -> None:
    """Start the server and hand it the lock, which it keeps as long as it lives."""
    programs = binaries.find(account, locations)
    cluster.prepare(locations, account, programs, lock)
    data = locations.data.resolve()
    make_sockets(locations.sockets, account)
    remove_remains(data, locations.sockets)
    settings = SETTINGS | {"unix_socket_directories": str(locations.sockets)}
    options = shlex.join(f"--{name}={value}" for name, value in settings.items())
    with locations.log.open("a+b") as log:
        begin = log.tell()
        started = account.run(
            [
                *(programs / "pg_ctl", "start", "--wait", f"--timeout={PATIENCE_SECONDS}"),
                *(f"--pgdata={data}", f"--options={options}"),
            ],
            output=log,
            keep_open=[lock],
        )
        log.seek(begin)
        output = log.read().decode(errors="replace")
    if started.returncode != 0:
        raise EmbeddedPostgresError(
            f"Cannot start PostgreSQL: {cluster.reason(output)} See {locations.log}."
        )


def remove_remains(data: Path, sockets: Path) -> None:
    """Remove the pid files that a killed server left behind.

    PostgreSQL itself would not start if the number in them has meanwhile gone to another process
    of the same account. Holding the lock we know that no server of ours lives; one that somebody
    started by hand works in the data directory, and PostgreSQL is left to refuse.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().partition("\n")[0])
        if Path(psutil.Process(pid).cwd()) == data:
            return
    except (FileNotFoundError, ValueError, psutil.Error):
        pass
    for file in (pid_file, *sockets.iterdir()):
        file.unlink(missing_ok=True)


def make_sockets(folder: Path, account: Account) -> None:
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        check_sockets(folder, account)
    else:
        account.own(folder)


def check_sockets(folder: Path, account: Account) -> None:
    """Raise unless the folder is ours: anyone may make one of that name in a shared folder."""
    found = folder.lstat()
    if (found.st_uid, found.st_mode) != (account.uid, 0o40700):
        raise EmbeddedPostgresError(
            f"{folder} is not a folder of the account {account.name} alone: remove it."
        )
