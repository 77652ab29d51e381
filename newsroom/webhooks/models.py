"""Webhooks: who is told of changes, up to which change, and every attempt to do so."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from newsroom.changes.head import HeadState
from newsroom.partners.models import Partner, Product
from newsroom.webhooks.event_types import EventType


class Webhook(models.Model):
    """An address of a partner that is told of changes, in their order, from a place in the log.

    ``held_by`` and ``held_until`` are the lease of whoever delivers at the moment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField("URL", max_length=1_000)
    description = models.CharField(max_length=200, blank=True)
    event_types = ArrayField(
        models.CharField(max_length=30, choices=EventType),
        default=list,
        blank=True,
        help_text="Empty means all.",
    )
    products = models.ManyToManyField(
        Product, blank=True, related_name="+", help_text="Empty means all that the partner has."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    secret_number = models.PositiveIntegerField(default=1, editable=False)
    secret_before_until = models.DateTimeField(
        null=True, editable=False, help_text="Until when the secret before this one signs too."
    )

    epoch_id = models.UUIDField(editable=False)
    seq = models.BigIntegerField(
        "number", editable=False, help_text="The last change that was dealt with."
    )
    slice = models.CharField(
        max_length=32, editable=False, help_text="The digest of the slice that was told of last."
    )

    attempts = models.PositiveIntegerField(
        default=0, editable=False, help_text="That failed to deliver the event that is due."
    )
    failing_since = models.DateTimeField(
        null=True, editable=False, help_text="Since when nothing could be delivered."
    )
    warned_at = models.DateTimeField(null=True, editable=False)
    next_attempt_at = models.DateTimeField(null=True, editable=False)
    delivered_at = models.DateTimeField("last delivery", null=True, editable=False)
    extra_at = models.DateTimeField(
        null=True, editable=False, help_text="When a test or an event was last sent on demand."
    )
    disabled_at = models.DateTimeField(null=True, editable=False)
    disabled_reason = models.CharField(max_length=200, blank=True, editable=False)

    held_by = models.UUIDField(null=True, editable=False)
    held_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event_types__contained_by=list(EventType.values)),
                name="webhook_event_types_are_known",
            ),
            models.CheckConstraint(
                condition=Q(disabled_at__isnull=False) | Q(disabled_reason=""),
                name="webhook_disabled_has_a_time",
            ),
            models.CheckConstraint(condition=Q(seq__gte=0), name="webhook_number_is_not_negative"),
        ]

    def __str__(self) -> str:
        return self.url

    def wants(self, event_type: str) -> bool:
        return not self.event_types or event_type in self.event_types

    def behind(self, head: HeadState) -> int:
        """Give how many changes it has still to be told of, of other partners' stories too."""
        return max(0, head.seq - self.seq)

    @property
    def health(self) -> str:
        if self.disabled_at:
            return "disabled"
        return "failing" if self.failing_since else "healthy"


class Attempt(models.Model):
    """One attempt to deliver an event, or that an event was given up. Kept for a while."""

    class Kind(models.TextChoices):
        DELIVERY = "delivery"
        RESEND = "resend"
        TEST = "test"

    class Outcome(models.TextChoices):
        DELIVERED = "delivered"
        FAILED = "failed"
        SKIPPED = "skipped"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="log")
    kind = models.CharField(max_length=8, choices=Kind)
    event_id = models.CharField(max_length=100)
    event_type = models.CharField(max_length=30)
    seq = models.BigIntegerField("number", null=True, help_text="Of the change; a test has none.")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    status = models.PositiveSmallIntegerField(null=True, help_text="Empty if there was no answer.")
    failure = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True, help_text="How the answer began.")
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["webhook", "-id"], name="attempt_newest")]

    def __str__(self) -> str:
        return f"{self.event_type} {self.outcome}"
