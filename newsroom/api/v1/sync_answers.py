"""Pages of a walk as callers get them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from articles.published.addresses import public_url
from articles.published.slices import Slice
from articles.published.sync.items import Item, Removal, Upsert
from articles.published.sync.tag_items import TagItem
from articles.published.sync.walking import Page
from articles.published.sync.walks import PLAIN, Form
from newsroom.api.v1.article_answers import embargo_answer
from newsroom.api.v1.sync_cursors import write_cursor
from taxonomy.snapshot import Snapshot


@dataclass(frozen=True)
class Telling:
    """How copies are told: the form that they keep, and its items of a page.

    Items are made for what the caller may have at present.
    """

    form: Form
    items: Callable[[Page, Slice, Snapshot], list[dict[str, Any]]]


def page_answer(page: Page, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, **page_end(page)}


def page_end(page: Page) -> dict[str, Any]:
    """Say where a copy stands that has taken the items of a page in."""
    cursor = write_cursor(page.walk)
    return end_answer(cursor, done=page.is_last, from_nothing=page.from_nothing)


def end_answer(cursor: str, *, done: bool, from_nothing: bool) -> dict[str, Any]:
    return {
        "cursor": cursor,
        "done": done,
        "from_nothing": from_nothing,
        "media_url": settings.NEWSROOM_MEDIA_URL,
    }


def _items(page: Page, present: Slice, tags: Snapshot) -> list[dict[str, Any]]:
    return [_item(item) for item in page.items]


def _item(item: TagItem | Item) -> dict[str, Any]:
    match item:
        case TagItem():
            return tag_answer(item)
        case Upsert():
            embargo = embargo_answer(item.row["audience"], item.row["embargoed_until"])
            return story_answer(item.document, digest=item.hash, embargo=embargo)
        case Removal(key, reason, digest, _):
            return {
                "type": "article",
                "action": "removed",
                "id": str(key),
                "reason": reason,
                "hash": digest,
            }


def story_answer(document: dict[str, Any], *, digest: str, embargo: Any) -> dict[str, Any]:
    return {
        "type": "article",
        "action": "upsert",
        "id": document["id"],
        "hash": digest,
        "url": public_url(document["language"], document["slug"]),
        "embargo": embargo,
        "document": document,
    }


def tag_answer(item: TagItem) -> dict[str, Any]:
    return {
        "type": item.kind,
        "action": "upsert",
        "id": str(item.id),
        "document": item.document,
    }


DOCUMENTS = Telling(PLAIN, _items)
