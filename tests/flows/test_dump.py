"""Whoever has a dump of the database has no key, no session and no password."""

import base64
import re
import subprocess
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from newsroom.embedded import binaries
from newsroom.partners.keeping import rotate_key
from newsroom.partners.key_text import KEY
from newsroom.webhooks.keeping import rotate_secret
from newsroom.webhooks.signing import secret_text
from tests.contract import CheckedClient
from tests.factories import bearer, make_key, make_partner, make_webhook

PASSWORD = "a password of some editor"
# What might be the key of a session, or of a partner.
WORD = re.compile(r"[0-9A-Za-z_]{20,}")


def dump() -> str:
    """Give what pg_dump gives."""
    where = connection.settings_dict
    done = subprocess.run(
        [
            *(binaries.installed() / "pg_dump", f"--host={where['HOST']}"),
            *(f"--port={where['PORT']}", f"--username={where['USER']}", where["NAME"]),
        ],
        check=True,
        capture_output=True,
        text=True,
        env={"PGPASSWORD": where["PASSWORD"]},
    )
    return done.stdout


def log_in() -> Client:
    User.objects.create_superuser("editor", password=PASSWORD)
    browser = Client()
    assert browser.login(username="editor", password=PASSWORD)
    # With a form comes the secret against forged requests.
    assert browser.get(reverse("admin:auth_user_add")).status_code == 200
    return browser


def test_dump_opens_nothing(committed):
    browser, api = log_in(), CheckedClient()
    issued, partner = make_key(), make_partner()
    typed = {"name": "x", "environment": "live", "scopes": ["sync:read"], "ip_ranges": ""}
    shown = browser.post(reverse("admin:partners_partner_issue_key", args=[partner.pk]), typed)
    rotated = rotate_key(issued.key, by=None, overlap=timedelta(hours=1))
    keys = [issued.text, KEY.search(shown.content.decode())[0], rotated.text]
    for text in keys:
        assert api.get("/api/v1/me/", Authorization=f"Bearer {text}").status_code == 200
    webhook = make_webhook(partner)
    signing = [secret_text(webhook)]
    rotate_secret(webhook, by=None, overlap=timedelta(hours=1))
    signing.append(secret_text(webhook))
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    assert cookies.keys() == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}

    held = dump()

    assert issued.key.pk in held
    assert "editor" in held
    secrets = [text.rpartition("_")[2] for text in keys]
    secrets += [text.removeprefix("whsec_") for text in signing]
    secrets += [base64.b64decode(text.removeprefix("whsec_")).hex() for text in signing]
    assert str(webhook.pk) in held
    for secret in [*secrets, *cookies.values(), PASSWORD, settings.SECRET_KEY]:
        for part in (secret, secret[:16], secret[16:], secret.encode().hex()):
            assert part not in held
    words = set(WORD.findall(held))
    assert len(words) > 20
    for word in words:
        thief = Client(raise_request_exception=False)
        thief.cookies[settings.SESSION_COOKIE_NAME] = word
        assert thief.get("/admin/").status_code == 302
        assert api.get("/api/v1/me/", Authorization=f"Bearer {word}").status_code == 401
    assert browser.get("/admin/").status_code == 200


def test_dump_would_show_a_key_and_a_session_that_are_kept(committed, settings):
    issued = make_key()
    make_partner(bearer(issued)["Authorization"])
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    browser = log_in()

    held = dump()

    assert issued.text in held
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value in held
