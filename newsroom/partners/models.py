"""Who is calling: partners and their keys."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from newsroom.partners.copies import Copy
from newsroom.partners.networks import is_within
from newsroom.partners.products import Product
from newsroom.partners.scopes import Scope
from newsroom.partners.usage import Usage

__all__ = ["ApiKey", "Copy", "Partner", "Product", "Usage"]


class Partner(models.Model):
    """An organisation that takes our stories."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    contact = models.EmailField(
        blank=True, help_text="Whom to write to about keys and failing deliveries."
    )
    notes = models.TextField(blank=True, help_text="Seen in the newsroom only.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="partner_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="partner_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """One key of a partner. Of its text only a digest is kept, so it can be shown only once."""

    class Environment(models.TextChoices):
        LIVE = "live", "Live"
        TEST = "test", "Test"

    id = models.CharField("public id", primary_key=True, max_length=8, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="keys")
    name = models.CharField(max_length=120, help_text="What uses it, such as “nightly import”.")
    environment = models.CharField(max_length=4, choices=Environment, default=Environment.LIVE)
    digest = models.BinaryField(editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    ip_ranges = ArrayField(
        models.CharField(max_length=43),
        default=list,
        blank=True,
        verbose_name="IP ranges",
        help_text="Where it may be used from, such as 192.0.2.0/24; empty means anywhere.",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty where a command made it.",
    )
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty means never.")
    rotated_at = models.DateTimeField(null=True, editable=False)
    replaced_by = models.OneToOneField(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="replaces"
    )
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty where whoever held the key revoked it.",
    )
    revocation_reason = models.CharField(max_length=200, blank=True, editable=False)
    last_used_at = models.DateTimeField(
        null=True, editable=False, help_text="Written once a minute at most."
    )

    class Meta:
        verbose_name = "key"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="key_has_a_name"),
            models.CheckConstraint(
                condition=Q(environment__in=["live", "test"]), name="key_environment_is_known"
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0, scopes__contained_by=list(Scope.values)),
                name="key_scopes_are_known",
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("created_at")),
                name="key_expires_after_it_is_made",
            ),
            models.CheckConstraint(
                condition=Q(rotated_at=None, replaced_by=None)
                | Q(rotated_at__isnull=False, replaced_by__isnull=False, expires_at__isnull=False),
                name="key_replaced_is_rotated_and_expires",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=False) | Q(revoked_by=None, revocation_reason=""),
                name="key_revoked_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["partner", "created_at"], name="key_partner_created")]

    def __str__(self) -> str:
        return f"{self.name} ({self.environment} {self.id})"

    def is_valid_at(self, moment: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or moment < self.expires_at)

    def may_be_used_from(self, address: str) -> bool:
        return not self.ip_ranges or is_within(address, tuple(self.ip_ranges))


class Spending(models.Model):
    """What a key or an address has asked in the present minute and day.

    The table is not logged: after a crash of the database the counts begin anew.
    """

    subject = models.CharField(primary_key=True, max_length=60)
    minute = models.DateTimeField()
    in_minute = models.BigIntegerField()
    day = models.DateField()
    in_day = models.BigIntegerField()

    def __str__(self) -> str:
        return self.subject
