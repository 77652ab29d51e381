import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from newsroom.embedded import account, server
from newsroom.embedded.errors import EmbeddedPostgresError
from newsroom.embedded.locations import Locations
from tests.folders import var_folder

START = "import pathlib, sys; from newsroom.embedded import server;"
START += "server.ensure_running(pathlib.Path(sys.argv[1]))"


def connect(root: Path) -> psycopg.Connection:
    where = server.connection_parameters(root)
    return psycopg.connect(host=where["HOST"], user=where["USER"], dbname=where["NAME"])


def postmaster(root: Path) -> psutil.Process:
    text = (root / "postgres" / "postmaster.pid").read_text()
    return psutil.Process(int(text.partition("\n")[0]))


def kill(process: psutil.Process) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_ensure_running_starts_a_server_without_network(root: Path) -> None:
    server.ensure_running(root)

    with connect(root) as connection:
        values = [
            connection.execute(f"SHOW {name}").fetchone()
            for name in ("listen_addresses", "fsync", "unix_socket_permissions", "timezone")
        ]
    assert values == [("",), ("on",), ("0700",), ("UTC",)]
    assert Locations(root).sockets.stat().st_mode == 0o40700
    assert postmaster(root).uids().effective == account.choose().uid


def test_server_belongs_to_no_terminal_and_no_command(root: Path) -> None:
    subprocess.run([sys.executable, "-c", START, root], check=True)

    assert server.is_running(root)
    assert os.getsid(postmaster(root).pid) == postmaster(root).pid


def test_ensure_running_leaves_a_running_server_alone(root: Path) -> None:
    server.ensure_running(root)
    before = postmaster(root).pid

    server.forget(root)
    server.ensure_running(root)

    assert postmaster(root).pid == before


def test_processes_that_start_at_once_share_one_server(empty: Path) -> None:
    starters = [subprocess.Popen([sys.executable, "-c", START, empty]) for _ in range(3)]

    codes = [starter.wait() for starter in starters]

    assert codes == [0, 0, 0]
    assert (empty / "postgres.log").read_text().count("starting PostgreSQL") == 1


def test_stop_ends_connections_and_the_server(root: Path) -> None:
    server.ensure_running(root)
    connection = connect(root)

    stopped = [server.stop(root), server.stop(root)]

    assert stopped == [True, False]
    assert not server.is_running(root)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()


def test_what_was_committed_survives_a_killed_server(root: Path) -> None:
    server.ensure_running(root)
    with connect(root) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")

    kill(postmaster(root))
    server.forget(root)
    server.ensure_running(root)

    with connect(root) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(1,)]


def test_start_waits_for_a_killed_servers_busy_backend(root: Path) -> None:
    server.ensure_running(root)
    connection = connect(root)
    connection.execute("SELECT pg_backend_pid()")
    connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 3000000)")

    kill(postmaster(root))
    server.forget(root)
    server.ensure_running(root)

    assert server.is_running(root)
    connection.close()


def test_pid_file_that_names_another_process_is_stale(root: Path) -> None:
    server.ensure_running(root)
    kill(postmaster(root))
    chosen = account.choose()
    with subprocess.Popen(
        ["/bin/sleep", "60"],
        user=None if chosen.is_ours else chosen.uid,
        extra_groups=None if chosen.is_ours else [],
    ) as other:
        pid_file = root / "postgres" / "postmaster.pid"
        pid_file.write_text("\n".join([str(other.pid), *pid_file.read_text().split("\n")[1:]]))

        server.forget(root)
        server.ensure_running(root)

        assert server.is_running(root)
        assert other.poll() is None
        other.kill()


def test_copy_of_a_running_checkout_gets_a_server_of_its_own(root: Path) -> None:
    server.ensure_running(root)
    with var_folder() as copy:
        subprocess.run(["/bin/cp", "-a", root / "postgres", copy], check=True)

        server.ensure_running(copy)

        assert postmaster(copy).pid != postmaster(root).pid
        server.stop(copy)
        assert server.is_running(root)


def test_socket_folder_open_to_others_is_refused(empty: Path) -> None:
    sockets = Locations(empty).sockets
    sockets.mkdir()
    sockets.chmod(0o777)

    with pytest.raises(EmbeddedPostgresError) as raised:
        server.ensure_running(empty)

    name = account.choose().name
    assert str(raised.value) == (
        f"{sockets} is not a folder of the account {name} alone: remove it."
    )
    sockets.rmdir()
