"""Fills the tables of the product and those of the baseline with the same stories, by COPY.

A batch is one transaction of the product and one of the baseline, and a story is a function of
its number, so a load that was interrupted goes on after the last whole batch.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.bench import baseline_rows, bulk, databases, newsroom_rows
from tests.bench.archive.stories import Archive

BATCH = 500
# So many missing stories are loaded quicker without indexes, which are then made at once.
MANY = 50_000
# The modules that know the tables of one side each.
SIDES = {"newsroom": newsroom_rows, "baseline": baseline_rows}

Rows = dict[str, list[tuple[Any, ...]]]


def load(size: int, names: Sequence[str], tell: Callable[[str], None]) -> None:
    """Load what is missing of ``size`` stories into the databases of that name."""
    sides = {name: SIDES[name] for name in names}
    with ExitStack() as stack:
        connections = {name: stack.enter_context(databases.connect(name)) for name in sides}
        for name, side in sides.items():
            side.load_tags(connections[name])
            connections[name].commit()
        loaded = {name: side.loaded(connections[name]) for name, side in sides.items()}
        regions = newsroom_rows.region_tags(connections["newsroom"])
        first_seq = newsroom_rows.first_seq(connections["newsroom"])
        for connection in connections.values():
            connection.commit()
        missing = range(min(loaded.values()) + 1, size + 1)
        if not missing:
            return
        if len(missing) > MANY:
            bulk.set_indexes_aside()
        work = Work(Archive(size, regions), first_seq, tuple(names))
        batches = [missing[start : start + BATCH] for start in range(0, len(missing), BATCH)]
        for numbers, rows in _ahead(work, batches):
            for name, side in sides.items():
                if numbers[-1] > loaded[name]:
                    _copy(connections[name], side.TABLES, rows[name])
                    side.finish_batch(connections[name])
                    connections[name].commit()
            tell(f"{numbers[-1]:,} of {size:,} stories")


@dataclass(frozen=True)
class Work:
    """What a process needs to make the rows of a batch."""

    archive: Archive
    first_seq: int
    sides: Sequence[str]

    def rows(self, numbers: Sequence[int]) -> dict[str, Rows]:
        stories = [self.archive.story(number) for number in numbers]
        return {
            name: _gathered(SIDES[name].rows(story, self.first_seq) for story in stories)
            for name in self.sides
        }


def _gathered(rows_of_stories: Iterable[Rows]) -> Rows:
    gathered: Rows = {}
    for rows in rows_of_stories:
        for table, entries in rows.items():
            gathered.setdefault(table, []).extend(entries)
    return gathered


def _ahead(
    work: Work, batches: Sequence[Sequence[int]]
) -> Iterator[tuple[Sequence[int], dict[str, Rows]]]:
    """Make batches in processes, in order; a few are held at a time, however many there are."""
    waiting: deque[tuple[Sequence[int], Future[dict[str, Rows]]]] = deque()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for numbers in batches:
            waiting.append((numbers, pool.submit(work.rows, numbers)))
            if len(waiting) > 4:
                done, future = waiting.popleft()
                yield done, future.result()
        for done, future in waiting:
            yield done, future.result()


def _copy(connection: psycopg.Connection, tables: Mapping[str, str], rows: Rows) -> None:
    """Write the rows, in the order of the tables; each goes with the list of its columns."""
    with connection.cursor() as cursor:
        for table, columns in tables.items():
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows.get(table, ()):
                    copy.write_row(row)
