"""/articles/: the whole answer, and who sees what."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Publication
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from articles.working.content import Link
from newsroom.api.v1.article_shapes import CARD_FIELDS, DETAIL_FIELDS, ArticleSerializer
from taxonomy.editing import merge
from taxonomy.models import Region
from tests.factories import make_actor, make_article, make_author, make_content, make_published
from tests.newsroom.images.files import make_picture, plain

LIST = "/api/v1/articles/"
PUBLIC = settings.NEWSROOM_PUBLIC_URL


def slugs(api, query: str = "") -> list[str]:
    return [card["slug"] for card in api.json(f"{LIST}?{query}" if query else LIST)["results"]]


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def test_detail_is_whole(api):
    author = make_author("Ines Falkenrath", slug="ines-falkenrath")
    actor = make_actor("kim-jong-un", name="Kim Jong Un")
    story = make_published(
        title="A meeting",
        slug="a-meeting",
        summary="Two men met.",
        body='<h2 id="where">Where</h2><p>By the <strong>sea</strong>.</p>',
        editors_note="Sample.",
        partners_note="Not for readers.",
        usage_terms="Free.",
        genre="analysis",
        byline=[author],
        regions=["north-korea", "russia"],
        actors=[actor],
        display_at=datetime(2025, 7, 12, 9, 30, tzinfo=UTC),
        related_links=[Link(url="https://www.un.org/", title="The UN", summary="Its page.")],
    )
    row = Publication.objects.get(article=story)

    assert api.json(f"{LIST}a-meeting/") == {
        "id": str(story.pk),
        "slug": "a-meeting",
        "url": "https://www.example.org/en/a-meeting",
        "api_url": f"{PUBLIC}/api/v1/articles/a-meeting/",
        "title": "A meeting",
        "summary": "Two men met.",
        "genre": "analysis",
        "language": "en",
        "byline": [{"id": str(author.uid), "slug": "ines-falkenrath", "name": "Ines Falkenrath"}],
        "published_at": "2025-07-12T09:30:00Z",
        "updated_at": instant(row.updated_at),
        "version": 1,
        "image": None,
        "regions": [
            {"id": _uid("north-korea"), "slug": "north-korea", "name": "North Korea", "code": "KP"},
            {"id": _uid("russia"), "slug": "russia", "name": "Russia", "code": "RU"},
        ],
        "actors": [
            {
                "id": str(actor.uid),
                "slug": "kim-jong-un",
                "name": "Kim Jong Un",
                "kind": "person",
            }
        ],
        "word_count": 4,
        "reading_minutes": 1,
        "first_published_at": instant(row.first_published_at),
        "body": '<h2 id="where">Where</h2>\n<p>By the <strong>sea</strong>.</p>',
        "editors_note": "Sample.",
        "related_links": [
            {
                "title": "The UN",
                "summary": "Its page.",
                "url": "https://www.un.org/",
                "image": None,
                "article": None,
            }
        ],
        "corrections": [],
        "translations": [],
        "usage_terms": "Free.",
    }


def test_answers_agree_with_their_serializers(api):
    make_published(regions=["russia"], byline=[make_author()], actors=[make_actor()])
    answer = api.json(f"{LIST}?fields={','.join(DETAIL_FIELDS)}")["results"][0]

    serializer = ArticleSerializer(data=answer)

    assert serializer.is_valid(), serializer.errors
    assert tuple(answer) == DETAIL_FIELDS
    assert tuple(api.json(LIST)["results"][0]) == CARD_FIELDS


@pytest.mark.parametrize("key", ["{id}", "{slug}", "{upper}"])
def test_detail_is_found_by_id_and_slug(api, key):
    story = make_published(slug="a-meeting")
    path = key.format(id=story.pk, slug=story.slug, upper=story.slug.upper())

    assert api.json(f"{LIST}{path}/")["id"] == str(story.pk)


def test_draft_is_unknown(api):
    draft = make_article()

    assert api.problem(f"{LIST}{draft.slug}/")["status"] == 404
    assert api.problem(f"{LIST}{draft.pk}/")["status"] == 404
    assert slugs(api) == []


def test_withdrawn_story_is_410_with_the_public_message_only(api):
    story = make_published(title="Secret title")
    withdraw(story, by=None, reason="Legal threat.", message="We were wrong.")

    for key in (story.slug, story.pk):
        problem = api.problem(f"{LIST}{key}/")
        assert problem == {
            "type": f"{PUBLIC}/api/problems/withdrawn/",
            "title": "Withdrawn",
            "status": 410,
            "detail": "We were wrong.",
            "code": "withdrawn",
            "errors": [],
            "article_id": str(story.pk),
            "article_title": None,
            "message": "We were wrong.",
        }
    assert slugs(api) == []


def test_withdrawn_story_that_is_published_again_is_back(api):
    story = make_published()
    withdraw(story, by=None, reason="A mistake.")
    publish(story, by=None)

    assert api.json(f"{LIST}{story.slug}/")["version"] == 2


def test_moved_slug_is_301_with_the_query(api):
    story = make_published(slug="old-slug")
    save(story, make_content(slug="new-slug"), by=None, based_on=None)
    publish(story, by=None)

    response = api.get(f"{LIST}old-slug/?fields=title")

    assert response.status_code == 301
    assert response["Location"] == f"{PUBLIC}/api/v1/articles/new-slug/?fields=title"


def test_withdrawn_story_is_410_under_its_old_slug_too(api):
    story = make_published(slug="old-slug")
    save(story, make_content(slug="new-slug"), by=None, based_on=None)
    publish(story, by=None)
    withdraw(story, by=None, reason="Wrong.")

    assert api.problem(f"{LIST}old-slug/")["status"] == 410


def test_unpublished_changes_are_not_seen(api):
    story = make_published(title="Public title", slug="a-story")
    save(story, make_content(title="Draft title", slug="draft-slug"), by=None, based_on=None)

    assert api.json(f"{LIST}a-story/")["title"] == "Public title"
    assert api.problem(f"{LIST}draft-slug/")["status"] == 404


def test_correction_is_told(api):
    story = make_published(body='<h2 id="facts">Facts</h2><p>Six ships.</p>')
    save(
        story,
        make_content(slug=story.slug, body='<h2 id="facts">Facts</h2><p>Five ships.</p>'),
        by=None,
        based_on=None,
    )
    correct(
        story,
        CorrectionText("correction", "There were five.", "facts", "Six ships", "Five ships"),
        by=None,
    )

    answer = api.json(f"{LIST}{story.slug}/")

    assert answer["version"] == 2
    assert answer["corrections"] == [
        {
            "type": "correction",
            "text": "There were five.",
            "at": answer["updated_at"],
            "heading_id": "facts",
            "old_wording": "Six ships",
            "new_wording": "Five ships",
        }
    ]


@pytest.mark.parametrize("body_format", ["html", "blocks", "text", "markdown"])
def test_body_is_given_in_the_format_asked_for(api, body_format):
    story = make_published(body="<p>One <em>word</em>.</p>")
    expected = {
        "html": "<p>One <em>word</em>.</p>",
        "blocks": [
            {
                "type": "paragraph",
                "spans": [
                    {"text": "One ", "bold": False, "italic": False, "href": None},
                    {"text": "word", "bold": False, "italic": True, "href": None},
                    {"text": ".", "bold": False, "italic": False, "href": None},
                ],
            }
        ],
        "text": "One word.",
        "markdown": "One _word_.",
    }

    answer = api.json(f"{LIST}{story.slug}/?fields=body&body_format={body_format}")

    assert answer == {"body": expected[body_format]}


def test_related_link_takes_what_the_target_says_unless_it_says_its_own(api):
    target = make_published(title="Target", summary="About it.", slug="target")
    story = make_published(
        related_links=[Link(target=target.pk)],
    )
    other = make_published(related_links=[Link(target=target.pk, title="Own", summary="Words.")])
    link = {
        "title": "Target",
        "summary": "About it.",
        "url": "https://www.example.org/en/target",
        "image": None,
        "article": {"id": str(target.pk), "slug": "target"},
    }

    assert _links(api, story) == [link]
    assert _links(api, other) == [{**link, "title": "Own", "summary": "Words."}]


def test_pictures_of_story_and_links_default_to_the_target(api, settings):
    settings.NEWSROOM_MEDIA_URL = "https://cdn.example.com/media"
    harbour = make_picture(plain(size=(400, 8)), credit="A. Smith")
    quay = make_picture(alt_text="A quay.")
    names = dict(harbour.renditions.values_list("kind", "file"))
    target = make_published(picture=harbour.pk)
    story = make_published(
        related_links=[Link(target=target.pk)],
    )
    other = make_published(related_links=[Link(target=target.pk, picture=quay.pk)])
    image = {
        "url": f"https://cdn.example.com/media/{harbour.file.name}",
        "content_type": "image/png",
        "alt_text": "A harbour at dawn.",
        "caption": None,
        "credit": "A. Smith",
        "width": 400,
        "height": 8,
        "renditions": [
            {
                "kind": kind,
                "url": f"https://cdn.example.com/media/{names[kind]}",
                "content_type": "image/webp",
                "width": width,
                "height": height,
            }
            for kind, width, height in (("thumbnail", 320, 6), ("card", 400, 8))
        ],
    }

    assert api.json(f"{LIST}?ids={target.pk}&fields=image")["results"] == [{"image": image}]
    assert [link["image"] for link in _links(api, story)] == [image]
    assert [link["image"]["alt_text"] for link in _links(api, other)] == ["A quay."]


def test_related_link_shows_only_while_its_target_is_public(api):
    target = make_article(title="Target")
    story = make_published(related_links=[Link(target=target.pk, title="Own title")])
    assert _links(api, story) == []

    publish(target, by=None)
    assert [link["title"] for link in _links(api, story)] == ["Own title"]

    withdraw(target, by=None, reason="Wrong.")
    assert _links(api, story) == []


def test_translations_name_each_other_while_public(api):
    original = make_published(slug="original", title="Original")
    french = make_published(
        slug="french", title="Traduction", language="fr", translation_of=original.pk
    )
    make_article(slug="german", language="de", translation_of=original.pk)

    assert api.json(f"{LIST}original/")["translations"] == [
        {
            "id": str(french.pk),
            "slug": "french",
            "language": "fr",
            "title": "Traduction",
            "url": "https://www.example.org/fr/french",
            "api_url": f"{PUBLIC}/api/v1/articles/french/",
        }
    ]
    assert [one["slug"] for one in api.json(f"{LIST}french/")["translations"]] == ["original"]


def test_merged_tag_shows_once_as_the_survivor(api):
    kept, merged = make_actor("kept"), make_actor("merged")
    story = make_published(actors=[merged, kept])
    merge(merged, into=kept, by=None)

    answer = api.json(f"{LIST}{story.slug}/")

    assert [actor["slug"] for actor in answer["actors"]] == ["kept"]
    assert slugs(api, "actor=merged") == [story.slug]


def test_list_gives_cards_the_newest_first(api):
    for day in (2, 3, 1):
        make_published(slug=f"day-{day}", display_at=datetime(2025, 7, day, tzinfo=UTC))

    assert slugs(api) == ["day-3", "day-2", "day-1"]
    assert slugs(api, "ordering=published_at") == ["day-1", "day-2", "day-3"]
    assert slugs(api, "ordering=-updated_at") == ["day-1", "day-3", "day-2"]


def test_fields_are_the_ones_asked_for_in_their_usual_order(api):
    make_published(title="One", slug="one", body="<p>Text.</p>")

    assert api.json(f"{LIST}?fields=body,title")["results"] == [
        {"title": "One", "body": "<p>Text.</p>"}
    ]


def test_fields_with_a_minus_are_dropped(api):
    story = make_published()

    card = api.json(f"{LIST}?fields=-summary,-byline")["results"][0]
    detail = api.json(f"{LIST}{story.slug}/?fields=-body")

    assert tuple(card) == tuple(f for f in CARD_FIELDS if f not in ("summary", "byline"))
    assert tuple(detail) == tuple(f for f in DETAIL_FIELDS if f != "body")


def test_count_is_given_on_request(api):
    for _ in range(3):
        make_published()

    assert "count" not in api.json(f"{LIST}?page_size=2")
    assert api.json(f"{LIST}?page_size=2&count=exact")["count"] == 3


def test_list_costs_the_same_for_one_twenty_and_a_hundred(api):
    expected = {
        "": 2,
        "count=exact": 2,
        "region=europe": 2,
        f"fields={','.join(DETAIL_FIELDS)}": 3,
    }
    target = make_published(regions=["russia"])
    for size in (1, 20, 100):
        while Article.objects.count() < size + 1:
            make_published(
                regions=["russia", "ukraine"],
                actors=[make_actor()],
                related_links=[Link(target=target.pk)],
            )
        costs = {}
        for query in expected:
            api.get(f"{LIST}?{query}")
            with CaptureQueriesContext(connection) as queries:
                page = api.json(f"{LIST}?page_size={size}&{query}".rstrip("&"))
            assert len(page["results"]) == size
            costs[query] = len(queries)
        assert costs == expected


def test_detail_costs_the_same_with_one_link_and_three(api):
    costs = []
    for number in (1, 3):
        targets = [make_published() for _ in range(number)]
        story = make_published(related_links=[Link(target=target.pk) for target in targets])
        api.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert len(_links(api, story)) == number
        costs.append(len(queries))

    assert costs == [3, 3]


def _links(api, story) -> list[dict]:
    return api.json(f"{LIST}{story.slug}/?fields=related_links")["related_links"]


def _uid(slug: str) -> str:
    return str(Region.objects.get(slug=slug).uid)
