import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.changes.head import read_head
from taxonomy.editing import merge, save_tag, unmerge
from taxonomy.models import Actor, Region
from taxonomy.releasing import release
from taxonomy.snapshot import (
    PublicActor,
    PublicRegion,
    Snapshot,
    Unknown,
    forget,
    load,
    snapshot,
)
from taxonomy.tag import Tag
from tests.concurrency import threads
from tests.factories import make_actor, make_place

TABLES_READ = 9


def make_public(tag: Tag) -> Any:
    release(tag, by=None)
    return type(tag).objects.get(pk=tag.pk)


def public_place(slug: str, **values: Any) -> Region:
    return make_public(make_place(slug, **values))


def public_actor(slug: str, **values: Any) -> Actor:
    return make_public(make_actor(slug, **values))


def key(slug: str) -> int:
    return Region.objects.get(slug=slug).pk


def slugs(tags: Any) -> list[str]:
    return [tag.slug for tag in tags]


def unknown(tags: Any, value: str) -> tuple[str, str | None]:
    """Look for what is not to be found; give the value and the nearest that is."""
    with pytest.raises(Unknown) as caught:
        tags.find(value)
    return caught.value.value, caught.value.nearest


# What it holds


def test_region_is_held_whole(db):
    row = Region.objects.get(slug="north-korea")

    assert load().regions.find("north-korea") == PublicRegion(
        id=row.pk,
        uid=row.uid,
        slug="north-korea",
        name="North Korea",
        kind="country",
        m49="408",
        alpha2="KP",
        alpha3="PRK",
        subdivision=None,
        latitude=40.12,
        longitude=127.18,
        parent_id=key("eastern-asia"),
        grouping_ids=(key("korean-peninsula"),),
        aliases=("DPRK", "Democratic People's Republic of Korea"),
    )


def test_actor_is_held_whole(db):
    home = Region.objects.get(slug="russia")
    row = public_actor(
        "kremlin",
        name="Russian government",
        kind="state",
        role="government",
        description="Sits in Moscow.",
        home_region=home,
        wikidata="Q1140115",
        aliases=("The Kremlin", "Moscow"),
    )

    assert load().actors.find("kremlin") == PublicActor(
        id=row.pk,
        uid=row.uid,
        slug="kremlin",
        name="Russian government",
        kind="state",
        role="government",
        description="Sits in Moscow.",
        home_region_id=home.pk,
        wikidata="Q1140115",
        aliases=("The Kremlin", "Moscow"),
    )


def test_all_public_tags_are_iterated_by_name(db):
    for slug in ("b", "a"):
        public_actor(slug)
    make_actor("unknown")
    held = load()

    names = Region.objects.released().order_by("name", "id").values_list("name", flat=True)
    assert [region.name for region in held.regions] == list(names)
    assert slugs(held.actors) == ["a", "b"]


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ({"alpha2": "KP", "subdivision": "KP-01", "m49": "408"}, "KP"),
        ({"alpha2": None, "subdivision": "KP-01", "m49": "408"}, "KP-01"),
        ({"alpha2": None, "subdivision": None, "m49": "408"}, "408"),
        ({"alpha2": None, "subdivision": None, "m49": None}, None),
    ],
)
def test_code_is_the_best_known(codes, code):
    values = dict.fromkeys(PublicRegion.__dataclass_fields__)

    assert PublicRegion(**{**values, **codes}).code == code


def test_groupings_come_by_name(db):
    ukraine = Region.objects.get(slug="ukraine")
    named = [Region.objects.get(slug=slug) for slug in ("sahel", "benelux", "levant")]
    save_tag(ukraine, by=None, aliases=(), groupings=named)

    held = load().regions
    groupings = [held.get(grouping) for grouping in held.find("ukraine").grouping_ids]
    assert slugs(groupings) == ["benelux", "levant", "sahel"]


