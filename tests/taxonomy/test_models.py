from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from taxonomy.models import (
    Actor,
    ActorAlias,
    ActorSlug,
    GroupingMember,
    Region,
    RegionAlias,
    RegionSlug,
)
from taxonomy.tag import Tag
from tests.concurrency import threads, wait_until_blocked
from tests.factories import make_actor, make_place


def refused_by(act: Callable[[], Any]) -> tuple[str | None, str | None]:
    """Do what the database refuses; give the SQLSTATE and the name of what refused."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.IntegrityError)
    return cause.sqlstate, cause.diag.constraint_name


def execute(sql: str, *arguments: Any) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, arguments)

    return run


def new_region(**values: Any) -> Region:
    parent = Region.objects.get(slug="russia")
    return Region(**{"slug": "new", "name": "New", "parent": parent, **values})


def new_actor(**values: Any) -> Actor:
    return Actor(**{"slug": "new", "name": "New", "kind": "person", **values})


# Slugs


def test_slug_is_claimed_by_whatever_writes_it(db):
    new_actor(slug="saved").save()
    Actor.objects.bulk_create([new_actor(slug="bulk-one"), new_actor(slug="bulk-two")])
    Actor.objects.filter(slug="saved").update(slug="updated")
    execute("UPDATE taxonomy_actor SET slug = 'raw' WHERE slug = 'bulk-two'")()

    assert sorted(ActorSlug.objects.values_list("slug", "actor__slug")) == [
        ("bulk-one", "bulk-one"),
        ("bulk-two", "raw"),
        ("raw", "raw"),
        ("saved", "updated"),
        ("updated", "updated"),
    ]


def test_every_loaded_region_has_its_slug(db):
    assert sorted(RegionSlug.objects.values_list("slug", "region__slug")) == sorted(
        (slug, slug) for slug in Region.objects.values_list("slug", flat=True)
    )


@pytest.mark.parametrize("make", [new_region, new_actor])
@pytest.mark.parametrize(
    "reuse",
    [
        lambda tag: tag.save(),
        lambda tag: type(tag).objects.bulk_create([tag]),
        lambda tag: type(tag).objects.bulk_create(
            [tag], update_conflicts=True, unique_fields=["uid"], update_fields=["name"]
        ),
    ],
    ids=["save", "bulk_create", "upsert"],
)
def test_old_slug_is_never_used_again(db, make, reuse):
    tag = make(slug="old")
    tag.save()
    type(tag).objects.filter(pk=tag.pk).update(slug="present")
    name = f"{type(tag).__name__.lower()}_slug_never_reused"

    assert refused_by(lambda: reuse(make(slug="old"))) == ("23505", name)


def test_old_slug_is_never_used_again_by_raw_sql(db):
    new_actor(slug="old").save()
    new_actor(slug="other").save()
    Actor.objects.filter(slug="old").update(slug="present")

    rename = execute("UPDATE taxonomy_actor SET slug = 'old' WHERE slug = 'other'")

    assert refused_by(rename) == ("23505", "actor_slug_never_reused")


def test_two_tags_cannot_swap_slugs(db):
    new_actor(slug="one").save()
    new_actor(slug="two").save()
    swap = execute(
        "UPDATE taxonomy_actor SET slug = CASE slug WHEN 'one' THEN 'two' ELSE 'one' END"
    )

    assert refused_by(swap)[0] == "23505"


def test_own_old_slug_may_be_taken_back(db):
    actor = new_actor(slug="first")
    actor.save()
    for slug in ("second", "first"):
        Actor.objects.filter(pk=actor.pk).update(slug=slug)

    slugs = ActorSlug.objects.order_by("slug").values_list("slug", "actor_id")
    assert list(slugs) == [("first", actor.pk), ("second", actor.pk)]


def test_region_and_actor_may_share_a_slug(db):
    new_actor(slug="russia").save()

    assert ActorSlug.objects.filter(slug="russia").exists()


def test_slug_wanted_by_two_at_once_goes_to_the_first(committed):
    with threads() as start:
        with transaction.atomic():
            new_actor(slug="first").save()
            Actor.objects.filter(slug="first").update(slug="present")
            waiting = start(lambda: new_actor(slug="first").save())
            wait_until_blocked()
        refused = refused_by(waiting.result)

    assert refused == ("23505", "actor_slug_never_reused")
    assert list(Actor.objects.values_list("slug", flat=True)) == ["present"]


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE taxonomy_regionslug SET region_id = 1", "region_slug_stays"),
        ("UPDATE taxonomy_actorslug SET slug = 'other'", "actor_slug_stays"),
        ("DELETE FROM taxonomy_regionslug WHERE slug = 'russia'", "region_slug_is_kept"),
        ("DELETE FROM taxonomy_actorslug", "actor_slug_is_kept"),
    ],
)
def test_slugs_are_kept(db, sql, name):
    new_actor(released_at="2026-01-01T00:00Z").save()

    assert refused_by(execute(sql)) == ("23001", name)


@pytest.mark.parametrize("slug", ["", "Upper", "two--hyphens", "-edge", "edge-", "ümlaut", "a\n"])
def test_slug_is_lower_case_letters_digits_and_hyphens(db, slug):
    assert refused_by(new_region(slug=slug).save) == ("23514", "region_slug_is_lower_case")
    assert refused_by(new_actor(slug=slug).save) == ("23514", "actor_slug_is_lower_case")


# Cycles


def tree(*slugs: str) -> list[Region]:
    """Make places that all lie in Russia, and groupings too if need be."""
    return [make_place(slug) for slug in slugs]


def set_parent(lower: Region, upper: Region) -> None:
    Region.objects.filter(pk=lower.pk).update(parent=upper)


def put_in_grouping(lower: Region, upper: Region) -> None:
    GroupingMember.objects.bulk_create([GroupingMember(member=lower, grouping=upper)])


def merge_into(lower: Tag, upper: Tag) -> None:
    type(lower).objects.filter(pk=lower.pk).update(merged_into=upper)


EDGES = {
    "parent": (set_parent, "region_without_cycle"),
    "grouping": (put_in_grouping, "grouping_without_cycle"),
    "merge": (merge_into, "region_merge_without_cycle"),
}
edges = pytest.mark.parametrize("first", EDGES)
last_edges = pytest.mark.parametrize("last", EDGES)


@last_edges
def test_region_is_never_above_itself(db, last):
    [region] = tree("one")
    close, name = EDGES[last]

    if last == "merge":
        name = "region_not_merged_into_itself"
    assert refused_by(lambda: close(region, region)) == ("23514", name)


@edges
@last_edges
def test_no_cycle_of_two_regions(db, first, last):
    one, two = tree("one", "two")
    EDGES[first][0](one, two)
    close, name = EDGES[last]

    assert refused_by(lambda: close(two, one)) == ("23514", name)


@pytest.mark.parametrize(
    "path",
    [
        ("parent", "grouping", "merge", "parent"),
        ("merge", "parent", "grouping", "grouping"),
        ("grouping", "merge", "parent", "merge"),
    ],
)
def test_no_cycle_of_four_regions(db, path):
    regions = tree("one", "two", "three", "four")
    *open_edges, last = path
    for edge, lower, upper in zip(open_edges, regions, regions[1:], strict=False):
        EDGES[edge][0](lower, upper)
    close, name = EDGES[last]

    assert refused_by(lambda: close(regions[-1], regions[0])) == ("23514", name)


def test_diamond_is_no_cycle(db):
    top, left, right, bottom = tree("top", "left", "right", "bottom")
    set_parent(left, top)
    set_parent(right, top)
    set_parent(bottom, left)
    put_in_grouping(bottom, right)
    put_in_grouping(bottom, top)

    uppers = GroupingMember.objects.filter(member=bottom).values_list("grouping__slug", flat=True)
    assert sorted(uppers) == ["right", "top"]


def test_no_cycle_in_one_bulk_statement(db):
    one, two = tree("one", "two")
    members = [GroupingMember(member=a, grouping=b) for a, b in [(one, two), (two, one)]]

    refused = refused_by(lambda: GroupingMember.objects.bulk_create(members))

    assert refused == ("23514", "grouping_without_cycle")


@edges
@last_edges
def test_two_connections_cannot_close_half_a_cycle_each(committed, first, last):
    one, two = tree("one", "two")
    close, name = EDGES[last]

    with threads() as start:
        with transaction.atomic():
            EDGES[first][0](one, two)
            waiting = start(close, two, one)
            wait_until_blocked()
        refused = refused_by(waiting.result)

    assert refused == ("23514", name)


def test_actors_are_never_merged_in_a_circle(db):
    one, two, three = (make_actor(slug) for slug in ("one", "two", "three"))
    merge_into(one, two)
    merge_into(two, three)

    assert refused_by(lambda: merge_into(three, one)) == ("23514", "actor_merge_without_cycle")
    assert refused_by(lambda: merge_into(one, one)) == ("23514", "actor_not_merged_into_itself")


def test_two_connections_cannot_merge_actors_in_a_circle(committed):
    one, two = make_actor("one"), make_actor("two")

    with threads() as start:
        with transaction.atomic():
            merge_into(one, two)
            waiting = start(merge_into, two, one)
            wait_until_blocked()
        refused = refused_by(waiting.result)

    assert refused == ("23514", "actor_merge_without_cycle")


# Other rules


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"m49": "4a8"}, "region_m49_format"),
        ({"alpha2": "kp"}, "region_alpha2_format"),
        ({"alpha3": "PR"}, "region_alpha3_format"),
        ({"subdivision": "RU_KRS"}, "region_subdivision_format"),
        ({"parent": None}, "region_has_parent"),
        ({"kind": "world"}, "region_has_parent"),
        ({"latitude": 1}, "region_centre_is_a_point"),
        ({"latitude": 90.1, "longitude": 0}, "region_centre_is_a_point"),
        ({"latitude": 0, "longitude": -180.1}, "region_centre_is_a_point"),
    ],
)
def test_region_keeps_its_rules(db, values, name):
    assert refused_by(new_region(**values).save) == ("23514", name)


@pytest.mark.parametrize("wikidata", ["", "212", "Q0", "q212"])
def test_actor_keeps_its_rules(db, wikidata):
    assert refused_by(new_actor(wikidata=wikidata).save) == ("23514", "actor_wikidata_format")


def test_alias_stands_once_whatever_its_case(db):
    region, actor = Region.objects.get(slug="russia"), make_actor("one")
    RegionAlias.objects.create(region=region, text="Muscovy")
    ActorAlias.objects.create(actor=actor, text="The One")

    again = RegionAlias(region=region, text="MUSCOVY")
    actor_again = ActorAlias(actor=actor, text="the one")

    assert refused_by(again.save) == ("23505", "region_alias_once")
    assert refused_by(actor_again.save) == ("23505", "actor_alias_once")


def test_public_tag_is_never_deleted(db):
    place = make_place("place")
    actor = make_actor("one")
    place_key, actor_key = place.pk, actor.pk
    Region.objects.filter(pk=place_key).update(released_at="2026-01-01T00:00Z")
    Actor.objects.filter(pk=actor_key).update(released_at="2026-01-01T00:00Z")

    raw_region = execute("DELETE FROM taxonomy_region WHERE slug = 'place'")
    raw_actor = execute("DELETE FROM taxonomy_actor WHERE slug = 'one'")

    assert refused_by(raw_region) == ("23001", "region_public_is_kept")
    assert refused_by(raw_actor) == ("23001", "actor_public_is_kept")
    assert refused_by(place.delete) == ("23001", "region_slug_is_kept")
    assert refused_by(actor.delete) == ("23001", "actor_slug_is_kept")
    assert Region.objects.filter(pk=place_key).exists()
    assert Actor.objects.filter(pk=actor_key).exists()


def test_tag_that_the_public_never_knew_may_be_deleted_and_its_slug_used(db):
    make_place("place").delete()
    make_actor("one", aliases=("The One",)).delete()

    again = [make_place("place").slug, make_actor("one").slug]

    assert again == ["place", "one"]
    assert ActorAlias.objects.count() == 0


def test_tag_that_others_need_is_not_deleted(db):
    upper, kept, merged = make_place("upper"), make_actor("kept"), make_actor("merged")
    make_place("lower", parent="upper")
    merge_into(merged, kept)

    with pytest.raises(ProtectedError):
        upper.delete()
    with pytest.raises(ProtectedError):
        kept.delete()


def test_offered_tags_are_neither_retired_nor_merged(db):
    kept, merged, retired = (make_actor(slug) for slug in ("kept", "merged", "retired"))
    merge_into(merged, kept)
    Actor.objects.filter(pk=retired.pk).update(retired_at="2026-01-01T00:00Z")

    assert list(Actor.objects.offered()) == [kept]


def test_rows_are_named_for_people(db):
    region = Region(name="Kursk")
    rows = [
        region,
        Actor(name="Hamas"),
        RegionAlias(text="Kursk Oblast"),
        ActorAlias(text="The Kremlin"),
        RegionSlug(slug="kursk"),
        ActorSlug(slug="hamas"),
        GroupingMember(member=region, grouping=Region(name="Front")),
    ]

    assert [str(row) for row in rows] == [
        "Kursk",
        "Hamas",
        "Kursk Oblast",
        "The Kremlin",
        "kursk",
        "hamas",
        "Kursk in Front",
    ]
