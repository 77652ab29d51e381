"""A standby that lagged is promoted: numbers are given out again, under a new epoch."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from newsroom.changes.head import HISTORY_CHANGED
from tests.flows.storm import Outcome, Plan, run
from tests.soak.clusters import Cluster, clusters, wait_until

LOG = "SELECT seq, object_id, at FROM changes_change WHERE seq > {} ORDER BY seq"
EPOCHS = "SELECT id::text, started_after, reason, timeline FROM changes_epoch ORDER BY started_at"
HEAD = "SELECT seq, epoch_id::text FROM changes_head"
BEHIND = "SELECT pg_last_wal_replay_lsn() < '{}'"
VERIFY = """
from django.db import transaction
from newsroom.changes.head import verify_epoch
with transaction.atomic():
    print(verify_epoch())
"""
CHANGES_SECONDS = 3


@pytest.fixture
def make() -> Iterator[Callable[[str], Cluster]]:
    with clusters() as make:
        yield make


class Follower:
    """A copy of the log. The careful one compares the epoch before it reads on."""

    def __init__(self, *, careful: bool) -> None:
        self.careful = careful
        self.epoch = ""
        self.rows: list[tuple[Any, ...]] = []
        self.resets: list[int] = []

    def read(self, cluster: Cluster) -> None:
        [(_, epoch)] = cluster.query(HEAD)
        if self.careful and self.epoch and epoch != self.epoch:
            self.reset(cluster)
        self.epoch = epoch
        cursor = self.rows[-1][0] if self.rows else 0
        self.rows += cluster.query(LOG.format(cursor))

    def reset(self, cluster: Cluster) -> None:
        """Drop what lies above the end of the epoch that was read under."""
        epochs = cluster.query(EPOCHS)
        place = [row[0] for row in epochs].index(self.epoch)
        end = epochs[place + 1][1]
        self.resets.append(end)
        self.rows = [row for row in self.rows if row[0] <= end]


def primary_with_standby(make: Callable[[str], Cluster]) -> tuple[Cluster, Cluster]:
    primary, standby = make("primary"), make("standby")
    primary.create()
    primary.manage("migrate", "--verbosity=0")
    primary.manage("load_regions")
    standby.create_standby_of(primary)
    return primary, standby


def work(cluster: Cluster, seed: int) -> Outcome:
    plan = Plan(seed=seed, seconds=CHANGES_SECONDS, work="articles", writers=4, followers=1)
    return run(cluster.url(), plan)


def catch_up(standby: Cluster, primary: Cluster) -> None:
    [[position]] = primary.query("SELECT pg_current_wal_lsn()")
    wait_until(
        lambda: standby.query(BEHIND.format(position)) == [(False,)],
        "The standby does not catch up.",
    )


def cut_off(standby: Cluster) -> None:
    """Let nothing that the primary does from now on reach the standby."""
    standby.query("ALTER SYSTEM SET primary_conninfo = ''")
    standby.query("SELECT pg_reload_conf()")
    wait_until(
        lambda: standby.query("SELECT FROM pg_stat_wal_receiver") == [],
        "The standby still follows.",
    )


def fail_over(primary: Cluster, standby: Cluster) -> None:
    primary.kill()
    standby.promote()


def told(epochs: list[tuple[Any, ...]]) -> str:
    return ", ".join(f"after {row[1]} on timeline {int(row[3], 16)}" for row in epochs)


def test_numbers_given_out_again_belong_to_a_new_epoch(make, seed, report):
    """The primary dies with changes that its standby never had; the next change opens an epoch."""
    primary, standby = primary_with_standby(make)
    careful, careless = Follower(careful=True), Follower(careful=False)
    work(primary, seed)
    catch_up(standby, primary)
    cut_off(standby)
    [(kept, first_epoch)] = primary.query(HEAD)
    work(primary, seed + 1)
    for follower in (careful, careless):
        follower.read(primary)
    lost = primary.query(LOG.format(kept))

    fail_over(primary, standby)
    before = standby.query(HEAD)
    work(standby, seed + 2)
    for follower in (careful, careless):
        follower.read(standby)

    truth = standby.query(LOG.format(0))
    again = {row[0] for row in lost} & {row[0] for row in truth}
    epochs = standby.query(EPOCHS)
    report("Changes that the standby had", kept)
    report("Changes lost with the primary", len(lost))
    report("Numbers given out again", len(again))
    report("Changes that the careless follower has wrong", len(set(truth) - set(careless.rows)))
    report("Epochs", told(epochs))
    assert before == [(kept, first_epoch)]
    assert len(again) > 0
    assert [row[1:] for row in epochs] == [
        (0, "The database was made.", "00000001"),
        (kept, HISTORY_CHANGED, "00000002"),
    ]
    assert standby.query(HEAD) == [(truth[-1][0], epochs[1][0])]
    assert careful.rows == truth
    assert careful.resets == [kept]
    assert set(truth) - set(careless.rows) == {row for row in truth if row[0] in again}


def test_worker_opens_the_epoch_before_anything_changes(make, seed, report):
    """After a failover the worker looks at the server's history, and sees it change once."""
    primary, standby = primary_with_standby(make)
    work(primary, seed)
    catch_up(standby, primary)
    [(kept, first_epoch)] = primary.query(HEAD)
    fail_over(primary, standby)

    opened = [standby.python("-c", f"import django; django.setup(){VERIFY}") for _ in range(2)]

    epochs = standby.query(EPOCHS)
    report("Epochs", told(epochs))
    assert opened == ["True\n", "False\n"]
    assert [row[1:] for row in epochs] == [
        (0, "The database was made.", "00000001"),
        (kept, HISTORY_CHANGED, "00000002"),
    ]
    assert epochs[0][0] == first_epoch
    assert standby.query(HEAD) == [(kept, epochs[1][0])]


