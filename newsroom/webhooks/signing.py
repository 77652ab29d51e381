"""Secrets and signatures as Standard Webhooks 1.0.0 has them.

A secret is derived from a master key of the environment, the webhook and a number, so that the
database holds none and a dump of it signs nothing.
"""

import base64
import hashlib
import hmac
from datetime import datetime

from django.conf import settings

from newsroom.webhooks.models import Webhook

PREFIX = "whsec_"


def secret_text(webhook: Webhook) -> str:
    """Give the newest secret as receivers are told it."""
    return (
        PREFIX + base64.b64encode(_secret(_masters()[0], webhook, webhook.secret_number)).decode()
    )


def sign(webhook: Webhook, event_id: str, moment: datetime, body: bytes) -> str:
    """Give the value of `webhook-signature` for a message that is sent at a moment.

    It is signed by the secret before, too, while that holds, and by what was derived of master
    keys that have been replaced.
    """
    numbers = [webhook.secret_number]
    if webhook.secret_before_until and moment < webhook.secret_before_until:
        numbers.append(webhook.secret_number - 1)
    signed = f"{event_id}.{int(moment.timestamp())}.".encode() + body
    secrets = [_secret(master, webhook, number) for master in _masters() for number in numbers]
    digests = (hmac.digest(secret, signed, hashlib.sha256) for secret in secrets)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def _masters() -> list[str]:
    if settings.NEWSROOM_WEBHOOK_KEYS:
        keys: list[str] = settings.NEWSROOM_WEBHOOK_KEYS
        return keys
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _secret(master: str, webhook: Webhook, number: int) -> bytes:
    name = f"newsroom.webhooks:{webhook.pk}:{number}"
    return hmac.digest(master.encode(), name.encode(), hashlib.sha256)