@pytest.mark.parametrize("more", [0, 20])
def test_load_costs_the_same_however_much_there_is(db, more):
    for number in range(more):
        public_place(f"place-{number}")
        public_actor(f"actor-{number}", aliases=("one", "two"))

    with CaptureQueriesContext(connection) as queries:
        load()

    heads = [query for query in queries if "changes_head" in query["sql"]]
    assert (len(queries) - len(heads), len(heads)) == (TABLES_READ, 2)


# What it does not know


def test_unreleased_tags_are_unknown(db):
    sahel = Region.objects.get(slug="sahel")
    place = make_place("secretplace", subdivision="RU-SEC")
    save_tag(place, by=None, aliases=["Hidden City"], groupings=[sahel])
    lower = make_place("secretplacelower", parent="secretplace")
    actor = make_actor("secretactor", wikidata="Q999", aliases=("Hidden One",))
    held = load()

    for value in ("secretplace", "SECRETPLACE", "secretplacelower", str(place.uid), "RU-SEC"):
        assert unknown(held.regions, value) == (value, None)
    for value in ("secretplac", "secretplace1"):
        assert unknown(held.regions, value) == (value, None)
    for value in ("secretactor", "secretacto", str(actor.uid), "Q999"):
        assert unknown(held.actors, value) == (value, None)
    assert [held.regions.get(place.pk), held.regions.get(lower.pk), held.actors.get(actor.pk)] == [
        None,
        None,
        None,
    ]
    assert held.regions.shown([place.pk, lower.pk]) == held.actors.shown([actor.pk]) == []
    assert "secretplace" not in slugs(held.regions)
    assert list(held.actors) == []
    assert "secretplace" not in slugs(held.children(held.regions.find("russia")))
    assert "secretplace" not in slugs(held.children(held.regions.find("sahel")))
    assert place.pk not in held.region_keys_within(held.regions.find("russia"))


def test_unreleased_grouping_is_no_ancestor(db):
    front = make_place("front", kind="grouping")
    ukraine = Region.objects.get(slug="ukraine")
    save_tag(ukraine, by=None, aliases=(), groupings=[front])
    held = load()

    ancestors = held.ancestors(held.regions.find("ukraine"))
    assert slugs(ancestors) == ["eastern-europe", "europe", "world"]


def test_old_slug_of_an_unreleased_tag_is_unknown(db):
    actor = make_actor("firstname")
    actor.slug = "secondname"
    save_tag(actor, by=None, aliases=())

    assert unknown(load().actors, "firstname") == ("firstname", None)


def test_tag_is_known_once_it_is_released(db):
    place = make_place("secretplace")
    snapshot(read_head())

    release(place, by=None)

    held = snapshot(read_head())
    assert held.regions.find("secretplace").id == place.pk
    assert slugs(held.children(held.regions.find("russia"))) == ["secretplace"]


def test_unknown_names_the_nearest(db):
    regions = load().regions

    assert [
        unknown(regions, "North-Corea"),
        unknown(regions, "qqqqqqqq"),
        unknown(regions, ""),
        unknown(regions, "russia" * 1000),
    ] == [
        ("North-Corea", "north-korea"),
        ("qqqqqqqq", None),
        ("", None),
        ("russia" * 1000, None),
    ]


# Addresses


def test_region_is_found_whatever_the_case(db):
    regions = load().regions
    north_korea = regions.find("north-korea")

    values = ["North-Korea", "KP", "kp", "Prk", "408", str(north_korea.uid).upper()]
    assert [regions.find(value) for value in values] == [north_korea] * len(values)


def test_region_is_found_by_its_subdivision_and_actor_by_its_item(db):
    place = public_place("place", subdivision="RU-PLC")
    actor = public_actor("actor", wikidata="Q212")
    held = load()

    assert [held.regions.find(value).id for value in ("RU-PLC", "ru-plc")] == [place.pk] * 2
    assert [held.actors.find(value).id for value in ("Q212", "q212")] == [actor.pk] * 2


def test_slug_goes_before_a_code_that_reads_the_same(db):
    place = public_place("kp")
    regions = load().regions

    assert [regions.find("kp").id, regions.find("KP").slug] == [place.pk, "north-korea"]


