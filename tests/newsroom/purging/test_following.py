"""The place in the change log: nothing is passed over, whatever fails."""

import threading
import time
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from articles.published import surrogates
from newsroom.changes.head import declare_epoch, read_head
from newsroom.health import ready
from newsroom.purging import following
from newsroom.purging.following import AGAIN_SECONDS, follow, purge_changes
from newsroom.purging.models import PurgeTarget
from newsroom.purging.sending import PurgeFailed
from taxonomy.editing import save_tag
from taxonomy.models import Region
from tests.concurrency import threads
from tests.factories import make_published

PATIENCE_SECONDS = 10


@pytest.fixture
def target(cache, db) -> PurgeTarget:
    """A target that has been purged up to the present, for good."""
    PurgeTarget.objects.create(address=cache.address)
    purge_changes(cache.address)
    PurgeTarget.objects.update(again=[])
    cache.purged.clear()
    return PurgeTarget.objects.get()


def let_time_pass() -> None:
    """Make due what is to be purged again."""
    target = PurgeTarget.objects.get()
    target.again = [[at - AGAIN_SECONDS - 0.1, keys] for at, keys in target.again]
    target.save()


def test_new_cache_is_purged_as_a_whole(cache, db):
    make_published()
    PurgeTarget.objects.create(address=cache.address)

    assert purge_changes(cache.address)

    target = PurgeTarget.objects.get()
    head = read_head()
    assert cache.purged == [["all"]]
    assert (target.seq, target.epoch_id, target.purges) == (head.seq, head.epoch, 1)


def test_change_is_purged_at_once_and_again_after_the_bound(cache, target):
    story = make_published()

    purge_changes(cache.address)
    purge_changes(cache.address)
    assert len(cache.purged) == 1
    assert surrogates.story(story.pk) in cache.dropped()
    let_time_pass()
    purge_changes(cache.address)
    purge_changes(cache.address)

    assert len(cache.purged) == 2
    assert cache.purged[0] == cache.purged[1]
    assert PurgeTarget.objects.get().again == []


def test_nothing_is_sent_while_nothing_changes(cache, target):
    for _ in range(3):
        assert purge_changes(cache.address)

    assert cache.purged == []


def test_failure_keeps_the_place(cache, target):
    story = make_published()
    cache.status = 503
    for _ in range(2):
        with pytest.raises(PurgeFailed):
            purge_changes(cache.address)
    assert PurgeTarget.objects.get().seq == target.seq

    cache.status = 200
    purge_changes(cache.address)

    assert surrogates.story(story.pk) in cache.dropped()
    assert PurgeTarget.objects.get().seq == read_head().seq


def test_failure_of_the_second_purge_is_made_good(cache, target):
    make_published()
    purge_changes(cache.address)
    let_time_pass()
    cache.status = 503
    with pytest.raises(PurgeFailed):
        purge_changes(cache.address)

    cache.status = 200
    purge_changes(cache.address)

    assert len(cache.purged) == 2


@pytest.mark.parametrize("wrong", [{"seq": None}, {"seq": 10**9}, {"epoch_id": uuid.uuid4()}])
def test_lost_place_purges_all(cache, target, wrong):
    PurgeTarget.objects.update(**wrong)

    purge_changes(cache.address)

    assert cache.purged == [["all"]]
    assert PurgeTarget.objects.get().seq == read_head().seq


def test_new_epoch_purges_all(cache, target):
    with transaction.atomic():
        declare_epoch("Restored.")

    purge_changes(cache.address)

    assert cache.purged == [["all"]]


def test_who_is_far_behind_purges_all(cache, target, monkeypatch):
    monkeypatch.setattr(following, "MOST_CHANGES", 1)
    make_published()
    make_published()

    purge_changes(cache.address)

    assert cache.purged == [["all"]]


def test_moves_are_told_by_what_lay_where_before(cache, target):
    region = Region.objects.get(slug="japan")
    old, region.parent = region.parent, Region.objects.get(slug="europe")
    save_tag(region, by=None, aliases=())

    purge_changes(cache.address)

    assert {surrogates.within_region(key) for key in (old.pk, region.parent.pk)} <= cache.dropped()


def test_command_lets_all_be_purged(cache, target):
    call_command("purge_caches", stdout=StringIO())

    purge_changes(cache.address)

    assert cache.purged == [["all"]]


def test_place_is_seen_in_the_admin_and_in_the_health_check(cache, target, desk, settings, rf):
    settings.NEWSROOM_PURGE_URLS = [cache.address]
    page = desk.get("/admin/purging/purgetarget/").content.decode()

    assert cache.address in page
    assert ready(rf.get("/readyz")).status_code == 200
    make_published()
    assert b'"caches": {"behind": 1, "lost": 0}' in ready(rf.get("/readyz")).content
    PurgeTarget.objects.update(seq=None)
    assert b'"caches": {"behind": 0, "lost": 1}' in ready(rf.get("/readyz")).content


def test_one_follower_at_a_time_purges(committed, cache):
    PurgeTarget.objects.create(address=cache.address)
    with threads() as run, transaction.atomic():
        PurgeTarget.objects.select_for_update().get()

        assert run(purge_changes, cache.address).result() is False

    assert cache.purged == []


def test_follower_goes_on_after_failures_and_tells_of_them(committed, cache, monkeypatch):
    monkeypatch.setattr(following, "RETRY_SECONDS", 0.05)
    stop = threading.Event()
    cache.status = 503
    began = timezone.now()
    with threads() as run:
        try:
            following_it = run(follow, cache.address, stop)
            wait_until(lambda: PurgeTarget.objects.filter(failures__gt=1).exists())
            cache.status = 200
            wait_until(lambda: PurgeTarget.objects.filter(seq__isnull=False).exists())
            story = make_published()
            wait_until(lambda: surrogates.story(story.pk) in cache.dropped())
        finally:
            stop.set()
        following_it.result()

    target = PurgeTarget.objects.get()
    assert target.last_failure == "The cache answered 503."
    assert timedelta(0) < target.run_at - began < timedelta(seconds=PATIENCE_SECONDS)


def wait_until(holds) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
