"""Signatures as an independent library verifies them."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from newsroom.webhooks.keeping import rotate_secret
from newsroom.webhooks.models import Webhook
from newsroom.webhooks.signing import secret_text
from tests.factories import make_published


def is_good(secret: str, message) -> bool:
    try:
        Verifier(secret).verify(message.body, message.headers)
    except WebhookVerificationError:
        return False
    return True


def test_message_is_signed_with_the_secret_of_its_webhook(deliver, receiver, webhook):
    make_published()
    deliver()

    (message,) = receiver.messages
    secret = secret_text(webhook)
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert is_good(secret, message)
    assert not is_good(secret_text(Webhook()), message)
    assert message.headers["webhook-signature"].count("v1,") == 1
    assert abs(int(message.headers["webhook-timestamp"]) - message.at) < 60
    assert "." not in message.id


def test_both_secrets_sign_while_they_overlap(deliver, receiver, webhook):
    old = secret_text(webhook)
    rotate_secret(webhook, by=None, overlap=timedelta(hours=1))
    new = secret_text(webhook)
    make_published()
    deliver()
    Webhook.objects.update(secret_before_until=datetime.now(UTC) - timedelta(seconds=1))
    make_published()
    deliver()

    during, after = receiver.messages
    assert old != new
    assert (is_good(old, during), is_good(new, during)) == (True, True)
    assert (is_good(old, after), is_good(new, after)) == (False, True)


def test_master_key_is_changed_without_a_break(deliver, receiver, webhook, settings):
    settings.NEWSROOM_WEBHOOK_KEYS = ["first master key of a test only, long enough"]
    old = secret_text(webhook)
    settings.NEWSROOM_WEBHOOK_KEYS.insert(0, "second master key of a test only, long enough")
    make_published()
    deliver()

    (message,) = receiver.messages
    assert is_good(old, message)
    assert is_good(secret_text(webhook), message)


@pytest.mark.parametrize("name", ["SECRET_KEY", "NEWSROOM_WEBHOOK_KEYS"])
def test_secret_depends_on_the_master_key(webhook, settings, name):
    before = secret_text(webhook)

    value = "another master key of a test only, long enough"
    setattr(settings, name, value if name == "SECRET_KEY" else [value])

    assert secret_text(webhook) != before
