"""The verbs that change webhooks. None takes a change number: readers see nothing of them.

Each ends a turn that is under way, so that the next attempt is made by what was written.
"""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from newsroom.changes.head import read_head
from newsroom.changes.moments import number_at
from newsroom.outgoing.targets import BadTarget, Target, read_target
from newsroom.partners.models import Product
from newsroom.webhooks.attempting import reach
from newsroom.webhooks.errors import WebhookRefused, refusals
from newsroom.webhooks.models import Webhook
from newsroom.webhooks.turns import present_slice
from taxonomy.snapshot import snapshot

MOST_OF_A_PARTNER = 20
MOST_OVERLAP = timedelta(days=30)
BY_HAND = "Disabled by hand."
NOT_HELD = {"held_by": None, "held_until": None}
NOT_FAILING: dict[str, Any] = {
    "attempts": 0,
    "failing_since": None,
    "warned_at": None,
    "next_attempt_at": None,
}


@transaction.atomic
def save_webhook(webhook: Webhook, *, products: Collection[Product], by: Any) -> None:
    """Write a webhook; a new one is told of what comes from now on. Raises ``WebhookRefused``."""
    webhook.url = webhook.url.strip()
    webhook.description = webhook.description.strip()
    webhook.event_types = list(dict.fromkeys(webhook.event_types))
    _check_target(webhook.url)
    _check_products(webhook, products)
    head = read_head()
    if webhook._state.adding:
        _check_number(webhook)
        webhook.epoch_id, webhook.seq, webhook.slice = head.epoch, head.seq, ""
    with refusals():
        webhook.full_clean(validate_constraints=False, exclude=["slice"])
        if webhook._state.adding:
            webhook.save(force_insert=True)
        else:
            webhook.save(update_fields=["url", "description", "event_types"])
    values: dict[str, Any] = {"next_attempt_at": None}
    if not webhook.slice or {one.pk for one in products} != _chosen(webhook):
        webhook.products.set(products)
        # Whoever chooses products knows what they mean.
        values["slice"] = present_slice(webhook, snapshot(head)).digest
    _write(webhook, **values)


@transaction.atomic
def delete_webhook(webhook: Webhook, *, by: Any) -> None:
    """Delete a webhook with the log of its attempts."""
    webhook.delete()


@transaction.atomic
def rotate_secret(webhook: Webhook, *, by: Any, overlap: timedelta) -> None:
    """Give a webhook a new secret; the one before signs too for as long as they overlap.

    Raises ``WebhookRefused``.
    """
    if not timedelta() <= overlap <= MOST_OVERLAP:
        raise WebhookRefused(
            {"overlap_hours": [f"Secrets overlap for {MOST_OVERLAP.days} days at most."]}
        )
    held = _lock(webhook)
    webhook.secret_number = held.secret_number + 1
    _write(
        webhook,
        secret_number=webhook.secret_number,
        secret_before_until=held.now + overlap,
    )
    webhook.refresh_from_db()


@transaction.atomic
def enable(webhook: Webhook, *, by: Any) -> None:
    """Let a webhook go on from where it stands; three days of failing begin anew."""
    _write(webhook, disabled_at=None, disabled_reason="", **NOT_FAILING)


@transaction.atomic
def disable(webhook: Webhook, *, by: Any) -> None:
    """Send nothing any more; one that is disabled already stays as it is."""
    if _lock(webhook).disabled_at is None:
        _write(webhook, disabled_at=Now(), disabled_reason=BY_HAND, **NOT_FAILING)


@transaction.atomic
def replay(webhook: Webhook, *, by: Any, since: int | datetime) -> int:
    """Set the place in the log to a change number, or to where it was at a moment; gives it.

    All that came after goes out once more, in order, under the same ids. Raises
    ``WebhookRefused`` for a number that has not been given out.
    """
    head = read_head()
    number = number_at(since) if isinstance(since, datetime) else since
    if not 0 <= number <= head.seq:
        raise WebhookRefused({"since": [f"The newest change is {head.seq}."]})
    _write(webhook, epoch_id=head.epoch, seq=number, **NOT_FAILING)
    return number


def _lock(webhook: Webhook) -> Any:
    """Give the row as it is now, locked, with the time of the database as ``now``."""
    return Webhook.objects.select_for_update().annotate(now=Now()).get(pk=webhook.pk)


def _write(webhook: Webhook, **values: Any) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(**NOT_HELD, **values)
    webhook.refresh_from_db()


def _check_target(url: str) -> None:
    try:
        target = read_target(url, reach())
    except BadTarget as error:
        raise WebhookRefused({"url": [str(error)]}) from error
    if _is_own(target):
        raise WebhookRefused({"url": ["The address is that of this newsroom."]})


def _is_own(target: Target) -> bool:
    parts = urlsplit(settings.NEWSROOM_PUBLIC_URL)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    return (target.host, target.port) == (parts.hostname, port)


def _check_products(webhook: Webhook, products: Collection[Product]) -> None:
    own = set(webhook.partner.products.values_list("pk", flat=True))
    foreign: list[uuid.UUID] = [one.pk for one in products if one.pk not in own]
    if foreign:
        raise WebhookRefused({"products": [f"The partner has no product {foreign[0]}."]})


def _chosen(webhook: Webhook) -> set[uuid.UUID]:
    return set(webhook.products.values_list("pk", flat=True))


def _check_number(webhook: Webhook) -> None:
    if webhook.partner.webhooks.count() >= MOST_OF_A_PARTNER:
        raise WebhookRefused(f"A partner has {MOST_OF_A_PARTNER} webhooks at most.")
