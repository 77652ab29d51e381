"""What callers with a key ask is noted under the path of the schema."""

import pytest
from django.test import Client
from django.urls import get_resolver

from newsroom.api.usage import endpoint_of
from newsroom.partners import quotas, usage
from newsroom.partners.models import Usage
from newsroom.partners.products import Product, save_product
from tests.contract import SCHEMA
from tests.factories import bearer, make_key, make_partner, make_published
from tests.flows.test_leaks import routes

LIST = "/api/v1/articles/"
ME = "/api/v1/me/"
SYNC = "/api/v1/sync/"


def counted() -> list[tuple[str, int, int, int]]:
    usage.write()
    rows = Usage.objects.order_by("endpoint")
    return list(rows.values_list("endpoint", "requests", "refused", "bytes"))


def test_answers_to_a_key_are_counted_by_endpoint(api):
    make_published(slug="a-story")
    key = bearer(make_key())

    one = api.get(f"{LIST}a-story/", **key)
    missing = api.get(f"{LIST}another-story/", **key)
    listed = api.get(LIST, **key)
    same = api.get(LIST, **key, **{"If-None-Match": listed["ETag"]})
    Client().head(LIST, headers=key)

    assert (missing.status_code, same.status_code) == (404, 304)
    assert counted() == [
        (LIST, 3, 0, len(listed.content)),
        (f"{LIST}{{key}}/", 2, 0, len(one.content) + len(missing.content)),
    ]


def test_nobody_else_is_counted(api):
    key = make_key()

    api.get(LIST)
    api.get(ME)
    api.get(ME, Authorization=f"Bearer {key.text[:-1]}x")
    api.get("/api/v1/nothing/", **bearer(key))

    assert counted() == []


def test_refusals_are_counted_as_such(api, settings):
    settings.NEWSROOM_KEY_PER_DAY = 1
    key = bearer(make_key(scopes=["articles:read"]))
    quotas.hold()
    try:
        api.get(ME, **key)
        throttled = api.get(ME, **key)
        lacking = api.get(SYNC, **key)
    finally:
        quotas.let_go()

    assert (throttled.status_code, lacking.status_code) == (429, 403)
    assert [row[:3] for row in counted()] == [(ME, 2, 1), (SYNC, 1, 1)]


def test_stream_is_counted_whole(api):
    make_published()
    partner = make_partner()
    save_product(Product(name="All"), partners=[partner], by=None)
    key = bearer(make_key(partner=partner, scopes=["sync:read"]))

    streamed = api.get(SYNC, {"page_size": 100}, **key, Accept="application/x-ndjson")

    assert streamed.content.count(b"\n") > 200
    assert counted() == [(SYNC, 1, 0, len(streamed.content))]


def test_counting_asks_nothing_of_the_database(api, django_assert_num_queries):
    key = bearer(make_key())
    api.get(ME, **key)

    # The key and the head.
    with django_assert_num_queries(2):
        api.get(ME, **key)


@pytest.mark.parametrize("path", SCHEMA["paths"])
def test_endpoints_are_the_paths_of_the_schema(path):
    named = {endpoint_of(route.removeprefix("/")) for route in routes(get_resolver())}

    assert path in named
