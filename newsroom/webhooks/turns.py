"""A turn: one process delivers to one webhook for a while, by a lease, in the order of changes.

Whatever came of an attempt is written only by whoever still has the lease. So two may send the
same event if one has been held up, but the place in the log never goes ahead of what was
delivered.
"""

import logging
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from articles.published.slices import Slice
from newsroom.changes.head import HeadState, read_head
from newsroom.partners.products import slice_of
from newsroom.webhooks import notices
from newsroom.webhooks.attempting import ATTEMPT_SECONDS, Line, Result, make_entry
from newsroom.webhooks.events import Event, Step, steps
from newsroom.webhooks.models import Attempt, Webhook
from newsroom.webhooks.places import bring_into_epoch
from newsroom.webhooks.retrying import (
    delay,
    is_out_of_patience,
    is_to_be_disabled,
    is_to_be_warned,
)
from taxonomy.snapshot import Snapshot, snapshot

TURN_SECONDS = 10.0
LEASE = timedelta(seconds=2 * ATTEMPT_SECONDS)
GONE = "The receiver answered 410: it is gone for good."
FAILED = "Nothing could be delivered for three days."
DELIVERY = Attempt.Kind.DELIVERY

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another process delivers now, or the webhook was changed meanwhile."""


def due(head: HeadState) -> list[uuid.UUID]:
    """Give the webhooks that have something to deliver now and that nobody holds."""
    rows = Webhook.objects.filter(_is_free()).exclude(seq=head.seq, epoch_id=head.epoch)
    return list(rows.order_by().values_list("pk", flat=True))


def take_turn(key: uuid.UUID, stop: threading.Event) -> None:
    """Deliver what is due until nothing is, something fails, the time is up, or told to stop."""
    holder = uuid.uuid4()
    lease = {"held_by": holder, "held_until": Now() + LEASE}
    if not Webhook.objects.filter(_is_free(), pk=key).update(**lease):
        return
    webhook = Webhook.objects.select_related("partner").get(pk=key)
    turn = _Turn(webhook, holder, stop)
    try:
        turn.run()
    except LeaseLost:
        logger.info("The turn of webhook %s has been ended by another.", key)
    finally:
        turn.line.close()
        Webhook.objects.filter(pk=key, held_by=holder).update(held_by=None, held_until=None)


def _is_free() -> Q:
    return (
        Q(disabled_at=None)
        & (Q(next_attempt_at=None) | Q(next_attempt_at__lte=Now()))
        & (Q(held_until=None) | Q(held_until__lt=Now()))
    )


class _Turn:
    def __init__(self, webhook: Webhook, holder: uuid.UUID, stop: threading.Event) -> None:
        self.webhook = webhook
        self.holder = holder
        self.stop = stop
        self.line = Line(webhook)
        self.ends = monotonic() + TURN_SECONDS

    def run(self) -> None:
        while not self._is_over():
            head = read_head()
            if place := bring_into_epoch(self.webhook, head):
                self._write(**place)
            if self.webhook.seq == head.seq or not self._deliver(self._steps(head)):
                return

    def _is_over(self) -> bool:
        return self.stop.is_set() or monotonic() >= self.ends

    def _steps(self, head: HeadState) -> Iterator[Step]:
        tags = snapshot(head)
        webhook, present = self.webhook, present_slice(self.webhook, tags)
        return steps(webhook.seq, head.seq, told=webhook.slice, present=present, tags=tags)

    def _deliver(self, remaining: Iterator[Step]) -> bool:
        """Go through steps; False if the turn is over."""
        passed: Step | None = None
        for step in remaining:
            if step.event is None or not self.webhook.wants(step.event.type):
                passed = step
                continue
            result = self.line.attempt(step.event, kind=DELIVERY)
            if result.is_delivered:
                self._advance(step, [make_entry(self.webhook, step.event, result, kind=DELIVERY)])
            elif not self._fail(step, step.event, result, remaining):
                return False
            passed = None
            if self._is_over():
                return False
        if passed:
            self._write(seq=passed.seq, slice=passed.slice)
        return True

    def _fail(self, step: Step, event: Event, result: Result, others: Iterator[Step]) -> bool:
        """Deal with the failing event; True if the next one went out, so that it was given up."""
        webhook = self.webhook
        entries = [make_entry(webhook, event, result, kind=DELIVERY)]
        webhook.failing_since = webhook.failing_since or result.at
        if is_out_of_patience(webhook, result.at) and not result.is_gone:
            later = self._try_next(others, entries)
            if later:
                skipped = Result(result.at, failure="Given up, since later events go out.")
                entry = make_entry(webhook, event, skipped, kind=DELIVERY)
                entry.outcome = Attempt.Outcome.SKIPPED
                self._advance(later, [entries[0], entry, *entries[1:]])
                return True
        self._postpone(result, entries)
        return False

    def _try_next(self, others: Iterator[Step], entries: list[Attempt]) -> Step | None:
        """Try the event after the one that fails; give its step if it was delivered."""
        for step in others:
            if step.event and self.webhook.wants(step.event.type):
                result = self.line.attempt(step.event, kind=DELIVERY)
                entries.append(make_entry(self.webhook, step.event, result, kind=DELIVERY))
                return step if result.is_delivered else None
        return None

    def _advance(self, step: Step, entries: list[Attempt]) -> None:
        self._write(
            entries,
            seq=step.seq,
            slice=step.slice,
            attempts=0,
            failing_since=None,
            warned_at=None,
            next_attempt_at=None,
            delivered_at=entries[-1].at,
        )

    def _postpone(self, result: Result, entries: list[Attempt]) -> None:
        webhook, now = self.webhook, result.at
        attempts = webhook.attempts + 1
        values: dict[str, object] = {
            "attempts": attempts,
            "failing_since": webhook.failing_since,
            "next_attempt_at": now + max(delay(attempts), result.wait),
        }
        reason = GONE if result.is_gone else FAILED if is_to_be_disabled(webhook, now) else ""
        if reason:
            values |= {"disabled_at": now, "disabled_reason": reason, "next_attempt_at": None}
        elif is_to_be_warned(webhook, now):
            values["warned_at"] = now
        self._write(entries, **values)
        if reason:
            notices.tell_of_end(webhook)
        elif "warned_at" in values:
            notices.warn(webhook)

    def _write(self, entries: list[Attempt] | None = None, **values: object) -> None:
        """Write what came of it and go on holding the lease, all or nothing."""
        with transaction.atomic():
            held = Webhook.objects.filter(pk=self.webhook.pk, held_by=self.holder)
            has_lease = held.update(held_until=Now() + LEASE, **values)
            Attempt.objects.bulk_create(entries or [])
        if not has_lease:
            raise LeaseLost
        for name, value in values.items():
            setattr(self.webhook, name, value)


def present_slice(webhook: Webhook, tags: Snapshot) -> Slice:
    """Give what the webhook may tell of now: the partner's products, or those it is bound to."""
    chosen = set(webhook.products.values_list("pk", flat=True))
    return slice_of(webhook.partner, tags, among=chosen or None)
