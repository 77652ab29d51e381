"""A storm: processes that write and are killed, and followers of the log that must miss nothing.

The storm runs in a process of its own, which forks writers and followers; so a writer that was
killed is replaced within milliseconds, and nothing of pytest is in any of them.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from urllib.parse import quote

from django.conf import settings
from django.db import connection

PATIENCE_SECONDS = 60
DRIVER = "import django; django.setup(); from tests.flows.storm_driver import main; main()"

Row = tuple[int, str]


@dataclass(frozen=True)
class Plan:
    """``work`` is what the writers do, as ``storm_writers.WORK`` knows it."""

    seed: int
    seconds: float
    work: str = "changes"
    writers: int = 8
    followers: int = 3
    kills_per_second: float = 3


@dataclass(frozen=True)
class Outcome:
    """What was in the log at the end, what each follower saw, and what writers told.

    ``written`` are the objects that units wrote into an ordinary table beside their changes.
    Rows are number and object.
    """

    before: int
    log: list[Row]
    followed: list[list[Row]]
    written: list[str]
    kills: int
    deadlocks: int
    tally: dict[str, int]


def database_url(name: str) -> str:
    """Give the address of a database on the server of the tests."""
    parameters = connection.settings_dict
    user, password, host = (quote(parameters[key], safe="") for key in ("USER", "PASSWORD", "HOST"))
    return f"postgres://{user}:{password}@{host}:{parameters['PORT']}/{name}"


def environment(url: str) -> dict[str, str]:
    """Give the environment in which a process of ours works in that database."""
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "NEWSROOM_ALLOWED_HOSTS": "127.0.0.1",
        "NEWSROOM_DATABASE_POOL_SIZE": "0",
        "NEWSROOM_HTTPS": "false",
        "NEWSROOM_SECRET_KEY": "storm" * 10,
    }


def run(url: str, plan: Plan) -> Outcome:
    """Let the storm rage in a migrated database; everything it started has ended."""
    driver = subprocess.run(
        [sys.executable, "-c", DRIVER],
        cwd=settings.ROOT,
        env=environment(url),
        input=json.dumps(asdict(plan)),
        capture_output=True,
        text=True,
        timeout=plan.seconds + PATIENCE_SECONDS,
    )
    assert driver.returncode == 0, failure(driver.stderr)
    values = json.loads(driver.stdout)
    values["log"] = [(seq, key) for seq, key in values["log"]]
    values["followed"] = [[(seq, key) for seq, key in rows] for rows in values["followed"]]
    return Outcome(**values)


def failure(output: str) -> str:
    """Put the line that says why before all that a process printed."""
    return f"{output.strip().splitlines()[-1]}\n{output}"
