"""A newsroom in which anything happens to what is public, at random."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.utils import timezone

from articles.errors import Refused, UnderEmbargo
from articles.models import Article, Publication
from articles.published.slices import SliceFilter
from articles.verbs.embargoing import embargo, end_embargo, move_release, release
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import erase, redact, withdraw
from articles.working.content import Link
from taxonomy.editing import merge, save_tag, unmerge
from taxonomy.errors import TagRefused
from taxonomy.models import Actor, Region
from tests.factories import make_actor, make_article, make_content, make_place, make_published

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
        self.drafts: list = []
        self.acts: Counter[str] = Counter()

    def act(self) -> None:
        act = self.chance.choice(self.acts_possible())
        try:
            act()
            self.acts[act.__name__] += 1
        except (Impossible, TagRefused, UnderEmbargo):
            self.acts["impossible"] += 1

    def acts_possible(self) -> Sequence[Callable[[], None]]:
        acts = (self.publish, self.publish, self.retag, self.retag, self.withdraw, self.redact)
        embargoes = (self.embargo, self.embargo_anew, self.release, self.end_embargo)
        acts += (*embargoes, self.correct_under_embargo, self.move_release)
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

    def embargo(self):
        """Put a new story under embargo, or one whose embargo was ended."""
        if self.drafts and self.chance.random() < 0.4:
            story = self.drafts.pop()
        else:
            story = make_article(**self.content())
        embargo(story, by=None, until=self._until())

    def embargo_anew(self):
        """Put a newer version of a public or withdrawn story under embargo."""
        stories = self.live + self.withdrawn
        if not stories:
            raise Impossible
        story = self.chance.choice(stories)
        save(story, make_content(slug=story.slug, **self.content(story)), by=None, based_on=None)
        embargo(story, by=None, until=self._until())

    def correct_under_embargo(self):
        story = self._embargoed()
        save(story, make_content(slug=story.slug, **self.content(story)), by=None, based_on=None)
        correct(story, CorrectionText("correction", "It was Tuesday."), by=None)

    def move_release(self):
        move_release(self._embargoed(), by=None, until=self._until())

    def release(self):
        story = self._embargoed()
        release(story, by=None)
        if story in self.withdrawn:
            self.withdrawn.remove(story)
        if story not in self.live:
            self.live.append(story)

    def end_embargo(self):
        story = self._embargoed()
        end_embargo(story, by=None, reason="Wrong.")
        if story not in self.live and story not in self.withdrawn:
            self.drafts.append(story)

    def _embargoed(self):
        keys = Publication.objects.embargoed().order_by("article").values_list("article", flat=True)
        if not keys:
            raise Impossible
        return Article.objects.get(pk=self.chance.choice(list(keys)))

    def _until(self):
        return self.chance.choice((None, timezone.now() + timedelta(days=1)))

    def restore(self):
        if not self.withdrawn:
            raise Impossible
        story = self.withdrawn[-1]
        self._publish_again(story)
        self.withdrawn.remove(story)
        self.live.append(story)

    def erase(self):
        if not self.withdrawn or self.chance.random() < 0.7:
            raise Impossible
        try:
            erase(self.withdrawn[-1], by=None, reason="Wrong.")
        except Refused:
            raise Impossible from None
        self.withdrawn.pop()

    def redact(self):
        for story in self.chance.sample(self.live, len(self.live)):
            current = Publication.objects.current().filter(article=story).values("version")
            hidden = story.versions.filter(redacted_at=None).exclude(pk__in=current)
            old = hidden.order_by("-number").first()
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
