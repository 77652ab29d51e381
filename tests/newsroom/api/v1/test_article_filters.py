"""The filters of /articles/ tell the truth."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from taxonomy.editing import merge, save_tag, unmerge
from taxonomy.models import Region
from tests.factories import (
    make_actor,
    make_article,
    make_author,
    make_content,
    make_place,
    make_published,
)
from tests.newsroom.images.files import make_picture

LIST = "/api/v1/articles/"


def titles(api, **query) -> list[str]:
    results = api.json(LIST, {**query, "page_size": 100})["results"]
    return sorted(card["title"] for card in results)


@pytest.fixture
def tagged(db) -> None:
    make_place("kursk-city", parent="kursk")
    make_published(title="kursk", regions=["kursk"])
    make_published(title="city", regions=["kursk-city"])
    make_published(title="russia", regions=["russia"])
    make_published(title="both", regions=["russia", "ukraine"])
    make_published(title="korea", regions=["korean-peninsula"])
    make_published(title="seoul", regions=["seoul"])
    make_published(title="untagged")


@pytest.mark.parametrize(
    ("region", "found"),
    [
        ("russia", ["both", "city", "kursk", "russia"]),
        ("RU", ["both", "city", "kursk", "russia"]),
        ("ru", ["both", "city", "kursk", "russia"]),
        ("643", ["both", "city", "kursk", "russia"]),
        ("RUSSIA", ["both", "city", "kursk", "russia"]),
        ("=russia", ["both", "russia"]),
        ("kursk", ["city", "kursk"]),
        ("europe", ["both", "city", "kursk", "russia"]),
        ("korean-peninsula", ["korea", "seoul"]),
        ("=korean-peninsula", ["korea"]),
        ("south-korea", ["seoul"]),
        ("russia,ukraine", ["both"]),
        ("kursk|ukraine", ["both", "city", "kursk"]),
        ("russia,-kursk", ["both", "russia"]),
        ("-europe", ["korea", "seoul", "untagged"]),
        ("-(russia,ukraine),europe", ["city", "kursk", "russia"]),
        ("world", ["both", "city", "korea", "kursk", "russia", "seoul"]),
        ("-world", ["untagged"]),
        ("africa", []),
    ],
)
def test_region_matches_what_lies_in_it(api, tagged, region, found):
    assert titles(api, region=region) == found


def test_region_moved_counts_where_it_lies_now(api, tagged):
    kursk = Region.objects.get(slug="kursk")
    kursk.parent = Region.objects.get(slug="ukraine")
    save_tag(kursk, by=None, aliases=())

    assert titles(api, region="=russia|kursk") == ["both", "city", "kursk", "russia"]
    assert titles(api, region="ukraine") == ["both", "city", "kursk"]


def test_actor_filter_takes_the_same_grammar(api):
    first, second = make_actor("first"), make_actor("second")
    make_published(title="one", actors=[first])
    make_published(title="two", actors=[first, second])
    make_published(title="none")

    assert titles(api, actor="first") == ["one", "two"]
    assert titles(api, actor="first,-second") == ["one"]
    assert titles(api, actor=str(second.uid)) == ["two"]
    assert titles(api, actor="-first") == ["none"]


def test_single_valued_filters_match_any_of_their_values(api):
    for genre, language in (("news", "en"), ("opinion", "fr"), ("analysis", "zh-Hans")):
        make_published(title=genre, genre=genre, language=language)

    assert titles(api, genre="news|opinion") == ["news", "opinion"]
    assert titles(api, language="fr|zh-hans") == ["analysis", "opinion"]
    assert titles(api, genre="news", language="fr") == []


def test_dates_include_their_first_moment_and_not_their_last(api):
    for hour in (0, 12):
        make_published(title=f"{hour}", display_at=datetime(2025, 7, 12, hour, tzinfo=UTC))

    assert titles(api, published_after="2025-07-12") == ["0", "12"]
    assert titles(api, published_before="2025-07-12") == []
    assert titles(api, published_before="2025-07-12T12:00:00Z") == ["0"]
    assert titles(api, published_after="2025-07-12T14:00:00+02:00") == ["12"]
    assert titles(api, published_after="2025-07-12T14:00:01+02:00") == []


def test_bare_dates_mean_days_of_the_newsroom(api):
    make_published(title="late", display_at=datetime(2025, 7, 11, 23, tzinfo=UTC))

    with override_settings(NEWSROOM_TIME_ZONE="Europe/Berlin"):
        response = api.get(LIST, {"published_after": "2025-07-12"})

    assert [card["title"] for card in response.json()["results"]] == ["late"]
    assert response["X-Newsroom-Time-Zone"] == "Europe/Berlin"


def test_updated_filters_use_the_moment_of_the_update(api):
    story = make_published(title="one", display_at=datetime(2020, 1, 1, tzinfo=UTC))
    updated = api.json(f"{LIST}{story.slug}/")["updated_at"]

    assert titles(api, updated_after=updated) == ["one"]
    assert titles(api, updated_before=updated) == []


def test_ids_give_the_public_ones_among_them(api):
    first, _, third = (make_published(title=name) for name in ("first", "second", "third"))
    unknown = "00000000-0000-0000-0000-000000000000"

    assert titles(api, ids=f"{first.pk},{third.pk},{unknown}") == ["first", "third"]


def test_filters_combine(api, tagged):
    make_published(title="wanted", regions=["kursk"], genre="opinion", language="de")

    assert titles(api, region="russia", genre="opinion", language="de") == ["wanted"]


def test_unreleased_tag_is_unknown_to_filters_and_hints(api):
    make_actor("canary-actor")
    make_place("canary-place")

    assert api.problem(LIST, {"actor": "canary-actor"})["errors"][0]["nearest"] is None
    assert api.problem(LIST, {"actor": "canary-acto"})["errors"][0]["nearest"] is None
    assert api.problem(LIST, {"region": "canary-place"})["errors"][0]["nearest"] is None


def test_author_filter_takes_the_same_grammar(api):
    ana, ben = make_author("Ana", slug="ana"), make_author("Ben", slug="ben")
    make_published(title="one", byline=[ana])
    make_published(title="two", byline=[ben, ana])
    make_published(title="none")

    assert titles(api, author="ana") == ["one", "two"]
    assert titles(api, author="ANA,-ben") == ["one"]
    assert titles(api, author=str(ben.uid)) == ["two"]
    assert titles(api, author="-ana") == ["none"]


def test_author_is_unknown_until_a_story_of_theirs_is_published(api):
    author = make_author("Ana", slug="ana-author")
    draft = make_article(byline=[author])
    assert api.problem(LIST, {"author": "ana-author"})["errors"][0]["nearest"] is None

    publish(draft, by=None)

    assert api.problem(LIST, {"author": "ana-auther"})["errors"][0]["nearest"] == "ana-author"


def test_actor_kind_matches_stories_with_any_actor_of_the_kind(api):
    person, state, other = (make_actor(kind=kind) for kind in ("person", "state", "media"))
    make_published(title="person", actors=[person])
    make_published(title="both", actors=[person, state])
    make_published(title="media", actors=[other])

    assert titles(api, actor_kind="person") == ["both", "person"]
    assert titles(api, actor_kind="state|media") == ["both", "media"]
    assert titles(api, actor_kind="alliance") == []


def test_has_matches_stories_with_any_of_the_features(api, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_published(title="image", picture=make_picture().pk)
    make_published(title="note", editors_note="Sample.")
    corrected = make_published(title="corrected", slug="corrected")
    correct(corrected, CorrectionText("correction", "It was wrong."), by=None)
    make_published(title="plain")

    assert titles(api, has="image") == ["image"]
    assert titles(api, has="editors_note|image") == ["image", "note"]
    assert titles(api, has="correction") == ["corrected"]


def test_walk_begins_where_the_newest_story_with_a_tag_can_be(api):
    silent = make_actor("silent")
    make_published(title="old", actors=[silent], display_at=datetime(2019, 3, 1, tzinfo=UTC))
    make_published(title="new")

    def statement(actor: str) -> str:
        with CaptureQueriesContext(connection) as queries:
            api.json(LIST, {"actor": actor})
        return queries[-1]["sql"]

    assert "2019-03-01" in statement("silent")
    assert "2019-03-01" not in statement("-silent")
    assert titles(api, actor="silent") == ["old"]


@pytest.fixture
def silent(db):
    """An actor of whom nothing is public between 2019 and the newest stories."""
    actor = make_actor("silent")
    make_published(title="new")
    make_published(title="old", actors=[actor], display_at=datetime(2019, 3, 1, tzinfo=UTC))
    make_published(title="first", display_at=datetime(2010, 1, 1, tzinfo=UTC))
    return actor


@pytest.mark.parametrize("ordering", ["-published_at", "published_at", "-updated_at"])
def test_walk_holds_what_comes_to_a_tag_from_far_away(api, silent, ordering):
    def listed(**query: str) -> list[str]:
        return titles(api, ordering=ordering, **query)

    assert listed(actor="silent") == ["old"]
    make_published(title="future", actors=[silent], display_at=datetime(2093, 1, 1, tzinfo=UTC))
    assert listed(actor="silent") == ["future", "old"]
    late = make_published(title="retagged", display_at=datetime(2011, 1, 1, tzinfo=UTC))
    content = make_content(
        title="retagged",
        slug=late.slug,
        actors=[silent],
        display_at=datetime(2011, 1, 1, tzinfo=UTC),
    )
    save(late, content, by=None, based_on=None)
    publish(late, by=None)
    assert listed(actor="silent") == ["future", "old", "retagged"]


@pytest.mark.parametrize("ordering", ["-published_at", "published_at", "-updated_at"])
def test_walk_holds_what_comes_to_a_tag_by_a_merge_or_a_move(api, ordering):
    kim, double = make_actor("kim"), make_actor("double")
    town = make_place("town", parent="ukraine")
    for year, tags in (
        (2010, {}),
        (2012, {"regions": [town]}),
        (2015, {"actors": [double]}),
        (2019, {"actors": [kim], "regions": ["fiji"]}),
        (2025, {}),
    ):
        make_published(title=f"{year}", display_at=datetime(year, 1, 1, tzinfo=UTC), **tags)

    def listed(**query: str) -> list[str]:
        return titles(api, ordering=ordering, **query)

    assert listed(actor="kim") == listed(region="fiji") == ["2019"]
    merge(double, into=kim, by=None)
    town.parent = Region.objects.get(slug="fiji")
    save_tag(town, by=None, aliases=())

    assert listed(actor="kim") == ["2015", "2019"]
    assert listed(actor="double", region="=fiji") == ["2019"]
    assert listed(region="fiji") == ["2012", "2019"]
    assert listed(region="fiji,-=fiji") == ["2012"]
    assert listed(region="(ukraine|town),fiji") == ["2012"]
    assert listed(actor="kim|-double") == ["2010", "2012", "2015", "2019", "2025"]
    assert listed(actor="-(-kim)") == ["2015", "2019"]
    unmerge(double, by=None)
    assert listed(actor="kim") == ["2019"]


def test_bounds_of_a_walk_are_none_of_what_else_the_filters_are_for(api, silent):
    gone = make_published(actors=[silent], display_at=datetime(2012, 1, 1, tzinfo=UTC))
    withdraw(gone, by=None, reason="Wrong.")

    answer = api.json(LIST, {"actor": "silent", "count": "exact", "facets": "actor,month"})
    timeline = api.json("/api/v1/timeline/", {"actor": "silent"})

    assert answer["count"] == answer["facets_counted"]["stories"] == 1
    assert answer["facets"]["month"] == [{"value": "2019-03", "count": 1}]
    assert [one["count"] for one in answer["facets"]["actor"]] == [1]
    assert timeline["results"] == [{"start": "2019-03-01", "count": 1}]
    assert api.json("/api/v1/actors/silent/connections/")["count"] == 1
