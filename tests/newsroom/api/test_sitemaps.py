"""Sitemaps of what is public, in parts that stay as they are."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Publication, Withdrawal
from articles.verbs.withdrawing import withdraw
from newsroom.api import sitemaps
from tests.factories import make_article, make_published
from tests.sitemaps import read_sitemap, texts

PUBLIC = settings.NEWSROOM_PUBLIC_URL
SITE = "https://www.example.org/en"


@pytest.fixture
def site(db) -> Client:
    return Client(raise_request_exception=False)


def make_dated(slug: str, *date: int, **values):
    return make_published(slug=slug, display_at=datetime(*date, tzinfo=UTC), **values)


def read(site: Client, name: str):
    response = site.get(f"/sitemap{name}.xml")
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/xml"
    return read_sitemap(response.content)


def pages(site: Client, name: str) -> list[str]:
    return [url.rpartition("/")[2] for url in texts(read(site, name), "//s:url/s:loc")]


def second(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def test_index_has_a_part_for_each_month_with_stories(site):
    make_dated("a", 2024, 12, 31, 23, 59)
    make_dated("b", 2025, 1, 1)
    newest = make_dated("c", 2025, 1, 31, 23, 59)
    make_article()

    index = read(site, "")

    assert texts(index, "//s:loc") == [
        f"{PUBLIC}/sitemap-2024-12-1.xml",
        f"{PUBLIC}/sitemap-2025-01-1.xml",
    ]
    updated_at = Publication.objects.get(article=newest).updated_at
    assert texts(index, "//s:lastmod")[1] == second(updated_at)
    assert pages(site, "-2024-12-1") == ["a"]
    assert pages(site, "-2025-01-1") == ["b", "c"]


def test_part_tells_when_stories_changed(site):
    row = Publication.objects.get(article=make_dated("a", 2025, 1, 1))

    part = read(site, "-2025-01-1")

    assert texts(part, "//s:loc") == [f"{SITE}/a"]
    assert texts(part, "//s:lastmod") == [second(row.updated_at)]
    assert texts(part, "//x:link") == []


def test_large_months_have_several_parts_that_stay(site, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_IN_PART", 2)
    for day in range(1, 5):
        make_dated(f"day-{day}", 2025, 1, day)
    assert len(texts(read(site, ""), "//s:loc")) == 2
    before = pages(site, "-2025-01-1")
    make_dated("day-5", 2025, 1, 5)

    assert len(texts(read(site, ""), "//s:loc")) == 3
    assert pages(site, "-2025-01-1") == before == ["day-1", "day-2"]
    assert pages(site, "-2025-01-2") == ["day-3", "day-4"]
    assert pages(site, "-2025-01-3") == ["day-5"]


def test_withdrawn_story_leaves_and_its_month_has_changed(site):
    make_dated("a", 2025, 1, 1)
    gone = make_dated("b", 2025, 1, 2)
    withdraw(gone, by=None, reason="Wrong.")
    at = Withdrawal.objects.get().at

    assert texts(read(site, ""), "//s:lastmod") == [second(at)]
    assert pages(site, "-2025-01-1") == ["a"]


def test_translations_are_told_across_months(site):
    original = make_dated("talks", 2025, 1, 1)
    make_dated("entretiens", 2025, 2, 1, language="fr", translation_of=original.pk)
    both = ["https://www.example.org/en/talks", "https://www.example.org/fr/entretiens"]

    for part in ("-2025-01-1", "-2025-02-1"):
        document = read(site, part)
        assert texts(document, "//x:link/@hreflang") == ["en", "fr"]
        assert texts(document, "//x:link/@href") == both


@pytest.mark.parametrize(
    "part", ["2025-13-1", "2025-01-0", "2025-01-2", "2025-02-1", "0000-01-1", "9999-12-1", "news-2"]
)
def test_part_that_is_not_there_is_404(site, part):
    make_dated("a", 2025, 1, 1)

    response = site.get(f"/sitemap-{part}.xml")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_news_has_the_stories_of_two_days(site, monkeypatch):
    now = datetime(2025, 7, 12, 9, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    limit = datetime(2025, 7, 10, 9, tzinfo=UTC)
    for slug, display_at in (
        ("just-in", limit),
        ("too-old", limit - timedelta(seconds=1)),
        ("newest", now),
    ):
        make_published(slug=slug, title=f"About {slug}", display_at=display_at, language="zh-Hant")

    news = read(site, "-news")

    assert site.get("/sitemap-news.xml").valid_until == datetime(2025, 7, 12, 10, tzinfo=UTC)
    assert texts(news, "//n:title") == ["About newest", "About just-in"]
    assert texts(news, "//n:name") == ["Newsroom", "Newsroom"]
    assert texts(news, "//n:language") == ["zh-tw", "zh-tw"]
    assert texts(news, "//n:publication_date")[1] == "2025-07-10T09:00:00Z"


def test_news_is_bounded_and_may_be_empty(site, monkeypatch):
    assert b"<url>" not in site.get("/sitemap-news.xml").content
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 1)
    make_published()
    make_published(slug="newest")

    assert pages(site, "-news") == ["newest"]


@pytest.mark.parametrize("name", ["", "-2025-01-1", "-news"])
def test_validators_and_caching_are_those_of_the_api(site, name):
    make_dated("a", 2025, 1, 1)
    first = site.get(f"/sitemap{name}.xml", headers={"Accept": "text/html"})

    again = site.get(f"/sitemap{name}.xml", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert first["Cache-Control"].startswith("public, max-age=2")
    assert site.post(f"/sitemap{name}.xml").status_code == 405
    assert site.get(f"/sitemap{name}.xml?page=2").status_code == 400


@pytest.mark.parametrize(("name", "statements"), [("", 3), ("-2025-01-1", 3), ("-news", 2)])
def test_sitemaps_take_a_fixed_number_of_statements(site, name, statements):
    counts = []
    for day in range(1, 4):
        make_dated(f"day-{day}", 2025, 1, day)
        make_published()
        site.get(f"/sitemap{name}.xml")
        with CaptureQueriesContext(connection) as captured:
            site.get(f"/sitemap{name}.xml")
        counts.append(len(captured))

    assert counts == [statements] * 3
