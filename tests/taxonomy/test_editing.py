from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from newsroom.changes.head import read_head
from newsroom.changes.models import Change
from taxonomy.editing import merge, retire, save_tag, unmerge
from taxonomy.errors import TagRefused
from taxonomy.models import Actor, ActorSlug, Region
from taxonomy.releasing import release
from taxonomy.tag import Tag
from tests.concurrency import threads, wait_until_blocked
from tests.factories import make_actor, make_place


def released_actor(slug: str) -> Actor:
    actor = make_actor(slug)
    release(actor, by=None)
    return stored(actor)


def released_place(slug: str, **values: Any) -> Region:
    place = make_place(slug, **values)
    release(place, by=None)
    return stored(place)


def stored(tag: Any) -> Any:
    return type(tag).objects.get(pk=tag.pk)


def refused(act: Callable[[], Any]) -> dict[str, list[str]]:
    """Do what is refused; give the problems."""
    with pytest.raises(TagRefused) as caught:
        act()
    return caught.value.problems


def aliases_of(tag: Tag) -> list[str]:
    return list(tag.aliases.order_by("text").values_list("text", flat=True))


def groupings_of(region: Region) -> list[str]:
    return sorted(region.groupings.values_list("slug", flat=True))


# Saving


def test_save_tag_writes_a_new_region_whole(log):
    parent = Region.objects.get(slug="russia")
    groupings = list(Region.objects.filter(slug__in=["sahel", "levant"]))
    region = Region(
        slug="Bryansk",
        name="Bryansk",
        kind="place",
        parent=parent,
        subdivision="RU-BRY",
        latitude=53.25,
        longitude=34.37,
    )

    save_tag(
        region, by=None, aliases=[" Bryansk Oblast ", "", "BRYANSK OBLAST"], groupings=groupings
    )

    row = Region.objects.filter(slug="bryansk").values().get()
    assert row == {
        "id": region.pk,
        "uid": region.uid,
        "slug": "bryansk",
        "name": "Bryansk",
        "released_at": None,
        "retired_at": None,
        "merged_into_id": None,
        "kind": "place",
        "parent_id": parent.pk,
        "m49": None,
        "alpha2": None,
        "alpha3": None,
        "subdivision": "RU-BRY",
        "latitude": 53.25,
        "longitude": 34.37,
    }
    assert aliases_of(region) == ["BRYANSK OBLAST"]
    assert groupings_of(region) == ["levant", "sahel"]
    assert log() == []


def test_save_tag_writes_a_new_actor_whole(log):
    home = Region.objects.get(slug="russia")
    actor = Actor(
        slug="wagner",
        name="Wagner Group",
        kind="armed_group",
        role="mercenaries",
        description="Fought in Bakhmut.",
        home_region=home,
        wikidata="Q28494218",
    )

    save_tag(actor, by=None, aliases=["PMC Wagner"])

    assert Actor.objects.values().get() == {
        "id": actor.pk,
        "uid": actor.uid,
        "slug": "wagner",
        "name": "Wagner Group",
        "released_at": None,
        "retired_at": None,
        "merged_into_id": None,
        "kind": "armed_group",
        "role": "mercenaries",
        "description": "Fought in Bakhmut.",
        "home_region_id": home.pk,
        "wikidata": "Q28494218",
    }
    assert aliases_of(actor) == ["PMC Wagner"]
    assert log() == []


def test_save_tag_replaces_aliases_and_groupings(db):
    sahel, levant = (Region.objects.get(slug=slug) for slug in ("sahel", "levant"))
    place = make_place("place")
    save_tag(place, by=None, aliases=["one", "two"], groupings=[sahel])
    [kept] = place.aliases.filter(text="two").values_list("pk", flat=True)

    save_tag(place, by=None, aliases=["two", "three", "ONE"], groupings=[levant])

    assert aliases_of(place) == ["ONE", "three", "two"]
    assert groupings_of(place) == ["levant"]
    assert place.aliases.get(text="two").pk == kept


def test_save_tag_takes_one_number_where_the_public_knows_the_tag(log, editor):
    actor, place, unknown = released_actor("actor"), released_place("place"), make_actor("unknown")
    begin = len(log())

    for tag in (actor, place, unknown):
        save_tag(tag, by=editor, aliases=["another name"])

    assert log()[begin:] == [("actor", "actor", "saved"), ("region", "place", "saved")]
    users = Change.objects.order_by("-seq").values_list("by", flat=True)[:2]
    assert list(users) == [editor.pk, editor.pk]


