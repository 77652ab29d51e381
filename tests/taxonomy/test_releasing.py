from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.changes.head import read_head
from newsroom.changes.models import Change
from newsroom.changes.recording import Pending
from taxonomy.editing import merge
from taxonomy.models import Actor, GroupingMember, Region
from taxonomy.releasing import release, release_pending
from tests.concurrency import threads, wait_until_blocked
from tests.factories import make_actor, make_place


def released() -> list[str]:
    """Give the slugs of public places and actors."""
    places = Region.objects.released().filter(kind="place").order_by("slug")
    actors = Actor.objects.released().order_by("slug")
    return [tag.slug for tag in [*places, *actors]]


def test_release_makes_an_actor_public(log, editor):
    actor = make_actor("actor")
    begin = timezone.now()

    release(actor, by=editor)

    actor.refresh_from_db()
    assert begin <= actor.released_at <= timezone.now()
    assert log() == [("actor", "actor", "released")]
    assert Change.objects.first().by == editor


def test_release_of_what_is_public_takes_no_number(log):
    actor = make_actor("actor")
    release(actor, by=None)
    released_at = Actor.objects.get().released_at

    release(actor, by=None)
    release(Region.objects.get(slug="russia"), by=None)

    assert Actor.objects.get().released_at == released_at
    assert log() == [("actor", "actor", "released")]


def test_release_of_a_region_releases_those_above_first(log):
    for slug, parent in [("upper", "russia"), ("middle", "upper"), ("lower", "middle")]:
        place = make_place(slug, parent=parent)
    make_place("sister", parent="upper")

    release(place, by=None)

    assert log() == [("region", slug, "released") for slug in ("upper", "middle", "lower")]
    assert released() == ["lower", "middle", "upper"]


def test_release_leaves_groupings_to_editors(log):
    place, front = make_place("place"), make_place("front", kind="grouping")
    GroupingMember.objects.create(member=place, grouping=front)

    release(place, by=None)

    assert log() == [("region", "place", "released")]


def test_release_of_a_merged_tag_releases_the_one_that_stands_for_it(log):
    one, two, three = (make_actor(slug) for slug in ("one", "two", "three"))
    merge(two, into=three, by=None)
    merge(one, into=two, by=None)

    release(Actor.objects.get(slug="one"), by=None)

    assert log() == [("actor", slug, "released") for slug in ("three", "two", "one")]


def test_release_of_a_merged_region_follows_the_one_that_stands_for_it(log):
    make_place("old-upper")
    make_place("new-upper")
    merged = make_place("merged", parent="old-upper")
    merge(merged, into=make_place("kept", parent="new-upper"), by=None)

    release(merged, by=None)

    assert log() == [("region", slug, "released") for slug in ("new-upper", "kept", "merged")]


def test_release_looks_at_what_is_stored(log):
    opened, kept = make_actor("opened"), make_actor("kept")
    merge(Actor.objects.get(pk=opened.pk), into=kept, by=None)

    release(opened, by=None)

    assert log() == [("actor", "kept", "released"), ("actor", "opened", "released")]


def test_release_pending_names_each_tag_once_and_regions_first(db):
    upper = make_place("upper")
    lower, other = make_place("lower", parent="upper"), make_place("other", parent="upper")
    actor = make_actor("actor")
    public = Region.objects.get(slug="russia")

    with transaction.atomic():
        pending = release_pending([actor, lower, public, upper, other])

    assert pending == [
        Pending("region", upper.uid, "released"),
        Pending("region", lower.uid, "released"),
        Pending("region", other.uid, "released"),
        Pending("actor", actor.uid, "released"),
    ]
    assert released() == ["lower", "other", "upper", "actor"]


def test_release_pending_asks_nothing_where_all_is_public(db):
    actor = make_actor("actor")
    release(actor, by=None)
    actor.refresh_from_db()

    with CaptureQueriesContext(connection) as queries:
        pending = release_pending([actor, Region.objects.get(slug="russia")])

    assert pending == []
    assert len(queries) == 1  # The one that reads the region.


def test_tag_that_two_release_at_once_takes_one_number(committed):
    begin = read_head().seq
    place, other = make_place("place"), make_place("other", parent="place")

    with threads() as start:
        with transaction.atomic():
            first = release_pending([place])
            waiting = start(release, other, by=None)
            wait_until_blocked()
        waiting.result()

    assert first == [Pending("region", place.uid, "released")]
    changes = Change.objects.filter(seq__gt=begin).values_list("seq", "object_id", "action")
    assert list(changes) == [(begin + 1, other.uid, "released")]
