import random
from collections import Counter

import pytest

from articles.models import Audience
from articles.published.sync import difference
from articles.published.sync.items import Removal
from articles.published.sync.walking import WalkLost
from tests.articles.published.sync.newsrooms import FILTERS, Newsroom, make_tags
from tests.articles.published.sync.replicas import Replica, random_size
from tests.concurrency import threads


@pytest.mark.parametrize("seed", range(6))
def test_copy_is_the_slice_whatever_happens_in_between(db, monkeypatch, seed):
    chance = random.Random(seed)
    make_tags()
    newsroom = Newsroom(chance)
    for _ in range(8):
        newsroom.act()
    replicas = [
        Replica(chance.sample(FILTERS, chance.randint(1, 2)), audience)
        for audience in (*Audience.values, chance.choice(Audience.values))
    ]
    for replica in replicas[:2]:
        replica.finish(lambda: 1_000)
        replica.check()
    # So small that walks need several windows.
    monkeypatch.setattr(difference, "WINDOW", chance.choice((8, 40, 20_000)))
    size = random_size(chance)
    seen: Counter[str] = Counter()

    for _ in range(180):
        if chance.random() < 0.5:
            newsroom.act()
        replica = chance.choice(replicas)
        if chance.random() < 0.05:
            replica.filters = chance.sample(FILTERS, chance.randint(0, 2))
        if chance.random() < 0.03:
            # The key is given the scope of embargoes, or loses it, perhaps in mid-walk.
            replica.audience = chance.choice(Audience.values)
        try:
            page = replica.step(size())
        except WalkLost:
            seen["lost"] += 1
            replicas[replicas.index(replica)] = Replica(replica.filters, replica.audience)
            continue
        seen.update(item.reason for item in page.items if isinstance(item, Removal))
        if page.is_last:
            seen["walks"] += 1
            replica.check()
    monkeypatch.setattr(difference, "WINDOW", 100)
    for replica in replicas:
        finish(replica, size)

    assert seen["walks"] >= 1
    assert len(newsroom.acts) >= 12


def finish(replica: Replica, size) -> None:
    try:
        replica.finish(size)
    except WalkLost:
        replica = Replica(replica.filters, replica.audience)
        replica.finish(lambda: 1_000)
    replica.check()


def test_copies_are_the_slice_while_others_commit(committed):
    make_tags()
    newsrooms = [Newsroom(random.Random(seed)) for seed in range(2)]
    replicas = [
        Replica([one], audience, is_alone=False)
        for one, audience in zip(FILTERS, Audience.values, strict=False)
    ]
    for replica in replicas:
        replica.finish(lambda: 1_000)
    chance = random.Random(1)
    walks = 0

    def work(newsroom: Newsroom) -> None:
        for _ in range(50):
            newsroom.act()

    with threads() as run:
        working = [run(work, newsroom) for newsroom in newsrooms]
        while not all(one.done() for one in working):
            replica = chance.choice(replicas)
            try:
                page = replica.step(chance.randint(1, 9))
            except WalkLost:
                replicas[replicas.index(replica)] = Replica(
                    replica.filters, replica.audience, is_alone=False
                )
                continue
            if page.is_last:
                replica.check()
                walks += 1
        for one in working:
            one.result()

    assert walks >= 2
    for replica in replicas:
        finish(replica, random_size(chance))
