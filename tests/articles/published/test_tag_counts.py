from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import KeptTagCounts, Publication
from articles.published import tag_counts as module
from articles.published.tag_counts import TagCounts, forget, keep_tag_counts, tag_counts
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from newsroom.changes.head import declare_epoch, read_head
from tests.factories import make_actor, make_author, make_content, make_published

DAY = datetime(2025, 7, 1, 9, 30, tzinfo=UTC)


def recounted() -> Counter:
    counts: Counter = Counter()
    columns = ("region_ids", "actor_ids", "author_ids")
    for regions, actors, authors in Publication.objects.live().values_list(*columns):
        counts.update({("story", 0): 1})
        counts.update(("region", key) for key in regions)
        counts.update(("actor", key) for key in actors)
        counts.update(("author", key) for key in authors)
    return counts


def counted() -> TagCounts:
    return tag_counts(read_head())


def counts() -> dict:
    return {key: tally.stories for key, tally in counted().tallies.items() if tally.stories}


def test_counts_are_carried_from_change_to_change(db):
    actor, author = make_actor("kim"), make_author()
    tags = {"regions": ["russia", "fiji"], "actors": [actor], "byline": [author]}
    first, second = (make_published(**tags) for _ in range(2))
    assert counts() == recounted()
    make_published(regions=["russia"])
    assert counts() == recounted()
    save(first, make_content(slug=first.slug, regions=["france"]), by=None, based_on=None)
    publish(first, by=None)
    withdraw(second, by=None, reason="Wrong.")

    assert counts() == recounted()
    assert counted().stories == 2
    assert counted().carrying("actor", [actor.pk]) == 0


def test_limits_hold_all_stories_that_ever_carried_a_key(db):
    actor, other, unused = (make_actor(slug) for slug in ("kim", "lavrov", "nobody"))
    make_published(display_at=DAY - timedelta(days=99))
    make_published(display_at=DAY + timedelta(days=99))
    make_published(actors=[actor], display_at=DAY + timedelta(microseconds=1))
    make_published(actors=[actor, other], display_at=DAY - timedelta(days=9))
    late = make_published(actors=[other], display_at=DAY + timedelta(days=9))
    withdraw(late, by=None, reason="Wrong.")

    def limits(*actors):
        return counted().limits("actor", [one.pk for one in actors], "published_at")

    first, second = DAY - timedelta(days=9), DAY + timedelta(seconds=1)
    assert limits(actor) == Q(published_at__gte=first) & Q(published_at__lte=second)
    third = DAY + timedelta(days=9)
    assert limits(actor, unused, other) == Q(published_at__gte=first) & Q(published_at__lte=third)
    assert limits(unused) == Q()
    assert counted().limits("story", [0], "published_at") == Q()


def test_limits_of_updates_hold_the_last_update_that_ever_was(db, monkeypatch):
    actor = make_actor("kim")
    monkeypatch.setattr(timezone, "now", lambda: DAY)
    first, second = (make_published(actors=[actor]) for _ in range(2))
    monkeypatch.setattr(timezone, "now", lambda: DAY + timedelta(days=1))
    correct(second, CorrectionText("correction", "It was wrong."), by=None)
    withdraw(second, by=None, reason="Wrong.")
    monkeypatch.setattr(timezone, "now", lambda: DAY + timedelta(days=99))
    make_published()

    limits = counted().limits("actor", [actor.pk], "updated_at")

    assert limits == Q(updated_at__lte=DAY + timedelta(days=1))
    correct(first, CorrectionText("correction", "It was wrong."), by=None)
    assert counted().limits("actor", [actor.pk], "updated_at") == Q()


def test_limits_lose_nothing_that_changes_after_it_was_counted(db, monkeypatch):
    actor = make_actor("kim")
    monkeypatch.setattr(timezone, "now", lambda: DAY)
    story = make_published(actors=[actor])
    monkeypatch.setattr(timezone, "now", lambda: DAY + timedelta(days=99))
    make_published()
    before = counted()

    correct(story, CorrectionText("correction", "It was wrong."), by=None)

    limits = before.limits("actor", [actor.pk], "published_at")
    assert "published_at" in str(limits)
    assert Publication.objects.live().filter(limits, article=story).exists()


def test_counts_are_read_once_for_each_change(db):
    make_published()
    head = read_head()

    for expected in (2, 0):
        with CaptureQueriesContext(connection) as queries:
            tag_counts(head)
        assert len(queries) == expected
    make_published()
    with CaptureQueriesContext(connection) as queries:
        tag_counts(head)
    assert len(queries) == 0
    with CaptureQueriesContext(connection) as queries:
        tag_counts(read_head())
    assert len(queries) == 2


def test_what_is_kept_is_gone_on_from(db, monkeypatch):
    monkeypatch.setattr(module, "LAG", 3)
    first = make_published(regions=["russia"], actors=[make_actor("kim")])
    assert keep_tag_counts(read_head())
    assert not keep_tag_counts(read_head())
    before = counted()
    forget()
    assert counted() == before

    withdraw(first, by=None, reason="Wrong.")
    make_published(regions=["russia"])
    forget()
    assert counts() == recounted()
    make_published()
    make_published()
    assert keep_tag_counts(read_head())
    assert KeptTagCounts.objects.get().seq == read_head().seq


def test_what_was_kept_in_another_epoch_is_not_used(db):
    make_published(regions=["russia"])
    keep_tag_counts(read_head())
    KeptTagCounts.objects.update(tallies=[])

    declare_epoch("A restore.")

    assert counts() == recounted()
    assert keep_tag_counts(read_head())
