"""/me/ tells a key what it is."""

from datetime import UTC, datetime, timedelta

from articles.published.instants import instant
from newsroom.partners.keeping import rotate_key
from newsroom.partners.models import ApiKey
from tests.factories import bearer, make_key, make_partner

ME = "/api/v1/me/"


def test_key_is_described(api):
    partner = make_partner("Daily Courier")
    issued = make_key(
        partner=partner,
        name="Nightly import",
        scopes=["sync:read", "articles:read"],
        ip_ranges=["127.0.0.0/8"],
        expires_at=datetime(2100, 1, 1, tzinfo=UTC),
    )

    answer = api.get(ME, **bearer(issued))

    assert answer.json() == {
        "partner": {"id": str(partner.pk), "name": "Daily Courier"},
        "key": {
            "id": issued.key.pk,
            "name": "Nightly import",
            "environment": "live",
            "scopes": ["articles:read", "sync:read"],
            "ip_ranges": ["127.0.0.0/8"],
            "created_at": instant(ApiKey.objects.get().created_at),
            "expires_at": "2100-01-01T00:00:00Z",
            "rotated_at": None,
            "replaced_by": None,
        },
        "limits": [],
    }
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Newsroom-Seq"]


def test_replaced_key_is_told_by_which(api):
    old = make_key()
    new = rotate_key(old.key, by=None, overlap=timedelta(hours=1))
    row = ApiKey.objects.get(pk=old.key.pk)

    told = api.json(ME, **bearer(old))["key"]

    assert told["replaced_by"] == new.key.pk
    assert told["rotated_at"] == instant(row.rotated_at)
    assert told["expires_at"] == instant(row.expires_at)
