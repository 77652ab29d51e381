"""`include=`: what can be had beside a story's own fields, in the same answer."""

import json
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, SearchEntry
from articles.published.search.matching import search
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import redact, withdraw
from articles.working.content import Link
from newsroom.api.v1.article_shapes import CARD_FIELDS, DETAIL_FIELDS
from newsroom.api.v1.includes import BUILDERS
from newsroom.changes.head import read_head
from taxonomy.snapshot import snapshot
from tests.factories import make_article, make_content, make_published, make_version

LIST = "/api/v1/articles/"


@pytest.fixture
def story(db) -> Article:
    """Two versions, the second with a correction."""
    story = make_published(slug="a-story")
    correct(story, CorrectionText("correction", "There were five."), by=None)
    return story


def test_detail_includes_versions_as_their_own_address_gives_them(api, story):
    plain = api.json(f"{LIST}a-story/")

    answer = api.json(f"{LIST}a-story/?include=versions,corrections")

    assert answer == {**plain, "versions": api.json(f"{LIST}a-story/versions/")["results"]}
    assert tuple(answer) == (*DETAIL_FIELDS, "versions")


def test_detail_includes_related_as_their_own_address_gives_them(api, story):
    others = [make_published(regions=["russia"]) for _ in range(3)]
    story = make_published(slug="s", regions=["russia"], related_links=[Link(target=others[1].pk)])

    answer = api.json(f"{LIST}s/?include=related&fields=title")
    slim = api.json(f"{LIST}s/?include=related&fields=related.slug,related.reason.type")

    assert answer == {
        "title": story.title,
        "related": api.json(f"{LIST}s/related/")["results"],
    }
    assert slim["related"][0] == {"slug": others[1].slug, "reason": {"type": "curated"}}
    assert len(slim["related"]) == 3


def test_list_includes_corrections(api, story):
    make_published()
    cards = api.json(LIST)["results"]
    told = api.json(f"{LIST}a-story/?fields=corrections")["corrections"]

    results = api.json(f"{LIST}?include=corrections")["results"]

    assert results == [
        {**card, "corrections": told if card["slug"] == "a-story" else []} for card in cards
    ]
    assert set(results[0]) == {*CARD_FIELDS, "corrections"}
    assert told[0]["text"] == "There were five."


def test_details_and_lists_include_json_ld_as_its_own_format_gives_it(api, story):
    french = make_published(slug="s", language="fr", translation_of=story.pk)
    described = {
        slug: json.loads(api.get(f"{LIST}{slug}/?format=jsonld").content)
        for slug in ("a-story", french.slug)
    }

    answer = api.json(f"{LIST}a-story/?include=jsonld&fields=slug&body_format=text")
    results = api.json(f"{LIST}?include=jsonld&fields=slug")["results"]

    assert answer == {"slug": "a-story", "jsonld": described["a-story"]}
    assert results == [{"slug": slug, "jsonld": described[slug]} for slug in ("s", "a-story")]


def test_fields_and_include_add_up(api, story):
    query = "include=versions,corrections&fields=title,corrections.text,versions.version"

    assert api.json(f"{LIST}a-story/?{query}") == {
        "title": story.title,
        "corrections": [{"text": "There were five."}],
        "versions": [{"version": 2}, {"version": 1}],
    }
    assert list(api.json(f"{LIST}a-story/?include=versions&fields=slug")) == ["slug", "versions"]


def test_parts_of_what_is_included_can_be_dropped(api, story):
    answer = api.json(f"{LIST}a-story/?include=versions&fields=-body,-versions.correction")

    assert tuple(answer) == (*(name for name in DETAIL_FIELDS if name != "body"), "versions")
    assert "correction" not in answer["versions"][0]
    assert answer["versions"][0]["is_current"] is True


@pytest.mark.parametrize(
    ("path", "parameter", "detail", "nearest"),
    [
        ("?include=versions", "include", "is included in the answer about one story", None),
        ("?include=correction", "include", "is not a value of include", "corrections"),
        ("a-story/?include=version", "include", "is not a value of include", "versions"),
        ("a-story/?include=versions,versions", "include", "names an entry twice", None),
        ("a-story/?include=versions,", "include", "has an empty entry", None),
        ("a-story/?fields=versions.title", "fields", "is given with include=versions only", None),
        ("?fields=versions", "fields", "is given with include=versions only", None),
        ("a-story/?include=versions&fields=-versions", "fields", "included and dropped", None),
        ("a-story/?include=related&as_of={head}", "include", "is not known as of", None),
        ("a-story/versions/?include=versions", "include", "There is no parameter", None),
    ],
)
def test_wrong_include_is_refused(api, story, path, parameter, detail, nearest):
    problem = api.problem(LIST + path.format(head=read_head().seq))

    (error,) = problem["errors"]
    assert (problem["status"], error["parameter"], error["nearest"]) == (400, parameter, nearest)
    assert detail in error["detail"]


def test_redacted_version_and_withdrawn_story_are_not_included(api, story):
    save(story, make_content(slug="a-story"), by=None, based_on=None)
    publish(story, by=None)
    redact(story.versions.get(number=1), by=None, reason="A name.")
    assert [row["version"] for row in api.json(f"{LIST}a-story/?include=versions")["versions"]] == [
        3,
        2,
    ]

    withdraw(story, by=None, reason="Wrong.")
    draft = make_article()
    assert api.problem(f"{LIST}a-story/?include=versions")["status"] == 410
    assert api.problem(f"{LIST}{draft.slug}/?include=versions")["status"] == 404
    assert api.json(f"{LIST}?include=corrections")["results"] == []


def test_walk_goes_on_with_another_include(api, story):
    make_published()
    following = api.json(f"{LIST}?page_size=1")["next"]

    (result,) = api.json(f"{following.partition('8000')[2]}&include=corrections")["results"]

    assert result["slug"] == "a-story"
    assert len(result["corrections"]) == 1


@pytest.mark.parametrize(
    ("query", "cost"), [("?include=corrections", 2), ("?include=corrections,jsonld", 3)]
)
def test_list_costs_the_same_for_one_story_and_three(api, query, cost):
    costs = []
    for _ in range(2):
        make_published()
        api.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            api.json(LIST + query)
        costs.append(len(queries))
        make_published()

    assert costs == [cost, cost]


def test_detail_costs_the_same_with_one_version_and_three(api, story):
    make_published(slug="single")
    publish(story, by=None)
    api.get(LIST)
    costs = []
    for slug in ("single", "a-story"):
        with CaptureQueriesContext(connection) as queries:
            api.json(f"{LIST}{slug}/?include=versions&fields=title")
        costs.append(len(queries))

    assert costs == [3, 3]


def test_title_of_a_story_that_is_erased_meanwhile_is_highlighted_nowhere(db):
    version = make_version(title="A kraken")
    view = SimpleNamespace(search=search("kraken", snapshot(read_head())))
    SearchEntry.objects.all().delete()
    row = {"version_id": version.pk, "version__card": {"title": "A <b> kraken"}}

    assert BUILDERS["highlights"]([row], view, None) == [
        {"title": "A &lt;b&gt; kraken", "body": None}
    ]
