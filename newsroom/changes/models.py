"""The change log: one head, one row per change, and the epochs of the server."""

import uuid

from django.conf import settings
from django.db import models


class Epoch(models.Model):
    """A stretch of change numbers given out by one history of one server.

    After a failover to a replica that lagged, or a restore, numbers are given out again for other
    changes; such numbers belong to another epoch. Numbers above ``started_after`` belong to this
    epoch until the next one starts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    system_identifier = models.CharField(max_length=20)
    timeline = models.CharField(max_length=8)
    started_after = models.BigIntegerField()
    started_at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["started_at"]

    def __str__(self) -> str:
        return f"{self.id} after {self.started_after}"


class Head(models.Model):
    """The newest change number. One row, locked by every verb as its last write."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    taxonomy_seq = models.BigIntegerField(
        default=0, help_text="Number of the newest change to a region or an actor."
    )
    at = models.DateTimeField()
    epoch = models.ForeignKey(Epoch, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="head_is_one_row")]

    def __str__(self) -> str:
        return str(self.seq)


class Change(models.Model):
    """One change that the world can see. Append-only: a trigger refuses UPDATE and DELETE."""

    seq = models.BigIntegerField("number", primary_key=True)
    kind = models.CharField(max_length=20, help_text="What changed: article, region, actor.")
    object_id = models.UUIDField()
    action = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty where the system itself acted.",
    )

    class Meta:
        ordering = ["-seq"]
        constraints = [
            models.CheckConstraint(condition=models.Q(seq__gt=0), name="change_number_is_positive")
        ]
        indexes = [
            models.Index(fields=["object_id", "seq"], name="change_object_seq"),
            models.Index(fields=["at", "seq"], name="change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}: {self.kind} {self.action}"
