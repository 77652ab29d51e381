"""Copies in ninjs: stories as news items, beside regions and actors as in other copies."""

import uuid
from typing import Any, ClassVar

from articles.published.readership import EVERYBODY
from articles.published.slices import Slice
from articles.published.sync.items import (
    LEFT_SLICE,
    MERGED,
    REDACTED,
    RIGHTS,
    WITHDRAWN,
    Removal,
    Upsert,
)
from articles.published.sync.shown import shown_in
from articles.published.sync.tag_items import TagItem
from articles.published.sync.walking import Page
from articles.published.sync.walks import Form
from articles.published.versions import PublishedVersion, Withdrawal
from newsroom.api.renderers import NinjsRenderer
from newsroom.api.v1.article_answers import Row
from newsroom.api.v1.article_ninjs import news_items
from newsroom.api.v1.sync_answers import Telling, tag_answer
from newsroom.api.v1.sync_streams import NdjsonRenderer
from newsroom.feeds.ninjs import item_of_copy, removed_item
from taxonomy.snapshot import Snapshot

# What receivers are told where the newsroom has left no message.
NOTES = {
    WITHDRAWN: "The newsroom has taken this story back.",
    REDACTED: "This version may not be shown any more.",
    LEFT_SLICE: "This story is no longer part of what you are given.",
    RIGHTS: "This story may not be passed on any more.",
    MERGED: "This story is no longer part of what you are given, since a tag was merged.",
}
COLUMNS = ("card", "document", "bodies__html", "bodies__text", "created_at")

Answer = dict[str, Any]


def _items(page: Page, present: Slice, tags: Snapshot) -> list[Answer]:
    """Describe the items of a page; up to four statements, whatever their number."""
    told = _usable([item for item in page.items if isinstance(item, Upsert)], page, present, tags)
    told |= _removed([item for item in page.items if isinstance(item, Removal)])
    return [
        tag_answer(item) if isinstance(item, TagItem) else told[_key(item)] for item in page.items
    ]


def _key(item: Upsert | Removal) -> uuid.UUID:
    return item.id if isinstance(item, Removal) else item.row["article_id"]


def _usable(
    items: list[Upsert], page: Page, present: Slice, tags: Snapshot
) -> dict[uuid.UUID, Answer]:
    if not items:
        return {}
    rows = [_row(item) for item in items]
    links = [
        uuid.UUID(link["article"])
        for row in rows
        for link in row["version__document"]["related_links"]
        if link["article"]
    ]
    originals = [row["original_id"] for row in rows]
    linked = shown_in(links, originals, page.walk.point, present=present)
    described = news_items(rows, tags, EVERYBODY, linked=linked)
    return {
        item.row["article_id"]: item_of_copy(
            one, note=item.version["partners_note"], digest=item.hash
        )
        for item, one in zip(items, described, strict=True)
    }


def _row(item: Upsert) -> Row:
    return {**item.row, **{f"version__{name}": item.version[name] for name in COLUMNS}}


def _removed(items: list[Removal]) -> dict[uuid.UUID, Answer]:
    if not items:
        return {}
    ids = [item.id for item in items]
    versions = PublishedVersion.objects.filter(pk__in=[item.version_id for item in items])
    numbers = dict(versions.values_list("pk", "number"))
    current = Withdrawal.objects.current().filter(article__in=ids)
    messages = dict(current.values_list("article_id", "message"))
    return {
        item.id: removed_item(
            str(item.id),
            version=numbers[item.version_id],
            note=messages.get(item.id) or NOTES[item.reason],
            digest=item.hash,
        )
        for item in items
    }


NEWS_ITEMS = Telling(Form(("bodies__text", "created_at"), shows_others=True), _items)
TAGS = [{"$ref": f"#/components/schemas/{name}"} for name in ("RegionUpsert", "ActorUpsert")]


class NinjsPageRenderer(NinjsRenderer):
    telling = NEWS_ITEMS
    schema: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["items", "cursor", "done", "from_nothing", "media_url"],
        "properties": {
            "items": {
                "type": "array",
                "items": {"anyOf": [NinjsRenderer.schema, *TAGS]},
                "description": "News items, and regions and actors, which have no `uri`.",
            },
            "cursor": {"type": "string"},
            "done": {"type": "boolean"},
            "from_nothing": {"type": "boolean"},
            "media_url": {"type": "string"},
        },
    }


class NinjsStreamRenderer(NdjsonRenderer):
    media_type = "application/x.ninjs+ndjson"
    format = "ninjs-ndjson"
    telling = NEWS_ITEMS
    schema: ClassVar[dict[str, Any]] = {
        "type": "string",
        "description": "A JSON document on each line, as in `application/x-ndjson`, but stories "
        "are news items as in `application/x.ninjs+json`.",
    }
