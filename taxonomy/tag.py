"""What a region and an actor have in common."""

import uuid
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
slug_validator = RegexValidator(
    SLUG_PATTERN, "Use lower-case letters, digits and single hyphens only."
)


class TagQuerySet(models.QuerySet):
    def released(self) -> Self:
        """Tags that the public may know of: a stored fact, set by a verb only."""
        return self.filter(released_at__isnull=False)

    def offered(self) -> Self:
        """Tags that editors may still put on stories."""
        return self.filter(merged_into=None, retired_at=None)


class Tag(models.Model):
    """A region or an actor that stories are tagged with.

    A merge is a pointer (``merged_into``): the row, its slugs and the stories tagged with it stay
    as they are. Triggers claim every slug that the row ever has, so that none is used again, and
    refuse to delete a row that the public knows.
    """

    uid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(max_length=120, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=200)
    released_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Unknown to the public while empty."
    )
    retired_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="No longer offered to editors once set."
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex=SLUG_PATTERN), name="%(class)s_slug_is_lower_case"
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=models.F("id")), name="%(class)s_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name
