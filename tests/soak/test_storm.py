"""Long storms. SOAK_SECONDS and SOAK_WRITERS say how long, and how many write."""

import os

from tests.flows.storm import Outcome, Plan, run
from tests.flows.storm_checks import (
    assert_nothing_missed,
    assert_stories_are_as_the_log_tells,
    missed,
)

SECONDS = float(os.environ.get("SOAK_SECONDS") or 60)
WRITERS = int(os.environ.get("SOAK_WRITERS") or 16)
FOLLOWERS = 5


def plan(seed: int, work: str, seconds: float = SECONDS) -> Plan:
    return Plan(seed=seed, seconds=seconds, work=work, writers=WRITERS, followers=FOLLOWERS)


def tell(report, outcome: Outcome, seconds: float = SECONDS) -> None:
    report("Writers and followers", f"{WRITERS} and {FOLLOWERS}")
    report("Writers killed", outcome.kills)
    report("Deadlocks", outcome.deadlocks)
    report("Turns", ", ".join(f"{count} {word}" for word, count in outcome.tally.items()))
    report("Changes", f"{len(outcome.log)}, {len(outcome.log) / seconds:.0f} a second")
    report("Changes missed by each follower", missed(outcome))


def test_followers_miss_nothing(url, seed, report):
    """Writers record changes, with thinking time, savepoints, deadlocks and changes of mind."""
    outcome = run(url, plan(seed, "changes"))

    tell(report, outcome)
    assert_nothing_missed(outcome)
    assert sorted(key for _, key in outcome.log) == sorted(outcome.written)


def test_followers_of_a_sequence_miss_rows(url, seed, report):
    """The counter-check: the same storm, numbered by a sequence at the insert, loses rows."""
    seconds = SECONDS / 6
    outcome = run(url, plan(seed, "sequence", seconds))

    tell(report, outcome, seconds)
    assert min(missed(outcome)) > 0


def test_stories_end_in_the_state_that_the_log_tells(url, seed, report):
    """Writers save, publish and withdraw the same few stories and rename their actors."""
    outcome = run(url, plan(seed, "articles"))

    tell(report, outcome)
    assert_nothing_missed(outcome)
    assert_stories_are_as_the_log_tells()
