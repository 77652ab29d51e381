import time
from pathlib import Path

import psutil
import pytest

from newsroom.running import children
from newsroom.running.children import Child


def child(tmp_path: Path, *command: str) -> Child:
    mark = {children.MARK: str(tmp_path)}
    return Child("worker", command, folder=tmp_path, environment=mark)


def die_and_look_after(mortal: Child) -> None:
    mortal.process.wait()
    mortal.look_after()


def test_dead_child_starts_again_later_each_time(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    mortal = child(tmp_path, "/bin/sh", "-c", "exit 3")
    mortal.start()

    die_and_look_after(mortal)
    mortal.look_after()
    assert not mortal.is_running
    mortal.due_at = time.monotonic()
    mortal.look_after()
    die_and_look_after(mortal)

    assert capsys.readouterr().out.splitlines() == [
        "The worker ended with code 3; it starts again in 1 s.",
        "The worker ended with code 3; it starts again in 2 s.",
    ]


def test_child_that_lived_long_starts_again_soon(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    mortal = child(tmp_path, "/bin/sleep", "60")
    mortal.start()
    mortal.failures = 9
    mortal.started_at -= children.PROVEN_SECONDS + 1

    mortal.process.kill()
    die_and_look_after(mortal)

    assert capsys.readouterr().out == ("The worker was ended by SIGKILL; it starts again in 1 s.\n")


def test_stop_lets_children_finish(tmp_path: Path) -> None:
    script = "trap 'sleep 0.2; echo done > finished; exit' TERM; echo > ready; sleep 60 & wait"
    careful = child(tmp_path, "/bin/sh", "-c", script)
    careful.start()
    while not (tmp_path / "ready").exists():
        time.sleep(0.01)

    children.stop([careful])
    children.sweep(str(tmp_path))

    assert (tmp_path / "finished").read_text() == "done\n"
    assert not careful.is_running


def test_sweep_ends_what_is_marked_and_nothing_else(tmp_path: Path) -> None:
    ours = child(tmp_path, "/bin/sh", "-c", "sleep 60 & sleep 61")
    other = child(tmp_path / "..", "/bin/sleep", "60")
    ours.start()
    other.start()

    children.sweep(str(tmp_path))

    assert [ours.is_running, other.is_running] == [False, True]
    assert [p for p in psutil.process_iter() if children.is_marked(p, str(tmp_path))] == []
    children.stop([other])
