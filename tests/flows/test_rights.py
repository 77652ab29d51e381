"""Who may call what: caller, method and route make the status."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from articles.verbs.publishing import publish
from newsroom.partners.keeping import revoke_key
from newsroom.partners.key_text import make_key_text
from newsroom.partners.models import ApiKey, Partner
from newsroom.partners.scopes import Scope
from tests.contract import SCHEMA
from tests.factories import (
    bearer,
    make_actor,
    make_author,
    make_key,
    make_partner,
    make_product,
    make_published,
)
from tests.test_openapi import (
    BUCKET,
    CHECKSUM,
    IN_STEP,
    KEYS,
    QUERIES,
    SYNC,
    WEBHOOKS,
    make_reached_webhook,
)

OPEN = {"nobody": 200, "without": 200, "with": 200}
ANY_KEY = {"nobody": 401, "without": 200, "with": 200}
SCOPED = {"nobody": 401, "without": 403, "with": 200}
# Keys that are not valid open nothing, be it open to everybody else.
NEVER = {"expired": 401, "revoked": 401, "mistyped": 401, "unknown": 401, "password": 401}

# Routes that are not open, and the scope that they need, if any.
CLOSED: dict[str, Scope | None] = {
    **dict.fromkeys(("/api/v1/me/", "/api/v1/me/usage/")),
    **dict.fromkeys((SYNC, CHECKSUM, BUCKET), Scope.SYNC),
    **dict.fromkeys(WEBHOOKS, Scope.WEBHOOKS),
}
HOOK = "/api/v1/webhooks/{webhook}/"
# What is called by another method than GET, a body for it, and the status for whoever may.
WRITING: dict[tuple[str, str], tuple[Any, int]] = {
    ("/api/v1/keys/revoke/", "post"): ({"key": make_key_text("live")[1]}, 204),
    ("/api/v1/webhooks/", "post"): ({"url": "http://127.0.0.1:1/"}, 201),
    (HOOK, "patch"): ({}, 200),
    (HOOK, "delete"): (None, 204),
    (f"{HOOK}secret/", "post"): ({}, 200),
    (f"{HOOK}test/", "post"): ({}, 200),
    (f"{HOOK}replay/", "post"): ({"since": 0}, 200),
    (f"{HOOK}attempts/{{attempt}}/resend/", "post"): ({}, 200),
}
# The last of them takes away what the others ask for.
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
    partner = make_partner("Wire")
    make_product("All", partners=[partner])
    make_reached_webhook(partner)


def callers(scope: Scope | None) -> dict[str, dict[str, str]]:
    """Give the header fields of every caller there is, by name."""
    others = [one for one in Scope if one != scope]
    partner = Partner.objects.get(name="Wire")
    expired, revoked, valid = (make_key(scopes=list(Scope), partner=partner) for _ in range(3))
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
    client = Client(raise_request_exception=False)
    wrong = []
    named = callers(scope)
    query = QUERIES.get(path, {})
    if path in IN_STEP:
        query = {"cursor": client.get(SYNC, headers=named["with"]).json()["cursor"]}

    taken = {"head" if method == "get" else method for method in SCHEMA["paths"][path]}
    taken |= {"get"} & set(SCHEMA["paths"][path])
    for caller, headers in named.items():
        for method in METHODS:
            body, status = WRITING.get((path, method), (None, 200))
            arguments = (
                {"data": body, "content_type": "application/json"} if body is not None else {}
            )
            address = path.format(**KEYS.get(path, {}))
            if method in ("get", "head"):
                arguments = {"data": query}
            given = getattr(client, method)(address, headers=headers, **arguments).status_code
            expected = {**rights, **NEVER}[caller]
            if method not in taken:
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
        if all({} not in operation["security"] for operation in item.values())
    }

    assert closed == set(CLOSED)
