"""The committed OpenAPI document is true, valid and whole."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLResolver, get_resolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from articles.verbs.publishing import publish
from newsroom.api.schema import SCHEMA_FILE
from newsroom.api.v1.actors import ActorFilters
from newsroom.api.v1.article_filters import ArticleFilters
from newsroom.api.v1.regions import RegionFilters
from newsroom.changes.models import Change
from newsroom.partners.models import Partner
from newsroom.webhooks.models import Attempt
from tests.contract import SCHEMA
from tests.factories import (
    bearer,
    make_actor,
    make_author,
    make_key,
    make_partner,
    make_published,
    make_webhook,
)

OUTDATED = (
    "The API no longer is what its document says. If you mean the change, run "
    "“.venv/bin/python manage.py spectacular --validate --fail-on-warn "
    "--file newsroom/api/v1/openapi.yaml” and look at the difference."
)
# Pages for people, and the answer for every path that nothing else matches.
UNDOCUMENTED = {"/api/docs/", "/api/redoc/", "/api/^.*$"}
WEBHOOK_ID = "0197f3a2-5d1c-4c3e-9b1a-3f1f6f0c2a11"
# Beyond what the sequence gives to those that are made meanwhile.
ATTEMPT_ID = 1_000_000
KEYS = {
    "/api/problems/{code}/": {"code": "not_found"},
    "/api/v1/actors/{key}/": {"key": "an-actor"},
    "/api/v1/actors/{key}/connections/": {"key": "an-actor"},
    "/api/v1/articles/{key}/": {"key": "a-story"},
    "/api/v1/articles/{key}/related/": {"key": "a-story"},
    "/api/v1/articles/{key}/versions/": {"key": "a-story"},
    "/api/v1/articles/{key}/versions/{version}/": {"key": "a-story", "version": 1},
    "/api/v1/articles/{key}/versions/{version}/difference/": {"key": "a-story", "version": 2},
    "/api/v1/regions/{key}/": {"key": "russia"},
    "/api/v1/sync/checksum/{bucket}/": {"bucket": "0f"},
    "/api/v1/webhooks/{webhook}/": {"webhook": WEBHOOK_ID},
    **{
        f"/api/v1/webhooks/{{webhook}}/{rest}/": {"webhook": WEBHOOK_ID, "attempt": ATTEMPT_ID}
        for rest in ("secret", "test", "replay", "attempts", "attempts/{attempt}/resend")
    },
}
# What an address cannot be asked without.
QUERIES = {"/api/v1/suggest/": {"q": "russ"}}
# What answers callers with a key only, and the scopes that the key needs there.
SYNC = "/api/v1/sync/"
CHECKSUM = f"{SYNC}checksum/"
BUCKET = f"{CHECKSUM}{{bucket}}/"
WEBHOOKS = [path for path in SCHEMA["paths"] if path.startswith("/api/v1/webhooks/")]
KEYED = {
    **dict.fromkeys(("/api/v1/me/", "/api/v1/me/usage/"), ["articles:read"]),
    **dict.fromkeys((SYNC, CHECKSUM, BUCKET), ["sync:read"]),
    **dict.fromkeys(WEBHOOKS, ["webhooks:manage"]),
}
# What wants the cursor of a copy that is in step.
IN_STEP = {CHECKSUM, BUCKET}
PATHS = list(SCHEMA["paths"])
READING = [path for path, item in SCHEMA["paths"].items() if "get" in item]


def make_reached_webhook(partner: Partner) -> None:
    """Make the webhook that ``KEYS`` names; nobody listens at its address."""
    webhook = make_webhook(partner, "http://127.0.0.1:1/", pk=WEBHOOK_ID)
    change = Change.objects.filter(kind="article").latest("seq")
    Attempt.objects.create(
        pk=ATTEMPT_ID,
        webhook=webhook,
        kind="delivery",
        event_id="evt",
        event_type="article.published",
        seq=change.seq,
        at=change.at,
        outcome="failed",
    )


def addresses(patterns: list[Any], prefix: str) -> Iterator[str]:
    """Give every address of a URL configuration as the schema spells it."""
    for pattern in patterns:
        address = prefix + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        else:
            yield address


def test_committed_document_is_what_the_code_says():
    generated = io.StringIO()

    call_command("spectacular", validate=True, fail_on_warn=True, stdout=generated)

    assert generated.getvalue().strip() == SCHEMA_FILE.read_text("utf-8").strip(), OUTDATED


def test_every_filter_has_examples():
    filters = {**ArticleFilters.base_filters, **RegionFilters.base_filters}
    filters |= ActorFilters.base_filters
    described = [
        parameter
        for path in SCHEMA["paths"].values()
        for parameter in path.get("get", {}).get("parameters", [])
        if parameter["name"] in filters and "enum" not in parameter["schema"]
    ]

    assert {parameter["name"] for parameter in described} == set(filters)
    for parameter in described:
        for example in parameter["schema"]["examples"]:
            Draft202012Validator(parameter["schema"]).validate(example)


def test_document_is_valid_openapi():
    validate(SCHEMA)


def test_every_address_is_documented():
    served = set(addresses(get_resolver().url_patterns, "/"))

    assert {a for a in served if a.startswith("/api/")} == {*PATHS, *UNDOCUMENTED}


@pytest.mark.parametrize("path", PATHS)
def test_operation_is_described(path):
    for method, operation in SCHEMA["paths"][path].items():
        assert all(operation[part] for part in ("operationId", "summary", "description", "tags"))
        assert all(parameter["description"] for parameter in operation.get("parameters", []))
        assert {"400", "401", "406", "429", "500", "503"} <= set(operation["responses"])
        assert method != "get" or {"200", "304"} <= set(operation["responses"])


@pytest.mark.parametrize("path", READING)
def test_documented_path_answers_with_data(api, path):
    story = make_published(
        slug="a-story",
        regions=["russia"],
        actors=[make_actor("an-actor"), make_actor()],
        byline=[make_author()],
    )
    publish(story, by=None)
    make_published(regions=["russia"])

    partner = make_partner()
    make_reached_webhook(partner)
    headers = bearer(make_key(scopes=KEYED[path], partner=partner)) if path in KEYED else {}
    query = QUERIES.get(path, {})
    if path in IN_STEP:
        query = {"cursor": api.json(SYNC, **headers)["cursor"]}
    answer = api.json(path.format(**KEYS.get(path, {})), query, **headers)

    assert answer.get("results") != []
