from collections import Counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Publication
from articles.published.tag_counts import TagCounts, tag_counts
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from newsroom.changes.head import read_head
from tests.factories import make_actor, make_content, make_published


def recounted() -> Counter:
    counts: Counter = Counter()
    for regions, actors in Publication.objects.live().values_list("region_ids", "actor_ids"):
        counts.update({("story", 0): 1})
        counts.update(("region", key) for key in regions)
        counts.update(("actor", key) for key in actors)
    return counts


def counted() -> TagCounts:
    return tag_counts(read_head())


def test_counts_are_carried_from_change_to_change(db):
    actor = make_actor("kim")
    first, second = (make_published(regions=["russia", "fiji"], actors=[actor]) for _ in range(2))
    assert counted().counts == recounted()
    make_published(regions=["russia"])
    assert counted().counts == recounted()
    save(first, make_content(slug=first.slug, regions=["france"]), by=None, based_on=None)
    publish(first, by=None)
    withdraw(second, by=None, reason="Wrong.")

    assert counted().counts == recounted()
    assert counted().stories == 2
    assert counted().carrying("actor", [actor.pk]) == 0


def test_counts_are_read_once_for_each_change(db):
    make_published()
    head = read_head()

    for expected in (1, 0):
        with CaptureQueriesContext(connection) as queries:
            tag_counts(head)
        assert len(queries) == expected
