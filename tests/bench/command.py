"""The steps of a run, in order."""

from collections.abc import Mapping

from django.conf import settings

from articles.published.tag_counts import keep_tag_counts
from newsroom.changes.head import read_head
from tests.bench import bulk, databases, loading, reporting, running
from tests.bench.agreement import agreement
from tests.bench.archive.stories import Archive
from tests.bench.newsroom_rows import region_tags
from tests.bench.profiling import profiled
from tests.bench.publishing import publishing

MEGABYTE = 1024 * 1024


def run(stories: int, environment: Mapping[str, str]) -> None:
    sides = ["newsroom"] if environment.get("BENCH_NO_BASELINE") else ["newsroom", "baseline"]
    databases.prepare(sides)
    loading.load(stories, sides, tell)
    bulk.make_search_entries(tell)
    bulk.make_indexes(tell)
    databases.analyze(sides)
    # As the worker does at its first turn.
    keep_tag_counts(read_head())
    if environment.get("BENCH_LOAD_ONLY"):
        return
    if searches := int(environment.get("BENCH_AGREEMENT", "0")):
        agreement(searches, tell)
        return
    with databases.connect("newsroom") as connection:
        archive = Archive(stories, region_tags(connection))
    rounds = int(environment.get("BENCH_ROUNDS", "5"))
    seconds = int(environment.get("BENCH_SECONDS", "2"))
    only = [name for name in environment.get("BENCH_WORK", "").split(",") if name]
    per_minute = int(environment.get("BENCH_PUBLISHING", "0"))
    with running.servers(sides) as servers:
        chosen = running.checked(archive, servers, only)
        if environment.get("BENCH_PROFILE"):
            tell(profiled(chosen))
            return
        with publishing(per_minute) as published:
            measured = running.run(chosen, servers, rounds=rounds, seconds=seconds, tell=tell)
        memory = {name: server.memory() for name, server in servers.items()}
    facts = {
        "Stories": f"{stories:,}",
        "Machine": reporting.machine(),
        "Rounds": f"{rounds} of {seconds} s for each number",
        "Published meanwhile": f"{len(published)} stories, {per_minute} a minute",
        "Memory of a worker": ", ".join(
            f"{name} {max(resident) / MEGABYTE:.0f} MB" for name, resident in memory.items()
        ),
        "Disk": ", ".join(
            f"{name} {size / MEGABYTE:,.0f} MB" for name, size in databases.sizes(sides).items()
        ),
    }
    results = settings.VAR / "results"
    results.with_suffix(".json").write_text(reporting.as_json(measured, facts))
    results.with_suffix(".md").write_text(reporting.as_markdown(measured, facts))
    tell(reporting.as_markdown(measured, facts))


def tell(line: str) -> None:
    print(line, flush=True)
