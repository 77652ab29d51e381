"""Finding a story by what a caller has in hand: its slug, present or old, or its id."""

import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from articles.published.statements import Statement
from articles.published.versions import Audience, Publication, Withdrawal

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


def look_up(key: str, columns: Collection[str]) -> Found | Moved | Taken | None:
    """Find a story by slug or id; None where nothing was ever public under the key.

    One statement where it is public under the key, two more where it was once.
    """
    live = Publication.objects.live()
    condition = slug_or_id(key)
    if condition is None:
        return None
    [(field, value)] = condition.items()
    if rows := _live_by(field, tuple(columns)).rows([value]):
        return Found(rows[0])
    once = Publication.objects.filter(**condition).order_by("-seq")
    article = once.values_list("article_id", flat=True).first()
    if article is None:
        return None
    slug = live.filter(article=article).values_list("slug", flat=True).first()
    if slug is not None:
        return Moved(slug)
    withdrawal = Withdrawal.objects.current().filter(article=article).first()
    return withdrawal and Taken(withdrawal)


@lru_cache(maxsize=256)
def _live_by(field: str, columns: tuple[str, ...]) -> Statement:
    """The public story of which a unique column has a value."""
    stand_in = STAND_INS[field]
    found = Publication.objects.live().filter(**{field: stand_in}).order_by()
    return Statement(found.values(*columns), [stand_in])


@dataclass(frozen=True)
class Name:
    """A slug that a public story has or had. ``present`` is None while the story is not public."""

    article_id: uuid.UUID
    slug: str
    present: str | None


def look_up_many(ids: Collection[uuid.UUID], slugs: Collection[str]) -> list[Name]:
    """Give every slug of the stories with the ids, and the slugs themselves; one statement."""
    live = Publication.objects.live().filter(article=OuterRef("article"))
    known = (
        Publication.objects.filter(Q(article_id__in=ids) | Q(slug__in=slugs))
        .filter(audience=Audience.PUBLIC)
        .order_by()
        .values_list("article_id", "slug")
        .distinct()
        .annotate(present=Subquery(live.values("slug")))
    )
    return [Name(*row) for row in known]


def slug_or_id(key: str) -> dict[str, Any] | None:
    """Give the condition on publications for a key; None for what is neither slug nor id."""
    try:
        return {"article_id": uuid.UUID(key)}
    except ValueError:
        slug = key.lower()
        return {"slug": slug} if SLUG.fullmatch(slug) else None