def test_renamed_tag_is_found_by_its_old_slug(db):
    actor = public_actor("first")
    actor.slug = "second"
    save_tag(actor, by=None, aliases=())
    actors = load().actors

    found = actors.find("FIRST")
    assert (found.slug, found.id) == ("second", actor.pk)
    assert [
        actors.is_old_slug("FIRST", found),
        actors.is_old_slug("Second", found),
        actors.is_old_slug(str(actor.uid), found),
    ] == [True, False, False]


# Merges


def test_merged_tag_is_shown_as_the_one_that_stands_for_it(db):
    kept, merged = public_actor("kept"), public_actor("merged", wikidata="Q5")
    merge(merged, into=kept, by=None)
    actors = load().actors

    shown = actors.find("kept")
    found = [actors.find(value) for value in ("merged", "Q5", str(merged.uid))]
    assert found == [actors.get(merged.pk), shown, actors.get(kept.pk)] == [shown] * 3
    assert actors.is_old_slug("merged", shown)
    assert list(actors) == [shown]
    assert actors.shown([merged.pk, kept.pk]) == [shown]
    assert actors.rows_shown_as(kept.pk) == {kept.pk, merged.pk}
    assert actors.survivor(merged.pk) == kept.pk


def test_undone_merge_shows_both_again(db):
    kept, merged = public_actor("kept"), public_actor("merged")
    merge(merged, into=kept, by=None)
    unmerge(merged, by=None)
    actors = load().actors

    assert slugs(actors) == slugs(actors.shown([kept.pk, merged.pk])) == ["kept", "merged"]
    assert actors.rows_shown_as(kept.pk) == {kept.pk}
    assert not actors.is_old_slug("merged", actors.find("merged"))


def test_chain_of_merges_is_shown_as_its_end(db):
    one, two, three = (public_actor(slug) for slug in ("one", "two", "three"))
    merge(two, into=three, by=None)
    merge(one, into=two, by=None)
    actors = load().actors

    assert slugs(actors.find(slug) for slug in ("one", "two", "three")) == ["three"] * 3
    assert actors.rows_shown_as(three.pk) == {one.pk, two.pk, three.pk}
    assert slugs(actors) == ["three"]


def test_unknown_tag_merged_into_a_public_one_stays_unknown(db):
    public, merged = public_actor("public"), make_actor("merged")
    merge(merged, into=public, by=None)
    actors = load().actors

    assert unknown(actors, "merged") == ("merged", None)
    assert actors.get(merged.pk).slug == "public"


def test_public_tag_merged_into_an_unknown_one_makes_it_known(db):
    public, other = public_actor("public"), make_actor("other")
    snapshot(read_head())

    merge(public, into=other, by=None)

    actors = snapshot(read_head()).actors
    assert slugs(actors) == ["other"]
    assert actors.find("public").slug == "other"


def test_merged_tag_released_later_is_known_after_the_merge_is_undone(db):
    public, merged = public_actor("public"), make_actor("merged")
    merge(merged, into=public, by=None)

    release(merged, by=None)
    known = [snapshot(read_head()).actors.find("merged").slug]
    unmerge(merged, by=None)
    known.append(snapshot(read_head()).actors.find("merged").slug)

    assert known == ["public", "merged"]


def test_nearest_has_all_words_that_were_named(db):
    for slug in ("central-bank-of-russia", "government-of-russia", "prussia"):
        release(make_actor(slug), by=None)

    assert unknown(load().actors, "Russia") == ("Russia", "government-of-russia")


# The tree


def test_ancestors_come_nearest_first_and_once(db):
    held = load()

    mali = held.ancestors(held.regions.find("mali"))
    assert slugs(mali) == [
        "western-africa",
        "sahel",
        "sub-saharan-africa",
        "africa",
        "world",
    ]
    assert held.ancestors(held.regions.find("world")) == []


