"""manage.py issue_key prints a key that works."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from newsroom.partners.models import ApiKey, Partner
from newsroom.partners.recognising import recognise
from tests.factories import make_partner


def issue(*arguments: str) -> str:
    printed = StringIO()
    call_command("issue_key", *arguments, stdout=printed)
    return printed.getvalue().strip()


def test_key_is_issued_to_a_new_partner(db):
    text = issue("Courier", "--name=Import", "--scope=sync:read", "--scope=articles:read")

    key = recognise(text, address="192.0.2.1")
    assert (key.partner.name, key.name, key.environment) == ("Courier", "Import", "live")
    assert (key.scopes, key.expires_at) == (["articles:read", "sync:read"], None)


def test_key_is_issued_to_a_known_partner_with_bounds(db):
    partner = make_partner("Courier")

    issue(
        "Courier", "--name=x", "--scope=sync:read", "--test", "--days=1", "--ip-range=192.0.2.0/24"
    )

    key = ApiKey.objects.get()
    assert (key.partner, key.environment, key.ip_ranges) == (partner, "test", ["192.0.2.0/24"])
    assert key.expires_at is not None


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [("--ip-range=home", "is no range of addresses"), ("--days=0", "cannot end before it begins")],
)
def test_wrong_value_is_told_and_nothing_is_written(db, argument, sentence):
    with pytest.raises(CommandError, match=sentence):
        issue("Courier", "--name=x", "--scope=sync:read", argument)

    assert ApiKey.objects.count() == 0
    assert Partner.objects.count() == 0
