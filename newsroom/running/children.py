"""The processes that the supervisor starts, starts again, and stops."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

LONGEST_DELAY_SECONDS = 30
# A process that lived this long has proved itself: its next failure counts as the first.
PROVEN_SECONDS = 60
# Longer than gunicorn's graceful_timeout.
STOP_SECONDS = 25
# In the environment of every child and all that it starts: the var folder of its checkout.
MARK = "NEWSROOM_SUPERVISED"

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """Let Linux end this process when the supervisor dies, however it dies."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A process that is to run until it is stopped."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: Path,
        environment: dict[str, str],
        keep_open: Sequence[int] = (),
    ) -> None:
        self.name = name
        self.command = command
        self.folder = folder
        self.environment = environment
        self.keep_open = keep_open
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.started_at = self.due_at = 0.0

    def start(self) -> None:
        """Start in a process group of its own, which Ctrl-C at the terminal does not reach."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 (our own programs)
            self.command,
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            pass_fds=self.keep_open,
            process_group=0,
            preexec_fn=end_with_parent,
        )

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look_after(self) -> None:
        """Start the process again if it has died, later each time that it dies soon."""
        if self.process is None:
            if time.monotonic() >= self.due_at:
                self.start()
        elif self.process.poll() is not None:
            lived_seconds = time.monotonic() - self.started_at
            self.failures = 1 if lived_seconds > PROVEN_SECONDS else self.failures + 1
            delay_seconds = min(LONGEST_DELAY_SECONDS, 2 ** (self.failures - 1))
            end = ending(self.process.returncode)
            print(f"The {self.name} {end}; it starts again in {delay_seconds} s.", flush=True)
            self.due_at = time.monotonic() + delay_seconds
            self.process = None


def ending(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def stop(children: Sequence[Child]) -> None:
    """Let all children finish what they do; a second Ctrl-C ends them at once."""
    running = [child.process for child in children if child.process is not None]
    try:
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            process.wait(max(0, deadline - time.monotonic()))
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        for process in running:
            process.kill()
            process.wait()


def sweep(mark: str) -> None:
    """End what a supervisor that was killed, or a child that was, has left running."""
    left = [process for process in psutil.process_iter() if is_marked(process, mark)]
    for process in left:
        process.terminate()
    for process in psutil.wait_procs(left, timeout=5)[1]:
        process.kill()


def is_marked(process: psutil.Process, mark: str) -> bool:
    try:
        return bool(process.environ().get(MARK) == mark)
    except (psutil.Error, OSError):
        return False
