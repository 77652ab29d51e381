"""/articles/{key}/versions/: what was public, and how it changed."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Publication
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import redact, withdraw
from tests.factories import make_article, make_content, make_published

LIST = "/api/v1/articles/s/versions/"
PUBLIC = settings.NEWSROOM_PUBLIC_URL


@pytest.fixture
def story(db):
    """Three versions: a first one, one with a correction, and one with another title."""
    article = make_published(slug="s", title="Ships", body="<p>Six ships.</p><p>End.</p>")
    _save(article, title="Ships", body="<p>Five ships.</p><p>End.</p>")
    correct(article, CorrectionText("correction", "There were five."), by=None)
    _save(article, title="Five ships", body="<p>Five ships.</p><p>News.</p><p>End.</p>")
    publish(article, by=None)
    return article


def _save(article, **values) -> None:
    save(article, make_content(slug="s", summary="S.", **values), by=None, based_on=None)


def _paragraph(text: str) -> dict:
    span = {"text": text, "bold": False, "italic": False, "href": None}
    return {"type": "paragraph", "spans": [span]}


def _missing(api, path: str) -> tuple[str, str | None]:
    problem = api.problem(LIST + path)
    assert problem["status"] == 404
    (error,) = problem["errors"]
    return error["parameter"], error["nearest"]


def test_versions_are_listed_the_newest_first(api, story):
    rows = Publication.objects.order_by("-seq")
    updated = [api.json(f"{LIST}{n}/")["updated_at"] for n in (3, 2, 1)]
    assert len(rows) == 3

    assert api.json(LIST)["results"] == [
        {
            "version": number,
            "api_url": f"{PUBLIC}/api/v1/articles/s/versions/{number}/",
            "title": title,
            "updated_at": updated_at,
            "is_current": number == 3,
            "correction": told,
        }
        for number, title, updated_at, told in (
            (3, "Five ships", updated[0], None),
            (
                2,
                "Ships",
                updated[1],
                {
                    "type": "correction",
                    "text": "There were five.",
                    "at": updated[1],
                    "heading_id": None,
                    "old_wording": None,
                    "new_wording": None,
                },
            ),
            (1, "Ships", updated[2], None),
        )
    ]


def test_version_is_the_story_as_it_stood(api, story):
    first = api.json(f"{LIST}1/?fields=title,body,version,corrections")

    assert first == {
        "title": "Ships",
        "version": 1,
        "body": "<p>Six ships.</p>\n<p>End.</p>",
        "corrections": [],
    }
    assert api.json(f"{LIST}3/") == api.json("/api/v1/articles/s/")


def test_difference_is_told_by_field_and_block(api, story):
    assert api.json(f"{LIST}3/difference/?against=1") == {
        "before": 1,
        "after": 3,
        "fields": [
            {"field": "title", "before": "Ships", "after": "Five ships"},
            {
                "field": "summary",
                "before": api.json(f"{LIST}1/")["summary"],
                "after": "S.",
            },
        ],
        "body": [
            {
                "operation": "replaced",
                "before": [_paragraph("Six ships.")],
                "after": [_paragraph("Five ships."), _paragraph("News.")],
            },
            {"operation": "kept", "before": [_paragraph("End.")], "after": [_paragraph("End.")]},
        ],
    }


def test_difference_is_with_the_version_before_by_default(api, story):
    assert api.json(f"{LIST}3/difference/")["before"] == 2
    assert api.problem(f"{LIST}1/difference/")["detail"] == "Before version 1 none is public."
    for wrong in ("x", "-1", "9" * 5_000):
        problem = api.problem(f"{LIST}3/difference/?against={wrong}")
        assert (problem["status"], problem["errors"][0]["parameter"]) == (400, "against")


@pytest.mark.parametrize(
    ("path", "parameter", "nearest"),
    [
        ("0/", "version", "1"),
        ("4/", "version", "3"),
        (f"{'9' * 30}/", "version", "3"),
        ("4/difference/", "version", "3"),
        (f"3/difference/?against={'9' * 30}", "against", "3"),
    ],
)
def test_missing_version_is_told_with_the_nearest(api, story, path, parameter, nearest):
    assert _missing(api, path) == (parameter, nearest)


def test_redacted_version_is_gone(api, story):
    redact(story.versions.get(number=1), by=None, reason="A name.")

    assert [row["version"] for row in api.json(LIST)["results"]] == [3, 2]
    assert _missing(api, "1/") == ("version", "2")
    assert _missing(api, "3/difference/?against=1") == ("against", "2")
    assert api.problem(f"{LIST}2/difference/")["status"] == 404
    redact(story.versions.get(number=2), by=None, reason="A name.")
    assert api.problem(f"{LIST}3/difference/")["detail"] == "Before version 3 none is public."


def test_difference_passes_over_what_was_redacted(api, story):
    redact(story.versions.get(number=2), by=None, reason="A name.")

    assert api.json(f"{LIST}3/difference/") == api.json(f"{LIST}3/difference/?against=1")


def test_versions_of_what_is_not_public_are_not_told(api, story):
    make_article(slug="draft")
    withdraw(story, by=None, reason="Wrong.", message="Taken back.")

    for path in ("", "1/", "3/difference/"):
        assert api.problem(f"{LIST}{path}")["status"] == 410
        assert api.problem(f"/api/v1/articles/draft/versions/{path}")["status"] == 404


def test_versions_are_found_under_a_moved_slug(api, story):
    save(story, make_content(slug="t"), by=None, based_on=None)
    publish(story, by=None)

    response = api.get(f"{LIST}1/?fields=title")

    assert response.status_code == 301
    assert response["Location"] == f"{PUBLIC}/api/v1/articles/t/versions/1/?fields=title"


def test_list_costs_the_same_for_one_version_and_three(api, story):
    make_published(slug="single")
    api.get(LIST)
    costs = []
    for slug in ("single", "s"):
        with CaptureQueriesContext(connection) as queries:
            api.json(f"/api/v1/articles/{slug}/versions/")
        costs.append(len(queries))

    assert costs == [3, 3]
