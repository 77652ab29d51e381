"""Stories as schema.org describes news."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Publication
from articles.verbs.publishing import CorrectionText, correct
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from tests.factories import make_actor, make_author, make_content, make_published
from tests.newsroom.images.files import make_picture

LIST = "/api/v1/articles/"


def described(api, slug: str):
    return api.document(f"{LIST}{slug}/?format=jsonld")


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def test_story_is_described_whole(api, monkeypatch):
    monkeypatch.setattr(settings, "NEWSROOM_LOGO_URL", "https://www.example.org/logo.png")
    author = make_author("Ines Falkenrath")
    kim = make_actor("kim-jong-un", name="Kim Jong Un", wikidata="Q56226")
    nato = make_actor("nato", name="NATO", kind="alliance")
    picture = make_picture(alt_text="A pier.", credit="N. Body")
    story = make_published(
        title="A meeting </script>",
        slug="a-meeting",
        summary="Two men met.",
        body="<p>By the sea.</p>",
        genre="analysis",
        usage_terms="Free.",
        byline=[author],
        regions=["north-korea", "asia"],
        actors=[kim, nato],
        picture=picture.pk,
        display_at=datetime(2025, 7, 12, 9, 30, tzinfo=UTC),
    )
    row = Publication.objects.get(article=story)
    kim_described = {
        "@type": "Person",
        "name": "Kim Jong Un",
        "identifier": str(kim.uid),
        "sameAs": "http://www.wikidata.org/entity/Q56226",
    }

    answer = described(api, "a-meeting")

    image = answer.pop("image")
    korea, asia = answer["contentLocation"]
    assert image[0] == {
        "@type": "ImageObject",
        "url": f"{settings.NEWSROOM_MEDIA_URL}/{picture.file}",
        "width": picture.width,
        "height": picture.height,
        "caption": "A pier.",
        "creditText": "N. Body",
    }
    assert (korea["@type"], korea["name"], korea["identifier"]) == ("Country", "North Korea", "KP")
    assert (asia["@type"], asia["name"]) == ("Place", "Asia")
    assert answer == {
        "@context": "https://schema.org",
        "@type": "AnalysisNewsArticle",
        "@id": "https://www.example.org/en/a-meeting",
        "url": "https://www.example.org/en/a-meeting",
        "mainEntityOfPage": {"@type": "WebPage", "@id": "https://www.example.org/en/a-meeting"},
        "identifier": str(story.pk),
        "headline": "A meeting </script>",
        "description": "Two men met.",
        "inLanguage": "en",
        "datePublished": "2025-07-12T09:30:00Z",
        "dateModified": instant(row.updated_at),
        "author": [{"@type": "Person", "name": "Ines Falkenrath", "identifier": str(author.uid)}],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "Newsroom",
            "url": "https://www.example.org/",
            "logo": {"@type": "ImageObject", "url": "https://www.example.org/logo.png"},
        },
        "wordCount": 3,
        "isAccessibleForFree": True,
        "copyrightNotice": "Free.",
        "contentLocation": [korea, asia],
        "about": [kim_described, korea],
        "mentions": [
            {"@type": "Organization", "name": "NATO", "identifier": str(nato.uid)},
            asia,
        ],
    }


def test_bare_story_is_by_the_newsroom(api):
    make_published(slug="bare")

    answer = described(api, "bare")

    assert answer["author"] == [
        {
            "@type": "NewsMediaOrganization",
            "name": "Newsroom",
            "url": "https://www.example.org/",
        }
    ]
    assert None not in answer.values()
    assert [] not in answer.values()


@pytest.mark.parametrize(
    ("genre", "subtype"),
    [
        ("news", "ReportageNewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("explainer", "BackgroundNewsArticle"),
    ],
)
def test_genre_is_told_by_the_type(api, genre, subtype):
    make_published(slug="a-story", genre=genre)

    assert described(api, "a-story")["@type"] == subtype


def test_corrections_are_told(api):
    story = make_published(slug="a-story")
    save(story, make_content(slug="a-story"), by=None, based_on=None)
    correct(story, CorrectionText("correction", "There were five."), by=None)
    row = Publication.objects.live().get(article=story)

    assert described(api, "a-story")["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "There were five.",
            "datePublished": instant(row.updated_at),
        }
    ]


def test_translations_lead_to_each_other(api):
    original = make_published(slug="english", title="Talks")
    french = make_published(
        slug="french", title="Entretiens", language="fr", translation_of=original.pk
    )
    make_published(slug="german", language="de", translation_of=original.pk)
    described_original = {
        "@type": "NewsArticle",
        "@id": "https://www.example.org/en/english",
        "url": "https://www.example.org/en/english",
        "headline": "Talks",
        "inLanguage": "en",
    }

    answer = described(api, "english")
    assert [one["inLanguage"] for one in answer["workTranslation"]] == ["de", "fr"]
    assert "translationOfWork" not in answer
    translated = described(api, "french")
    assert translated["translationOfWork"] == described_original
    assert "workTranslation" not in translated

    withdraw(original, by=None, reason="Wrong.")
    assert "translationOfWork" not in described(api, french.slug)


def test_description_takes_as_many_statements_as_a_detail(api):
    make_published(slug="a-story")
    described(api, "a-story")

    with CaptureQueriesContext(connection) as captured:
        described(api, "a-story")

    assert len(captured) == 3
