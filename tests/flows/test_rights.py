"""Who may call what: caller, method and route make the status."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from articles.verbs.publishing import publish
from newsroom.partners.keeping import revoke_key
from newsroom.partners.key_text import make_key_text
from newsroom.partners.models import ApiKey
from newsroom.partners.scopes import Scope
from tests.contract import SCHEMA
from tests.factories import bearer, make_actor, make_author, make_key, make_published
from tests.test_openapi import BUCKET, CHECKSUM, IN_STEP, KEYS, QUERIES, SYNC

OPEN = {"nobody": 200, "without": 200, "with": 200}
ANY_KEY = {"nobody": 401, "without": 200, "with": 200}
SCOPED = {"nobody": 401, "without": 403, "with": 200}
# Keys that are not valid open nothing, be it open to everybody else.
NEVER = {"expired": 401, "revoked": 401, "mistyped": 401, "unknown": 401, "password": 401}

# Routes that are not open, and the scope that they need, if any.
CLOSED: dict[str, Scope | None] = {
    **dict.fromkeys(("/api/v1/me/", "/api/v1/me/usage/")),
    **dict.fromkeys((SYNC, CHECKSUM, BUCKET), Scope.SYNC),
}
# What is called by another method than GET, a body for it, and the status for whoever may.
WRITING = {"/api/v1/keys/revoke/": ("post", {"key": make_key_text("live")[1]}, 204)}
METHODS = ("get", "head", "post", "put", "patch", "delete")


@pytest.fixture
def world(db) -> None:
    story = make_published(
        slug="a-story",
        regions=["russia"],
        actors=[make_actor("an-actor"), make_actor()],
        byline=[make_author()],
    )
    publish(story, by=None)


def callers(scope: Scope | None) -> dict[str, dict[str, str]]:
    """Give the header fields of every caller there is, by name."""
    others = [one for one in Scope if one != scope]
    expired, revoked, valid = (make_key(scopes=list(Scope)) for _ in range(3))
    past = datetime(2025, 1, 1, tzinfo=UTC)
    rows = ApiKey.objects.filter(pk=expired.key.pk)
    rows.update(created_at=past, expires_at=past + timedelta(days=1))
    revoke_key(revoked.key, by=None)
    return {
        "nobody": {},
        "without": bearer(make_key(scopes=others)),
        "with": bearer(valid),
        "expired": bearer(expired),
        "revoked": bearer(revoked),
        "mistyped": {"Authorization": f"Bearer {valid.text[:-1]}"},
        "unknown": {"Authorization": f"Bearer {make_key_text('live')[1]}"},
        "password": {"Authorization": "Basic dXNlcjpwYXNz"},
    }


@pytest.mark.parametrize("path", SCHEMA["paths"])
def test_status_is_that_of_caller_method_and_route(world, path):
    scope = CLOSED.get(path)
    rights = OPEN if path not in CLOSED else SCOPED if scope else ANY_KEY
    taken, body, status = WRITING.get(path, ("get", None, 200))
    client = Client(raise_request_exception=False)
    wrong = []
    named = callers(scope)
    query = QUERIES.get(path, {})
    if path in IN_STEP:
        query = {"cursor": client.get(SYNC, headers=named["with"]).json()["cursor"]}

    for caller, headers in named.items():
        for method in METHODS:
            arguments = {"data": body, "content_type": "application/json"} if body else {}
            address = path.format(**KEYS.get(path, {}))
            if method in ("get", "head"):
                arguments = {"data": query}
            given = getattr(client, method)(address, headers=headers, **arguments).status_code
            expected = {**rights, **NEVER}[caller]
            if method not in (taken, "head" if taken == "get" else taken):
                # A method that no caller may use tells nothing of the key.
                expected = (405, expected)
            elif expected == 200:
                expected = (status,)
            else:
                expected = (expected,)
            if given not in expected:
                wrong.append((caller, method, given, expected))

    assert wrong == []


def test_closed_routes_are_documented_as_such():
    closed = {
        path
        for path, item in SCHEMA["paths"].items()
        if {} not in next(iter(item.values()))["security"]
    }

    assert closed == set(CLOSED)
