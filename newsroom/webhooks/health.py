"""Which webhooks fail, for people and for monitoring."""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from newsroom.changes.head import HeadState, read_head
from newsroom.changes.models import Change
from newsroom.webhooks.models import Webhook


class Lag(NamedTuple):
    """What a webhook has still to look at: how many changes, and how old the first of them is."""

    changes: int
    seconds: float


def lags(webhooks: Collection[Webhook], head: HeadState) -> dict[Any, Lag]:
    """Give the lag of each webhook by its key; one statement."""
    first = {one.seq + 1 for one in webhooks if one.behind(head)}
    rows = Change.objects.filter(seq__in=first).annotate(age=Now() - F("at"))
    ages = {row.seq: row.age.total_seconds() for row in rows} if first else {}
    return {
        one.pk: Lag(one.behind(head), round(max(0.0, ages.get(one.seq + 1, 0.0)), 1))
        for one in webhooks
    }


def failing_webhooks() -> QuerySet:
    """Give the webhooks that fail at present, the longest first."""
    failing = Webhook.objects.filter(disabled_at=None).exclude(failing_since=None)
    return failing.select_related("partner").order_by("failing_since")


def given_up_webhooks() -> QuerySet:
    """Give the webhooks that were disabled because they failed, the newest first."""
    disabled = Webhook.objects.exclude(disabled_at=None).exclude(failing_since=None)
    return disabled.select_related("partner").order_by("-disabled_at")


def webhook_health() -> dict[str, Any]:
    """Give how many webhooks there are that fail or are disabled, and the most changes behind.

    Nothing where there are no webhooks.
    """
    head = read_head()
    webhooks = list(Webhook.objects.all())
    if not webhooks:
        return {}
    enabled = [one for one in webhooks if one.health != "disabled"]
    told = {
        "failing": sum(1 for one in enabled if one.health == "failing"),
        "disabled": len(webhooks) - len(enabled),
        "behind": max((one.behind(head) for one in enabled), default=0),
    }
    return {"webhooks": told}
