"""Clients keep copies while writers alter stories, tags and products."""

from tests.flows.storm import Plan
from tests.flows.sync_storm import differing, follow, strange, tags_differing
from tests.folders import var_folder


def test_copies_are_their_slices_whatever_writers_do(url):
    plan = Plan(seed=20_261_124, seconds=2.5, work="slices", writers=4, followers=1)
    with var_folder() as folder:
        followed = follow(url, plan, folder, kill_every=1)

        assert differing(followed) == [set()] * len(followed.copies)
        assert not any(tags_differing(followed))
        assert strange(followed) == [[]] * len(followed.copies)
        assert sum(copy.count("walk") for copy in followed.copies) > len(followed.copies)
    assert followed.clients_killed > 0
