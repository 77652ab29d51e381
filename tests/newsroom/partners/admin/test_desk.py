"""The page of a partner says how its copies stand, and the front page which of them lag."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.changes.head import read_head
from newsroom.partners.keeping import revoke_key, rotate_key
from newsroom.partners.models import Copy
from newsroom.partners.products import Product, save_product
from tests.factories import make_key, make_partner, make_published
from tests.newsroom.partners.admin.test_partner_admin import page
from tests.pages import staff

INDEX = "/admin/"


def make_copy(partner, *, number: int, target: int | None = None):
    key = make_key(partner=partner, scopes=["sync:read"]).key
    Copy.objects.create(key=key, number=number, target=target, given_at=timezone.now())
    return key


@pytest.fixture
def partner(db):
    found = make_partner("Courier")
    save_product(Product(name="All news", genre="news"), partners=[found], by=None)
    return found


@pytest.fixture
def late(monkeypatch) -> None:
    """Count every lag as one of an hour."""
    monkeypatch.setattr("newsroom.partners.admin.lagging.LATE", timedelta(hours=-1))


def shown(client, partner) -> str:
    return " ".join(client.get(page("change", partner)).content.decode().split())


def test_desk_says_how_copies_stand(desk, partner):
    number = read_head().seq
    make_copy(partner, number=number)
    make_published(genre="news")
    make_published(genre="opinion")
    make_copy(partner, number=number + 2)
    make_copy(partner, number=number + 1)
    make_copy(partner, number=0, target=number + 2)
    make_key(partner=partner)

    html = shown(desk, partner)

    assert "All news</a>." in html
    assert f"<td>change {number}; last asked" in html
    assert "<td>1 story, for 0 minutes (2 changes of all kinds)</td>" in html
    assert "<td>not at all</td>" in html
    assert "<td>not at all (1 change of other kinds)</td>" in html
    assert f"<td>on its first walk, to change {number + 2}; last asked" in html
    assert "<td>none</td><td></td>" in html


def test_partner_without_products_has_nothing_to_keep(desk):
    partner = make_partner()

    assert "Without a product there is nothing to keep a copy of." in shown(desk, partner)


def test_desk_is_for_those_who_may_see_keys(partner):
    assert "desk-heading" not in shown(staff("partners.view_partner"), partner)


def test_desk_costs_the_same_for_one_copy_and_three(desk, partner):
    number = read_head().seq
    for _ in range(3):
        make_published(genre="news")

    def cost(ahead: int) -> int:
        make_copy(partner, number=number + ahead)
        shown(desk, partner)
        with CaptureQueriesContext(connection) as queries:
            shown(desk, partner)
        return len(queries)

    first = cost(0)
    cost(1)

    assert cost(2) == first


def test_front_page_names_partners_that_lag(desk, partner, late):
    make_copy(partner, number=read_head().seq)
    make_copy(make_partner("Idle"), number=read_head().seq)
    assert "not fetched" not in desk.get(INDEX).content.decode()
    make_published(genre="news")

    html = desk.get(INDEX).content.decode()

    assert "Partners that have not fetched stories for more than an hour:" in html
    assert f'<a href="{page("change", partner)}">Courier (0\xa0minutes)</a>' in html
    assert "Idle (" not in html


def test_short_lag_is_not_told(desk, partner):
    make_copy(partner, number=read_head().seq)
    make_published(genre="news")

    assert "not fetched" not in desk.get(INDEX).content.decode()


def test_keys_that_are_not_in_use_do_not_lag(desk, partner, late):
    revoked, replaced = (make_copy(partner, number=read_head().seq) for _ in range(2))
    revoke_key(revoked, by=None)
    rotate_key(replaced, by=None, overlap=timedelta(days=1))
    make_published(genre="news")

    assert "not fetched" not in desk.get(INDEX).content.decode()


def test_lag_is_told_to_those_who_may_see_partners(partner, late):
    make_copy(partner, number=read_head().seq)
    make_published(genre="news")

    assert "Courier" not in staff().get(INDEX).content.decode()
    assert "Courier" in staff("partners.view_partner").get(INDEX).content.decode()
