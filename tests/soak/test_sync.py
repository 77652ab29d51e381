"""Long storms with copies of slices. SOAK_SECONDS and SOAK_WRITERS say how long, and how many."""

import os

from tests.flows.storm import Plan
from tests.flows.storm_checks import assert_nothing_missed
from tests.flows.sync_storm import PAGE_SIZES, differing, follow, strange, tags_differing
from tests.folders import var_folder

SECONDS = float(os.environ.get("SOAK_SECONDS") or 60)
WRITERS = int(os.environ.get("SOAK_WRITERS") or 32)
KILL_EVERY_SECONDS = 3


def test_copies_are_their_slices(url, seed, report):
    """Writers alter stories, tags and products; clients and web workers are killed."""
    plan = Plan(seed=seed, seconds=SECONDS, work="slices", writers=WRITERS, followers=1)
    with var_folder() as folder:
        followed = follow(url, plan, folder, kill_every=KILL_EVERY_SECONDS)

        outcome, copies = followed.outcome, followed.copies
        report("Writers and clients", f"{WRITERS} and {len(copies)}")
        report("Writers killed", outcome.kills)
        report("Clients killed", followed.clients_killed)
        report("Web workers killed", followed.workers_killed)
        report("Turns", ", ".join(f"{count} {word}" for word, count in outcome.tally.items()))
        report("Changes", f"{len(outcome.log)}, {len(outcome.log) / SECONDS:.0f} a second")
        report("Items of a page", list(PAGE_SIZES))
        report("Walks to their end, each proved", [copy.count("walk") for copy in copies])
        report("Walks begun anew", [copy.count("reset") for copy in copies])
        report("Documents taken in", [len(copy.taken_in()) for copy in copies])
        report("Stories held at the end", [len(copy.stories()) for copy in copies])
        assert differing(followed) == [set()] * len(copies)
        assert not any(tags_differing(followed))
        assert strange(followed) == [[]] * len(copies)
        assert_nothing_missed(outcome)
