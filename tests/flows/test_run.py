"""``manage.py run`` as a person at a terminal sees it, and what becomes of it under kill -9."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import requests
from django.conf import settings

from newsroom.embedded import server
from newsroom.running import children, listening
from tests.folders import var_folder

PATIENCE_SECONDS = 90


@dataclass
class Run:
    process: subprocess.Popen[str]
    lines: list[str]

    @property
    def articles_url(self) -> str:
        [line] = [line for line in self.lines if line.startswith("  API ")]
        return line.split()[1]

    def read_until(self, text: str) -> str:
        """Read the output up to the line with the text, or its end."""
        for line in self.process.stdout:
            self.lines.append(line)
            if text in line:
                return line
        raise AssertionError(f"No {text!r} in {self.lines}")

    def child(self, text: str) -> psutil.Process:
        parts = psutil.Process(self.process.pid).children()
        [found] = [part for part in parts if text in " ".join(part.cmdline())]
        return found


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    with var_folder() as folder:
        yield folder
        children.sweep(str(folder))


def start(var: Path, port: int | None = None) -> Run:
    if port is None:
        with listening.listen("127.0.0.1", 0) as free:
            port = free.getsockname()[1]
    inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and "NEWSROOM" not in k}
    process = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "run"],
        cwd=settings.ROOT,
        env={**inherited, "NEWSROOM_VAR": str(var), "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Run(process, [])


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def marked(var: Path) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if children.is_marked(process, str(var))]


def test_run_survives_kills_and_stops_what_it_started(var: Path) -> None:
    run = start(var)
    run.read_until("user editor, password ")
    before = requests.get(run.articles_url, timeout=30)
    assert before.status_code == 200

    run.child("gunicorn").kill()
    assert run.read_until("The web server") == (
        "The web server was ended by SIGKILL; it starts again in 1 s.\n"
    )
    run.child("worker").kill()
    assert run.read_until("The worker was") == (
        "The worker was ended by SIGKILL; it starts again in 1 s.\n"
    )
    after = requests.get(run.articles_url, timeout=30)
    assert after.content == before.content

    run.process.send_signal(signal.SIGINT)
    assert run.read_until("Stopped") == "Stopped.\n"
    assert run.process.wait() == 0
    run.process.stdout.close()
    assert marked(var) == []
    assert not server.is_running(var)


def test_run_recovers_after_its_own_sudden_end(var: Path) -> None:
    server.ensure_running(var)
    run = start(var)
    run.read_until("user editor, password ")
    before = requests.get(run.articles_url, timeout=30)
    run.process.kill()
    run.process.wait()
    run.process.stdout.close()
    wait_for(lambda: marked(var) == [])

    again = start(var)
    again.read_until("user editor, password ")
    after = requests.get(again.articles_url, timeout=30)

    assert [row["id"] for row in after.json()["results"]] == [
        row["id"] for row in before.json()["results"]
    ]
    again.process.terminate()
    assert again.process.wait() == 0
    again.process.stdout.close()
    assert server.is_running(var)


def test_taken_port_is_told_before_anything_slow(tmp_path: Path) -> None:
    with listening.listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        run = start(tmp_path, port)
        output = run.process.communicate()[0]

    assert output == (
        f"CommandError: Port {port} on 127.0.0.1 is taken by another program: choose another one, "
        f"for example PORT={port + 1} make run.\n"
    )
    assert run.process.returncode == 1
    assert not (tmp_path / "postgres").exists()