def test_renamed_tag_keeps_its_old_slug(log):
    actor = released_actor("first")
    for slug in ("Second", "third"):
        actor.slug = slug
        save_tag(actor, by=None, aliases=())

    slugs = ActorSlug.objects.order_by("slug").values_list("slug", "actor_id")
    assert list(slugs) == [(slug, actor.pk) for slug in ("first", "second", "third")]
    assert stored(actor).slug == "third"
    assert log() == [("actor", "third", action) for action in ("released", "saved", "saved")]


def test_moved_region_releases_the_parents_it_now_has(log):
    place = released_place("place")
    make_place("upper")
    make_place("lower", parent="upper")
    place.parent = Region.objects.get(slug="lower")

    save_tag(place, by=None, aliases=())

    assert log() == [
        ("region", "place", "released"),
        ("region", "upper", "released"),
        ("region", "lower", "released"),
        ("region", "place", "saved"),
    ]


def test_save_tag_with_an_old_object_keeps_what_other_verbs_wrote(log):
    opened = {slug: make_actor(slug) for slug in ("released", "retired", "merged")}
    into = make_actor("into")
    release(stored(opened["released"]), by=None)
    retire(stored(opened["retired"]), by=None)
    merge(stored(opened["merged"]), into=into, by=None)
    before = {slug: stored(actor) for slug, actor in opened.items()}

    for actor in opened.values():
        actor.name = "New name"
        save_tag(actor, by=None, aliases=())

    for slug, actor in opened.items():
        after = stored(actor)
        assert (after.name, after.released_at, after.retired_at, after.merged_into) == (
            "New name",
            before[slug].released_at,
            before[slug].retired_at,
            before[slug].merged_into,
        )
    assert log() == [("actor", "released", "released"), ("actor", "released", "saved")]


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        (
            {"slug": "two--hyphens"},
            {"slug": ["Use lower-case letters, digits and single hyphens only."]},
        ),
        ({"slug": "russia"}, {"slug": ["Region with this Slug already exists."]}),
        ({"name": ""}, {"name": ["This field cannot be blank."]}),
        ({"m49": "4a8"}, {"m49": ["Use three digits, such as 408."]}),
        ({"alpha2": "kp"}, {"alpha2": ["Use two capital letters, such as KP."]}),
        ({"alpha3": "P1K"}, {"alpha3": ["Use three capital letters, such as PRK."]}),
        (
            {"subdivision": "RUKRS"},
            {
                "subdivision": [
                    "Use a form such as RU-KRS: two capital letters, a hyphen and up to three more."
                ]
            },
        ),
        ({"alpha2": "KP"}, {"alpha2": ["Region with this ISO alpha-2 already exists."]}),
        ({"parent": None}, {"": ["Every region but the world lies in another: its parent."]}),
        ({"kind": "world"}, {"": ["Every region but the world lies in another: its parent."]}),
        (
            {"latitude": 5.0},
            {"": ["Give a latitude from -90 to 90 and a longitude from -180 to 180, or neither."]},
        ),
        ({"kind": "planet"}, {"kind": ["Value 'planet' is not a valid choice."]}),
    ],
)
def test_save_tag_names_what_is_wrong_with_a_region(log, values, problems):
    parent = Region.objects.get(slug="russia")
    region = Region(**{"slug": "new", "name": "New", "parent": parent, **values})

    assert refused(lambda: save_tag(region, by=None, aliases=["alias"])) == problems
    assert Region.objects.filter(name__in=["New", ""]).count() == 0
    assert log() == []


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"wikidata": "212"}, {"wikidata": ["Use a form such as Q212."]}),
        ({"kind": ""}, {"kind": ["This field cannot be blank."]}),
        ({"slug": "old"}, {"slug": ["Another actor has or had this slug."]}),
        (
            {"slug": "-", "kind": "robot"},
            {
                "slug": ["Use lower-case letters, digits and single hyphens only."],
                "kind": ["Value 'robot' is not a valid choice."],
            },
        ),
    ],
)
def test_save_tag_names_what_is_wrong_with_an_actor(log, values, problems):
    renamed = make_actor("old")
    renamed.slug = "present"
    save_tag(renamed, by=None, aliases=())
    actor = Actor(**{"slug": "new", "name": "New", "kind": "person", **values})

    assert refused(lambda: save_tag(actor, by=None, aliases=())) == problems
    assert list(Actor.objects.values_list("slug", flat=True)) == ["present"]
    assert log() == []


