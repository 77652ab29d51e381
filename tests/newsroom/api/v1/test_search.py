"""Searching: what is found, and in which order."""

import re
from datetime import timedelta
from html import escape, unescape
from unittest.mock import ANY

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import SearchEntry
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import erase, redact, withdraw
from taxonomy.editing import merge, save_tag
from tests.factories import make_actor, make_article, make_content, make_published

LIST = "/api/v1/articles/"


def found(api, q: str, **query) -> list[str]:
    """Give the titles of what matches, in alphabetical order."""
    return sorted(ordered(api, q, **query))


def ordered(api, q: str, **query) -> list[str]:
    results = api.json(LIST, {"q": q, "page_size": 100, **query})["results"]
    return [card["title"] for card in results]


def body(text: str) -> str:
    return f"<p>{text}</p>"


@pytest.fixture
def stories(db) -> None:
    make_published(title="one", body=body("Drones crossed the Black Sea during the exercises."))
    make_published(title="two", body=body("A missile fell into the sea; black smoke rose."))
    make_published(title="three", summary="Missiles and a drone in harbour.")
    make_published(title="four", body=body("Nothing happened."))


@pytest.mark.parametrize(
    ("q", "titles"),
    [
        ("drone", ["one", "three"]),
        ("DRÔNES", ["one", "three"]),
        ("drone missile", ["three"]),
        ("drone or missile", ["one", "three", "two"]),
        ("black sea", ["one", "two"]),
        ('"black sea"', ["one"]),
        ("missile -drone", ["two"]),
        ('sea -"black sea"', ["two"]),
        ("drone or missile sea", ["one", "two"]),
        ("drone -sea -harbour", []),
        ("four", ["four"]),
        ("exercise", ["one"]),
        ("kraken", []),
        ("the drone", ["one", "three"]),
        ("drone & ! | (sea) : * \\ ' \" <->", ["one"]),
    ],
)
def test_search_finds_stories_by_their_words(api, stories, q, titles):
    assert found(api, q) == titles


@pytest.mark.parametrize(
    "q",
    ["!!!", "the", "-drone", "x" * 501, "x" * 4_000, "word " * 33, "a or -b", '"the of"', "'"],
)
def test_search_without_a_word_to_look_for_is_refused(api, stories, q):
    problem = api.problem(LIST, {"q": q})

    assert problem["status"] == 400
    assert [error["parameter"] for error in problem["errors"]] == ["q"]


@pytest.mark.parametrize(
    "q",
    [
        "'; DROP TABLE articles_article; --",
        "a:*",
        "%s %(x)s {0} $1",
        "\\x00 \\",
        "<script>alert(1)</script>",
        "http://example.org/a?b=c#d a@b.c 1e400 -1.5 /usr/bin/x",
        "x" * 500,
        "漢" * 500,
        "🚀 rocket",
        "👩\u200d🚀 \ufe0f \u200f",
        "\U0001fae8 \U0003fffd \ufffe",
        'an "unbalanced',
        "“another„ one” «and «one",
        "or or or",
        "a or",
        "-",
        "a" + "\u0301" * 400,
        "'#a1' #r1",
        "ﷺ",
    ],
)
@pytest.mark.parametrize("ordering", ["relevance", "-published_at"])
def test_search_answers_whatever_is_typed(api, stories, q, ordering):
    response = api.get(LIST, {"q": q, "ordering": ordering})

    assert response.status_code in (200, 400)
    assert response.status_code == 200 or response.json()["errors"][0]["parameter"] == "q"


def test_search_of_an_empty_archive_finds_nothing(api):
    assert api.json(f"{LIST}?q=word&ordering=relevance&count=exact")["count"] == 0


def test_search_knows_the_words_of_each_language(api):
    make_published(title="english", language="en", body=body("The negotiations went on."))
    make_published(title="french", language="fr", body=body("Les négociations à l’Élysée."))
    make_published(title="german", language="de", body=body("Die Verhandlungen der Häuser."))
    make_published(title="ukrainian", language="uk", body=body("Переговори у Києві тривають."))
    make_published(title="chinese", language="zh-Hans", body=body("安理会宣布对朝鲜实施制裁。"))
    make_published(title="arabic", language="ar", body=body("بدأت المفاوضات في القاهرة"))

    assert found(api, "negotiating") == ["english"]
    assert found(api, "negociation") == ["french"]
    assert found(api, "elysee") == ["french"]
    assert found(api, "haus") == found(api, "Häusern") == ["german"]
    assert found(api, "ПЕРЕГОВОРИ") == ["ukrainian"]
    assert found(api, "制裁") == ["chinese"]
    assert found(api, "裁制") == []
    assert found(api, "المفاوضات") == ["arabic"]
    assert found(api, "négociation", language="fr") == ["french"]
    assert found(api, "négociation", language="de") == []
    # A stop word in German only.
    assert found(api, "die verhandlung") == ["german"]