def test_standby_that_takes_over_in_order_keeps_the_followers(make, seed, report):
    """A standby that had everything is promoted: the epoch is new and nobody loses a row."""
    primary, standby = primary_with_standby(make)
    careful = Follower(careful=True)
    work(primary, seed)
    careful.read(primary)
    held = list(careful.rows)
    catch_up(standby, primary)

    fail_over(primary, standby)
    work(standby, seed + 1)
    careful.read(standby)

    report("Changes before and after", f"{len(held)} and {len(careful.rows) - len(held)}")
    assert careful.rows[: len(held)] == held
    assert careful.rows == standby.query(LOG.format(0))
    assert careful.resets == [held[-1][0]]


def test_followers_of_a_standby_miss_nothing(make, seed, report):
    """While writers work on the primary, one follows the standby, and one now this, now that."""
    primary, standby = primary_with_standby(make)
    of_standby, of_both = Follower(careful=True), Follower(careful=True)

    with ThreadPoolExecutor() as executor:
        working = executor.submit(work, primary, seed)
        reads = 0
        while not working.done():
            of_standby.read(standby)
            of_both.read((primary, standby)[reads % 2])
            reads += 1
    catch_up(standby, primary)
    for follower in (of_standby, of_both):
        follower.read(standby)

    truth = primary.query(LOG.format(0))
    report("Changes", len(truth))
    report("Reads by each follower", reads)
    assert of_standby.rows == truth
    assert of_both.rows == truth


def test_restored_dump_begins_an_epoch(make, seed, report):
    """A dump is loaded into another server, whose first change opens an epoch."""
    old, new = make("old"), make("new")
    old.create()
    old.manage("migrate", "--verbosity=0")
    old.manage("load_regions")
    work(old, seed)
    [(kept, first_epoch)] = old.query(HEAD)
    dump = old.program("pg_dump", f"--dbname={old.url(user='postgres')}")
    new.create()

    new.program(
        *("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={new.url(user='postgres')}"),
        text=dump,
    )
    restored = new.query(HEAD)
    work(new, seed + 1)

    epochs = new.query(EPOCHS)
    report("Changes in the dump", kept)
    assert restored == [(kept, first_epoch)]
    assert [row[1:3] for row in epochs] == [
        (0, "The database was made."),
        (kept, HISTORY_CHANGED),
    ]
    assert new.query(HEAD)[0][1] == epochs[1][0]
