"""Whoever has a dump of the database has no key."""

from datetime import timedelta

from django.db import connection
from django.urls import reverse

from newsroom.partners.keeping import rotate_key
from newsroom.partners.key_text import KEY
from tests.factories import bearer, make_key, make_partner


def dump() -> str:
    """Give every row of every table, as text."""
    rows: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT row::text FROM {connection.ops.quote_name(table)} row")
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_dump_holds_no_key(desk, api):
    issued = make_key()
    partner = make_partner()
    typed = {"name": "x", "environment": "live", "scopes": ["sync:read"], "ip_ranges": ""}
    shown = desk.post(reverse("admin:partners_partner_issue_key", args=[partner.pk]), typed)
    rotated = rotate_key(issued.key, by=None, overlap=timedelta(hours=1))
    texts = [issued.text, KEY.search(shown.content.decode())[0], rotated.text]
    for text in texts:
        assert api.get("/api/v1/me/", Authorization=f"Bearer {text}").status_code == 200

    held = dump()

    assert issued.key.pk in held
    for text in texts:
        secret = text.rpartition("_")[2]
        for part in (secret, secret[:16], secret[16:], secret.encode().hex()):
            assert part not in held


def test_dump_would_show_a_key_that_is_kept(api):
    issued = make_key()
    make_partner(bearer(issued)["Authorization"])

    assert issued.text in dump()
