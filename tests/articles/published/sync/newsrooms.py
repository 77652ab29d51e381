"""A newsroom in which anything happens to what is public, at random."""

import random
from collections import Counter
from collections.abc import Callable, Sequence

from articles.published.slices import SliceFilter
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import erase, redact, withdraw
from articles.working.content import Link
from taxonomy.editing import merge, save_tag, unmerge
from taxonomy.errors import TagRefused
from taxonomy.models import Actor, Region
from tests.factories import make_actor, make_content, make_place, make_published

ACTORS = ("kim", "lavrov", "un", "who")
PLACES = ("test-town", "test-port")
FILTERS = (
    SliceFilter(),
    SliceFilter(region="russia", syndicatable_only=False),
    SliceFilter(region="asia,-test-town"),
    SliceFilter(actor="kim|un"),
    SliceFilter(actor="-lavrov,(kim|-un)"),
    SliceFilter(genre="news|opinion", language="en"),
    SliceFilter(region="europe", actor="lavrov", syndicatable_only=False),
)


class Impossible(Exception):
    """Things are not such that this could happen."""


def make_tags() -> None:
    for slug in ACTORS:
        make_actor(slug)
    for slug in PLACES:
        make_place(slug)


class Newsroom:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.live: list = []
        self.withdrawn: list = []
        self.acts: Counter[str] = Counter()

    def act(self) -> None:
        act = self.chance.choice(self.acts_possible())
        try:
            act()
            self.acts[act.__name__] += 1
        except (Impossible, TagRefused):
            self.acts["impossible"] += 1

    def acts_possible(self) -> Sequence[Callable[[], None]]:
        acts = (self.publish, self.publish, self.retag, self.retag, self.withdraw, self.redact)
        return (*acts, self.restore, self.erase, self.merge, self.unmerge, self.move)

    def content(self, story=None, **values):
        """Give what a story is to be, a new one where there is none."""
        chance = self.chance
        return {
            "actors": chance.sample(ACTORS, chance.randrange(3)),
            "regions": chance.sample(("russia", "china", *PLACES), chance.randrange(3)),
            "genre": chance.choice(("news", "opinion", "analysis")),
            "language": chance.choice(("en", "en", "fr")),
            "syndicatable": chance.random() < 0.8,
            **values,
        }

    def publish(self):
        self.live.append(make_published(**self.content()))

    def retag(self):
        if not self.live:
            raise Impossible
        self._publish_again(self.chance.choice(self.live))

    def _publish_again(self, story):
        save(story, make_content(slug=story.slug, **self.content(story)), by=None, based_on=None)
        publish(story, by=None)

    def withdraw(self):
        if not self.live:
            raise Impossible
        story = self.live.pop(self.chance.randrange(len(self.live)))
        withdraw(story, by=None, reason="Wrong.")
        self.withdrawn.append(story)

    def restore(self):
        if not self.withdrawn:
            raise Impossible
        story = self.withdrawn.pop()
        self._publish_again(story)
        self.live.append(story)

    def erase(self):
        if not self.withdrawn or self.chance.random() < 0.7:
            raise Impossible
        erase(self.withdrawn.pop(), by=None, reason="Wrong.")

    def redact(self):
        for story in self.chance.sample(self.live, len(self.live)):
            old = story.versions.filter(redacted_at=None).order_by("-number")[1:].first()
            if old:
                redact(old, by=None, reason="Wrong.")
                return
        raise Impossible

    def merge(self):
        one, other = (Actor.objects.get(slug=slug) for slug in self.chance.sample(ACTORS, 2))
        if one.merged_into_id or other.merged_into_id:
            raise Impossible
        merge(one, into=other, by=None)

    def unmerge(self):
        one = Actor.objects.exclude(merged_into=None).first()
        if one is None:
            raise Impossible
        unmerge(one, by=None)

    def move(self):
        region = Region.objects.get(slug=self.chance.choice(PLACES))
        region.parent = Region.objects.get(slug=self.chance.choice(("russia", "china")))
        save_tag(region, by=None, aliases=())


class LinkingNewsroom(Newsroom):
    """One whose stories link to others and translate them."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(chance)
        self.originals: list = []

    def publish(self):
        super().publish()
        if self.live[-1].translation_of_id is None:
            self.originals.append(self.live[-1])

    def content(self, story=None, **values):
        others = [one for one in (*self.live, *self.withdrawn) if one != story]
        targets = self.chance.sample(others, min(len(others), self.chance.randrange(4)))
        is_translation = story not in self.originals and self.chance.random() < 0.5
        original = self.chance.choice(self.originals) if self.originals and is_translation else None
        return super().content(
            title=f"Story {self.chance.random()}",
            related_links=[Link(target=one.pk) for one in targets],
            translation_of=original and original.pk,
            **values,
        )
