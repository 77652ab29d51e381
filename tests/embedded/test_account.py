import os
from pathlib import Path

from newsroom.embedded import account


def test_server_never_runs_as_root() -> None:
    chosen = account.choose()

    output = chosen.run(["/usr/bin/id", "-u"]).stdout.strip()

    assert output == str(chosen.uid)
    assert chosen.uid != 0


def test_run_passes_no_environment_on(monkeypatch) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")

    output = account.choose().run(["/bin/sh", "-c", "echo ${PGDATA:-unset} $LC_ALL"]).stdout

    assert output == "unset C\n"


def test_reaches_tells_folders_apart(empty: Path) -> None:
    closed = empty / "closed"
    closed.mkdir(mode=0o000)

    reached = [account.choose().reaches(folder) for folder in (empty, closed)]

    assert reached == [True, False]


def test_name_of_unknown_account_is_its_number() -> None:
    assert account.name_of(os.geteuid()) != ""
    assert account.name_of(4_000_000) == "4000000"
