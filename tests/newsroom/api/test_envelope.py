"""What every answer under /api/ has in common."""

import pytest
from django.test import Client

from tests.factories import make_published

BASICS = {
    "Access-Control-Allow-Origin": "*",
    "Vary": "Accept, Authorization, Accept-Encoding",
    "X-Newsroom-Time-Zone": "UTC",
}


def test_answer_has_validator_caching_and_origin_headers(api):
    response = api.get("/api/v1/articles/")

    headers = {name: response.headers[name] for name in BASICS}
    assert headers == BASICS
    assert response.headers["Cache-Control"] == (
        "public, max-age=2, stale-while-revalidate=3, stale-if-error=300"
    )
    assert response.headers["ETag"].startswith('"')


def test_documents_may_load_nothing_but_pages_may(api):
    contained = "default-src 'none'; frame-ancestors 'none'"

    assert api.get("/api/v1/regions/")["Content-Security-Policy"] == contained
    assert api.get("/api/v1/nothing/")["Content-Security-Policy"] == contained
    assert "default-src 'none'" not in Client().get("/api/docs/").headers.get(
        "Content-Security-Policy", ""
    )


def test_index_names_the_lists(api):
    base = "http://127.0.0.1:8000/api/v1"

    assert api.json("/api/v1/") == {
        "articles": f"{base}/articles/",
        "regions": f"{base}/regions/",
        "actors": f"{base}/actors/",
        "timeline": f"{base}/timeline/",
        "suggest": f"{base}/suggest/",
        "sync": f"{base}/sync/",
        "me": f"{base}/me/",
        "webhooks": f"{base}/webhooks/",
    }


def test_unchanged_answer_is_304_with_the_headers_of_the_200(api):
    first = api.get("/api/v1/regions/")

    second = api.get("/api/v1/regions/", **{"If-None-Match": f"W/{first['ETag']}"})

    assert second.status_code == 304
    assert second.content == b""
    for name in ("ETag", "Cache-Control", "Vary", "X-Newsroom-Seq", *BASICS):
        assert second.headers[name] == first.headers[name]


def test_unrelated_publication_changes_no_validator_but_the_number(api):
    story = make_published(regions=["russia"])
    address = f"/api/v1/articles/{story.slug}/"
    before = api.get(address)

    make_published(regions=["france"])
    after = api.get(address)

    assert after["ETag"] == before["ETag"]
    assert int(after["X-Newsroom-Seq"]) == int(before["X-Newsroom-Seq"]) + 1


def test_if_match_of_another_answer_is_412(api):
    problem = api.get("/api/v1/regions/", **{"If-Match": '"another"'}).json()

    assert problem["status"] == 412
    assert problem["code"] == "precondition_failed"


def test_preflight_allows_reading_from_anywhere(db):
    response = Client().options(
        "/api/v1/articles/",
        headers={"Origin": "https://front.example", "Access-Control-Request-Method": "GET"},
    )

    assert response.status_code == 204
    assert response.content == b""
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("address", "methods"),
    [
        ("/api/v1/keys/revoke/", "POST, OPTIONS"),
        ("/api/v1/me/", "GET, HEAD, OPTIONS"),
        ("/api/docs/", "GET, HEAD, OPTIONS"),
        ("/api/nothing/", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_name_the_methods_of_the_address(address, methods):
    assert Client().options(address)["Allow"] == methods


def test_head_gives_the_headers_of_get(api):
    got = api.get("/api/v1/regions/")

    response = Client().head("/api/v1/regions/")

    assert response.status_code == 200
    assert response["ETag"] == got["ETag"]


def test_forgotten_slash_is_added_for_good(db):
    response = Client().get("/api/v1/articles?genre=news")

    assert response.status_code == 301
    assert response["Location"] == "/api/v1/articles/?genre=news"


@pytest.mark.parametrize("path", ["/", "/admin/login/"])
def test_pages_outside_the_api_are_left_alone(db, path):
    response = Client().get(path)

    assert "Access-Control-Allow-Origin" not in response.headers
