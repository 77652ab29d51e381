"""What the writers of a storm do that copies of slices must follow."""

import os
import random
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache

from django.utils import timezone

from articles.models import Article, Publication
from articles.published.slices import SliceFilter
from articles.verbs.embargoing import due_releases, embargo, release_due
from articles.verbs.scheduling import (
    due_schedules,
    run_due,
    schedule_publication,
    schedule_withdrawal,
)
from newsroom.partners.models import Partner
from newsroom.partners.products import FILTERS as FIELDS
from newsroom.partners.products import Product, save_product
from taxonomy.editing import merge, save_tag, unmerge
from taxonomy.models import Actor, Region
from tests.articles.published.sync.newsrooms import (
    ACTORS,
    FILTERS,
    PLACES,
    Impossible,
    Newsroom,
)
from tests.factories import make_article, make_published

PRODUCT_FILTERS = (*FILTERS, SliceFilter(region="european-union|test-port"))
GROUPINGS = ("european-union", "balkans")
# Whatever alters slices is rarer, or no walk over many pages would ever end.
CONTENT_ACTS = 14
MOST_STORIES = 20
NICENESS = 10


class StormyNewsroom(Newsroom):
    """One of many newsrooms in one database, which lay hands on the same stories."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(chance)
        live = Publication.objects.live().values("article_id")
        public = list(Article.objects.filter(pk__in=live).order_by("pk"))
        self.live = chance.sample(public, min(len(public), MOST_STORIES))

    def acts_possible(self) -> Sequence[Callable[[], None]]:
        stories = (self.publish, self.retag, self.retag, self.withdraw, self.restore, self.redact)
        stories += (self.erase, self.schedule, self.run_schedules)
        stories += (self.embargo, self.embargo_anew, self.release, self.end_embargo)
        stories += (self.correct_under_embargo, self.run_releases)
        slices = (self.merge, self.unmerge, self.merge_places, self.unmerge_places, self.move)
        return (*stories * CONTENT_ACTS, *slices, self.rename, *(self.edit_product,) * 3)

    def publish(self) -> None:
        self.live.append(make_published(**self.content(slug=f"storm-{uuid.uuid4()}")))

    def schedule(self) -> None:
        """Have a story published or withdrawn soon, by whichever newsroom then looks."""
        if not self.live:
            raise Impossible
        due_at = timezone.now() + timedelta(milliseconds=200)
        story = self.chance.choice([*self.live, *self.withdrawn])
        if self.chance.random() < 0.5:
            schedule_publication(story, by=None, due_at=due_at)
        else:
            schedule_withdrawal(story, by=None, due_at=due_at, reason="Wrong.")

    def embargo(self) -> None:
        story = make_article(**self.content(slug=f"storm-{uuid.uuid4()}"))
        embargo(story, by=None, until=self._until())

    def _until(self) -> datetime | None:
        """Have it released soon, by whichever newsroom then looks, or by hand."""
        soon = timezone.now() + timedelta(milliseconds=200)
        return self.chance.choice((soon, None))

    def run_releases(self) -> None:
        due = due_releases()
        if not due:
            raise Impossible
        released = release_due(self.chance.choice(due))
        if released is None:
            raise Impossible
        self.live.append(Article.objects.get(pk=released.article_id))

    def run_schedules(self) -> None:
        due = due_schedules()
        if not due:
            raise Impossible
        run_due(self.chance.choice(due))

    def merge_places(self) -> None:
        one, other = (
            Region.objects.get(slug=slug) for slug in self.chance.sample(PLACES, len(PLACES))
        )
        if one.merged_into_id or other.merged_into_id:
            raise Impossible
        merge(one, into=other, by=None)

    def unmerge_places(self) -> None:
        one = Region.objects.exclude(merged_into=None).first()
        if one is None:
            raise Impossible
        unmerge(one, by=None)

    def move(self) -> None:
        region = Region.objects.get(slug=self.chance.choice(PLACES))
        region.parent = Region.objects.get(slug=self.chance.choice(("russia", "china")))
        names = self.chance.sample(GROUPINGS, self.chance.randrange(2))
        groupings = Region.objects.filter(slug__in=names)
        save_tag(region, by=None, aliases=(), groupings=groupings)

    def rename(self) -> None:
        actor = Actor.objects.get(slug=self.chance.choice(ACTORS))
        actor.name = f"Actor {self.chance.random()}"
        save_tag(actor, by=None, aliases=())

    def edit_product(self) -> None:
        product = self.chance.choice(list(Product.objects.order_by("pk")))
        partners = list(Partner.objects.order_by("pk"))
        give(product, self.chance.choice(PRODUCT_FILTERS), self.chance.sample(partners, 2))


def give(product: Product, one: SliceFilter, partners: Sequence[Partner]) -> None:
    for name in FIELDS:
        setattr(product, name, getattr(one, name))
    save_product(product, partners=partners, by=None)


@cache
def newsroom_of(chance: random.Random) -> StormyNewsroom:
    # With few processors, writers would leave clients and servers no time for many walks.
    os.nice(NICENESS)
    return StormyNewsroom(chance)


def work_on_slices(chance: random.Random) -> str:
    """Let the newsroom of this writer do something; gives what."""
    newsroom = newsroom_of(chance)
    before = newsroom.acts.copy()
    newsroom.act()
    [act] = newsroom.acts - before
    return act