@pytest.mark.parametrize(
    ("aliases", "sentence"),
    [
        (["a" * 201], f"{'a' * 40}…: Ensure this value has at most 200 characters (it has 201)."),
        (["straße", "STRAßE", "\u0130", "i"], "An alias is given twice."),
    ],
)
def test_save_tag_names_what_is_wrong_with_aliases(log, aliases, sentence):
    actor = released_actor("actor")
    actor.name = "Other"

    assert refused(lambda: save_tag(actor, by=None, aliases=aliases)) == {"aliases": [sentence]}
    assert (stored(actor).name, aliases_of(actor)) == ("Actor", [])
    assert log() == [("actor", "actor", "released")]


def test_save_tag_refuses_a_region_within_itself(log):
    upper, lower = make_place("upper"), make_place("lower", parent="upper")
    upper.parent = lower

    by_parent = refused(lambda: save_tag(upper, by=None, aliases=()))
    upper = stored(upper)
    by_grouping = refused(lambda: save_tag(upper, by=None, aliases=(), groupings=[lower]))

    sentences = ["A region cannot lie within itself."]
    assert (by_parent, by_grouping) == ({"parent": sentences}, {"groupings": sentences})
    assert (stored(upper).parent.slug, groupings_of(upper), log()) == ("russia", [], [])


def test_two_editors_who_want_one_slug_are_told(committed):
    def add(name: str) -> None:
        save_tag(Actor(slug="wanted", name=name, kind="person"), by=None, aliases=())

    with threads() as start:
        with transaction.atomic():
            Actor.objects.create(slug="wanted", name="First", kind="person")
            waiting = start(add, "Second")
            wait_until_blocked()
        problems = refused(waiting.result)

    assert problems == {"slug": ["Another actor has or had this slug."]}
    assert list(Actor.objects.values_list("name", flat=True)) == ["First"]


def test_new_tag_is_saved_although_the_first_attempt_ended_in_a_deadlock(committed):
    place = make_place("place")
    actor = Actor(slug="new", name="New", kind="person", home_region=place)

    with threads() as start:
        with transaction.atomic():
            Region.objects.select_for_update().get(pk=place.pk)
            waiting = start(save_tag, actor, by=None, aliases=["Alias"])
            # It holds the slug and waits for the place; whoever waits longer gives up.
            wait_until_blocked()
            Actor.objects.create(slug="new", name="Other", kind="person")
            transaction.set_rollback(True)
        waiting.result()

    assert list(Actor.objects.values_list("slug", "name", "home_region")) == [
        ("new", "New", place.pk)
    ]
    assert aliases_of(Actor.objects.get()) == ["Alias"]


# Retiring


def test_retired_tag_is_offered_no_longer_and_stays_public(log):
    actor = released_actor("actor")
    begin = timezone.now()

    retire(actor, by=None)

    row = stored(actor)
    assert begin <= row.retired_at <= timezone.now()
    assert row.released_at == actor.released_at
    assert list(Actor.objects.offered()) == []
    assert log() == [("actor", "actor", "released")]


def test_retired_tag_is_offered_again(log):
    actor = make_actor("actor")
    retire(actor, by=None)

    retire(actor, by=None, retired=False)

    assert stored(actor).retired_at is None
    assert list(Actor.objects.offered()) == [actor]
    assert log() == []


# Merging


def test_merge_is_a_pointer(log, editor):
    kept, merged = released_actor("kept"), released_actor("merged")
    before = Actor.objects.values().get(pk=merged.pk)

    merge(merged, into=kept, by=editor)

    assert Actor.objects.values().get(pk=merged.pk) == {**before, "merged_into_id": kept.pk}
    assert log()[2:] == [("actor", "merged", "merged")]
    assert Change.objects.first().by == editor


def test_unmerge_clears_the_pointer(log, editor):
    kept, merged = released_place("kept"), released_place("merged")
    before = Region.objects.values().get(pk=merged.pk)
    merge(merged, into=kept, by=None)

    unmerge(merged, by=editor)

    assert Region.objects.values().get(pk=merged.pk) == before
    assert log()[2:] == [("region", "merged", "merged"), ("region", "merged", "unmerged")]
    assert Change.objects.first().by == editor


