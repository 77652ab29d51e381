"""The verbs of partners and keys."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from newsroom.partners.errors import PartnerRefused
from newsroom.partners.keeping import issue_key, revoke_key, rotate_key, save_partner
from newsroom.partners.key_text import digest
from newsroom.partners.models import ApiKey, Partner
from tests.factories import make_key, make_partner

HOUR = timedelta(hours=1)


def test_issued_key_is_kept_as_a_digest(db, editor):
    partner = make_partner()

    issued = issue_key(
        partner,
        by=editor,
        name=" Nightly import ",
        scopes=["sync:read", "articles:read", "sync:read"],
        ip_ranges=["192.0.2.1"],
    )

    key = ApiKey.objects.get()
    assert bytes(key.digest) == digest(issued.text)
    assert (key.partner, key.name, key.environment) == (partner, "Nightly import", "live")
    assert key.scopes == ["articles:read", "sync:read"]
    assert key.ip_ranges == ["192.0.2.1/32"]
    assert (key.created_by, key.expires_at, key.last_used_at) == (editor, None, None)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"name": ""}, "name", "This field cannot be blank."),
        ({"scopes": []}, "scopes", "This field cannot be blank."),
        ({"scopes": ["articles:write"]}, "scopes", "Item 1 in the array did not validate"),
        ({"environment": "prod"}, "environment", "Value 'prod' is not a valid choice."),
        ({"ip_ranges": ["home"]}, "ip_ranges", "“home” is no range of addresses"),
        (
            {"expires_at": timezone.now() - HOUR},
            "expires_at",
            "A key cannot end before it begins.",
        ),
    ],
)
def test_wrong_key_is_refused_by_field(db, values, field, sentence):
    with pytest.raises(PartnerRefused) as refused:
        make_key(**values)

    assert list(refused.value.problems) == [field]
    assert sentence in refused.value.problems[field][0]


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"environment": "prod"},
        {"scopes": []},
        {"scopes": ["articles:write"]},
        {"expires_at": timezone.now() - HOUR},
        {"rotated_at": timezone.now()},
        {"revocation_reason": "Leaked."},
    ],
)
def test_database_refuses_wrong_keys_too(db, values):
    key = make_key().key

    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(**values)


def test_rotation_makes_a_key_that_may_do_the_same(db, editor):
    old = make_key(scopes=["sync:read"], environment="test", ip_ranges=["192.0.2.0/24"]).key

    new = rotate_key(old, by=editor, overlap=HOUR).key

    old.refresh_from_db()
    assert (new.scopes, new.ip_ranges) == (["sync:read"], ["192.0.2.0/24"])
    assert (new.environment, new.name, new.partner) == ("test", old.name, old.partner)
    assert (new.expires_at, new.created_by) == (None, editor)
    assert old.replaced_by == new
    assert old.expires_at - old.rotated_at == HOUR


def test_rotation_gives_the_new_key_the_life_of_the_old(db):
    old = make_key(expires_at=timezone.now() + timedelta(days=90)).key

    new = rotate_key(old, by=None, overlap=HOUR).key

    assert timedelta(days=89) < new.expires_at - new.created_at <= timedelta(days=90)


def test_rotation_never_lengthens_a_life(db):
    old = make_key(expires_at=timezone.now() + HOUR).key

    rotate_key(old, by=None, overlap=2 * HOUR)

    assert ApiKey.objects.get(pk=old.pk).expires_at == old.expires_at


def test_key_is_rotated_once(db):
    old = make_key().key
    new = rotate_key(old, by=None, overlap=HOUR).key

    with pytest.raises(PartnerRefused, match=f"replaced already, by {new.pk}"):
        rotate_key(old, by=None, overlap=HOUR)


def test_revoked_key_is_not_rotated(db):
    key = make_key().key
    revoke_key(key, by=None)

    with pytest.raises(PartnerRefused, match="no longer valid"):
        rotate_key(key, by=None, overlap=HOUR)


@pytest.mark.parametrize("overlap", [timedelta(days=31), timedelta(seconds=-1)])
def test_overlap_is_bounded(db, overlap):
    with pytest.raises(PartnerRefused, match="30 days at most"):
        rotate_key(make_key().key, by=None, overlap=overlap)


def test_first_revocation_stands(db, editor):
    key = make_key().key

    revoke_key(key, by=editor, reason="Found in a repository.")
    revoke_key(key, by=None, reason="Again.")

    key.refresh_from_db()
    assert key.revoked_at is not None
    assert (key.revoked_by, key.revocation_reason) == (editor, "Found in a repository.")


def test_partner_is_saved_under_a_name_of_its_own(db):
    make_partner("Daily Courier")

    with pytest.raises(PartnerRefused) as refused:
        save_partner(Partner(name=" Daily Courier "), by=None)

    assert refused.value.problems == {"name": ["Another partner has this name."]}
