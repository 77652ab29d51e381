"""Pages of stories as feeds: what they are called, where they lie, and what was withdrawn."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from rest_framework.request import Request

from newsroom.api.v1.article_titles import title_of
from newsroom.feeds.feed import Feed, Tombstone
from newsroom.feeds.publisher import publisher
from taxonomy.snapshot import Snapshot

MOST_TOMBSTONES = 100


def feed_of(page: dict[str, Any], request: Request, tags: Snapshot) -> Feed:
    """Make a feed of a page of a list; tombstones are under `withdrawn`, if there are any."""
    own = publisher()
    language = request.query_params.get("language", own.language)
    title = title_of(own.name, request.query_params, page["results"], tags)
    return Feed(
        title=title,
        description=own.description or title,
        # One of several languages would be wrong for the others.
        language=own.language if "|" in language else language,
        publisher=own.name,
        home_url=own.url,
        address=_address(request, without={"cursor", "page_size"}),
        self_url=_address(request, without=set()),
        next_url=page["next"],
        previous_url=page["previous"],
        stories=page["results"],
        withdrawn=page.get("withdrawn", ()),
    )


def find_withdrawn(stories: QuerySet, span: Q) -> list[Tombstone]:
    """Read which of the withdrawn stories given lay in the span of a page."""
    rows = stories.filter(span).order_by("-seq_end")
    columns = rows.values_list("article_id", "withdrawn_at", "withdrawn_message")
    return [Tombstone(str(article), *rest) for article, *rest in columns[:MOST_TOMBSTONES]]


def _address(request: Request, *, without: Collection[str]) -> str:
    query = request.query_params.copy()
    query["format"] = request.accepted_renderer.format
    for name in without:
        query.pop(name, None)
    return f"{settings.NEWSROOM_PUBLIC_URL}{request.path}?{query.urlencode(safe=',:')}"
