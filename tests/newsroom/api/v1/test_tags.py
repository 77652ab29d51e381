"""/regions/ and /actors/."""

from unittest.mock import ANY

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from taxonomy.editing import merge, save_tag, unmerge
from taxonomy.models import Actor, Region
from taxonomy.releasing import release
from tests.factories import make_actor, make_place, make_published

PUBLIC = settings.NEWSROOM_PUBLIC_URL


def _reference(slug: str, name: str, code: str | None) -> dict:
    uid = str(Region.objects.get(slug=slug).uid)
    return {"id": uid, "slug": slug, "name": name, "code": code}


def test_region_is_whole(api):
    assert api.json("/api/v1/regions/north-korea/") == {
        **_reference("north-korea", "North Korea", "KP"),
        "api_url": f"{PUBLIC}/api/v1/regions/north-korea/",
        "kind": "country",
        "m49": "408",
        "alpha2": "KP",
        "alpha3": "PRK",
        "subdivision": None,
        "aliases": ["DPRK", "Democratic People's Republic of Korea"],
        "centre": {"latitude": 40.12, "longitude": 127.18},
        "parent": _reference("eastern-asia", "Eastern Asia", "030"),
        "groupings": [_reference("korean-peninsula", "Korean Peninsula", None)],
        "ancestors": [
            _reference("eastern-asia", "Eastern Asia", "030"),
            _reference("korean-peninsula", "Korean Peninsula", None),
            _reference("asia", "Asia", "142"),
            _reference("world", "World", "001"),
        ],
        "children": [],
    }


def test_region_is_found_by_slug_id_and_every_code(api):
    uid = Region.objects.get(slug="north-korea").uid

    for key in ("north-korea", "NORTH-KOREA", uid, "KP", "kp", "PRK", "408"):
        assert api.json(f"/api/v1/regions/{key}/")["slug"] == "north-korea"


def test_regions_are_filtered_by_kind_and_place(api):
    countries = api.json("/api/v1/regions/?kind=country&within=eastern-asia")["results"]

    assert [region["slug"] for region in countries] == [
        "china",
        "japan",
        "mongolia",
        "north-korea",
        "south-korea",
        "taiwan",
    ]


def test_renamed_tag_answers_301_under_its_old_slug(api):
    actor = make_actor("old-name")
    release(actor, by=None)
    actor = Actor.objects.get(pk=actor.pk)
    actor.slug = "new-name"
    save_tag(actor, by=None, aliases=())

    response = api.get("/api/v1/actors/old-name/")

    assert response.status_code == 301
    assert response["Location"] == f"{PUBLIC}/api/v1/actors/new-name/"


def test_merged_tag_answers_301_until_the_merge_is_undone(api):
    kept, merged = make_actor("kept"), make_actor("merged")
    make_published(actors=[kept, merged])
    merge(merged, into=kept, by=None)

    response = api.get("/api/v1/actors/merged/")
    assert response["Location"] == f"{PUBLIC}/api/v1/actors/kept/"
    assert [one["slug"] for one in api.json("/api/v1/actors/")["results"]] == ["kept"]

    unmerge(merged, by=None)
    assert api.json("/api/v1/actors/merged/")["slug"] == "merged"


def test_actor_is_whole(api):
    actor = make_actor(
        "kim-jong-un",
        name="Kim Jong Un",
        role="Leader",
        description="He leads.",
        home_region=Region.objects.get(slug="north-korea"),
        wikidata="Q56226",
        aliases=("Kim Jong-un",),
    )
    make_published(actors=[actor])
    whole = {
        "id": str(actor.uid),
        "slug": "kim-jong-un",
        "name": "Kim Jong Un",
        "kind": "person",
        "api_url": f"{PUBLIC}/api/v1/actors/kim-jong-un/",
        "role": "Leader",
        "description": "He leads.",
        "home_region": _reference("north-korea", "North Korea", "KP"),
        "aliases": ["Kim Jong-un"],
        "wikidata": "Q56226",
    }

    assert api.json("/api/v1/actors/Q56226/") == whole
    assert api.json("/api/v1/actors/?kind=person&home_region=asia")["results"] == [whole]
    assert api.json("/api/v1/actors/?kind=state")["results"] == []


def test_tag_becomes_public_with_the_first_story_that_carries_it(api):
    actor, place = make_actor("new-actor"), make_place("new-place")
    assert api.problem("/api/v1/actors/new-actor/")["status"] == 404
    assert api.problem("/api/v1/regions/new-place/")["status"] == 404

    make_published(actors=[actor], regions=[place])

    assert api.json("/api/v1/actors/new-actor/")["slug"] == "new-actor"
    assert api.json("/api/v1/regions/new-place/")["slug"] == "new-place"


def test_rename_shows_in_every_story_at_once(api):
    actor = make_actor("somebody", name="Old name")
    story = make_published(actors=[actor])
    actor = Actor.objects.get(pk=actor.pk)
    actor.name = "New name"
    save_tag(actor, by=None, aliases=())

    answer = api.json(f"/api/v1/articles/{story.slug}/?fields=actors")

    assert [one["name"] for one in answer["actors"]] == ["New name"]


def test_list_of_regions_costs_the_same_for_one_and_a_hundred(api):
    api.get("/api/v1/regions/")
    costs = []
    for size in (1, 3, 100):
        with CaptureQueriesContext(connection) as queries:
            assert len(api.json(f"/api/v1/regions/?page_size={size}")["results"]) == size
        costs.append(len(queries))

    assert costs == [2, 2, 2]


def test_fields_of_tags_are_chosen_by_name(api):
    make_published(
        regions=["seoul"],
        actors=[
            make_actor(
                "kim", name="Kim", home_region=Region.objects.get(slug="north-korea"), role="Leader"
            )
        ],
    )
    actors, regions = "/api/v1/actors/", "/api/v1/regions/"

    chosen = {"name": "Kim", "home_region": {"code": "KP"}}
    assert api.json(f"{actors}?fields=home_region.code,name")["results"] == [chosen]
    assert api.json(f"{actors}kim/?fields=home_region.code,name") == chosen
    whole = api.json(f"{actors}kim/")
    del whole["aliases"], whole["home_region"]["id"]
    assert api.json(f"{actors}kim/?fields=-aliases,-home_region.id") == whole

    assert api.json(f"{regions}seoul/?fields=parent.slug,ancestors.slug,centre.latitude") == {
        "centre": {"latitude": ANY},
        "parent": {"slug": "south-korea"},
        "ancestors": ANY,
    }
    assert api.json(f"{regions}world/?fields=parent.slug") == {"parent": None}
    first = api.json(f"{regions}?fields=slug&page_size=2&within=korean-peninsula")
    second = api.json(first["next"].removeprefix(PUBLIC))
    assert [set(one) for one in [*first["results"], *second["results"]]][:3] == [{"slug"}] * 3


def test_fields_of_tags_are_the_columns_of_a_table(api):
    table = api.get("/api/v1/regions/?format=csv&fields=parent.slug,code,slug&ids=" + _uid("fiji"))

    assert table.content.decode("utf-8-sig").splitlines() == [
        '"slug","code","parent"',
        '"fiji","FJ","melanesia"',
    ]


def _uid(slug: str) -> str:
    return str(Region.objects.get(slug=slug).uid)
