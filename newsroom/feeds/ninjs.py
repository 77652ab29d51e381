"""Stories as news items of the IPTC: ninjs 3.1, News in JSON.

The schema knows no null and no members of our own, so that what is not known is left out.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from articles.published.instants import instant
from newsroom.feeds.feed import Story, Tombstone, permanent_id
from newsroom.feeds.ninjs_tags import described_tags
from newsroom.feeds.publisher import Publisher
from newsroom.feeds.uris import as_uri
from taxonomy.snapshot import Snapshot

# Whatever the story, the fields that it must have; the body is HTML.
FIELDS = (
    "id",
    "slug",
    "url",
    "api_url",
    "title",
    "summary",
    "genre",
    "language",
    "byline",
    "published_at",
    "version",
    "image",
    "regions",
    "actors",
    "word_count",
    "first_published_at",
    "body",
    "editors_note",
    "related_links",
    "corrections",
    "translations",
    "usage_terms",
)
STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
GENRES = "http://cv.iptc.org/newscodes/genre/"
# By our genres, the codes of the IPTC.
GENRE_CODES = {
    "news": "Current",
    "analysis": "Analysis",
    "opinion": "Opinion",
    "explainer": "Background",
}

Item = dict[str, Any]


def news_item(
    story: Story,
    *,
    text: str,
    version_created: str,
    original_id: str,
    embargo: Mapping[str, str | None] | None,
    tags: Snapshot,
    publisher: Publisher,
) -> Item:
    """Describe a story that has the fields of ``FIELDS``.

    ``text`` is the body as plain text and ``version_created`` when this version was published;
    ``original_id`` is the id of the story that it translates, or its own. ``embargo`` says
    ``until`` when it is withheld; None of what is public.
    """
    return _present(
        {
            "uri": permanent_id(story["id"]),
            "standard": STANDARD,
            "type": "text",
            "representationType": "full",
            "pubStatus": "withheld" if embargo else "usable",
            "embargoedUntil": embargo and embargo["until"],
            "version": str(story["version"]),
            "firstCreated": story["first_published_at"],
            "versionCreated": version_created,
            "contentCreated": story["published_at"],
            "language": story["language"],
            "title": story["title"],
            "slugline": story["slug"],
            "by": ", ".join(author["name"] for author in story["byline"]) or publisher.name,
            "headlines": [_plain(story["title"], "headline")],
            "descriptions": _descriptions(summary=story["summary"], note=story["editors_note"]),
            "bodies": _bodies(story, text),
            "edNote": "\n".join(map(_correction, story["corrections"])),
            "genres": [_genre(story["genre"])],
            **described_tags(story, tags),
            "infoSources": [*map(_author, story["byline"]), _publisher(publisher)],
            "copyrightHolder": publisher.name,
            "usageTerms": story["usage_terms"],
            "renditions": [
                _rendition("web", story["url"], "text/html"),
                _rendition("api", story["api_url"], "application/json"),
            ],
            "associations": _associations(story, original_id),
            "altIds": [
                {"role": "id", "value": story["id"]},
                {"role": "slug", "value": story["slug"]},
            ],
        }
    )


def item_of_copy(item: Item, *, note: str, digest: str) -> Item:
    """Add to a story what partners are told, and the hash that checksums count it by."""
    notes = filter(None, (note, item.get("edNote")))
    return _present(
        {**item, "edNote": "\n".join(notes), "altIds": [*item["altIds"], _hash(digest)]}
    )


def canceled_item(tombstone: Tombstone) -> Item:
    """Describe a story that was taken back: nothing of it but which one it was."""
    return _canceled(tombstone.id, versionCreated=instant(tombstone.at), edNote=tombstone.message)


def removed_item(story_id: str, *, version: int, note: str, digest: str | None) -> Item:
    """Describe a story that is not to be kept, of which a version was; ``note`` says why."""
    return _canceled(
        story_id,
        version=str(version),
        edNote=note,
        altIds=[_hash(digest)] if digest else [],
    )


def write_item(item: Mapping[str, Any]) -> bytes:
    return json.dumps(item, ensure_ascii=False).encode()


def write_items(
    items: Sequence[Item],
    withdrawn: Iterable[Tombstone],
    *,
    next_url: str | None,
    previous_url: str | None,
) -> bytes:
    """Write a page of a list; the standard itself knows single items only."""
    page = {
        "next": next_url,
        "previous": previous_url,
        "items": items,
        "withdrawn": [canceled_item(one) for one in withdrawn],
    }
    return json.dumps(page, ensure_ascii=False).encode()


def _canceled(story_id: str, **told: Any) -> Item:
    canceled = {"uri": permanent_id(story_id), "standard": STANDARD, "type": "text"}
    return _present({**canceled, "pubStatus": "canceled", **told})


def _hash(digest: str) -> Item:
    return {"role": "hash", "value": digest}


def _bodies(story: Story, text: str) -> list[Item]:
    bodies = {"text/html": story["body"], "text/plain": text}
    return [
        {
            "role": "main",
            "contentType": content_type,
            "wordCount": story["word_count"],
            "value": value,
        }
        for content_type, value in bodies.items()
    ]


def _plain(value: str, role: str) -> Item:
    return {"role": role, "contentType": "text/plain", "value": value}


def _descriptions(**by_role: str | None) -> list[Item]:
    return [_plain(value, role) for role, value in by_role.items() if value]


def _correction(correction: Mapping[str, Any]) -> str:
    return f"{correction['type'].capitalize()}, {correction['at']}: {correction['text']}"


def _genre(genre: str) -> Item:
    return {"name": genre.capitalize(), "uri": GENRES + GENRE_CODES[genre], "literal": genre}


def _author(author: Mapping[str, Any]) -> Item:
    return {
        "name": author["name"],
        "role": "author",
        "uri": permanent_id(author["id"]),
        "literal": f"newsroom:{author['slug']}",
    }


def _publisher(publisher: Publisher) -> Item:
    return {"name": publisher.name, "role": "publisher", "uri": as_uri(publisher.url)}


def _associations(story: Story, original_id: str) -> list[Item]:
    pictures = [_picture(story["image"])] if story["image"] else []
    related = [_related(link) for link in story["related_links"]]
    translations = [_translation(one, original_id) for one in story["translations"]]
    return [*pictures, *related, *translations]


def _picture(image: Mapping[str, Any]) -> Item:
    sizes = [{**image, "kind": "original"}, *reversed(image["renditions"])]
    return _present(
        {
            "name": image["caption"] or image["alt_text"] or "Picture",
            "rel": "picture",
            "uri": as_uri(image["url"]),
            "type": "picture",
            "by": image["credit"],
            "descriptions": _descriptions(caption=image["caption"], altText=image["alt_text"]),
            "renditions": [
                _rendition(
                    size["kind"],
                    size["url"],
                    size["content_type"],
                    width=size["width"],
                    height=size["height"],
                )
                for size in sizes
            ],
        }
    )


def _related(link: Mapping[str, Any]) -> Item:
    """A link to a story of ours has the same id as the story; others go by their address."""
    article = link["article"]
    return _present(
        {
            "name": link["title"],
            "rel": "related",
            "uri": permanent_id(article["id"]) if article else as_uri(link["url"]),
            "type": "text",
            "representationType": "partial",
            "headlines": [_plain(link["title"], "headline")],
            "descriptions": _descriptions(summary=link["summary"]),
            "renditions": [_rendition("web", link["url"], "text/html")],
            "associations": [_picture(link["image"])] if link["image"] else [],
        }
    )


def _translation(other: Mapping[str, Any], original_id: str) -> Item:
    return {
        "name": other["title"],
        "rel": "original" if other["id"] == original_id else "translation",
        "uri": permanent_id(other["id"]),
        "type": "text",
        "representationType": "partial",
        "language": other["language"],
        "headlines": [_plain(other["title"], "headline")],
        "renditions": [
            _rendition("web", other["url"], "text/html"),
            _rendition("api", other["api_url"], "application/json"),
        ],
    }


def _rendition(name: str, address: str, content_type: str, **size: int) -> Item:
    return {"name": name, "href": as_uri(address), "contentType": content_type, **size}


def _present(item: Item) -> Item:
    return {name: value for name, value in item.items() if value not in (None, "", [])}
