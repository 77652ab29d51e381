"""The file lock that a running server holds."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ModuleNotFoundError:  # Windows, where binaries.find() explains that there is no server.
    fcntl = None  # type: ignore[assignment]


@contextmanager
def taken(path: Path) -> Iterator[int | None]:
    """Yield the lock's file descriptor, or None while another process holds the lock.

    A program that inherits the descriptor holds the lock with us and goes on holding it after we
    have closed ours, until it and all its children have ended, however they ended. So the lock
    of a server is held exactly as long as one of its processes lives, which no process id in a
    file can promise.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield None
    else:
        yield descriptor
    finally:
        os.close(descriptor)
