"""Stories as news items of the IPTC; that they are valid is tested where its schema is there."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Publication
from articles.published.instants import instant
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from articles.working.content import Link
from tests.factories import make_actor, make_author, make_content, make_published
from tests.newsroom.images.files import make_picture, plain

LIST = "/api/v1/articles/"
PUBLIC = settings.NEWSROOM_PUBLIC_URL
MEDIA_TYPE = "application/x.ninjs+json"


def item_of(api, slug: str):
    return api.document(f"{LIST}{slug}/?format=ninjs")


def text_of(value: str, role: str):
    return {"role": role, "contentType": "text/plain", "value": value}


def renditions_of(slug: str, language: str = "en"):
    return [
        {
            "name": "web",
            "href": f"https://www.example.org/{language}/{slug}",
            "contentType": "text/html",
        },
        {"name": "api", "href": f"{PUBLIC}{LIST}{slug}/", "contentType": "application/json"},
    ]


def test_story_is_described_whole(api):
    author = make_author("Ines Falkenrath", slug="ines")
    kim = make_actor("kim-jong-un", name="Kim Jong Un", wikidata="Q56226")
    nato = make_actor("nato", name="NATO", kind="alliance")
    picture = make_picture(plain(size=(400, 8)), alt_text="A pier.", credit="N. Body")
    story = make_published(
        title="A meeting",
        slug="a-meeting",
        summary="Two men met.",
        body="<p>By the <strong>sea</strong>.</p>",
        genre="explainer",
        editors_note="All names are made up.",
        usage_terms="Free.",
        byline=[author],
        regions=["north-korea", "asia"],
        actors=[kim, nato],
        picture=picture.pk,
        display_at=datetime(2025, 7, 12, 9, 30, tzinfo=UTC),
    )
    row = Publication.objects.get(article=story)

    item = item_of(api, "a-meeting")

    (lead,) = item.pop("associations")
    korea, asia = item.pop("places")
    about_kim = {
        "name": "Kim Jong Un",
        "rel": "about",
        "uri": "http://www.wikidata.org/entity/Q56226",
        "literal": "wikidata:Q56226",
    }
    mentions_nato = {
        "name": "NATO",
        "rel": "mentions",
        "uri": f"urn:uuid:{nato.uid}",
        "literal": "newsroom:nato",
    }
    point = korea.pop("geoJSON")
    asia.pop("geoJSON", None)
    assert item == {
        "uri": f"urn:uuid:{story.pk}",
        "standard": {
            "name": "ninjs",
            "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
        },
        "type": "text",
        "representationType": "full",
        "pubStatus": "usable",
        "version": "1",
        "firstCreated": instant(row.first_published_at),
        "versionCreated": instant(row.version.created_at),
        "contentCreated": "2025-07-12T09:30:00Z",
        "language": "en",
        "title": "A meeting",
        "slugline": "a-meeting",
        "by": "Ines Falkenrath",
        "headlines": [text_of("A meeting", "headline")],
        "descriptions": [
            text_of("Two men met.", "summary"),
            text_of("All names are made up.", "note"),
        ],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/html",
                "wordCount": 3,
                "value": "<p>By the <strong>sea</strong>.</p>",
            },
            {
                "role": "main",
                "contentType": "text/plain",
                "wordCount": 3,
                "value": "By the sea.",
            },
        ],
        "genres": [
            {
                "name": "Explainer",
                "uri": "http://cv.iptc.org/newscodes/genre/Background",
                "literal": "explainer",
            }
        ],
        "subjects": [about_kim, mentions_nato, korea, asia],
        "people": [about_kim],
        "organisations": [mentions_nato],
        "infoSources": [
            {
                "name": "Ines Falkenrath",
                "role": "author",
                "uri": f"urn:uuid:{author.uid}",
                "literal": "newsroom:ines",
            },
            {"name": "Newsroom", "role": "publisher", "uri": "https://www.example.org/"},
        ],
        "copyrightHolder": "Newsroom",
        "usageTerms": "Free.",
        "renditions": renditions_of("a-meeting"),
        "altIds": [
            {"role": "id", "value": str(story.pk)},
            {"role": "slug", "value": "a-meeting"},
        ],
    }
    assert (korea["name"], korea["rel"], korea["literal"]) == (
        "North Korea",
        "about",
        "iso3166-1:KP",
    )
    assert (asia["name"], asia["rel"], asia["literal"]) == ("Asia", "mentions", "m49:142")
    longitude, latitude = point["coordinates"]
    assert point["type"] == "Point"
    assert (round(longitude), round(latitude)) == (127, 40)
    sizes = lead.pop("renditions")
    address = f"{settings.NEWSROOM_MEDIA_URL}/{picture.file}"
    assert lead == {
        "name": "A pier.",
        "rel": "picture",
        "uri": address,
        "type": "picture",
        "by": "N. Body",
        "descriptions": [text_of("A pier.", "altText")],
    }
    assert sizes[0] == {
        "name": "original",
        "href": address,
        "contentType": "image/png",
        "width": 400,
        "height": 8,
    }
    assert len(sizes) == 1 + picture.renditions.count()


def test_bare_story_is_by_the_newsroom(api):
    make_published(slug="bare")

    item = item_of(api, "bare")

    assert item["by"] == "Newsroom"
    assert [source["role"] for source in item["infoSources"]] == ["publisher"]
    assert None not in item.values()
    assert [] not in item.values()
    assert item.keys().isdisjoint({"edNote", "usageTerms", "associations", "places", "people"})


def test_correction_is_a_new_version_with_a_note(api):
    story = make_published(slug="a-story")
    first = item_of(api, "a-story")
    save(story, make_content(slug="a-story"), by=None, based_on=None)
    correct(story, CorrectionText("correction", "There were five."), by=None)
    second = item_of(api, "a-story")
    row = Publication.objects.live().get(article=story)

    assert "edNote" not in first
    assert second["edNote"] == f"Correction, {instant(row.updated_at)}: There were five."
    assert (first["version"], second["version"]) == ("1", "2")
    assert first["uri"] == second["uri"]
    assert first["firstCreated"] == second["firstCreated"]
    assert first["versionCreated"] < second["versionCreated"]
    assert second["contentCreated"] == first["contentCreated"]


def test_minor_change_is_a_new_version_too(api):
    story = make_published(slug="a-story")
    first = item_of(api, "a-story")
    save(story, make_content(slug="a-story"), by=None, based_on=None)
    publish(story, by=None, minor=True)
    second = item_of(api, "a-story")

    assert first["versionCreated"] < second["versionCreated"]


def test_links_are_associations(api):
    target = make_published(slug="target", title="Talks", summary="They talk.")
    gone = make_published(slug="gone")
    make_published(
        slug="linking",
        related_links=[
            Link(target=target.pk),
            Link(target=gone.pk),
            Link(url="https://example.org/ä?x=1|2", title="A letter", summary="Of ours."),
        ],
    )
    withdraw(gone, by=None, reason="Wrong.")

    partial = {"rel": "related", "type": "text", "representationType": "partial"}
    assert item_of(api, "linking")["associations"] == [
        {
            "name": "Talks",
            **partial,
            "uri": f"urn:uuid:{target.pk}",
            "headlines": [text_of("Talks", "headline")],
            "descriptions": [text_of("They talk.", "summary")],
            "renditions": renditions_of("target")[:1],
        },
        {
            "name": "A letter",
            **partial,
            "uri": "https://example.org/%C3%A4?x=1%7C2",
            "headlines": [text_of("A letter", "headline")],
            "descriptions": [text_of("Of ours.", "summary")],
            "renditions": [
                {
                    "name": "web",
                    "href": "https://example.org/%C3%A4?x=1%7C2",
                    "contentType": "text/html",
                }
            ],
        },
    ]


def test_translations_are_associations(api):
    original = make_published(slug="english", title="Talks")
    make_published(slug="french", title="Entretiens", language="fr", translation_of=original.pk)
    make_published(slug="german", title="Gespräche", language="de", translation_of=original.pk)

    assert [(one["rel"], one["language"]) for one in item_of(api, "english")["associations"]] == [
        ("translation", "de"),
        ("translation", "fr"),
    ]
    german, english = item_of(api, "french")["associations"]
    assert (german["rel"], german["name"]) == ("translation", "Gespräche")
    assert english == {
        "name": "Talks",
        "rel": "original",
        "uri": f"urn:uuid:{original.pk}",
        "type": "text",
        "representationType": "partial",
        "language": "en",
        "headlines": [text_of("Talks", "headline")],
        "renditions": renditions_of("english"),
    }


def test_list_has_whole_items_and_its_pages(api):
    for number in (1, 2, 3):
        day = datetime(2025, 7, number, tzinfo=UTC)
        make_published(slug=f"day-{number}", display_at=day)

    first = api.document(f"{LIST}?format=ninjs&page_size=2")
    second = api.document(first["next"].removeprefix(PUBLIC))

    assert first["items"] == [item_of(api, "day-3"), item_of(api, "day-2")]
    assert second["items"] == [item_of(api, "day-1")]
    assert (first["previous"], second["next"]) == (None, None)
    assert second["previous"].startswith(f"{PUBLIC}{LIST}?format=ninjs&")
    assert first["withdrawn"] == second["withdrawn"] == []


def test_withdrawn_story_is_canceled_in_lists_and_gone_by_itself(api):
    story = make_published(title="Gone", slug="gone", regions=["russia"])
    withdraw(story, by=None, reason="Secret.", message="We were wrong.")

    page = api.document(f"{LIST}?format=ninjs&region=russia")

    (gone,) = page["withdrawn"]
    moment = gone.pop("versionCreated")
    assert gone == {
        "uri": f"urn:uuid:{story.pk}",
        "standard": {
            "name": "ninjs",
            "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
        },
        "type": "text",
        "pubStatus": "canceled",
        "edNote": "We were wrong.",
    }
    assert moment.endswith("Z")
    assert page["items"] == []
    assert api.document(f"{LIST}?format=ninjs&region=fiji")["withdrawn"] == []
    assert api.problem(f"{LIST}gone/?format=ninjs")["status"] == 410


def test_moved_story_is_told(api):
    story = make_published(slug="old-slug")
    save(story, make_content(slug="new-slug"), by=None, based_on=None)
    publish(story, by=None)

    moved = api.get(f"{LIST}old-slug/?format=ninjs")

    assert (moved.status_code, moved.content) == (301, b"")
    assert moved["Location"] == f"{PUBLIC}{LIST}new-slug/?format=ninjs"


def test_earlier_version_is_given_as_of_then(api):
    story = make_published(slug="a-story", title="First")
    seq = Publication.objects.get(article=story).seq
    save(story, make_content(slug="a-story", title="Second"), by=None, based_on=None)
    publish(story, by=None)

    item = api.document(f"{LIST}a-story/?format=ninjs&as_of={seq}")

    assert (item["version"], item["title"]) == ("1", "First")


@pytest.mark.parametrize("path", ["", "a-story/"])
def test_accept_field_gives_ninjs(api, path):
    make_published(slug="a-story")

    response = api.get(f"{LIST}{path}", accept=MEDIA_TYPE)

    assert response["Content-Type"] == MEDIA_TYPE
    assert response.content == api.get(f"{LIST}{path}?format=ninjs").content


@pytest.mark.parametrize("parameter", ["fields=title", "include=corrections", "body_format=text"])
@pytest.mark.parametrize("path", ["", "a-story/"])
def test_what_has_no_meaning_is_refused(api, path, parameter):
    make_published(slug="a-story")

    problem = api.problem(f"{LIST}{path}?format=ninjs&{parameter}")

    assert problem["status"] == 400
    assert problem["errors"][0]["parameter"] == parameter.partition("=")[0]


def test_items_take_a_fixed_number_of_statements(api):
    counts = []
    for number in (1, 2, 3):
        target = make_published(regions=["russia"], byline=[make_author()])
        make_published(slug=f"story-{number}-of-three", related_links=[Link(target=target.pk)])
        withdraw(make_published(), by=None, reason="Wrong.")
        with CaptureQueriesContext(connection) as captured:
            item_of(api, f"story-{number}-of-three")
        details = len(captured)
        with CaptureQueriesContext(connection) as captured:
            api.document(f"{LIST}?format=ninjs")
        counts.append((details, len(captured)))

    assert counts[1] == counts[2] == (3, 4)
