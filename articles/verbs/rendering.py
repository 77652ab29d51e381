"""From the content that an editor wrote to the documents that readers get."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from articles.body import derive, pictures_in
from articles.models import Author, Correction
from articles.published.instants import instant
from articles.working.content import Content, Link
from newsroom.images.facts import PictureFacts, facts
from newsroom.images.models import Picture
from taxonomy.models import Actor, Region


@dataclass(frozen=True)
class Dates:
    """The dates of one version, as readers see them."""

    first_published_at: datetime
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Rendered:
    """What a published version holds; see ``PublishedVersion``."""

    card: dict[str, Any]
    document: dict[str, Any]
    bodies: dict[str, Any]
    partners_note: str
    digest: str


def render(
    article_id: uuid.UUID,
    content: Content,
    *,
    number: int,
    dates: Dates,
    corrections: list[Correction],
) -> Rendered:
    """Render one version. Tags and linked stories stay ids; the body is derived in all formats."""
    pictures = _pictures(content)
    body = derive(content.body, pictures)
    card = {
        "id": str(article_id),
        "slug": content.slug,
        "title": content.title,
        "summary": content.summary,
        "genre": content.genre,
        "language": content.language,
        "byline": _byline(content.byline),
        "published_at": instant(dates.published_at),
        "updated_at": instant(dates.updated_at),
        "version": number,
        "image": content.picture and pictures[content.picture],
        "regions": _uids(Region, content.regions),
        "actors": _uids(Actor, content.actors),
        "word_count": body.word_count,
        "reading_minutes": body.reading_minutes,
    }
    document = {
        "first_published_at": instant(dates.first_published_at),
        "editors_note": content.editors_note or None,
        "related_links": [_link(link, pictures) for link in content.related_links],
        "corrections": [_correction(correction) for correction in corrections],
        "translation_of": content.translation_of and str(content.translation_of),
        "usage_terms": content.usage_terms or None,
        "syndicatable": content.syndicatable,
    }
    bodies = {
        "html": body.html,
        "blocks": body.blocks,
        "text": body.text,
        "markdown": body.markdown,
    }
    synced = {**card, **document, "body": body.html, "partners_note": content.partners_note}
    return Rendered(card, document, bodies, content.partners_note, digest(synced))


def digest(document: dict[str, Any]) -> str:
    """Give the SHA-256, in hex, of a document as JSON with sorted keys and no spaces (UTF-8)."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _byline(keys: list[int]) -> list[dict[str, str]]:
    authors = Author.objects.in_bulk(keys)
    return [
        {"id": str(author.uid), "slug": author.slug, "name": author.name}
        for author in (authors[key] for key in keys)
    ]


def _uids(model: Any, keys: list[int]) -> list[str]:
    uids = dict(model.objects.filter(pk__in=keys).values_list("pk", "uid"))
    return [str(uids[key]) for key in keys]


def _pictures(content: Content) -> dict[uuid.UUID, PictureFacts]:
    """Give the facts of all pictures that the content names."""
    links = (link.picture for link in content.related_links)
    keys = {content.picture, *links, *pictures_in(content.body)} - {None}
    rows = Picture.objects.prefetch_related("renditions").in_bulk(keys)
    return {key: facts(picture) for key, picture in rows.items()}


def _link(link: Link, pictures: dict[uuid.UUID, PictureFacts]) -> dict[str, Any]:
    return {
        "article": link.target and str(link.target),
        "url": link.url or None,
        "title": link.title or None,
        "summary": link.summary or None,
        "image": link.picture and pictures[link.picture],
    }


def _correction(correction: Correction) -> dict[str, Any]:
    return {
        "type": correction.kind,
        "text": correction.text,
        "at": instant(correction.at),
        "heading_id": correction.heading_id,
        "old_wording": correction.old_wording or None,
        "new_wording": correction.new_wording or None,
    }
