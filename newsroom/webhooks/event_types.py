"""What webhooks tell of."""

from django.db import models


class EventType(models.TextChoices):
    PUBLISHED = "article.published", "A story came into the slice"
    UPDATED = "article.updated", "A story of the slice changed"
    REMOVED = "article.removed", "A story is to be kept no longer"
    REGION = "region.changed", "A region changed"
    ACTOR = "actor.changed", "An actor changed"
    SLICE = "slice.changed", "The products mean something else now"


# Sent when somebody asks for it, and to whoever asks only.
TEST = "webhook.test"