def test_search_takes_the_characters_that_scripts_are_written_with(api):
    make_published(title="persian", language="fa", body=body("من می\u200cخواهم بروم."))
    make_published(title="chinese", language="zh-Hans", body=body("安理会宣布对朝鲜实施制裁。"))
    make_published(title="french", language="fr", body=body("La mer\u00a0Noire."))
    make_published(title="russian", language="ru", body=body("Переговоры начались."))
    make_published(title="emoji", body=body("A rocket 🚀 rose."))

    assert found(api, "می\u200cخواهم") == ["persian"]
    assert found(api, "朝鲜\u3000制裁") == ["chinese"]
    assert found(api, "«\u00a0mer noire\u00a0»") == ["french"]
    assert found(api, "\u200fпереговоров") == ["russian"]
    assert found(api, "🚀 rocket") == ["emoji"]
    assert api.problem(LIST, {"q": "a\tb"})["errors"][0]["parameter"] == "q"


def test_search_excludes_by_the_words_of_each_language(api):
    make_published(title="english", language="en", body=body("Talks and sanctions."))
    make_published(title="french", language="fr", body=body("Talks et sanctions."))

    assert found(api, "talks -sanction") == []
    assert found(api, "talks -kraken") == ["english", "french"]


def test_search_by_a_name_or_alias_finds_what_is_tagged(api):
    names = {"name": "Russian Federation", "aliases": ("the Kremlin",)}
    kremlin = make_actor("russia-state", kind="state", **names)
    who = make_actor("who", kind="organisation", aliases=("WHO",))
    person = make_actor("kim", name="Kim Jong Un", kind="person", aliases=("Marshal",))
    make_published(title="tagged", actors=[kremlin], regions=["north-korea"])
    make_published(title="written", body=body("A spokesman of the Kremlin said nothing."))
    make_published(title="health", actors=[who, person])

    assert found(api, "the kremlin") == ["tagged", "written"]
    assert found(api, '"The Kremlin"') == ["tagged", "written"]
    assert found(api, "russian federation") == ["tagged"]
    assert found(api, "federation") == []
    assert found(api, "WHO") == ["health"]
    assert found(api, "North Korea story") == ["tagged"]
    assert found(api, "jong") == found(api, "marshal") == ["health"]
    assert found(api, "kremlin or marshal -story") == []
    assert found(api, "spokesman or story -“the kremlin”") == ["health"]


def test_search_by_an_alias_shows_renames_and_merges_at_once(api):
    first = make_actor("first", name="Alpha", kind="company", aliases=("Aleph",))
    second = make_actor("second", name="Beta", kind="company")
    make_published(title="first", actors=[first])
    make_published(title="second", actors=[second])
    assert found(api, "aleph") == ["first"]

    first.name = "Omega"
    save_tag(first, by=None, aliases=("Alif",))
    assert (found(api, "aleph"), found(api, "alpha")) == ([], [])
    assert found(api, "alif") == found(api, "omega") == ["first"]

    merge(second, into=first, by=None)
    assert found(api, "omega") == ["first", "second"]
    assert found(api, "beta") == []


def test_search_by_the_name_of_an_unreleased_tag_finds_nothing(api):
    actor = make_actor("hidden", name="Hidden")
    make_article(title="draft", actors=[actor])
    make_published(title="public")

    assert found(api, "hidden") == []


def test_search_sees_the_version_that_is_public(api):
    story = make_published(title="one", slug="one", body=body("Old wording."))
    save(
        story, make_content(title="one", slug="one", body=body("New text.")), by=None, based_on=None
    )
    assert (found(api, "wording"), found(api, "new")) == (["one"], [])

    publish(story, by=None)
    assert (found(api, "wording"), found(api, "new")) == ([], ["one"])
    redact(story.versions.get(number=1), by=None, reason="Sample.")
    assert found(api, "wording") == []

    withdraw(story, by=None, reason="Sample.")
    assert found(api, "new") == []
    erase(story, by=None, reason="Sample.")
    assert SearchEntry.objects.count() == 0


