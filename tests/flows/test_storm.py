"""Many writers, some of them killed: nobody who follows the log may miss a change."""

from tests.flows.storm import Plan, run
from tests.flows.storm_checks import (
    assert_nothing_missed,
    assert_stories_are_as_the_log_tells,
    missed,
)

SEED = 20_250_712


def test_followers_miss_nothing(url):
    outcome = run(url, Plan(seed=SEED, seconds=3))

    assert_nothing_missed(outcome)
    assert sorted(key for _, key in outcome.log) == sorted(outcome.written)
    assert outcome.kills > 0
    assert outcome.tally["undone"] > 0


def test_followers_of_a_sequence_miss_rows(url):
    """In the same storm the usual way of numbering does lose rows, very likely at once."""
    losses = []

    for seed in range(SEED, SEED + 3):
        losses.append(min(missed(run(url, Plan(seed=seed, seconds=1.5, work="sequence")))))
        if losses[-1] > 0:
            break

    assert losses[-1] > 0


def test_stories_end_in_the_state_that_the_log_tells(url):
    outcome = run(url, Plan(seed=SEED, seconds=4, work="articles"))

    assert_nothing_missed(outcome)
    assert_stories_are_as_the_log_tells()
    assert outcome.kills > 0