def test_children_are_those_by_parent_and_by_grouping(db):
    held = load()

    assert slugs(held.children(held.regions.find("korean-peninsula"))) == [
        "north-korea",
        "south-korea",
    ]
    assert slugs(held.children(held.regions.find("eastern-asia"))) == [
        "china",
        "hong-kong",
        "japan",
        "korean-peninsula",
        "macao",
        "mongolia",
        "north-korea",
        "south-korea",
        "taiwan",
    ]
    assert held.children(held.regions.find("mali")) == []


def test_region_keys_within_are_its_own_and_all_below(db):
    held = load()

    within = held.region_keys_within(held.regions.find("korean-peninsula"))
    everything = held.region_keys_within(held.regions.find("world"))
    assert within == {key("korean-peninsula"), key("north-korea"), key("south-korea")}
    assert everything == set(Region.objects.released().values_list("pk", flat=True))


def test_children_of_a_merged_region_lie_in_the_one_that_stands_for_it(db):
    kept, merged = public_place("kept", parent="ukraine"), public_place("merged")
    lower = public_place("lower", parent="merged")
    merge(merged, into=kept, by=None)
    held = load()

    assert slugs(held.ancestors(held.regions.find("lower"))) == [
        "kept",
        "ukraine",
        "eastern-europe",
        "europe",
        "world",
    ]
    assert slugs(held.children(held.regions.find("kept"))) == ["lower"]
    assert slugs(held.children(held.regions.find("russia"))) == []
    assert held.region_keys_within(held.regions.find("kept")) == {kept.pk, merged.pk, lower.pk}
    assert held.region_keys_within(held.regions.find("russia")) == {key("russia")}


def test_region_merged_into_its_parent_leaves_its_children_there(db):
    upper = public_place("upper")
    merged = public_place("merged", parent="upper")
    lower = public_place("lower", parent="merged")
    merge(merged, into=upper, by=None)
    held = load()

    assert slugs(held.ancestors(held.regions.find("lower")))[:2] == ["upper", "russia"]
    assert slugs(held.children(held.regions.find("upper"))) == ["lower"]
    assert held.region_keys_within(held.regions.find("upper")) == {upper.pk, merged.pk, lower.pk}


# Holding it


def test_snapshot_is_loaded_once_for_each_change(db):
    actor = public_actor("actor")
    forget()

    with CaptureQueriesContext(connection) as queries:
        head = read_head()
        first, second = snapshot(head), snapshot(head)
    actor.name = "Other"
    save_tag(actor, by=None, aliases=())
    third = snapshot(read_head())

    assert first is second
    assert len(queries) == TABLES_READ + 3
    assert [held.actors.find("actor").name for held in (second, third)] == ["Actor", "Other"]


def test_snapshot_outlives_changes_to_articles(db):
    head = read_head()
    first = snapshot(head)

    assert snapshot(head._replace(seq=head.seq + 1)) is first


def test_snapshot_of_another_epoch_is_another(db):
    head = read_head()
    first = snapshot(head)

    assert snapshot(head._replace(epoch=uuid.uuid4())) is not first


def test_load_is_of_one_number_though_tags_change_meanwhile(committed):
    public, other = public_actor("public"), make_actor("other")
    merged_at: list[str] = []

    def merge_after_the_actors_were_read(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if 'FROM "taxonomy_actor" WHERE "taxonomy_actor"."released_at"' in sql and not merged_at:
            merged_at.append(sql)
            with threads() as start:
                start(merge, public, into=other, by=None).result()
        return answer

    with connection.execute_wrapper(merge_after_the_actors_were_read):
        held = load()

    assert merged_at
    assert slugs(held.actors) == ["other"]
    assert held.actors.find("public").slug == "other"


def test_snapshot_is_loaded_by_one_thread_for_all(committed):
    forget()
    head = read_head()

    with threads() as start:
        held = [future.result() for future in [start(snapshot, head) for _ in range(3)]]

    assert isinstance(held[0], Snapshot)
    assert {id(one) for one in held} == {id(held[0])}