def test_search_combines_with_filters_facets_timeline_and_count(api):
    actor = make_actor("somebody", kind="media")
    make_published(title="wanted", actors=[actor], genre="opinion", regions=["fiji"])
    make_published(title="wanted again", actors=[actor])
    make_published(title="other", genre="opinion")

    assert found(api, "wanted", genre="opinion", region="fiji") == ["wanted"]
    answer = api.json(f"{LIST}?q=wanted&count=exact&facets=genre,actor&ordering=relevance")
    assert answer["count"] == 2
    assert answer["facets"]["genre"] == [
        {"value": "news", "count": 1},
        {"value": "opinion", "count": 1},
    ]
    assert answer["facets"]["actor"][0]["count"] == 2
    assert sum(one["count"] for one in api.json("/api/v1/timeline/?q=wanted")["results"]) == 2
    assert api.json("/api/v1/actors/somebody/connections/?q=wanted")["count"] == 2


def test_relevance_puts_the_title_first_and_weighs_freshness(api):
    new = timezone.now()
    old = new - timedelta(days=9_000)
    make_published(title="body", body=body("A kraken."), display_at=new)
    make_published(title="summary", summary="A kraken.", display_at=new)
    make_published(title="A kraken", display_at=new)
    make_published(title="An old kraken", display_at=old)
    make_published(title="tagged", display_at=new, actors=[make_actor(name="Kraken")])

    assert ordered(api, "kraken", ordering="relevance") == [
        "A kraken",
        "tagged",
        "summary",
        "body",
        "An old kraken",
    ]
    assert ordered(api, "kraken", ordering="published_at")[0] == "An old kraken"


def test_relevance_needs_a_search(api):
    problem = api.problem(LIST, {"ordering": "relevance"})

    assert problem["errors"][0]["parameter"] == "ordering"


@pytest.mark.parametrize("ordering", ["relevance", "-published_at"])
def test_search_costs_the_same_for_one_story_and_three(api, ordering):
    costs = []
    for _ in range(2):
        make_published(title="kraken")
        api.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            api.json(f"{LIST}?q=kraken&ordering={ordering}")
        costs.append(len(queries))
        make_published(title="kraken")

    assert costs == [6 if ordering == "relevance" else 5] * 2


@pytest.mark.parametrize("form", ["rss", "atom", "jsonfeed", "csv", "markdown"])
def test_search_by_relevance_is_given_in_every_format(api, stories, form):
    response = api.client.get(f"{LIST}?q=missile&ordering=relevance&format={form}")

    assert response.status_code == 200
    assert b"three" in response.content
    assert b"four" not in response.content


def highlights(api, q: str) -> list[dict[str, str | None]]:
    return [
        card["highlights"] for card in api.json(LIST, {"q": q, "include": "highlights"})["results"]
    ]


def test_highlights_mark_what_was_searched_for(api):
    make_published(
        title="Drones over the Black Sea",
        body=body("Nothing. " * 60 + "A drone crossed the sea. " + "Nothing. " * 60),
        regions=["fiji"],
    )

    assert highlights(api, "drône") == [
        {
            "title": "<mark>Drones</mark> over the Black Sea",
            "body": ANY,
        }
    ]
    (found,) = highlights(api, "drone sea")
    assert "A <mark>drone</mark> crossed the <mark>sea</mark>." in found["body"]
    assert len(found["body"]) < 400
    assert highlights(api, "fiji") == [{"title": "Drones over the Black Sea", "body": None}]


def test_highlights_escape_everything_else(api):
    hostile = '<script>alert("x")</script> <mark>a</mark> &lt;b&gt; &amp; a < b > c'
    make_published(title=hostile, body=body(f"{escape(hostile)} kraken <em>kraken</em>"))

    (found,) = highlights(api, "kraken or script")

    assert found["title"] == escape(hostile).replace("script", "<mark>script</mark>", 1)
    for text in found.values():
        assert re.sub("</?mark>", "", text) == escape(unescape(re.sub("</?mark>", "", text)))
    assert found["body"].endswith("<mark>kraken</mark> <mark>kraken</mark>")


def test_highlights_mark_scripts_without_spaces_and_each_language(api):
    make_published(title="安理会宣布制裁", language="zh-Hans")
    make_published(title="Neue Häuser", language="de")

    assert highlights(api, "制裁")[0]["title"] == "安理会宣布<mark>制裁</mark>"
    assert highlights(api, "haus")[0]["title"] == "Neue <mark>Häuser</mark>"


def test_highlights_need_a_search(api, stories):
    problem = api.problem(LIST, {"include": "highlights"})
    assert problem["errors"][0]["parameter"] == "include"

    detail = api.problem(f"{LIST}anything/", {"include": "highlights"})
    assert detail["errors"][0]["parameter"] == "include"


def test_highlights_cost_one_statement_for_one_story_and_three(api):
    costs = []
    for _ in range(2):
        make_published(title="kraken")
        api.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            api.json(f"{LIST}?q=kraken&include=highlights")
        costs.append(len(queries))
        make_published(title="kraken")

    assert costs == [6, 6]
