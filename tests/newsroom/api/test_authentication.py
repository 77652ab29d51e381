"""Who calls with a key is told what it may do, and refused alike when it may nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import path
from rest_framework.response import Response

from newsroom.api.reading import ReadingView
from newsroom.partners.keeping import revoke_key, rotate_key
from newsroom.partners.key_text import make_key_text
from newsroom.partners.models import ApiKey
from tests.factories import bearer, make_key, spoil

ME = "/api/v1/me/"
LIST = "/api/v1/articles/"


class Scoped(ReadingView):
    required_scope = "sync:read"

    def get(self, request):
        return Response({"partner": request.user.name})


urlpatterns = [path("api/v1/scoped/", Scoped.as_view())]


def told(response) -> tuple:
    """Give all that an answer tells but for the time."""
    return response.status_code, dict(response.headers), response.content


def test_refusals_tell_nothing_of_the_reason(api):
    expired, revoked, elsewhere = make_key(), make_key(), make_key(ip_ranges=["192.0.2.0/24"])
    past = datetime(2025, 1, 1, tzinfo=UTC)
    rows = ApiKey.objects.filter(pk=expired.key.pk)
    rows.update(created_at=past, expires_at=past + timedelta(days=1))
    revoke_key(revoked.key, by=None)
    texts = [expired.text, revoked.text, elsewhere.text, make_key_text("live")[1], "x"]

    answers = [api.get(LIST, Authorization=f"Bearer {text}") for text in texts]

    assert answers[0].json() == {
        "type": "http://127.0.0.1:8000/api/problems/key_invalid/",
        "title": "The key is not valid",
        "status": 401,
        "detail": "The key is unknown, has expired or been revoked, or may not be used from "
        "where you are.",
        "code": "key_invalid",
        "errors": [],
    }
    assert answers[0]["WWW-Authenticate"] == (
        'Bearer realm="newsroom", error="invalid_token", error_description="The key is not valid."'
    )
    assert answers[0]["Cache-Control"] == "no-store"
    assert [told(answer) for answer in answers] == [told(answers[0])] * len(texts)


@pytest.mark.parametrize(
    "field", ["", "Basic dXNlcjpwYXNz", "Bearer", "Bearer a b", "Token x", "Bearer \u00e9"]
)
def test_other_ways_to_authenticate_are_refused(api, field):
    answer = api.get(LIST, Authorization=field)

    assert answer.status_code == 401
    assert answer.json()["code"] == "key_invalid"
    assert "Authorization: Bearer" in answer.json()["detail"]


def test_key_in_the_query_is_refused_and_not_repeated(api):
    issued = make_key()

    answer = api.get(LIST, {"access_token": issued.text})

    assert answer.status_code == 400
    assert issued.text not in answer.content.decode()


def test_scheme_is_read_in_any_case(api):
    assert api.get(LIST, Authorization=f"bearer {make_key().text}").status_code == 200


def test_view_for_keys_asks_for_one(api):
    answer = api.get(ME)

    assert (answer.status_code, answer.json()["code"]) == (401, "key_missing")
    assert answer["WWW-Authenticate"] == 'Bearer realm="newsroom"'


@pytest.mark.urls("tests.newsroom.api.test_authentication")
def test_missing_scope_is_named(client, db):
    refused = client.get("/api/v1/scoped/", headers=bearer(make_key(scopes=["articles:read"])))
    allowed = client.get("/api/v1/scoped/", headers=bearer(make_key(scopes=["sync:read"])))

    assert refused.status_code == 403
    assert refused.json()["code"] == "insufficient_scope"
    assert refused.json()["scope"] == "sync:read"
    assert refused["WWW-Authenticate"] == (
        'Bearer realm="newsroom", error="insufficient_scope", scope="sync:read"'
    )
    assert refused["Cache-Control"] == "no-store"
    assert allowed.status_code == 200
    assert client.get("/api/v1/scoped/").json()["code"] == "key_missing"


def test_answer_for_a_replaced_key_says_when_it_ends(api):
    old = make_key()
    new = rotate_key(old.key, by=None, overlap=timedelta(days=2))
    row = ApiKey.objects.get(pk=old.key.pk)
    expected = (
        f"@{int(row.rotated_at.timestamp())}",
        f"{row.expires_at:%a, %d %b %Y %H:%M:%S} GMT",
    )

    answer = api.get(LIST, **bearer(old))
    again = api.get(LIST, **bearer(old), **{"If-None-Match": answer["ETag"]})

    assert (answer["Deprecation"], answer["Sunset"]) == expected
    assert (again.status_code, again["Deprecation"], again["Sunset"]) == (304, *expected)
    assert "Deprecation" not in api.get(LIST, **bearer(new))
    assert "Sunset" not in api.get(LIST)


def test_key_is_bound_to_its_addresses(api, settings):
    settings.NEWSROOM_TRUSTED_PROXIES = ["127.0.0.1"]
    issued = make_key(ip_ranges=["192.0.2.0/24"])

    here = api.get(ME, **bearer(issued), **{"X-Forwarded-For": "192.0.2.7"})
    forged = api.get(ME, **bearer(issued), **{"X-Forwarded-For": "192.0.2.7, 198.51.100.1"})

    assert (here.status_code, forged.status_code) == (200, 401)


def test_key_costs_one_statement(api, django_assert_num_queries):
    path = "/api/schema/"
    issued = make_key()

    with django_assert_num_queries(1):
        api.get(path, **bearer(issued))
    with django_assert_num_queries(0):
        api.get(path, Authorization=f"Bearer {spoil(issued.text)}")
