"""Keys are recognised while they are valid, and refused alike when they are not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.partners import last_use
from newsroom.partners.keeping import revoke_key, rotate_key
from newsroom.partners.key_text import checksum, make_key_text
from newsroom.partners.models import ApiKey
from newsroom.partners.recognising import Unrecognised, holder_of, recognise
from tests.factories import make_key, spoil

HERE = "192.0.2.1"


def test_valid_key_is_recognised_with_its_partner_by_one_statement(db, django_assert_num_queries):
    issued = make_key()

    with django_assert_num_queries(1):
        key = recognise(issued.text, address=HERE)
        assert key.partner.name

    assert key == issued.key


def test_what_has_not_the_form_of_a_key_asks_no_database(db, django_assert_num_queries):
    issued = make_key()

    for text in ("", "x", spoil(issued.text)):
        with django_assert_num_queries(0), pytest.raises(Unrecognised):
            recognise(text, address=HERE)


def forge(key: ApiKey) -> str:
    """Give a text of the right form with the id of a key, but another secret."""
    _, text = make_key_text("live")
    forged = f"newsroom_live_{key.pk}{text[22:-6]}"
    return forged + checksum(forged)


@pytest.mark.parametrize("reason", ["unknown", "forged", "expired", "revoked", "elsewhere"])
def test_keys_are_refused_alike(db, reason):
    issued = make_key(ip_ranges=["198.51.100.0/24"] if reason == "elsewhere" else [])
    text = issued.text
    if reason == "unknown":
        _, text = make_key_text("live")
    elif reason == "forged":
        text = forge(issued.key)
    elif reason == "expired":
        rows = ApiKey.objects.filter(pk=issued.key.pk)
        now = timezone.now()
        rows.update(created_at=now - timedelta(days=2), expires_at=now - timedelta(seconds=1))
    elif reason == "revoked":
        revoke_key(issued.key, by=None)

    with CaptureQueriesContext(connection) as queries, pytest.raises(Unrecognised) as refused:
        recognise(text, address=HERE)

    assert len(queries) == 1
    assert str(refused.value) == ""


def test_both_keys_hold_while_they_overlap(db):
    old = make_key()
    new = rotate_key(old.key, by=None, overlap=timedelta(hours=1))

    assert recognise(old.text, address=HERE).replaced_by_id == new.key.pk
    assert recognise(new.text, address=HERE) == new.key


def test_old_key_ends_at_once_without_an_overlap(db):
    old = make_key()

    rotate_key(old.key, by=None, overlap=timedelta())

    with pytest.raises(Unrecognised):
        recognise(old.text, address=HERE)


def test_holder_is_found_though_the_key_is_revoked(db):
    issued = make_key()
    revoke_key(issued.key, by=None)

    assert holder_of(issued.text) == issued.key
    assert holder_of(spoil(issued.text)) is None
    assert holder_of(forge(issued.key)) is None
    assert holder_of(make_key_text("live")[1]) is None


def test_use_is_written_once_a_minute(db, django_assert_num_queries):
    issued = make_key()

    recognise(issued.text, address=HERE)
    last_use.write()
    used_at = ApiKey.objects.get().last_used_at
    recognise(issued.text, address=HERE)
    with django_assert_num_queries(0):
        last_use.write()

    assert used_at is not None
    ApiKey.objects.update(last_used_at=used_at - timedelta(minutes=2))
    recognise(issued.text, address=HERE)
    last_use.write()
    assert ApiKey.objects.get().last_used_at > used_at
