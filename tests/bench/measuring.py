"""Measures one server with one list of addresses, by wrk."""

import json
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.servers import Server

SCRIPT = Path(__file__).with_name("requests.lua")
# With many connections the less busy worker must have done at least this share of the work.
LEAST_SHARE = 0.2
ATTEMPTS = 5
# Connections are idle at first, for as long as it takes to give each worker its part of them.
IDLE_SECONDS = 1
CONNECTING_SECONDS = 0.3


@dataclass(frozen=True)
class Sample:
    """``p50`` and ``p99`` are milliseconds; ``share`` is that of the less busy worker."""

    per_second: float
    p50: float
    p99: float
    share: float


class Failed(RuntimeError):
    """A server answered with an error, or not at all, or one of its workers was idle."""


def measure(server: Server, asked: Sequence[str], connections: int, seconds: int) -> Sample:
    """Measure once; a sample in which one worker was nearly idle is taken again.

    So is one in which nothing was answered in time, for longer. Raises ``Failed``.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(asked))
        file.flush()
        for _ in range(ATTEMPTS):
            sample = _measure(server, file.name, connections, seconds)
            if sample is None:
                seconds *= 4
            elif connections == 1 or sample.share >= LEAST_SHARE:
                return sample
    raise Failed(f"{server.name}: no fair sample in {ATTEMPTS} attempts, the last was {sample}.")


def _measure(server: Server, file: str, connections: int, seconds: int) -> Sample | None:
    """Measure once; None where no request was answered in time."""
    before = server.cpu_seconds()
    if connections == 1:
        told = [_finished(_start(server, file, 1, seconds))]
    else:
        told = _spread(server, file, connections, seconds)
    after = server.cpu_seconds()
    failed = sum(one["failed"] for one in told)
    latencies = Counter[int]()
    for one in told:
        for microseconds, times in one["latencies"]:
            latencies[microseconds] += times
    if failed:
        raise Failed(f"{server.name}: {failed} of {latencies.total()} requests failed.")
    if not latencies:
        return None
    spent = [now - then for then, now in zip(before, after, strict=True)]
    return Sample(
        per_second=latencies.total() / (told[0]["seconds"] - IDLE_SECONDS),
        p50=_percentile(latencies, 0.5),
        p99=_percentile(latencies, 0.99),
        share=min(spent) / (sum(spent) or 1),
    )


def _spread(server: Server, file: str, connections: int, seconds: int) -> list[dict[str, object]]:
    """Connect to each worker while the other is stopped.

    Both wait at one socket, and the kernel gives a connection to whichever comes first; so it
    happens that one worker gets all of them.
    """
    workers = server.workers()
    running = []
    for worker in workers:
        with _stopped(other for other in workers if other != worker):
            running.append(_start(server, file, connections // len(workers), seconds))
            time.sleep(CONNECTING_SECONDS)
    return [_finished(process) for process in running]


@contextmanager
def _stopped(processes: Iterator[psutil.Process]) -> Iterator[None]:
    stopped = list(processes)
    for process in stopped:
        process.suspend()
    try:
        yield
    finally:
        for process in stopped:
            process.resume()


def _start(server: Server, file: str, connections: int, seconds: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            *("wrk", "-t1", f"-c{connections}", f"-d{seconds + IDLE_SECONDS}s", "--timeout=60s"),
            *("-s", str(SCRIPT), server.address, "--"),
            *(file, str(connections), str(round(IDLE_SECONDS * 1_000))),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )


def _finished(process: subprocess.Popen[str]) -> dict[str, object]:
    output, _ = process.communicate()
    return json.loads(output.splitlines()[-1])


def _percentile(latencies: Counter[int], part: float) -> float:
    """Give the milliseconds within which that part of the requests was answered."""
    values = sorted(latencies.elements())
    return values[min(len(values) - 1, int(part * len(values)))] / 1_000
