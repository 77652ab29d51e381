"""Pictures that stories show."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from newsroom.images.formats import FOLDER, NAME_PATTERN

# Controls, line separators, bidirectional overrides and lone surrogates: what cannot be stored,
# or would make a text read otherwise than it is.
printable = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]",
    "This text contains an invisible control character: delete it, or type the text anew.",
    inverse_match=True,
)


class Picture(models.Model):
    """A picture file with what is said about it. Never deleted: published stories name the file.

    Rows are made by ``add_picture`` and changed by ``describe_picture`` only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.FileField(upload_to=FOLDER, editable=False)
    alt_text = models.CharField(
        max_length=500,
        validators=[printable],
        error_messages={"blank": "Say what the picture shows, for readers who cannot see it."},
        help_text="What the picture shows, for readers who cannot see it.",
    )
    credit = models.CharField(
        max_length=200,
        blank=True,
        validators=[printable],
        help_text="Whose picture it is, for example “A. Smith/Agency”.",
    )
    caption = models.CharField(max_length=1_000, blank=True, validators=[printable])
    width = models.PositiveIntegerField(editable=False, help_text="In pixels.")
    height = models.PositiveIntegerField(editable=False, help_text="In pixels.")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty where the system itself added it.",
    )

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(alt_text__regex=r"\S"), name="picture_alt_text_not_blank"
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0), name="picture_size_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(file__regex=f"^{FOLDER}{NAME_PATTERN}$"),
                name="picture_file_name_is_random",
            ),
            models.UniqueConstraint(fields=["file"], name="picture_file_once"),
        ]

    def __str__(self) -> str:
        return self.alt_text


class Rendition(models.Model):
    """A picture scaled down to be shown small. Never changed or deleted, as the picture itself.

    Rows are made by ``add_picture`` and ``make_renditions`` only.
    """

    class Kind(models.TextChoices):
        THUMBNAIL = "thumbnail"
        CARD = "card"
        WIDE = "wide"

    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="renditions")
    kind = models.CharField(max_length=9, choices=Kind)
    file = models.FileField(upload_to=FOLDER)
    width = models.PositiveIntegerField(help_text="In pixels.")
    height = models.PositiveIntegerField(help_text="In pixels.")

    class Meta:
        ordering = ["width"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["thumbnail", "card", "wide"]), name="rendition_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0), name="rendition_size_is_positive"
            ),
            models.CheckConstraint(
                condition=Q(file__regex=f"^{FOLDER}{NAME_PATTERN}$"),
                name="rendition_file_name_is_random",
            ),
            models.UniqueConstraint(fields=["picture", "kind"], name="rendition_kind_once"),
            models.UniqueConstraint(fields=["file"], name="rendition_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.picture}, {self.kind}"
