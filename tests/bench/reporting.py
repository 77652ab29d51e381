"""From samples to tables."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib import metadata
from statistics import median
from typing import Any

from newsroom.embedded import binaries
from tests.bench.measuring import Sample
from tests.bench.running import CONNECTIONS, Measured

MEGABYTE = 1024 * 1024


def as_json(measured: Sequence[Measured], facts: dict[str, Any]) -> str:
    work = {
        one.work.name: {
            f"{name}, {connections}": [asdict(sample) for sample in samples]
            for (name, connections), samples in one.samples.items()
        }
        for one in measured
    }
    return json.dumps({"facts": facts, "work": work}, indent=1)


def as_markdown(measured: Sequence[Measured], facts: dict[str, Any]) -> str:
    parts = ["\n".join(f"- {name}: {value}" for name, value in facts.items())]
    for connections in CONNECTIONS:
        plural = "connection" if connections == 1 else "connections"
        parts.append(f"**{connections} {plural}**")
        parts.append(table(measured, connections))
    return "\n\n".join(parts) + "\n"


HEADINGS = (
    "work",
    "ours/s",
    "p50 ms",
    "p99 ms",
    "baseline/s",
    "times",
    "goal",
    "cached/s",
    "floor/s",
    "of floor",
    "goal",
)


def table(measured: Sequence[Measured], connections: int) -> str:
    rows = [HEADINGS, ["---", *["--:"] * (len(HEADINGS) - 1)]]
    for one in measured:
        samples = {name: kept for (name, many), kept in one.samples.items() if many == connections}
        rows.append(
            [
                one.work.name,
                rate(samples, "newsroom"),
                moment(samples, "p50"),
                moment(samples, "p99"),
                rate(samples, "baseline"),
                ratio(samples, "newsroom", "baseline"),
                f"{one.work.goal:g}" if one.work.goal else "",
                rate(samples, "cached"),
                rate(samples, "floor"),
                ratio(samples, "cached", "floor"),
                f"{one.work.floor_goal:g}",
            ]
        )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def rate(samples: dict[str, list[Sample]], name: str) -> str:
    kept = samples.get(name)
    return f"{median(sample.per_second for sample in kept):,.0f}" if kept else ""


def moment(samples: dict[str, list[Sample]], field: str) -> str:
    return f"{median(getattr(sample, field) for sample in samples['newsroom']):.1f}"


def ratio(samples: dict[str, list[Sample]], ours: str, theirs: str) -> str:
    """Give the median of the ratios of all rounds, which a disturbance of some does not move."""
    if ours not in samples or theirs not in samples:
        return ""
    pairs = zip(samples[ours], samples[theirs], strict=True)
    return f"{median(left.per_second / right.per_second for left, right in pairs):.2f}"


def machine() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, Django {metadata.version('django')}, "
        f"embedded PostgreSQL {binaries.version()}"
    )
