"""The authors whom readers know: those who stood over a story that was public."""

import difflib
import uuid

from django.db import models

from taxonomy.snapshot import Unknown


class PublicAuthor(models.Model):
    """Written when a story is published; the key is that of the author."""

    id = models.BigIntegerField(primary_key=True)
    uid = models.UUIDField("id", unique=True)
    slug = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def find_author(value: str) -> int:
    """Find the key of an author by slug or id. Raises ``Unknown``."""
    try:
        condition = models.Q(uid=uuid.UUID(value))
    except ValueError:
        condition = models.Q(slug=value.lower())
    key = PublicAuthor.objects.filter(condition).values_list("pk", flat=True).first()
    if key is None:
        slugs = PublicAuthor.objects.values_list("slug", flat=True)
        found = difflib.get_close_matches(value[:100].lower(), slugs, n=1)
        raise Unknown(value, found[0] if found else None)
    return key
