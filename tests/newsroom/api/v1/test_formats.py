"""Lists and stories in other people's formats."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Publication
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import erase, withdraw
from tests.factories import make_actor, make_author, make_content, make_published
from tests.newsroom.images.files import make_picture

LIST = "/api/v1/articles/"
PUBLIC = settings.NEWSROOM_PUBLIC_URL
FEEDS = ["rss", "atom", "jsonfeed"]
FORMATS = [*FEEDS, "csv", "markdown"]
DAY = datetime(2025, 7, 12, 9, 30, tzinfo=UTC)
# Everything that somebody may write and that means something else in one of the formats.
HOSTILE = "=1+1 ]]> <b>&amp;</b> </script><script>alert(1)</script> \"quoted\" 'too' `*_[x](y)"


def make_story(**values):
    return make_published(
        **{
            "title": "A meeting",
            "slug": "a-meeting",
            "summary": "Two men met.",
            "body": '<h2 id="where">Where</h2><p>By the <strong>sea</strong>.</p>',
            "byline": [make_author("Ines Falkenrath"), make_author("Baek Min-seo")],
            "regions": ["north-korea", "russia"],
            "actors": [make_actor("kim-jong-un", name="Kim Jong Un", wikidata="Q56226")],
            "genre": "analysis",
            "display_at": DAY,
            **values,
        }
    )


def make_dated(number: int, **values):
    return make_published(
        slug=f"story-of-day-{number}",
        display_at=datetime(2025, 7, number, tzinfo=UTC),
        **values,
    )


def links(response) -> dict[str, str]:
    """Give the addresses of a Link field by their relation, without the host."""
    found = {}
    for part in filter(None, response.headers.get("Link", "").split(", ")):
        address, _, rel = part.partition(">; rel=")
        found[rel.strip('"')] = address.removeprefix(f"<{PUBLIC}")
    return found


def test_rss_is_whole(api):
    picture = make_picture(alt_text="A pier.", caption="The pier.", credit="N. Body")
    story = make_story(picture=picture.pk, editors_note="All names are made up.")

    feed = api.document(f"{LIST}?region=north-korea&format=rss")

    channel, (entry,) = feed.feed, feed.entries
    assert feed.version == "rss20"
    assert (channel.title, channel.link) == ("Newsroom: North Korea", "https://www.example.org/")
    assert channel.language == "en"
    assert [link.href for link in channel.links if link.rel == "self"] == [
        f"{PUBLIC}{LIST}?region=north-korea&format=rss"
    ]
    assert (entry.id, entry.guidislink) == (f"urn:uuid:{story.pk}", False)
    assert entry.link == "https://www.example.org/en/a-meeting"
    assert (entry.title, entry.summary) == ("A meeting", "Two men met.")
    assert entry.published == "Sat, 12 Jul 2025 09:30:00 +0000"
    assert [author.name for author in entry.authors] == ["Ines Falkenrath", "Baek Min-seo"]
    assert [tag.term for tag in entry.tags] == ["North Korea", "Russia", "Kim Jong Un"]
    assert entry.content[0].value == (
        '<h2 id="where">Where</h2>\n<p>By the <strong>sea</strong>.</p>\n'
        "<p><em>All names are made up.</em></p>"
    )
    (image,) = entry.media_content
    assert image["url"].startswith(settings.NEWSROOM_MEDIA_URL)
    assert (image["medium"], image["type"]) == ("image", "image/png")
    assert entry.media_credit[0]["content"] == "N. Body"


def test_atom_is_whole(api):
    story = make_story(language="fr")
    row = Publication.objects.get(article=story)

    feed = api.document(f"{LIST}?language=fr&page_size=5&format=atom")

    channel, (entry,) = feed.feed, feed.entries
    assert feed.version == "atom10"
    assert channel.id == f"{PUBLIC}{LIST}?language=fr&format=atom"
    assert channel.title_detail["language"] == "fr"
    assert channel.updated_parsed[:6] == row.updated_at.utctimetuple()[:6]
    assert {link.rel: link.href for link in channel.links} == {
        "alternate": "https://www.example.org/",
        "self": f"{PUBLIC}{LIST}?language=fr&page_size=5&format=atom",
    }
    assert entry.id == f"urn:uuid:{story.pk}"
    assert entry.published == "2025-07-12T09:30:00Z"
    assert entry.updated_parsed[:6] == row.updated_at.utctimetuple()[:6]
    assert [author.name for author in entry.authors] == ["Ines Falkenrath", "Baek Min-seo"]
    assert entry.content[0]["type"] == "text/html"
    assert entry.content[0]["language"] == "fr"


def test_json_feed_is_whole(api):
    story = make_story()
    row = Publication.objects.get(article=story)

    feed = api.document(f"{LIST}?format=jsonfeed")

    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Newsroom",
        "description": "Newsroom",
        "home_page_url": "https://www.example.org/",
        "feed_url": f"{PUBLIC}{LIST}?format=jsonfeed",
        "language": "en",
        "authors": [{"name": "Newsroom", "url": "https://www.example.org/"}],
        "items": [
            {
                "id": f"urn:uuid:{story.pk}",
                "url": "https://www.example.org/en/a-meeting",
                "title": "A meeting",
                "summary": "Two men met.",
                "content_html": ('<h2 id="where">Where</h2>\n<p>By the <strong>sea</strong>.</p>'),
                "date_published": "2025-07-12T09:30:00Z",
                "date_modified": row.updated_at.isoformat().replace("+00:00", "Z"),
                "authors": [{"name": "Ines Falkenrath"}, {"name": "Baek Min-seo"}],
                "tags": ["North Korea", "Russia", "Kim Jong Un"],
                "language": "en",
                "_newsroom": {"api_url": f"{PUBLIC}{LIST}a-meeting/", "genre": "analysis"},
            }
        ],
    }


def test_csv_has_a_column_for_each_field(api):
    story = make_story()

    response = api.get(f"{LIST}?format=csv&fields=id,title,image,regions,actors.slug,word_count")

    assert response["Content-Disposition"] == 'attachment; filename="articles.csv"'
    assert response.content.decode("utf-8-sig") == (
        '"id","title","image","regions","actors","word_count"\r\n'
        f'"{story.pk}","A meeting","","North Korea; Russia","kim-jong-un","4"\r\n'
    )


def test_csv_of_nothing_has_its_header(api):
    (header,) = api.get(f"{LIST}?format=csv").content.decode().splitlines()

    assert header.startswith('\ufeff"id","slug","url","api_url","title"')


@pytest.mark.parametrize(("path", "name"), [("regions", "Fiji"), ("actors", "Kim Jong Un")])
def test_tags_are_given_as_csv(api, path, name):
    make_story()
    response = api.get(f"/api/v1/{path}/?format=csv&page_size=100")

    rows = api.document(f"/api/v1/{path}/?format=csv&page_size=100")

    assert name in [row["name"] for row in rows]
    assert response["Content-Disposition"] == f'attachment; filename="{path}.csv"'


def test_markdown_list_leads_to_the_stories(api):
    make_story()

    text = api.document(f"{LIST}?actor=kim-jong-un&format=markdown")

    assert text.startswith("# Newsroom: Kim Jong Un\n")
    assert "## [A meeting](<https://www.example.org/en/a-meeting>)" in text
    assert f"- Text: <{PUBLIC}{LIST}a-meeting/?format=markdown>" in text


def test_markdown_story_is_whole(api):
    story = make_story(editors_note="Not *all* of it.", usage_terms="Free.")
    save(story, make_content(slug="a-meeting", body="<p>By the lake.</p>"), by=None, based_on=None)
    correct(story, CorrectionText("correction", "It was a lake."), by=None)
    row = Publication.objects.live().get(article=story)
    moment = row.updated_at.isoformat().replace("+00:00", "Z")

    text = api.document(f"{LIST}a-meeting/?format=markdown")

    assert text.endswith(f"\n\nBy the lake.\n\n## Corrections\n\n- {moment}: It was a lake.\n")


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_text_stays_text(api, format):
    make_published(
        title=HOSTILE, summary=HOSTILE, editors_note=HOSTILE, byline=[make_author(HOSTILE)]
    )

    answer = api.document(f"{LIST}?format={format}")

    match format:
        case "rss" | "atom":
            assert answer.entries[0].authors[0].name == HOSTILE
        case "jsonfeed":
            assert answer["items"][0]["title"] == HOSTILE
        case "csv":
            assert (answer[0]["title"], answer[0]["byline"]) == (f"'{HOSTILE}", f"'{HOSTILE}")
        case "markdown":
            assert "<script>" not in answer.replace("\\<script\\>", "")


@pytest.mark.parametrize("format", FORMATS)
def test_pages_lead_on_in_the_same_format(api, format):
    for number in range(1, 6):
        make_dated(number)
    address, seen = f"{LIST}?format={format}&page_size=2&region=-russia", 0

    while address:
        response = api.get(address)
        assert response.status_code == 200
        seen += response.content.count(b"story-of-day-") > 0
        address = links(response).get("next")

    assert seen == 3
    assert "prev" in links(response)
    assert "next" not in links(response)


def test_json_lists_tell_their_pages_in_the_link_field_too(api):
    for number in range(1, 4):
        make_dated(number)

    first = api.get(f"{LIST}?page_size=1")
    second = api.get(links(first)["next"])

    assert PUBLIC + links(second)["next"] == second.json()["next"]
    assert PUBLIC + links(second)["prev"] == second.json()["previous"]
    assert urlsplit(first.json()["next"]).query.startswith("page_size=1&cursor=")


def test_feeds_name_their_pages_themselves(api):
    for number in range(1, 4):
        make_dated(number)
    pages = {}
    for format in FEEDS:
        second = links(api.get(f"{LIST}?page_size=1&format={format}"))["next"]
        pages[format] = api.document(second)

    for format in ("rss", "atom"):
        rels = [link.rel for link in pages[format].feed.links]
        assert {"self", "next", "previous"} <= set(rels)
    assert pages["jsonfeed"]["next_url"]


def test_accept_field_gives_feeds_whose_addresses_name_the_format(api):
    make_dated(1)
    make_dated(2)

    response = api.get(f"{LIST}?page_size=1", accept="application/feed+json")

    assert response["Content-Type"] == "application/feed+json"
    assert response.json()["feed_url"] == f"{PUBLIC}{LIST}?page_size=1&format=jsonfeed"
    assert "format=jsonfeed" in response.json()["next_url"]


def tombstones(api, query: str) -> set[str]:
    body = api.get(f"{LIST}?format=atom&{query}").content.decode()
    return {part.partition('"')[0] for part in body.split('deleted-entry ref="urn:uuid:')[1:]}


def test_withdrawn_story_is_a_tombstone_of_atom_alone(api):
    gone = make_published(title="Gone", regions=["russia"], slug="gone")
    withdraw(gone, by=None, reason="Secret.", message="We were <wrong>.")

    body = api.get(f"{LIST}?format=atom&region=russia").content.decode()

    assert f'<at:deleted-entry ref="urn:uuid:{gone.pk}" when="20' in body
    assert "<at:comment>We were &lt;wrong&gt;.</at:comment>" in body
    assert "Gone" not in body
    assert "Secret" not in body
    for format in ("rss", "jsonfeed", "csv", "markdown", "json"):
        assert str(gone.pk) not in api.get(f"{LIST}?format={format}").content.decode()


def test_tombstones_are_of_the_filters(api):
    gone = make_published(regions=["russia"], genre="opinion")
    withdraw(gone, by=None, reason="Wrong.")

    assert tombstones(api, "region=russia&genre=opinion") == {str(gone.pk)}
    assert tombstones(api, "region=russia&genre=news") == set()
    assert tombstones(api, "region=fiji") == set()


@pytest.mark.parametrize("ordering", ["-published_at", "published_at", "-updated_at"])
def test_tombstones_lie_outside_the_dates_of_what_is_public_too(api, ordering):
    make_published(display_at=datetime(2010, 1, 1, tzinfo=UTC))
    make_published(display_at=datetime(2025, 1, 1, tzinfo=UTC))
    years = (2012, 2016, 2017, 2018, 2022)
    stories = [
        make_published(regions=["fiji"], display_at=datetime(year, 1, 1, tzinfo=UTC))
        for year in years
    ]
    gone = [stories[index] for index in (0, 2, 4)]
    for story in gone:
        withdraw(story, by=None, reason="Wrong.")

    assert tombstones(api, f"region=fiji&ordering={ordering}") == {str(one.pk) for one in gone}


def test_story_that_was_public_elsewhere_is_no_tombstone_here(api):
    gone = make_published(regions=["russia"])
    save(gone, make_content(slug=gone.slug, regions=["fiji"]), by=None, based_on=None)
    publish(gone, by=None)
    withdraw(gone, by=None, reason="Wrong.")

    assert tombstones(api, "region=russia") == set()
    assert tombstones(api, "region=fiji") == {str(gone.pk)}


def test_story_that_is_public_again_is_no_tombstone(api):
    story = make_published()
    withdraw(story, by=None, reason="A mistake.")
    publish(story, by=None)

    assert tombstones(api, "page_size=5") == set()


def test_erased_story_leaves_a_bare_tombstone(api):
    story = make_published()
    withdraw(story, by=None, reason="Wrong.", message="Taken back.")
    erase(story, by=None, reason="Wrong.")

    body = api.get(f"{LIST}?format=atom").content.decode()

    assert f"urn:uuid:{story.pk}" in body
    assert "Taken back" not in body


@pytest.mark.parametrize("ordering", ["-published_at", "published_at", "-updated_at"])
def test_every_tombstone_lies_on_one_page(api, ordering):
    stories = [make_dated(number) for number in range(1, 10)]
    gone = [stories[index] for index in (0, 2, 3, 6, 8)]
    for story in gone:
        withdraw(story, by=None, reason="Wrong.")
    found: list[str] = []

    query: str | None = f"ordering={ordering}&page_size=2"
    while query:
        found += tombstones(api, query)
        response = api.get(f"{LIST}?format=atom&{query}")
        following = links(response).get("next")
        query = following and urlsplit(following).query.replace("format=atom&", "")

    assert sorted(found) == sorted(str(story.pk) for story in gone)


def test_feed_without_stories_is_the_same_whenever_asked(api):
    first, second = (api.get(f"{LIST}?format=atom&region=fiji") for _ in range(2))

    assert first["ETag"] == second["ETag"]
    assert b"<updated>1970-01-01T00:00:00+00:00</updated>" in first.content


def test_title_says_what_the_list_is_about(api):
    make_story()
    query = (
        "region=russia|north-korea,-(fiji,=japan)&genre=analysis|news&published_after=2025-01-01"
    )

    feed = api.document(f"{LIST}?{query}&format=jsonfeed")

    assert feed["title"] == (
        "Newsroom: Russia or North Korea, not (Fiji, Japan alone); analysis or news; "
        "published after 2025-01-01"
    )


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_takes_a_fixed_number_of_statements(api, format):
    counts = []
    for number in (1, 2, 3):
        make_dated(number, regions=["russia"], byline=[make_author()])
        withdraw(make_dated(10 + number), by=None, reason="Wrong.")
        with CaptureQueriesContext(connection) as captured:
            assert api.get(f"{LIST}?format={format}").status_code == 200
        counts.append(len(captured))

    assert counts[1] == counts[2] == (3 if format == "atom" else 2)


@pytest.mark.parametrize("format", ["jsonld", "markdown"])
def test_moved_and_withdrawn_stories_are_told_in_every_format(api, format):
    story = make_published(slug="old-slug")
    save(story, make_content(slug="new-slug"), by=None, based_on=None)
    publish(story, by=None)

    moved = api.get(f"{LIST}old-slug/?format={format}")
    assert (moved.status_code, moved.content) == (301, b"")
    assert moved["Location"] == f"{PUBLIC}{LIST}new-slug/?format={format}"

    withdraw(story, by=None, reason="Wrong.")
    assert api.problem(f"{LIST}new-slug/?format={format}")["status"] == 410


@pytest.mark.parametrize("ordering", ["-published_at", "relevance"])
@pytest.mark.parametrize("format", FORMATS)
def test_search_results_come_in_every_format(api, format, ordering):
    make_dated(1, title="A harbour of rust")
    make_dated(2)

    body = api.get(f"{LIST}?q=harbour&ordering={ordering}&format={format}").content.decode()

    assert "story-of-day-1" in body
    assert "story-of-day-2" not in body


def test_tombstones_of_a_search_match_its_words(api):
    gone = make_dated(1, title="A harbour of rust")
    withdraw(gone, by=None, reason="Wrong.")
    withdraw(make_dated(2), by=None, reason="Wrong.")

    assert tombstones(api, "q=harbour") == {str(gone.pk)}
    assert tombstones(api, "q=mountain") == set()
