"""/suggest/ completes what is typed."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.published.search import suggesting
from articles.verbs.withdrawing import withdraw
from taxonomy.editing import merge, save_tag
from taxonomy.models import Region
from tests.factories import make_actor, make_article, make_place, make_published

SUGGEST = "/api/v1/suggest/"
V1 = f"{settings.NEWSROOM_PUBLIC_URL}/api/v1"


def suggested(api, kind: str, q: str, **query) -> list[str]:
    return [one["slug"] for one in api.json(SUGGEST, {"q": q, **query})[kind]]


def make_public_actor(slug: str, **values):
    actor = make_actor(slug, **values)
    make_published(title="Unrelated", actors=[actor])
    return actor


def test_suggestions_are_whole(api):
    actor = make_public_actor("russia-state", name="Russia", kind="state", aliases=("Fijik",))
    story = make_published(
        title="Fiji’s long election",
        slug="fiji-votes",
        regions=["fiji"],
        display_at=datetime(2025, 7, 1, tzinfo=UTC),
    )
    fiji = Region.objects.get(slug="fiji")

    assert api.json(SUGGEST, {"q": "fiji"}) == {
        "regions": [
            {
                "id": str(fiji.uid),
                "slug": "fiji",
                "name": "Fiji",
                "code": "FJ",
                "kind": "country",
                "matched": "Fiji",
                "api_url": f"{V1}/regions/fiji/",
            }
        ],
        "actors": [
            {
                "id": str(actor.uid),
                "slug": "russia-state",
                "name": "Russia",
                "kind": "state",
                "matched": "Fijik",
                "api_url": f"{V1}/actors/russia-state/",
            }
        ],
        "articles": [
            {
                "id": str(story.pk),
                "slug": "fiji-votes",
                "title": "Fiji’s long election",
                "language": "en",
                "published_at": "2025-07-01T00:00:00Z",
                "url": "https://www.example.org/en/fiji-votes",
                "api_url": f"{V1}/articles/fiji-votes/",
            }
        ],
    }


@pytest.mark.parametrize(
    "typed", ["kim j", "KIM JONG", "jong", "un", "Kím", "kim-jong", "kmi jong un", "kim yong un"]
)
def test_suggest_finds_a_name_by_any_beginning_accents_and_errors_aside(api, typed):
    make_public_actor("kim-jong-un", name="Kim Jong Un")

    assert suggested(api, "actors", typed) == ["kim-jong-un"]


def test_suggest_forgives_errors_only_where_no_name_fits(api):
    make_public_actor("lavrov", name="Lavrov")
    make_public_actor("lavrow", name="Lavrow")

    assert suggested(api, "actors", "lavrov") == ["lavrov"]
    assert suggested(api, "actors", "lawrov") == ["lavrov"]
    assert suggested(api, "actors", "zzzz") == []
    assert suggested(api, "regions", "ukrane") == ["ukraine"]


def test_suggest_puts_whole_names_and_first_words_first(api):
    for slug in ("new-korea", "korea-herald", "korea"):
        make_public_actor(slug, name=slug.replace("-", " ").title(), kind="media")

    assert suggested(api, "actors", "korea") == ["korea", "korea-herald", "new-korea"]
    assert suggested(api, "actors", "korea", page_size=1) == ["korea"]


def test_suggest_follows_renames_and_merges_at_once(api):
    first, second = (
        make_public_actor("first", name="Alpha"),
        make_public_actor("second", name="Beta"),
    )
    first.name = "Gamma"
    save_tag(first, by=None, aliases=("Delta",))
    merge(second, into=first, by=None)

    assert suggested(api, "actors", "alph") == []
    assert suggested(api, "actors", "gamm") == suggested(api, "actors", "delt") == ["first"]
    assert suggested(api, "actors", "beta") == []


def test_suggest_knows_public_things_only(api):
    actor, place = make_actor("xylocarp"), make_place("xylocarp-place")
    make_article(title="Xylocarp draft", actors=[actor], regions=[place])
    taken = make_published(title="Xylocarp withdrawn")
    withdraw(taken, by=None, reason="Sample.")

    assert api.json(SUGGEST, {"q": "xyloc"}) == {"regions": [], "actors": [], "articles": []}


def test_suggest_gives_the_newest_titles_with_all_words(api):
    for year, title in (
        (2023, "Énergie et négociations"),
        (2025, "Negotiations resume"),
        (2024, "South-East Asia negotiates energy"),
    ):
        make_published(title=title, slug=f"y{year}", display_at=datetime(year, 1, 1, tzinfo=UTC))
    make_published(title="安理会宣布制裁", slug="zh", language="zh-Hans")

    assert suggested(api, "articles", "negotiat") == ["y2025", "y2024"]
    assert suggested(api, "articles", "nego") == ["y2025", "y2024", "y2023"]
    assert suggested(api, "articles", "energ negoc") == []
    assert suggested(api, "articles", "energie nego") == ["y2023"]
    assert suggested(api, "articles", "south-ea") == ["y2024"]
    assert suggested(api, "articles", "宣布") == ["zh"]
    assert suggested(api, "articles", "nego", page_size=1) == ["y2025"]


def test_suggest_finds_old_titles_beyond_the_newest(api, monkeypatch):
    monkeypatch.setattr(suggesting, "NEWEST", 1)
    make_published(title="Kraken", slug="old", display_at=datetime(2020, 1, 1, tzinfo=UTC))
    make_published(title="Nothing")

    assert suggested(api, "articles", "krak") == ["old"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, "q"),
        ({"q": "!!"}, "q"),
        ({"q": "x" * 101}, "q"),
        ({"q": "a", "limit": "5"}, "limit"),
        ({"q": "a", "region": "fiji"}, "region"),
    ],
)
def test_suggest_refuses_what_it_does_not_take(api, query, parameter):
    problem = api.problem(SUGGEST, query)

    assert (problem["status"], problem["errors"][0]["parameter"]) == (400, parameter)


@pytest.mark.parametrize(
    ("size", "nearest"), [("0", "1"), ("-1", "1"), ("21", "20"), ("5.0", "20"), ("x", "20")]
)
def test_suggest_names_the_nearest_page_size(api, size, nearest):
    problem = api.problem(SUGGEST, {"q": "a", "page_size": size})

    detail = f"page_size is a whole number from 1 to 20. Did you mean “{nearest}”?"
    assert problem["errors"] == [{"parameter": "page_size", "detail": detail, "nearest": nearest}]


@pytest.mark.parametrize(
    "typed", ["' & | ! :* \\ a", "a:*", "%s", "-a", "漢" * 100, "_", "the", "²"]
)
def test_suggest_answers_whatever_is_typed(api, typed):
    make_published(title="The story")

    assert api.get(SUGGEST, {"q": typed}).status_code in (200, 400)


def test_suggest_costs_the_same_for_one_story_and_three(api):
    costs = []
    for _ in range(2):
        make_published(title="kraken")
        api.get(SUGGEST, {"q": "a"})
        with CaptureQueriesContext(connection) as queries:
            api.json(SUGGEST, {"q": "kraken"})
        costs.append(len(queries))
        make_published(title="kraken")

    assert costs == [5, 5]
