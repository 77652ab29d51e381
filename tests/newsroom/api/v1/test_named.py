"""Lists asked for by name: `ids=` and `slugs=`, and what became of the names."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from tests.factories import make_article, make_content, make_published

LIST = "/api/v1/articles/"


def published(slug: str, day: int = 1, **values) -> Article:
    return make_published(slug=slug, display_at=datetime(2025, 7, day, tzinfo=UTC), **values)


def move(story: Article, slug: str) -> None:
    save(story, make_content(slug=slug, title=slug), by=None, based_on=None)
    publish(story, by=None)


def test_stories_are_given_by_ids_and_what_is_missing_is_told(api):
    first, second, other = published("first", 1), published("second", 2), published("other", 3)
    withdrawn = published("withdrawn", 4)
    withdraw(withdrawn, by=None, reason="Wrong.")
    draft, nothing = make_article(), uuid.uuid4()
    ids = [first.pk, withdrawn.pk, draft.pk, nothing, second.pk]

    answer = api.json(f"{LIST}?fields=slug&ids={','.join(map(str, ids))}")

    assert answer == {
        "next": None,
        "previous": None,
        "results": [{"slug": "second"}, {"slug": "first"}],
        "missing": [str(withdrawn.pk), str(draft.pk), str(nothing)],
    }
    assert "missing" not in api.json(LIST)
    assert api.json(f"{LIST}?ids={other.pk}")["missing"] == []


def test_stories_are_given_by_slugs_and_old_ones_lead_on(api):
    kept = published("kept")
    moved = published("one")
    move(moved, "two")
    move(moved, "three")
    withdrawn = published("withdrawn")
    withdraw(withdrawn, by=None, reason="Wrong.")
    make_article(slug="draft")
    save(kept, make_content(slug="planned"), by=None, based_on=None)
    slugs = "kept,one,two,withdrawn,draft,planned,unknown"

    answer = api.json(f"{LIST}?fields=slug&ordering=published_at&slugs={slugs}")

    assert answer == {
        "next": None,
        "previous": None,
        "results": [{"slug": "kept"}, {"slug": "three"}],
        "missing": ["withdrawn", "draft", "planned", "unknown"],
        "moved": {"one": "three", "two": "three"},
    }


def test_slugs_may_be_written_in_capitals_and_with_spaces_around(api):
    published("first")

    answer = api.json(f"{LIST}?slugs=%20FIRST%20&fields=slug")

    assert (answer["results"], answer["missing"]) == ([{"slug": "first"}], [])


def test_names_go_together_with_filters_facets_and_each_other(api):
    first = published("first", regions=["russia"])
    second = published("second", regions=["fiji"])
    query = f"slugs=first,second,unknown&ids={first.pk},{second.pk}&region=russia&count=exact"

    answer = api.json(f"{LIST}?fields=slug&include=corrections&facets=language&{query}")

    assert answer == {
        "next": None,
        "previous": None,
        "count": 1,
        "count_is": "exact",
        "results": [{"slug": "first", "corrections": []}],
        "facets": {"language": [{"value": "en", "count": 1}]},
        "facets_counted": {"stories": 1, "are_all": True},
        "missing": ["unknown"],
        "moved": {},
    }
    assert api.json(f"{LIST}?slugs=first&ids={second.pk}")["results"] == []


def test_a_hundred_named_stories_come_on_one_page(api):
    slugs = [f"{'a-long-name-of-a-story-' * 3}{number}" for number in range(100)]
    for slug in slugs[:30]:
        published(slug)

    answer = api.json(f"{LIST}?fields=slug&slugs={','.join(slugs)}")

    assert {result["slug"] for result in answer["results"]} == set(slugs[:30])
    assert answer["missing"] == slugs[30:]
    assert len(api.json(f"{LIST}?page_size=7&slugs={','.join(slugs[:30])}")["results"]) == 7


def test_timeline_counts_named_stories(api):
    published("first")
    published("second")

    results = api.json("/api/v1/timeline/?slugs=first,unknown")["results"]

    assert [stretch["count"] for stretch in results] == [1]


@pytest.mark.parametrize(
    ("query", "parameter", "detail"),
    [
        ("slugs=a,a", "slugs", "slugs names an entry twice."),
        ("slugs=a,A", "slugs", "slugs names an entry twice."),
        ("slugs=a,", "slugs", "slugs has an empty entry."),
        ("slugs=a_b", "slugs", "“a_b” is not a slug."),
        (f"slugs={'a' * 121}", "slugs", f"“{'a' * 60}” is not a slug."),
        (
            "slugs=" + ",".join(f"story-{n}" for n in range(101)),
            "slugs",
            "slugs takes at most 100 entries.",
        ),
        (
            "ids=" + ",".join(str(uuid.UUID(int=n)) for n in range(101)),
            "ids",
            "ids takes at most 100 entries.",
        ),
        (f"ids={uuid.UUID(int=1)},{uuid.UUID(int=1).hex}", "ids", "ids names an entry twice."),
        ("ids=a-slug", "ids", "“a-slug” is not an id."),
    ],
)
def test_wrong_names_are_refused(api, query, parameter, detail):
    problem = api.problem(f"{LIST}?{query}")

    assert problem["status"] == 400
    assert problem["errors"] == [{"parameter": parameter, "detail": detail, "nearest": None}]


@pytest.mark.parametrize(("name", "cost"), [("ids", 3), ("slugs", 4)])
def test_names_cost_the_same_for_one_and_three(api, name, cost):
    stories = [published(f"story-{number}") for number in range(3)]
    keys = [str(story.pk) if name == "ids" else story.slug for story in stories]
    api.get(LIST)
    costs = []
    for some in (keys[:1], keys):
        with CaptureQueriesContext(connection) as queries:
            assert len(api.json(f"{LIST}?{name}={','.join(some)}")["results"]) == len(some)
        costs.append(len(queries))

    assert costs == [cost, cost]
