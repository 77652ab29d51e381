"""Finding an author whom readers know."""

import difflib
import uuid

from django.db.models import Q

from articles.published.versions import PublicAuthor
from taxonomy.snapshot import Unknown


def find_author(value: str) -> int:
    """Find the key of an author by slug or id. Raises ``Unknown``."""
    try:
        condition = Q(uid=uuid.UUID(value))
    except ValueError:
        condition = Q(slug=value.lower())
    key = PublicAuthor.objects.filter(condition).values_list("pk", flat=True).first()
    if key is None:
        slugs = PublicAuthor.objects.values_list("slug", flat=True)
        found = difflib.get_close_matches(value[:100].lower(), slugs, n=1)
        raise Unknown(value, found[0] if found else None)
    return key
