"""Finding a story by what a caller has in hand: its slug, present or old, or its id."""

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from articles.published.readership import EVERYBODY, Readership
from articles.published.statements import Statement
from articles.published.versions import Withdrawal

SLUG = re.compile(r"[a-z0-9-]{1,120}")
STAND_INS = {"slug": "a slug", "article_id": uuid.UUID(int=0)}


@dataclass(frozen=True)
class Found:
    row: dict[str, Any]


@dataclass(frozen=True)
class Moved:
    """The story is public under another slug."""

    slug: str


@dataclass(frozen=True)
class Taken:
    """The story was public and has been withdrawn."""

    withdrawal: Withdrawal


def look_up(
    key: str, columns: Collection[str], readers: Readership = EVERYBODY
) -> Found | Moved | Taken | None:
    """Find a story by slug or id; None where there was never anything to read under the key.

    One statement where it is there under the key, two more where it was once.
    """
    condition = slug_or_id(key)
    if condition is None:
        return None
    [(field, value)] = condition.items()
    if rows := _current_by(field, tuple(columns), readers).rows([value]):
        return Found(rows[0])
    once = readers.ever().filter(**condition).order_by("-seq")
    article = once.values_list("article_id", flat=True).first()
    if article is None:
        return None
    slug = readers.current().filter(article=article).values_list("slug", flat=True).first()
    if slug is not None:
        return Moved(slug)
    withdrawal = Withdrawal.objects.current().filter(article=article).first()
    return withdrawal and Taken(withdrawal)


@lru_cache(maxsize=256)
def _current_by(field: str, columns: tuple[str, ...], readers: Readership) -> Statement:
    """The story of which a unique column has a value."""
    stand_in = STAND_INS[field]
    found = readers.current().filter(**{field: stand_in}).order_by()
    return Statement(found.values(*columns), [stand_in])


@dataclass(frozen=True)
class Name:
    """A slug that a story has or had. ``present`` is None while the story cannot be read."""

    article_id: uuid.UUID
    slug: str
    present: str | None


def look_up_many(
    ids: Collection[uuid.UUID], slugs: Collection[str], readers: Readership = EVERYBODY
) -> list[Name]:
    """Give every slug of the stories with the ids, and the slugs themselves; one statement."""
    current = readers.current().filter(article=OuterRef("article"))
    known = (
        readers.ever()
        .filter(Q(article_id__in=ids) | Q(slug__in=slugs))
        .order_by()
        .values_list("article_id", "slug")
        .distinct()
        .annotate(present=Subquery(current.values("slug")))
    )
    return [Name(*row) for row in known]


def slug_or_id(key: str) -> dict[str, Any] | None:
    """Give the condition on publications for a key; None for what is neither slug nor id."""
    try:
        return {"article_id": uuid.UUID(key)}
    except ValueError:
        slug = key.lower()
        return {"slug": slug} if SLUG.fullmatch(slug) else None
