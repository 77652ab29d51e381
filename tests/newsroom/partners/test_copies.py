"""Where copies stand is noted off the request path, and written rarely."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.partners import copies
from newsroom.partners.models import Copy
from newsroom.partners.products import Product, save_product
from tests.contract import CheckedClient
from tests.factories import bearer, make_key, make_partner, make_published

SYNC = "/api/v1/sync/"


@pytest.fixture
def key(db):
    partner = make_partner()
    save_product(Product(name="News", genre="news"), partners=[partner], by=None)
    return make_key(partner=partner, scopes=["sync:read"])


def kept() -> tuple[int, int | None]:
    copies.write()
    row = Copy.objects.get()
    return row.number, row.target


def test_copy_stands_where_its_last_page_brings_it(api, key, monkeypatch):
    monkeypatch.setattr(copies, "RARELY_SECONDS", 0)
    make_published()

    page = api.get(SYNC, {"page_size": 100}, **bearer(key))
    first = int(page["X-Newsroom-Seq"])
    assert page.json()["done"] is False
    assert kept() == (0, first)

    done = api.json(SYNC, {"cursor": page.json()["cursor"], "page_size": 1_000}, **bearer(key))
    assert kept() == (first, None)

    make_published()
    make_published()
    page = api.json(SYNC, {"cursor": done["cursor"], "page_size": 1}, **bearer(key))
    assert kept() == (first, first + 2)

    api.json(SYNC, {"cursor": done["cursor"]}, **bearer(key))
    assert kept() == (first + 2, None)


def test_stream_is_noted_once_its_pages_are_read(api, key):
    make_published()
    headers = {**bearer(key), "Accept": "application/x-ndjson"}

    response = api.client.get(SYNC, {"page_size": 1_000}, headers=headers)
    parts = iter(response)
    next(parts)
    copies.write()
    assert Copy.objects.count() == 0

    assert list(parts) == []
    assert kept() == (int(response["X-Newsroom-Seq"]), None)


def test_row_is_written_rarely(api, key, django_assert_num_queries):
    cursor = api.json(SYNC, {"page_size": 1_000}, **bearer(key))["cursor"]
    with django_assert_num_queries(1):
        copies.write()
    before = Copy.objects.get()

    api.json(SYNC, {"cursor": cursor}, **bearer(key))
    make_published()
    cursor = api.json(SYNC, {"cursor": cursor}, **bearer(key))["cursor"]
    with django_assert_num_queries(0):
        copies.write()
    assert Copy.objects.get().number == before.number

    copies._written.clear()
    copies.write()
    assert Copy.objects.get().number == before.number + 1


def test_later_note_of_another_server_is_kept(api, key):
    api.json(SYNC, {"page_size": 1_000}, **bearer(key))
    later = timezone.now() + timedelta(minutes=1)
    Copy.objects.create(key=key.key, number=7, given_at=later)

    assert kept() == (7, None)


def test_noting_asks_nothing_of_the_database(api, key, django_assert_num_queries):
    cursor = api.json(SYNC, {"page_size": 1_000}, **bearer(key))["cursor"]

    # The key, and the head with the products.
    with django_assert_num_queries(2):
        CheckedClient().json(SYNC, {"cursor": cursor}, **bearer(key))
