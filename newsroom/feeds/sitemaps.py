"""Sitemaps (sitemaps.org), with translations as Google reads them, and Google News sitemaps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from newsroom.feeds.characters import for_xml

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
# The languages of Google News that are not the first part of a tag.
CHINESE = {"hans": "zh-cn", "cn": "zh-cn", "sg": "zh-cn", "hant": "zh-tw", "tw": "zh-tw"}


@dataclass(frozen=True)
class Page:
    """``translations`` are languages and addresses, the page itself included, or none at all."""

    url: str
    updated_at: datetime
    translations: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class NewsPage:
    """``published_at`` is RFC 3339."""

    url: str
    title: str
    language: str
    published_at: str


def write_index(parts: Iterable[tuple[str, datetime]]) -> bytes:
    """Write the index of the addresses of sitemaps and of when they changed."""
    entries = (
        f"<sitemap>{_element('loc', url)}{_element('lastmod', _moment(changed_at))}</sitemap>"
        for url, changed_at in parts
    )
    return _document("sitemapindex", {"xmlns": SITEMAP}, entries)


def write_pages(pages: Iterable[Page]) -> bytes:
    return _document("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML}, map(_page, pages))


def write_news(pages: Iterable[NewsPage], newsroom: str) -> bytes:
    entries = (_news_page(page, newsroom) for page in pages)
    return _document("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS}, entries)


def news_language(tag: str) -> str:
    """Give what Google News calls a language: ISO 639, but for the two kinds of Chinese."""
    language, *subtags = tag.lower().split("-")
    if language != "zh":
        return language
    return next((CHINESE[subtag] for subtag in subtags if subtag in CHINESE), "zh-cn")


def _page(page: Page) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href={quoteattr(url)}/>'
        for language, url in page.translations
    )
    moment = _element("lastmod", _moment(page.updated_at))
    return f"<url>{_element('loc', page.url)}{moment}{links}</url>"


def _news_page(page: NewsPage, newsroom: str) -> str:
    name = _element("news:name", newsroom)
    language = _element("news:language", news_language(page.language))
    return (
        f"<url>{_element('loc', page.url)}<news:news>"
        f"<news:publication>{name}{language}</news:publication>"
        f"{_element('news:publication_date', page.published_at)}"
        f"{_element('news:title', page.title)}</news:news></url>"
    )


def _document(root: str, namespaces: dict[str, str], entries: Iterable[str]) -> bytes:
    attributes = "".join(f" {name}={quoteattr(uri)}" for name, uri in namespaces.items())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<{root}{attributes}>",
        *entries,
        f"</{root}>",
    ]
    return "\n".join(lines).encode()


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(for_xml(text))}</{name}>"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
