"""Search entries that are missing can be made at any time."""

from io import StringIO

from django.core.management import call_command

from articles.models import SearchEntry
from articles.published.search import indexing
from articles.published.search.indexing import index_missing
from tests.factories import make_published, make_version


def run() -> str:
    out = StringIO()
    call_command("index_search", stdout=out)
    return out.getvalue()


def test_index_search_makes_what_is_missing_and_is_repeatable(db):
    for _ in range(3):
        make_published(regions=["fiji"])
    before = list(SearchEntry.objects.order_by("pk").values())
    SearchEntry.objects.filter(pk__gt=before[0]["version_id"]).delete()

    assert run() == "2 of 2 versions are indexed.\n"
    assert run() == "All versions are indexed.\n"

    assert list(SearchEntry.objects.order_by("pk").values()) == before


def test_index_search_goes_on_where_it_was_stopped(db, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 2)
    for _ in range(5):
        make_published()
    SearchEntry.objects.all().delete()

    assert next(index_missing()) == (2, 5)

    assert run() == "2 of 3 versions are indexed.\n3 of 3 versions are indexed.\n"
    assert SearchEntry.objects.count() == 5


def test_entry_weighs_title_tags_summary_and_body(db):
    version = make_version(
        title="Title < tags >",
        summary="Abstract.",
        body="<p>Corps &lt;b&gt;</p>",
        regions=["fiji"],
        language="fr",
    )

    entry = SearchEntry.objects.get(version=version)

    fiji = version.article.regions.get().pk
    assert entry.configuration == "newsroom_french"
    assert entry.head == f"'#r{fiji}':3B 'tag':2A 'titl':1A"
    assert entry.vector == f"'#r{fiji}':3B 'abstract':4C 'b':6 'corp':5 'tag':2A 'titl':1A"
