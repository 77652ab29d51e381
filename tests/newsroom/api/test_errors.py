"""Every failure under /api/ is a problem document, whatever went wrong."""

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

LIST = "/api/v1/articles/"

BAD_INPUT = [
    # address, status, code, parameter, nearest valid value
    (f"{LIST}?gener=news", 400, "invalid_request", "gener", "genre"),
    (f"{LIST}?regions=russia", 400, "invalid_request", "regions", "region"),
    (f"{LIST}?zzzzzz=1", 400, "invalid_request", "zzzzzz", None),
    (f"{LIST}?genre=news&genre=opinion", 400, "invalid_request", "genre", None),
    (f"{LIST}?genre=", 400, "invalid_request", "genre", None),
    (f"{LIST}?genre=newz", 400, "invalid_request", "genre", "news"),
    (f"{LIST}?genre=news,opinion", 400, "invalid_request", "genre", "news|opinion"),
    (f"{LIST}?genre=news|", 400, "invalid_request", "genre", None),
    (f"{LIST}?language=klingon1234", 400, "invalid_request", "language", None),
    (f"{LIST}?language=en_GB", 400, "invalid_request", "language", None),
    (f"{LIST}?region=rusia", 400, "invalid_request", "region", "russia"),
    (f"{LIST}?region=russia,,ukraine", 400, "invalid_request", "region", None),
    (f"{LIST}?region=(russia", 400, "invalid_request", "region", None),
    (f"{LIST}?region=((((((((russia))))))))", 400, "invalid_request", "region", None),
    (f"{LIST}?region=%00", 400, "invalid_request", "region", None),
    (f"{LIST}?region=%ED%A0%80", 400, "invalid_request", "region", None),
    (f"{LIST}?region={'russia|' * 60}russia", 400, "invalid_request", "region", None),
    (f"{LIST}?region={'x' * 5000}", 400, "invalid_request", "region", None),
    (f"{LIST}?author=nobody-at-all", 400, "invalid_request", "author", None),
    (f"{LIST}?actor_kind=persons", 400, "invalid_request", "actor_kind", "person"),
    (f"{LIST}?facets=regions", 400, "invalid_request", "facets", "region"),
    (f"{LIST}?facets=region,region", 400, "invalid_request", "facets", None),
    (f"{LIST}?has=images", 400, "invalid_request", "has", "image"),
    (f"{LIST}?has=image,correction", 400, "invalid_request", "has", "image|correction"),
    (f"{LIST}?actor=nobody-at-all", 400, "invalid_request", "actor", None),
    (f"{LIST}?published_after=yesterday", 400, "invalid_request", "published_after", None),
    (f"{LIST}?published_after=2025-02-30", 400, "invalid_request", "published_after", None),
    (
        f"{LIST}?published_after=2025-07-01T10:00:00",
        400,
        "invalid_request",
        "published_after",
        None,
    ),
    (f"{LIST}?updated_before=0000-00-00", 400, "invalid_request", "updated_before", None),
    (f"{LIST}?updated_after=99999-01-01", 400, "invalid_request", "updated_after", None),
    (f"{LIST}?ids=1", 400, "invalid_request", "ids", None),
    (
        f"{LIST}?ids={'00000000-0000-0000-0000-000000000000,' * 101}x",
        400,
        "invalid_request",
        "ids",
        None,
    ),
    (f"{LIST}?ordering=title", 400, "invalid_request", "ordering", None),
    (f"{LIST}?ordering=-published", 400, "invalid_request", "ordering", "-published_at"),
    (f"{LIST}?page_size=0", 400, "invalid_request", "page_size", "1"),
    (f"{LIST}?page_size=-5", 400, "invalid_request", "page_size", "1"),
    (f"{LIST}?page_size=101", 400, "invalid_request", "page_size", "100"),
    (f"{LIST}?page_size=1e2", 400, "invalid_request", "page_size", "100"),
    (f"{LIST}?page_size=99999999999999999999", 400, "invalid_request", "page_size", "100"),
    (f"{LIST}?page_size=%D9%A5", 400, "invalid_request", "page_size", "100"),
    (f"{LIST}?page_size=0000200", 400, "invalid_request", "page_size", "1"),
    (f"{LIST}?q=a%00b", 400, "invalid_request", "q", None),
    (f"{LIST}?q={'long%20' * 1500}", 400, "invalid_request", "q", None),
    (f"{LIST}?count=all", 400, "invalid_request", "count", None),
    (f"{LIST}?cursor=abc", 400, "invalid_request", "cursor", None),
    (f"{LIST}?cursor=%F0%9F%92%A9", 400, "invalid_request", "cursor", None),
    (f"{LIST}?cursor=W10", 400, "invalid_request", "cursor", None),
    (f"{LIST}?cursor=WyIiLGZhbHNlLCJ4IiwieSJd", 400, "invalid_request", "cursor", None),
    (f"{LIST}?cursor=bnVsbA", 400, "invalid_request", "cursor", None),
    (f"{LIST}?fields=titel", 400, "invalid_request", "fields", "title"),
    (f"{LIST}?fields=-titel", 400, "invalid_request", "fields", "title"),
    (f"{LIST}?fields=title,-body", 400, "invalid_request", "fields", None),
    (f"{LIST}?fields=title,,body", 400, "invalid_request", "fields", None),
    (f"{LIST}?fields=title,title", 400, "invalid_request", "fields", None),
    (f"{LIST}?fields=partners_note", 400, "invalid_request", "fields", "editors_note"),
    (f"{LIST}?body_format=pdf", 400, "invalid_request", "body_format", None),
    (f"{LIST}?format=rrs", 400, "invalid_request", "format", "rss"),
    (f"{LIST}?format=atom&facets=region", 400, "invalid_request", "facets", None),
    (f"{LIST}?format=rss&count=exact", 400, "invalid_request", "count", None),
    (f"{LIST}?format=jsonfeed&fields=title", 400, "invalid_request", "fields", None),
    (f"{LIST}?format=csv&include=jsonld", 400, "invalid_request", "include", None),
    (f"{LIST}?format=csv&include=corrections,highlights", 400, "invalid_request", "include", None),
    (f"{LIST}?format=csv&body_format=blocks", 400, "invalid_request", "body_format", None),
    ("/api/v1/regions/?format=rss", 400, "invalid_request", "format", None),
    ("/api/v1/timeline/?format=csv", 400, "invalid_request", "format", None),
    ("/api/v1/regions/?kind=contry", 400, "invalid_request", "kind", "country"),
    ("/api/v1/regions/?within=europ", 400, "invalid_request", "within", "europe"),
    ("/api/v1/regions/russia/?fields=nme", 400, "invalid_request", "fields", "name"),
    ("/api/v1/regions/?fields=ancestors", 400, "invalid_request", "fields", None),
    (
        "/api/v1/actors/?fields=home_region.nam",
        400,
        "invalid_request",
        "fields",
        "home_region.name",
    ),
    ("/api/v1/regions/russia/?include=children", 400, "invalid_request", "include", None),
    ("/api/v1/actors/?home_region=xx", 400, "invalid_request", "home_region", None),
    (f"{LIST}no-such-story/", 404, "not_found", None, None),
    (f"{LIST}No%20Such%00/", 404, "not_found", None, None),
    (f"{LIST}00000000-0000-0000-0000-000000000000/", 404, "not_found", None, None),
    (f"{LIST}{'x' * 3000}/", 404, "not_found", None, None),
    (f"{LIST}a-story/versions/{'9' * 30}/", 404, "not_found", None, None),
    (f"{LIST}a-story/versions/x/", 404, "not_found", None, None),
    ("/api/v1/regions/rusia/", 404, "not_found", "key", "russia"),
    ("/api/v1/regions/%F0%9F%92%A9/", 404, "not_found", "key", None),
    ("/api/v1/actors/nobody/", 404, "not_found", "key", None),
    ("/api/v1/actors/nobody/connections/", 404, "not_found", "key", None),
    ("/api/v2/", 404, "not_found", None, None),
    ("/api/", 404, "not_found", None, None),
    ("/api/v1/nothing/here", 404, "not_found", None, None),
    ("/api/problems/nothing/", 404, "not_found", "code", None),
    ("/api/problems/not-found/", 404, "not_found", "code", "not_found"),
]


