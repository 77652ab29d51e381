"""A Redis of one's own, on a socket in a folder of the test."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

PROGRAM = shutil.which("redis-server")
MISSING = "redis-server is not installed; on Debian it is the package of this name."
START_SECONDS = 10


@dataclass
class RedisServer:
    url: str
    command: list[str]
    process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, "Redis does not answer."
            time.sleep(0.02)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    @property
    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, decode_responses=True)

    def _answers(self) -> bool:
        try:
            return self.client.ping()
        except redis.ConnectionError:
            return False


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    # A socket has a short path.
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        socket = Path(folder) / "redis.sock"
        where = ["--port", "0", "--unixsocket", str(socket), "--dir", folder]
        command = [PROGRAM or "redis-server", *where, "--save", "", "--appendonly", "no"]
        server = RedisServer(f"unix://{socket}", command)
        server.start()
        try:
            yield server
        finally:
            server.kill()
