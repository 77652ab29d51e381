"""Suggesting stories by the words of their titles while somebody types."""

from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from articles.published.readership import Readership
from articles.published.search.entries import SearchEntry
from articles.published.search.matching import Matches, TsQuery

# So many of the newest stories are looked through before the index is asked, so that what half of
# all titles begin with is found as quickly as what hardly any does.
NEWEST = 1_000
MOST_FOUND = 1_000
LEXEMES = "SELECT plainto_tsquery('newsroom_simple', articles_searchable(%s))::text"


def suggest_stories(text: str, most: int, readers: Readership) -> list[dict[str, Any]]:
    """Give the cards of the newest stories whose titles have all words; the last may be begun.

    Three statements, and one more where few of the newest stories fit.
    """
    query = _begun(text)
    if not query:
        return []
    current = readers.current().order_by("-published_at", "-article_id")
    newest = current.values("version_id")[:NEWEST]
    found = _cards(current, _titled(query).filter(pk__in=newest), most)
    if len(found) < most:
        keys = list(_titled(query).order_by("-pk").values_list("pk", flat=True)[:MOST_FOUND])
        found = _cards(current, keys, most)
    return found


def _begun(text: str) -> str:
    # Of a word with a hyphen the parts are in the index too, and the last part may be begun.
    with connection.cursor() as cursor:
        cursor.execute(LEXEMES, [text.replace("-", " ")])
        (query,) = cursor.fetchone()
    return f"{query}:*" if query else ""


def _titled(query: str) -> QuerySet:
    return SearchEntry.objects.filter(Q(Matches(F("title_words"), TsQuery(query))))


def _cards(current: QuerySet, versions: Any, most: int) -> list[dict[str, Any]]:
    keys = versions if isinstance(versions, list) else versions.values("pk")
    return list(current.filter(version_id__in=keys).values_list("version__card", flat=True)[:most])