@pytest.mark.parametrize(
    ("address", "status", "code", "parameter", "nearest"),
    BAD_INPUT,
    ids=[row[0][:60] for row in BAD_INPUT],
)
def test_bad_input_is_named(api, address, status, code, parameter, nearest):
    problem = api.problem(address)

    error = problem["errors"][0] if problem["errors"] else {"parameter": None, "nearest": None}
    found = (problem["status"], problem["code"], error["parameter"], error["nearest"])
    assert found == (status, code, parameter, nearest)


def test_problem_document_is_whole(api):
    assert api.problem(f"{LIST}?genre=newz") == {
        "type": "http://127.0.0.1:8000/api/problems/invalid_request/",
        "title": "The request cannot be understood",
        "status": 400,
        "detail": "“newz” is not a value of genre, which takes news, analysis, opinion, explainer. "
        "Did you mean “news”?",
        "code": "invalid_request",
        "errors": [
            {
                "parameter": "genre",
                "detail": "“newz” is not a value of genre, which takes news, analysis, opinion, "
                "explainer. Did you mean “news”?",
                "nearest": "news",
            }
        ],
    }


def test_every_wrong_parameter_is_named_at_once(api):
    problem = api.problem(f"{LIST}?gener=news&sort=x")

    assert [error["parameter"] for error in problem["errors"]] == ["gener", "sort"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_writing_method_is_405_with_allow(db, method):
    response = getattr(Client(), method)(LIST)

    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["code"] == "method_not_allowed"


def test_oversized_body_is_413(db):
    response = Client().post(LIST, data=b"x" * 2_621_441, content_type="application/json")

    assert response.status_code == 413
    assert response.json()["code"] == "too_large"


def test_unacceptable_accept_is_406(api):
    response = api.get(LIST, Accept="image/png")

    assert response.status_code == 406
    assert response.json()["code"] == "not_acceptable"


def test_foreign_host_is_a_problem(db):
    response = Client(raise_request_exception=False).get(LIST, headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "The Host field names no host of this server."


def test_unreachable_database_is_503_with_retry_after(api):
    def refuse(execute, *args):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        response = api.get(LIST)

    assert response.status_code == 503
    assert response["Retry-After"] == "2"
    assert response["Cache-Control"] == "no-store"
    assert response.json()["code"] == "unavailable"


def test_own_failure_is_a_500_that_tells_nothing(api):
    with override_settings(NEWSROOM_TIME_ZONE="Nowhere/At_All"):
        response = api.get(f"{LIST}?published_after=2025-07-01")

    assert response.status_code == 500
    assert response.json()["detail"] == "Something went wrong on our side."


def test_every_problem_type_is_explained_at_its_address(api):
    problem = api.problem(f"{LIST}?genre=newz")

    explained = api.json(problem["type"].removeprefix("http://127.0.0.1:8000"))

    assert explained["code"] == "invalid_request"
    assert explained["status"] == 400
