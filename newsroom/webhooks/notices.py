"""Telling people that a webhook fails: the newsroom in its log, the partner by mail."""

import logging

from django.conf import settings
from django.core.mail import send_mail

from newsroom.webhooks.models import Webhook
from newsroom.webhooks.retrying import disables_at

SUBJECT = "{name}: your webhook {state}"
WARNING = """\
Nothing could be delivered to your webhook {url} since {since:%Y-%m-%d %H:%M} UTC.
If that goes on, it will be disabled at {disables_at:%Y-%m-%d %H:%M} UTC.
"""
END = """\
Your webhook {url} has been disabled. {reason}
Nothing is lost: enable it again, and it goes on from where it was.
"""

logger = logging.getLogger(__name__)


def warn(webhook: Webhook) -> None:
    text = WARNING.format(
        url=webhook.url, since=webhook.failing_since, disables_at=disables_at(webhook)
    )
    _tell(webhook, "is failing", text)


def tell_of_end(webhook: Webhook) -> None:
    text = END.format(url=webhook.url, reason=webhook.disabled_reason)
    _tell(webhook, "has been disabled", text)


def _tell(webhook: Webhook, state: str, text: str) -> None:
    logger.warning("Webhook %s of %s %s: %s", webhook.pk, webhook.partner, state, webhook.url)
    if not (settings.EMAIL_HOST and webhook.partner.contact):
        return
    subject = SUBJECT.format(name=settings.NEWSROOM_NAME, state=state)
    try:
        send_mail(subject, text, None, [webhook.partner.contact])
    except OSError as error:
        logger.error("A notice to %s cannot be sent: %s", webhook.partner, error)
