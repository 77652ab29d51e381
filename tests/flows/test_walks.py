"""Walks while others publish, update, withdraw and erase, with commits of their own."""

import itertools
import random
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import erase, withdraw
from tests.concurrency import threads
from tests.contract import CheckedClient
from tests.factories import make_content, make_published

LIST = "/api/v1/articles/"
PUBLIC = "http://127.0.0.1:8000"
STAYING = 24
# Fewer moments than stories, so that ids settle ties.
MOMENTS = [datetime(2025, 7, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(6)]


class Newsroom:
    """An editor who changes anything but the stories that stay."""

    def __init__(self, seed: int, changing: list) -> None:
        self.chance = random.Random(seed)
        self.changing = changing
        self.acts: Counter[str] = Counter()
        self.stopped = threading.Event()
        self.acted = threading.Event()

    def run(self) -> None:
        for act in itertools.cycle((self.publish, self.update, self.withdraw, self.erase)):
            if self.stopped.is_set():
                return
            act()
            self.acts[act.__name__] += 1
            self.acted.set()

    def publish(self) -> None:
        self.changing.append(make_published(display_at=self.chance.choice(MOMENTS)))

    def update(self) -> None:
        if self.changing:
            story = self.chance.choice(self.changing)
            moment = self.chance.choice(MOMENTS)
            save(story, make_content(slug=story.slug, display_at=moment), by=None, based_on=None)
            publish(story, by=None)

    def withdraw(self) -> None:
        if self.changing:
            story = self.changing.pop(self.chance.randrange(len(self.changing)))
            withdraw(story, by=None, reason="Wrong.")

    def erase(self) -> None:
        if self.changing:
            story = self.changing.pop()
            withdraw(story, by=None, reason="Wrong.")
            erase(story, by=None, reason="Wrong.")


@contextmanager
def changes(seed: int, changing: list):
    newsroom = Newsroom(seed, changing)
    with threads() as run:
        running = run(newsroom.run)
        try:
            yield newsroom
        finally:
            newsroom.stopped.set()
        running.result()


def walk(newsroom: Newsroom, chance: random.Random, ordering: str, *, backwards: bool) -> list[str]:
    """Follow the pages to the end, each of a random size, with a change between any two."""
    api, found = CheckedClient(), []
    page = {"next": f"{PUBLIC}{LIST}?ordering={ordering}&fields=slug&page_size=1"}
    side = "next"
    if backwards:
        while page["next"]:
            page = api.json(_sized(page["next"], 7))
        side = "previous"
        found += [card["slug"] for card in page["results"]]
    while page[side]:
        newsroom.acted.clear()
        assert newsroom.acted.wait(10)
        page = api.json(_sized(page[side], chance.randint(1, 5)))
        found += [card["slug"] for card in page["results"]]
    return found


def _sized(address: str, size: int) -> str:
    path, _, query = address.removeprefix(PUBLIC).partition("?")
    parts = [part for part in query.split("&") if not part.startswith("page_size=")]
    return f"{path}?{'&'.join([*parts, f'page_size={size}'])}"


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    "ordering", ["-published_at", "published_at", "-updated_at", "relevance&q=story"]
)
def test_walk_gives_what_stays_once_whatever_is_committed_meanwhile(committed, ordering, backwards):
    chance = random.Random(f"{ordering} {backwards}")
    stories = [make_published(display_at=chance.choice(MOMENTS)) for _ in range(2 * STAYING)]
    chance.shuffle(stories)
    staying, changing = stories[:STAYING], stories[STAYING:]

    with changes(chance.randrange(1_000), changing) as newsroom:
        found = walk(newsroom, chance, ordering, backwards=backwards)

    counts = Counter(found)
    assert {story.slug: counts[story.slug] for story in staying} == {s.slug: 1 for s in staying}
    assert len(newsroom.acts) == 4
