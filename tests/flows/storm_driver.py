"""The process in which a storm rages."""

import json
import multiprocessing
import random
import signal
import sys
import tempfile
import time
from dataclasses import asdict
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from django.db import connection

from tests.flows.storm import PATIENCE_SECONDS, Outcome, Plan, Row
from tests.flows.storm_writers import WRITER, prepare, write

FORK = multiprocessing.get_context("fork")
LOGS = {
    "changes": "SELECT seq, object_id::text FROM changes_change",
    "articles": "SELECT seq, object_id::text FROM changes_change",
    "slices": "SELECT seq, object_id::text FROM changes_change",
    "sequence": "SELECT seq, object_id::text FROM storm_entry",
}
TABLES = """
    CREATE TABLE IF NOT EXISTS storm_entry (seq bigserial PRIMARY KEY, object_id uuid NOT NULL);
    CREATE TABLE IF NOT EXISTS storm_written (object_id uuid PRIMARY KEY);
    CREATE TABLE IF NOT EXISTS storm_row (id integer PRIMARY KEY);
    TRUNCATE storm_written;
    INSERT INTO storm_row SELECT generate_series(1, 3) ON CONFLICT DO NOTHING;
"""
WRITERS_CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"


def main() -> None:
    """Read the plan from standard input and write the outcome to standard output."""
    plan = Plan(**json.load(sys.stdin))
    with tempfile.TemporaryDirectory() as folder:
        json.dump(asdict(rage(plan, Path(folder))), sys.stdout)


def rage(plan: Plan, folder: Path) -> Outcome:
    """Start everybody, kill writers until the time is over, and let the followers finish."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    prepare(plan)
    log = read_log(plan, after=0)
    start = log[-1][0] if log else 0
    # No process must inherit the connection of another.
    connection.close()
    chance = random.Random(plan.seed)
    deadline = time.monotonic() + plan.seconds
    over = FORK.Event()

    def start_writer() -> BaseProcess:
        return started(write, plan, chance.random(), deadline, folder)

    files = [folder / f"follower-{number}" for number in range(plan.followers)]
    followers = [started(follow, plan, chance.random(), start, over, file) for file in files]
    writers = [start_writer() for _ in range(plan.writers)]
    kills = 0
    while (remaining := deadline - time.monotonic()) > 0:
        time.sleep(min(remaining, chance.expovariate(plan.kills_per_second)))
        victim = chance.randrange(plan.writers)
        kills += end(writers[victim])
        writers[victim] = start_writer()
    finish(writers)
    wait_until_writers_are_gone()
    over.set()
    finish(followers)
    return Outcome(
        before=start,
        log=read_log(plan, after=start),
        followed=[[tuple(row) for row in json.loads(file.read_text())] for file in files],
        written=read_written(),
        kills=kills,
        deadlocks=count_deadlocks(),
        tally=read_tally(folder),
    )


def started(target: Any, *arguments: Any) -> BaseProcess:
    process = FORK.Process(target=target, args=arguments, daemon=True)
    process.start()
    return process


def end(process: BaseProcess) -> int:
    """Kill without warning; give 1 if it still ran. Ends everything if it had failed before."""
    process.kill()
    finish([process])
    return int(process.exitcode == -signal.SIGKILL)


def finish(processes: list[BaseProcess]) -> None:
    for process in processes:
        process.join(PATIENCE_SECONDS)
        if process.exitcode not in (0, -signal.SIGKILL):
            sys.exit(f"{process.name} ended with {process.exitcode}; see above.")


def follow(plan: Plan, seed: float, cursor: int, over: Any, file: Path) -> None:
    """Read what comes after the cursor, in pages of any size, until all writers have ended."""
    chance = random.Random(seed)
    seen: list[Row] = []
    while True:
        was_over = over.is_set()
        page = read_log(plan, after=cursor, limit=chance.choice([1, 2, 10, 100]))
        seen += page
        cursor = page[-1][0] if page else cursor
        if chance.random() < 0.02:
            connection.close()
        if was_over and not page:
            break
        time.sleep(chance.uniform(0, 0.01))
    file.write_text(json.dumps(seen))


def read_log(plan: Plan, *, after: int, limit: int | None = None) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"{LOGS[plan.work]} WHERE seq > %s ORDER BY seq LIMIT %s", [after, limit])
        return cursor.fetchall()


def read_written() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT object_id::text FROM storm_written")
        return [key for [key] in cursor.fetchall()]


def count_deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        [deadlocks] = cursor.fetchone()
        return deadlocks


def read_tally(folder: Path) -> dict[str, int]:
    """Count the words that writers wrote down, one line for each turn."""
    tally: dict[str, int] = {}
    for file in folder.glob("writer-*"):
        for word in file.read_text().split():
            tally[word] = tally.get(word, 0) + 1
    return dict(sorted(tally.items()))


def wait_until_writers_are_gone() -> None:
    """A killed writer's transaction goes on until the server finds that nobody is there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while True:
            cursor.execute(WRITERS_CONNECTED, [WRITER])
            if cursor.fetchone() == (0,):
                return
            assert time.monotonic() < deadline, "Writers are still connected."
            time.sleep(0.05)
