"""What is sent because somebody asks for it: tests, and single events once more.

They go out at once and outside the order, and say by `newsroom-delivery` what they are.
"""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from newsroom.changes.head import read_head
from newsroom.webhooks.attempting import Line, make_entry
from newsroom.webhooks.errors import AskedTooSoon, WebhookRefused
from newsroom.webhooks.events import Event, make_test_event, steps
from newsroom.webhooks.models import Attempt, Webhook
from newsroom.webhooks.turns import present_slice
from taxonomy.snapshot import snapshot

PAUSE_SECONDS = 2


def send_test(webhook: Webhook) -> Attempt:
    """Send a test; gives what came of it. Raises ``AskedTooSoon``."""
    return _send(webhook, make_test_event(), Attempt.Kind.TEST)


def resend(webhook: Webhook, number: int) -> Attempt:
    """Send once more what the webhook is told of a change, as it is now.

    Raises ``AskedTooSoon``, and ``WebhookRefused`` if there is nothing to tell of it any more.
    """
    head = read_head()
    tags = snapshot(head)
    present = present_slice(webhook, tags)
    told = webhook.slice
    for step in steps(number - 1, number, told=told, present=present, tags=tags):
        if step.event:
            return _send(webhook, step.event, Attempt.Kind.RESEND)
    raise WebhookRefused("There is nothing to tell of this change any more.")


def _send(webhook: Webhook, event: Event, kind: str) -> Attempt:
    _ask_not_too_often(webhook)
    line = Line(webhook)
    try:
        result = line.attempt(event, kind=kind)
    finally:
        line.close()
    entry = make_entry(webhook, event, result, kind=kind)
    entry.save()
    if result.is_delivered:
        # The receiver is well again: what waits to be tried again need not wait.
        Webhook.objects.filter(pk=webhook.pk).update(next_attempt_at=None)
    return entry


def _ask_not_too_often(webhook: Webhook) -> None:
    lately = Q(extra_at=None) | Q(extra_at__lte=Now() - timedelta(seconds=PAUSE_SECONDS))
    if not Webhook.objects.filter(lately, pk=webhook.pk).update(extra_at=Now()):
        raise AskedTooSoon