def test_merges_may_be_chained_and_undone_in_any_order(log):
    one, two, three = (released_actor(slug) for slug in ("one", "two", "three"))

    merge(two, into=three, by=None)
    merge(one, into=two, by=None)
    unmerge(two, by=None)

    assert list(Actor.objects.order_by("pk").values_list("slug", "merged_into__slug")) == [
        ("one", "two"),
        ("two", None),
        ("three", None),
    ]
    assert log()[3:] == [
        ("actor", "two", "merged"),
        ("actor", "one", "merged"),
        ("actor", "two", "unmerged"),
    ]


def test_merge_of_a_public_tag_releases_those_that_stand_for_it(log):
    public, unknown, last = released_place("public"), make_place("unknown"), make_place("last")
    merge(unknown, into=last, by=None)

    merge(public, into=unknown, by=None)

    assert log() == [
        ("region", "public", "released"),
        ("region", "last", "released"),
        ("region", "unknown", "released"),
        ("region", "public", "merged"),
    ]


def test_merge_of_an_unknown_tag_tells_the_public_nothing(log):
    unknown, public, other = make_actor("unknown"), released_actor("public"), make_actor("other")

    merge(unknown, into=public, by=None)
    merge(other, into=unknown, by=None)
    unmerge(unknown, by=None)

    assert log() == [("actor", "public", "released")]
    assert list(Actor.objects.released()) == [public]


def test_undone_merge_releases_the_parents_of_the_region(log):
    public, kept = released_place("public"), released_place("kept")
    upper = make_place("upper")
    merge(public, into=kept, by=None)
    Region.objects.filter(pk=public.pk).update(parent=upper)

    unmerge(public, by=None)

    assert log()[2:] == [
        ("region", "public", "merged"),
        ("region", "upper", "released"),
        ("region", "public", "unmerged"),
    ]


def test_merge_looks_at_what_is_stored(log):
    opened, kept = make_actor("opened"), make_actor("kept")
    release(stored(opened), by=None)

    merge(opened, into=kept, by=None)

    assert log() == [
        ("actor", "opened", "released"),
        ("actor", "kept", "released"),
        ("actor", "opened", "merged"),
    ]


def test_merge_refuses_what_makes_no_sense(log):
    one, two = make_actor("one"), make_actor("two")
    upper, lower = make_place("upper"), make_place("lower", parent="upper")
    merge(one, into=two, by=None)

    assert [
        refused(lambda: merge(upper, into=one, by=None)),
        refused(lambda: merge(two, into=two, by=None)),
        refused(lambda: merge(upper, into=upper, by=None)),
        refused(lambda: merge(two, into=one, by=None)),
        refused(lambda: merge(upper, into=lower, by=None)),
        refused(lambda: merge(one, into=two, by=None)),
        refused(lambda: unmerge(two, by=None)),
    ] == [
        {"": ["A region is merged into a region, and an actor into an actor."]},
        {"": ["An actor cannot be merged into itself."]},
        {"": ["A region cannot be merged into itself."]},
        {"": ["An actor cannot be merged into one that is merged into it."]},
        {"": ["A region cannot be merged into one that lies within it or is merged into it."]},
        {"": ["It has already been merged into Two."]},
        {"": ["It is not merged into another."]},
    ]
    assert log() == []


def test_region_may_be_merged_into_the_one_above(log):
    upper, lower = released_place("upper"), released_place("lower", parent="upper")

    merge(lower, into=upper, by=None)

    assert stored(lower).merged_into == upper


def test_two_editors_cannot_merge_in_a_circle(committed):
    one, two = make_actor("one"), make_actor("two")

    with threads() as start:
        with transaction.atomic():
            Actor.objects.filter(pk=one.pk).update(merged_into=two)
            waiting = start(merge, two, into=one, by=None)
            wait_until_blocked()
        problems = refused(waiting.result)

    assert problems == {"": ["An actor cannot be merged into one that is merged into it."]}


def test_tag_that_is_merged_while_it_is_released_takes_its_heir_along(committed):
    begin = read_head().seq
    merged, kept = make_actor("merged"), make_actor("kept")

    with threads() as start:
        with transaction.atomic():
            Actor.objects.filter(pk=merged.pk).update(merged_into=kept)
            waiting = start(release, merged, by=None)
            wait_until_blocked()
        waiting.result()

    changes = Change.objects.filter(seq__gt=begin).order_by("seq")
    assert list(changes.values_list("object_id", "action")) == [
        (kept.uid, "released"),
        (merged.uid, "released"),
    ]
