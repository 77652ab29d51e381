"""Sitemaps, valid whatever the stories hold."""

from datetime import UTC, datetime

import pytest

from newsroom.feeds.sitemaps import (
    NewsPage,
    Page,
    news_language,
    write_index,
    write_news,
    write_pages,
)
from tests.sitemaps import read_sitemap, texts

MOMENT = datetime(2025, 7, 12, 9, 30, 15, 123456, tzinfo=UTC)
ADDRESS = 'https://www.example.org/en/?a="1"&b=<2>'


def test_index_lists_parts():
    document = read_sitemap(write_index([(ADDRESS, MOMENT)]))

    assert texts(document, "//s:loc") == [ADDRESS]
    assert texts(document, "//s:lastmod") == ["2025-07-12T09:30:15Z"]


def test_pages_tell_their_translations():
    translations = [("en", ADDRESS), ("zh-Hans", "https://www.example.org/zh-Hans/a")]

    document = read_sitemap(write_pages([Page(ADDRESS, MOMENT, translations)]))

    assert texts(document, "//s:url/s:loc") == [ADDRESS]
    assert texts(document, "//x:link/@hreflang") == ["en", "zh-Hans"]
    assert texts(document, "//x:link/@href") == [address for _, address in translations]


def test_news_tells_titles_as_they_are():
    title = "\x00]]> <b>&amp;</b> \"quoted\" 'too'"

    document = read_sitemap(
        write_news([NewsPage(ADDRESS, title, "pt-BR", "2025-07-12T09:30:15.5Z")], "A & B")
    )

    assert texts(document, "//n:title") == [title.replace("\x00", "\ufffd")]
    assert texts(document, "//n:publication/n:name") == ["A & B"]
    assert texts(document, "//n:language") == ["pt"]
    assert texts(document, "//n:publication_date") == ["2025-07-12T09:30:15.5Z"]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("pt-BR", "pt"),
        ("haw", "haw"),
        ("zh", "zh-cn"),
        ("zh-Hans-SG", "zh-cn"),
        ("zh-Hant-HK", "zh-tw"),
        ("zh-TW", "zh-tw"),
    ],
)
def test_languages_are_those_of_google_news(tag, language):
    assert news_language(tag) == language
