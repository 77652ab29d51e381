"""The desk for partners and keys."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom.partners.key_text import KEY, digest
from newsroom.partners.models import ApiKey, Partner
from tests.factories import make_key, make_partner
from tests.pages import form_values, messages_of, staff

pytestmark = pytest.mark.django_db


def page(name, row=None):
    model = "apikey" if isinstance(row, ApiKey) else "partner"
    args = [row.pk] if row and name != "changelist" else []
    return reverse(f"admin:partners_{model}_{name}", args=args)


def shown_key(response) -> str:
    return KEY.search(response.content.decode())[0]


def test_partner_is_added_and_changed(desk):
    typed = {"name": " Daily Courier ", "contact": "it@courier.example", "notes": ""}

    desk.post(page("add"), typed)
    partner = Partner.objects.get()
    changed = desk.post(page("change", partner), {**typed, "name": "Courier"})

    assert (partner.name, partner.contact) == ("Daily Courier", "it@courier.example")
    assert changed.status_code == 302
    assert Partner.objects.get().name == "Courier"


def test_name_that_is_taken_is_told_beside_the_field(desk):
    make_partner("Courier")

    response = desk.post(page("add"), {"name": "Courier", "contact": "", "notes": ""})

    assert response.context["adminform"].form.errors == {"name": ["Another partner has this name."]}


def test_key_is_shown_once_and_kept_nowhere(desk, editor):
    partner = make_partner()
    typed = {
        "name": "Import",
        "environment": "live",
        "scopes": ["articles:read", "sync:read"],
        "expires_at_0": "2100-01-01",
        "expires_at_1": "00:00:00",
        "ip_ranges": "192.0.2.0/24\n2001:db8::/32",
    }

    response = desk.post(page("issue_key", partner), typed)

    key = ApiKey.objects.get()
    text = shown_key(response)
    assert bytes(key.digest) == digest(text)
    assert "no-store" in response["Cache-Control"]
    assert (key.created_by, key.expires_at.year) == (editor, 2100)
    assert key.ip_ranges == ["192.0.2.0/24", "2001:db8::/32"]
    assert LogEntry.objects.get().change_message == f"Issued the key {key.pk}."
    for address in (page("change", partner), page("change", key), page("changelist", key)):
        assert text not in desk.get(address).content.decode()
    assert not any(text in str(session.get_decoded()) for session in Session.objects.all())
    assert not any(text in cookie.value for cookie in desk.cookies.values())


def test_wrong_range_is_told_beside_the_field(desk):
    typed = {"name": "x", "environment": "live", "scopes": ["sync:read"], "ip_ranges": "home"}

    response = desk.post(page("issue_key", make_partner()), typed)

    assert "“home” is no range of addresses" in response.context["form"].errors["ip_ranges"][0]
    assert ApiKey.objects.count() == 0


def test_key_is_replaced(desk, editor):
    old = make_key().key

    response = desk.post(page("rotate", old), {"hours": "24"})

    old.refresh_from_db()
    assert bytes(old.replaced_by.digest) == digest(shown_key(response))
    assert old.expires_at - old.rotated_at == timedelta(hours=24)
    assert old.replaced_by.created_by == editor


def test_key_is_revoked(desk, editor):
    key = make_key().key

    response = desk.post(page("revoke", key), {"reason": "Found in a repository."}, follow=True)

    key.refresh_from_db()
    assert messages_of(response) == [f"Revoked the key {key.pk}."]
    assert (key.revoked_by, key.revocation_reason) == (editor, "Found in a repository.")
    assert "Found in a repository." in response.content.decode()


def test_ended_key_offers_no_acts(desk):
    ended = make_key().key
    ApiKey.objects.update(revoked_at=timezone.now())

    assert page("rotate", ended) not in desk.get(page("change", ended)).content.decode()
    refused = desk.post(page("rotate", ended), {"hours": "1"})
    assert refused.context["form"].non_field_errors() == [
        "The key is no longer valid; issue a new one."
    ]


def test_acts_are_for_those_who_may(db):
    partner, key = make_partner(), make_key().key
    looker = staff("partners.view_partner", "partners.view_apikey")

    assert looker.get(page("change", key)).status_code == 200
    assert looker.get(page("change", partner)).status_code == 200
    for address in (page("issue_key", partner), page("rotate", key), page("revoke", key)):
        assert looker.get(address).status_code == 403
        assert looker.post(address, {}).status_code == 403
    assert looker.post(page("delete", key)).status_code == 403
    assert staff().get(page("change", key)).status_code == 403


def test_keeper_of_keys_may_act(db):
    partner, key = make_partner(), make_key().key
    keeper = staff(
        "partners.view_partner",
        "partners.view_apikey",
        "partners.add_apikey",
        "partners.change_apikey",
    )

    for address in (page("issue_key", partner), page("rotate", key), page("revoke", key)):
        assert keeper.get(address).status_code == 200
        assert (
            address
            in keeper.get(page("change", partner)).content.decode()
            + keeper.get(page("change", key)).content.decode()
        )


@pytest.mark.parametrize(
    ("state", "expected"),
    [("valid", {"old", "new"}), ("replaced", {"old"}), ("revoked", {"gone"}), ("expired", set())],
)
def test_keys_are_filtered_by_state(desk, state, expected):
    old = make_key(name="old").key
    desk.post(page("rotate", old), {"hours": "24"})
    ApiKey.objects.filter(replaces=old).update(name="new")
    desk.post(page("revoke", make_key(name="gone").key), {"reason": ""})

    listed = desk.get(page("changelist", old), {"state": state}).context["cl"].result_list

    assert {key.name for key in listed} == expected


def test_lists_cost_the_same_for_one_and_for_three(desk):
    def costs(count: int) -> list[int]:
        for _ in range(count):
            make_key()
        found = []
        for row in (None, ApiKey.objects.first()):
            with CaptureQueriesContext(connection) as queries:
                desk.get(page("changelist", row) if row else page("changelist"))
            found.append(len(queries))
        return found

    assert costs(1) == costs(2)


def test_form_for_a_key_asks_for_what_it_needs(desk):
    partner = make_partner()

    values = form_values(desk.get(page("issue_key", partner)), None)

    assert {"name", "environment", "ip_ranges", "expires_at_0"} <= set(values)
