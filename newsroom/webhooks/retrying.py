"""When a failing event is tried again, when it is given up, and when its webhook is."""

import random
from datetime import datetime, timedelta

from newsroom.webhooks.models import Webhook

FIRST_DELAY = timedelta(seconds=5)
GROWTH = 3
LONGEST_DELAY = timedelta(minutes=10)
# For so long nothing else is sent than the event that fails; then others show whose fault it is.
EVENT_PATIENCE = timedelta(hours=1)
WARNED_AFTER = timedelta(days=1)
DISABLED_AFTER = timedelta(days=3)


def delay(attempts: int) -> timedelta:
    """Give the time to the next attempt after so many that failed, by half of it at random."""
    longest: timedelta = min(LONGEST_DELAY, FIRST_DELAY * GROWTH ** min(attempts - 1, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter only.


def is_out_of_patience(webhook: Webhook, now: datetime) -> bool:
    since = webhook.failing_since
    return since is not None and now - since >= EVENT_PATIENCE


def is_to_be_warned(webhook: Webhook, now: datetime) -> bool:
    since = webhook.failing_since
    return since is not None and webhook.warned_at is None and now - since >= WARNED_AFTER


def is_to_be_disabled(webhook: Webhook, now: datetime) -> bool:
    since = webhook.failing_since
    return since is not None and now - since >= DISABLED_AFTER


def disables_at(webhook: Webhook) -> datetime | None:
    """Say when a webhook that goes on failing will be disabled; None if it does not fail."""
    if webhook.disabled_at or webhook.failing_since is None:
        return None
    return webhook.failing_since + DISABLED_AFTER
