"""The steps of a run, in order."""

from collections.abc import Mapping

from tests.bench import databases, loading


def run(stories: int, environment: Mapping[str, str]) -> None:
    sides = ["newsroom"] if environment.get("BENCH_NO_BASELINE") else ["newsroom", "baseline"]
    databases.prepare(sides)
    loading.load(stories, sides, tell)
    if environment.get("BENCH_LOAD_ONLY"):
        return


def tell(line: str) -> None:
    print(line, flush=True)
