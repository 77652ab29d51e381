"""/sitemap.xml, its parts, and /sitemap-news.xml: where search engines find the stories."""

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published import surrogates
from articles.published.addresses import public_url
from articles.published.archive import Entry, entries, months, newest_since, siblings
from newsroom.api.caching import changes_by_itself_at
from newsroom.api.reading import ReadingView
from newsroom.feeds.sitemaps import NewsPage, Page, write_index, write_news, write_pages

# A part may have 50,000 addresses; this many are read in no time.
MOST_IN_PART = 10_000
MOST_NEWS = 1_000
NEWS_AGE = timedelta(days=2)
HOUR = timedelta(hours=1)
PART = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])-([1-9]\d{0,3})")


class XmlRenderer(BaseRenderer):
    media_type = "application/xml"
    format = "xml"
    charset = None

    def render(self, data: bytes, *context: Any) -> bytes:
        return data


class SitemapView(ReadingView):
    """A document of its own, not part of the API, that is made and kept in the same way."""

    schema = None
    renderer_classes = (XmlRenderer,)
    depends_on = (surrogates.STORIES,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not settings.NEWSROOM_ANONYMOUS_READS:
            raise Http404("Search engines are told of no stories here.")

    def perform_content_negotiation(
        self, request: Request, force: bool = False
    ) -> tuple[BaseRenderer, str]:
        """Give XML to whoever asks; crawlers are not particular about what they say they accept."""
        return XmlRenderer(), XmlRenderer.media_type


class SitemapIndex(SitemapView):
    """The parts of the sitemap: for each month that has stories one or, where needed, more.

    A story stays in its part, as the last but for later ones, so an old part hardly changes.
    """

    def get(self, request: Request) -> Response:
        parts = [
            (_address(f"{month.start:%Y-%m}-{number}"), month.changed_at)
            for month in months()
            for number in range(1, 2 + (month.stories - 1) // MOST_IN_PART)
        ]
        return Response(write_index(parts))


class SitemapPart(SitemapView):
    """The stories of one month, or some of them, with the languages that they are told in."""

    def get(self, request: Request, part: str) -> Response:
        start, number = _read_part(part)
        # The first of the next month, whatever the length of this one.
        end = (start + timedelta(days=32)).replace(day=1)
        stories = entries(start, end, skip=(number - 1) * MOST_IN_PART, most=MOST_IN_PART)
        if not stories:
            raise Http404("There is no such part of the sitemap.")
        told_in = _translations(stories)
        pages = (
            Page(_url(story), story.updated_at, told_in.get(story.original_id, ()))
            for story in stories
        )
        return Response(write_pages(pages))


class NewsSitemap(SitemapView):
    """The stories of the last two days for Google News, counted from the present hour of UTC."""

    def get(self, request: Request) -> Response:
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        cards = newest_since(hour - NEWS_AGE, most=MOST_NEWS)
        pages = (
            NewsPage(
                public_url(card["language"], card["slug"]),
                card["title"],
                card["language"],
                card["published_at"],
            )
            for card in cards
        )
        response = Response(write_news(pages, settings.NEWSROOM_NAME))
        changes_by_itself_at(response, hour + HOUR)
        return response


def _read_part(part: str) -> tuple[datetime, int]:
    found = PART.fullmatch(part)
    if not found:
        raise Http404("There is no such part of the sitemap.")
    year, month, number = map(int, found.groups())
    return datetime(year, month, 1, tzinfo=UTC), number


def _translations(stories: list[Entry]) -> dict[Any, list[tuple[str, str]]]:
    """Give language and address of all that tell the same, where there are several."""
    found = defaultdict(list)
    for story in siblings({story.original_id for story in stories}):
        found[story.original_id].append((story.language, _url(story)))
    return {original: told for original, told in found.items() if len(told) > 1}


def _url(story: Entry) -> str:
    return public_url(story.language, story.slug)


def _address(part: str) -> str:
    return f"{settings.NEWSROOM_PUBLIC_URL}/sitemap-{part}.xml"
