"""The genres of stories."""

from django.db.models import TextChoices


class Genre(TextChoices):
    NEWS = "news"
    ANALYSIS = "analysis"
    OPINION = "opinion"
    EXPLAINER = "explainer"
