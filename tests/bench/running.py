"""Rounds of measurements, the servers in turn, so that what disturbs one disturbs all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from tests.bench import databases
from tests.bench.archive.stories import Archive
from tests.bench.checking import answer, check, check_unchanged, same
from tests.bench.measuring import Sample, measure
from tests.bench.rows import Work, all_work
from tests.bench.servers import Server, serving

# The environment in which the product's answers are made anew for every request.
WITHOUT_CACHE = {"NEWSROOM_PROCESS_CACHE_BYTES": "0"}
CONNECTIONS = (1, 16)


@dataclass
class Measured:
    """The samples of one kind of work by server and number of connections, a sample a round."""

    work: Work
    samples: dict[tuple[str, int], list[Sample]] = field(default_factory=dict)


@contextmanager
def servers(sides: Sequence[str]) -> Iterator[dict[str, Server]]:
    """Start all servers, of the product one without its process cache and one with it."""
    wanted = [
        ("newsroom", "newsroom.wsgi", WITHOUT_CACHE),
        ("cached", "newsroom.wsgi", {}),
        ("floor", "tests.bench.floor.wsgi", {}),
    ]
    if "baseline" in sides:
        wanted.append(("baseline", "tests.bench.baseline.wsgi", {}))
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(serving(name, application, environment))
            for name, application, environment in wanted
        }


def asked(work: Work, running: dict[str, Server]) -> dict[str, list[str]]:
    """Give the lines that ``requests.lua`` reads, by server, with validators where needed."""
    found: dict[str, list[str]] = {}
    for name, server in running.items():
        if name == "baseline" and not work.baseline:
            continue
        paths = work.baseline if name == "baseline" else work.newsroom
        if name == "floor":
            answers = [running["newsroom"].get(path) for path in paths]
            paths = [f"/{len(answer.content)}/" for answer in answers]
        found[name] = list(paths)
        if work.unchanged:
            etags = [server.get(path).headers.get("ETag", '"floor"') for path in paths]
            for path, etag in zip(paths, etags, strict=True):
                check_unchanged(server, path, etag)
            found[name] = [f"{path}\t{etag}" for path, etag in zip(paths, etags, strict=True)]
    return found


def checked(archive: Archive, running: dict[str, Server], only: Sequence[str]) -> list[Work]:
    """Check the kinds of work whose names begin with one of ``only``, or all, and give them."""
    chosen = all_work(archive, running["newsroom"], only)
    for work in chosen:
        if "baseline" in running and work.baseline:
            check(work, running["newsroom"], running["baseline"])
        for path in work.newsroom:
            same(path, answer(running["cached"], path), answer(running["newsroom"], path))
    return chosen


def run(
    chosen: Sequence[Work],
    running: dict[str, Server],
    *,
    rounds: int,
    seconds: int,
    tell: Callable[[str], None],
) -> list[Measured]:
    lines = {work.name: asked(work, running) for work in chosen}
    measured = {work.name: Measured(work) for work in chosen}
    for number in range(1, rounds + 1):
        for work in chosen:
            for connections in CONNECTIONS:
                for name in lines[work.name]:
                    databases.wait_until_idle()
                    sample = measure(running[name], lines[work.name][name], connections, seconds)
                    kept = measured[work.name].samples.setdefault((name, connections), [])
                    kept.append(sample)
        tell(f"Round {number} of {rounds} is done.")
    return list(measured.values())
