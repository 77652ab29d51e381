"""The versions of a story that could be read and may still be seen."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from articles.published.readership import Readership


def public_versions(
    article_id: uuid.UUID, readers: Readership, as_of: int | None = None
) -> list[dict[str, Any]]:
    """Give a row for each version, the newest first; what was redacted or erased is left out.

    ``as_of`` is a change number, after which versions are left out too.
    """
    columns = ("version_id", "version__number", "version__card", "version__document")
    versions = _visible(article_id, readers)
    if as_of is not None:
        versions = versions.filter(seq__lte=as_of)
    return list(versions.values(*columns, "version__correction"))


def public_version(
    article_id: uuid.UUID, number: int, columns: Collection[str], readers: Readership
) -> dict[str, Any] | None:
    return _visible(article_id, readers).filter(version__number=number).values(*columns).first()


def version_before(
    article_id: uuid.UUID, number: int, columns: Collection[str], readers: Readership
) -> dict[str, Any] | None:
    """Give the newest version before one that may still be seen."""
    return _visible(article_id, readers).filter(version__number__lt=number).values(*columns).first()


def public_numbers(article_id: uuid.UUID, readers: Readership) -> list[int]:
    return list(_visible(article_id, readers).values_list("version__number", flat=True))


def _visible(article_id: uuid.UUID, readers: Readership) -> QuerySet:
    """One publication of each version: the latest, where it went out more than once."""
    return (
        readers.ever()
        .filter(article=article_id, version__redacted_at=None, version__erased_at=None)
        .order_by("-version__number", "-seq")
        .distinct("version__number")
    )
