"""A story as schema.org describes news, for search engines and the like."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from newsroom.feeds.feed import Story
from newsroom.feeds.publisher import Publisher
from taxonomy.snapshot import PublicRegion, Snapshot

# Whatever the story, the fields that it must have.
FIELDS = (
    "id",
    "url",
    "title",
    "summary",
    "genre",
    "language",
    "byline",
    "published_at",
    "updated_at",
    "image",
    "regions",
    "actors",
    "word_count",
    "corrections",
    "translations",
    "usage_terms",
)
# Each is a kind of NewsArticle, and the only type given: many readers know no lists of types.
TYPES = {
    "news": "ReportageNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "explainer": "BackgroundNewsArticle",
}
ACTOR_TYPES = {
    "person": "Person",
    "state": "GovernmentOrganization",
    "company": "Corporation",
    "media": "NewsMediaOrganization",
}
COUNTRY = "country"
WIKIDATA = "http://www.wikidata.org/entity/"


def news_article(
    story: Story, *, original_id: str, tags: Snapshot, publisher: Publisher
) -> dict[str, Any]:
    """Describe a story that has the fields of ``FIELDS``.

    ``original_id`` is the id of the story that it translates, or its own.
    """
    actors = [_actor(actor, tags) for actor in story["actors"]]
    places = [_place(region, tags) for region in story["regions"]]
    described = {
        "@context": "https://schema.org",
        "@type": TYPES[story["genre"]],
        "@id": story["url"],
        "url": story["url"],
        "mainEntityOfPage": {"@type": "WebPage", "@id": story["url"]},
        "identifier": story["id"],
        "headline": story["title"],
        "description": story["summary"],
        "inLanguage": story["language"],
        "datePublished": story["published_at"],
        "dateModified": max(story["updated_at"], story["published_at"]),
        "author": [_author(author) for author in story["byline"]] or [_named(publisher)],
        "publisher": _publisher(publisher),
        "image": _images(story["image"]),
        "wordCount": story["word_count"],
        "isAccessibleForFree": True,
        "copyrightNotice": story["usage_terms"],
        "contentLocation": places,
        # Tags stand in order of weight: what leads is what the story is about.
        "about": [*actors[:1], *places[:1]],
        "mentions": [*actors[1:], *places[1:]],
        "correction": [_correction(correction) for correction in story["corrections"]],
        **_translations(story, original_id),
    }
    return {name: value for name, value in described.items() if value not in (None, [])}


def write_json_ld(document: Mapping[str, Any]) -> bytes:
    """Write a document that may stand in a script element of a page as it is."""
    text = json.dumps(document, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode()


def _author(author: Mapping[str, Any]) -> dict[str, Any]:
    return {"@type": "Person", "name": author["name"], "identifier": author["id"]}


def _named(publisher: Publisher) -> dict[str, Any]:
    return {"@type": "NewsMediaOrganization", "name": publisher.name, "url": publisher.url}


def _publisher(publisher: Publisher) -> dict[str, Any]:
    described = _named(publisher)
    if publisher.logo_url:
        described["logo"] = {"@type": "ImageObject", "url": publisher.logo_url}
    return described


def _images(image: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Give the picture in all sizes, the largest first."""
    if not image:
        return []
    sizes = [image, *reversed(image["renditions"])]
    return [_image(image, size) for size in sizes]


def _image(image: Mapping[str, Any], size: Mapping[str, Any]) -> dict[str, Any]:
    described = {
        "@type": "ImageObject",
        "url": size["url"],
        "width": size["width"],
        "height": size["height"],
        "caption": image["caption"] or image["alt_text"],
        "creditText": image["credit"],
    }
    return {name: value for name, value in described.items() if value}


def _actor(actor: Mapping[str, Any], tags: Snapshot) -> dict[str, Any]:
    described = {
        "@type": ACTOR_TYPES.get(actor["kind"], "Organization"),
        "name": actor["name"],
        "identifier": actor["id"],
    }
    known = tags.actors.find(actor["id"])
    if known.wikidata:
        described["sameAs"] = WIKIDATA + known.wikidata
    return described


def _place(region: Mapping[str, Any], tags: Snapshot) -> dict[str, Any]:
    known = tags.regions.find(region["id"])
    described: dict[str, Any] = {
        "@type": "Country" if known.kind == COUNTRY else "Place",
        "name": region["name"],
        "identifier": region["code"] or region["id"],
    }
    if known.latitude is not None:
        described["geo"] = _point(known)
    return described


def _point(region: PublicRegion) -> dict[str, Any]:
    return {
        "@type": "GeoCoordinates",
        "latitude": region.latitude,
        "longitude": region.longitude,
    }


def _correction(correction: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "text": correction["text"],
        "datePublished": correction["at"],
    }


def _translations(story: Story, original_id: str) -> dict[str, Any]:
    """Give what translates an original, and of a translation the original if it is public."""
    others: Iterable[Mapping[str, Any]] = story["translations"]
    if story["id"] == original_id:
        return {"workTranslation": [_translation(other) for other in others]}
    originals = [_translation(other) for other in others if other["id"] == original_id]
    return {"translationOfWork": originals[0] if originals else None}


def _translation(other: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "NewsArticle",
        "@id": other["url"],
        "url": other["url"],
        "headline": other["title"],
        "inLanguage": other["language"],
    }
