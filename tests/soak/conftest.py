"""A soak run writes down what it saw: docs/reports/soak-YYYY-MM-DD.md."""

import os
import platform
import secrets
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from newsroom.embedded import binaries

REPORTS = Path("docs/reports")
SEED = pytest.StashKey[int]()
BEGAN = pytest.StashKey[datetime]()
RESULTS = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SEED] = int(os.environ.get("SOAK_SEED") or secrets.randbelow(10**8))
    config.stash[BEGAN] = datetime.now(UTC)
    config.stash[RESULTS] = []


@pytest.fixture
def seed(pytestconfig: pytest.Config) -> int:
    """The number from which all chance of the run follows."""
    return pytestconfig.stash[SEED]


@pytest.fixture
def report(record_property: Callable[[str, Any], None]) -> Callable[[str, Any], None]:
    """A function that adds a fact, by name and value, to the test's part of the report."""
    return record_property


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Any:
    outcome = yield
    if outcome.when == "call" or outcome.failed:
        item.config.stash[RESULTS].append(section(item, outcome))
    return outcome


def pytest_sessionfinish(session: pytest.Session) -> None:
    results = session.config.stash[RESULTS]
    if results:
        path = session.config.rootpath / REPORTS / f"soak-{datetime.now(UTC):%Y-%m-%d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join([heading(session.config), *results]) + "\n")


def heading(config: pytest.Config) -> str:
    began = config.stash[BEGAN]
    seconds = (datetime.now(UTC) - began).total_seconds()
    facts = {
        "Began": f"{began:%Y-%m-%d %H:%M} UTC, took {seconds:.0f} s",
        "Repeat": f"`SOAK_SEED={config.stash[SEED]} make soak`",
        "Commit": commit(),
        "Machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "Versions": f"Python {platform.python_version()}, Django {metadata.version('django')}, "
        f"embedded PostgreSQL {binaries.version()}",
    }
    return f"# Soak of {began:%Y-%m-%d}\n\n" + bullets(facts)


def commit() -> str:
    git = ["git", "describe", "--always", "--dirty"]
    told = subprocess.run(git, cwd=settings.ROOT, capture_output=True, text=True)
    return told.stdout.strip() or "unknown"


def section(item: pytest.Item, outcome: pytest.TestReport) -> str:
    name = outcome.nodeid.removeprefix("tests/soak/")
    told = " ".join((item.function.__doc__ or "").split())
    facts = {"Result": f"{outcome.outcome} in {outcome.duration:.1f} s"}
    if outcome.failed:
        facts["Reason"] = outcome.longrepr.reprcrash.message.splitlines()[0]
    return f"## {name}\n\n{told}\n\n" + bullets({**facts, **dict(outcome.user_properties)})


def bullets(facts: dict[str, Any]) -> str:
    return "\n".join(f"- {name}: {value}" for name, value in facts.items())
